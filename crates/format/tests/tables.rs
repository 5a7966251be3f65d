//! CSV, TSV and COPY text become events whose values are those that were written, however the file is cut.

mod collect;

use collect::{Seen, decode, decode_by, gzip};
use foldback_format::WarningCode::{FieldCount, NoStream, TooLarge, Truncated, Utf8};
use foldback_format::{
    Detection, FieldKind, FieldPath, Format, ImportError, Mapping, Options, Role, WarningCode, preview,
};
use proptest::prelude::*;
use serde_json::{Map, Value};

const ROWS: &str = "stream,type,id,time,data\r\ns-1,A,1,2026-01-01T00:00:00Z,\"{\"\"n\"\": 1.10}\"\r\ns-2,B,2,2026-01-02T00:00:00Z,\"two\r\nlines, \"\"quoted\"\"\"\r\n";

fn seen(stream: &str, event_type: &str, data: &str) -> Seen {
    Seen { stream: stream.into(), event_type: event_type.into(), data: data.into(), ..Seen::default() }
}

fn brief(events: &[Seen]) -> Vec<Seen> {
    events.iter().map(|event| seen(&event.stream, &event.event_type, &event.data)).collect()
}

#[test]
fn csv_is_read_by_rfc_4180() {
    for text in [
        ROWS.to_owned(),
        ROWS.replace("\r\n", "\n"),
        format!("\u{feff}{ROWS}"),
        format!("\r\n{ROWS}\r\n\r\n"),
        ROWS.trim_end().to_owned(),
        ROWS.replacen("stream,", "\"stream\",", 1),
        format!("\u{feff}{}", ROWS.replacen("stream,", "\"stream\",", 1)),
    ] {
        for bytes in [text.clone().into_bytes(), gzip(text.as_bytes())] {
            let (collected, outcome) = decode(&bytes);
            let outcome = outcome.unwrap();
            assert_eq!((&outcome.format, outcome.records), (&Format::Csv { delimiter: ',' }, 2), "{text}");
            assert_eq!(collected.warnings, [], "{text}");
            let [one, two] = collected.events.as_slice() else {
                panic!("{text}");
            };
            assert_eq!((one.id.as_deref(), one.data.as_str()), (Some("1"), r#"{"n": 1.10}"#));
            let broken = if text.contains("two\r\n") { r"two\r\nlines" } else { r"two\nlines" };
            assert_eq!(two.data, format!("\"{broken}, \\\"quoted\\\"\""));
            assert_eq!(two.place, text.find("s-2").unwrap() as u64);
            assert!(one.micros.is_some());
            for step in 1..40 {
                let cut = decode_by(&bytes, step, Options::named("file"));
                assert_eq!(cut, (collected.clone(), Ok(outcome.clone())), "{text} by {step}");
            }
        }
    }
}

#[test]
fn the_delimiter_is_told_by_the_text() {
    for (delimiter, name) in [(',', "csv"), (';', "csv"), ('\t', "tsv"), ('|', "csv")] {
        let d = delimiter;
        let text = format!("type{d}when{d}note\nA{d}2026-01-01{d}\"a{d}b\"\nB{d}2026-01-02{d}c, d; e\n");
        let (collected, outcome) = decode(text.replace("c, d; e", "c"));
        let format = outcome.unwrap().format;
        assert_eq!((&format, format.as_str()), (&Format::Csv { delimiter }, name));
        assert!(collected.events[0].data.contains(&serde_json::to_string(&format!("a{d}b")).unwrap()));
    }
}

#[test]
fn values_are_kept_as_the_text_has_them() {
    let text = "type,big,exp,zip,empty,quoted,flag,json,list\n\
        A,123456789012345678901234567890.10,1E+2,007,,\"\",true,\"{\"\"a\"\":[1,2.0]}\",[]\n\
        B,0,-0.0,12,,x,false,null,\"[\"\"a\"\"]\"\n";
    let (collected, _) = decode(text);
    assert_eq!(
        collected.events[0].data,
        r#"{"big":123456789012345678901234567890.10,"exp":1E+2,"zip":"007","quoted":"","flag":"true","json":{"a":[1,2.0]},"list":[]}"#
    );
    assert_eq!(
        collected.events[1].data,
        r#"{"big":0,"exp":-0.0,"zip":"12","quoted":"x","flag":"false","json":null,"list":["a"]}"#
    );
}

#[test]
fn copy_text_is_read_with_its_escapes() {
    let text = "stream_id\ttype\tnote\tdata\ns\tA\ta\\tb\\\\c\t{\"x\": \"l\\\\n\"}\ns\tB\t\\N\t{}\n\\.\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let (collected, outcome) = decode(&text);
        assert_eq!(outcome.unwrap().format, Format::PgCopy);
        assert_eq!(brief(&collected.events), [seen("s", "A", r#"{"x": "l\n"}"#), seen("s", "B", "{}")]);
        assert_eq!(collected.events[0].metadata, r#"{"$fields":{"note":"a\tb\\c"}}"#);
        assert_eq!(collected.events[1].metadata, r#"{"$fields":{"note":null}}"#);
        assert_eq!(collected.warnings, []);
    }
}

#[test]
fn rows_of_other_lengths_are_kept_and_said() {
    let text = "stream,type,a\ns,T,1\ns,T\ns,T,1,\"x\ny\",3\n\ns,T,2\n";
    let (collected, outcome) = decode(text);
    assert_eq!(outcome.unwrap().events, 4);
    assert_eq!(collected.places(), [(FieldCount, 3, 20), (FieldCount, 4, 24)]);
    assert_eq!(collected.events[1].data, "{}");
    assert_eq!(collected.events[2].data, r#"{"a":1,"column4":"x\ny","column5":3}"#);
    assert_eq!(collected.events[3].place, text.rfind("s,T").unwrap() as u64);
}

#[test]
fn what_cannot_be_read_is_left_out_with_its_place() {
    let mut text = b"stream,type,a\ns,T,1\ns,T,\xff\ns,T,".to_vec();
    text.extend_from_slice(&[b'x'; 400]);
    text.extend_from_slice(b"\ns,T,2\ns,T,\"open\ns,T,3\n");
    for step in [1, 7, usize::MAX] {
        let options = Options { max_record: 300, ..Options::named("file") };
        let (collected, outcome) = decode_by(&text, step, options);
        let outcome = outcome.unwrap();
        assert_eq!((outcome.events, outcome.skipped), (2, 3));
        let behind = 26 + "s,T,".len() as u64 + 400 + 1;
        assert_eq!(collected.places(), [(Utf8, 3, 24), (TooLarge, 4, 26), (Truncated, 6, behind + 6)]);
    }
}

#[test]
fn a_table_without_names_is_mapped_by_a_person() {
    let text = "s-1,Added,2026-01-01,{}\ns-1,Added,2026-01-02,{}\n";
    let Err(ImportError::NeedsMapping(detection)) = decode(text).1 else {
        panic!("it needs a mapping");
    };
    let Detection { fields, .. } = *detection;
    let fields: Vec<_> =
        fields.iter().map(|field| (field.path.to_string(), field.sample.as_str(), field.kind)).collect();
    assert_eq!(fields[0], ("column1".to_owned(), "\"s-1\"", FieldKind::Text));
    assert_eq!(fields[3], ("column4".to_owned(), "{}", FieldKind::Object));
    let mut mapping = Mapping::named("file");
    for (role, column) in [(Role::Stream, "column1"), (Role::EventType, "column2"), (Role::Data, "column4")] {
        *mapping.field_mut(role) = Some(FieldPath::from([column]));
    }
    let options = Options { mapping: Some(mapping), ..Options::named("file") };
    let (collected, _) = decode_by(text.as_bytes(), 5, options.clone());
    assert_eq!(brief(&collected.events), [seen("s-1", "Added", "{}"), seen("s-1", "Added", "{}")]);
    let shown = preview(&text.as_bytes()[..40], &options, 10).unwrap();
    assert_eq!((shown.rows.len(), shown.rows[0].stream.as_str(), shown.warnings.len()), (1, "s-1", 0));
}

#[test]
fn columns_without_a_name_or_with_the_same_get_one() {
    let (collected, _) = decode("type,,a,a\nT,1,2,3\n");
    assert_eq!(collected.events[0].data, r#"{"column2":1,"a":2,"a_4":3}"#);
    let (collected, _) = decode("foldback,type\n1,T\n");
    assert_eq!(collected.events[0].data, r#"{"foldback":1}"#);
}

#[test]
fn prose_is_no_table() {
    for text in ["hello, world", "Dear all,\nhere is what, as promised, I know.\nYours\n", "[a]\nb = c, d\n"] {
        assert!(matches!(decode(text).1, Err(ImportError::UnknownFormat { .. })), "{text}");
    }
    assert_eq!(decode("stream,type,time\n").1, Err(ImportError::NoEvents));
}

/// With arrows for tabs.
const DUMP: &str = r#"--
-- PostgreSQL database dump
--

SET client_encoding = 'UTF8';

CREATE TABLE public.mt_events (
→seq_id bigint NOT NULL
);

COPY public.accounts (id, name, created_at) FROM stdin;
1→a→2026-01-01
\.

COPY public.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers) FROM stdin;
7→0195-a→s-1→1→{"n": 1}→opened→2026-01-01 10:00:00.5+00→*DEFAULT*→X, Y→c-1→\N→{"h": 1}
8→0195-b→s-2→1→{"n": "a\\tb"}→closed→2026-01-01 10:00:01+00→*DEFAULT*→X, Y→\N→\N→\N
\.

COPY public.empty (id) FROM stdin;
\.

SELECT pg_catalog.setval('public.mt_events_sequence', 8, true);
"#;

#[test]
fn the_tables_of_events_in_a_dump_are_read() {
    let dump = DUMP.replace('→', "\t");
    for text in [dump.clone(), dump.replace('\n', "\r\n")] {
        let (collected, outcome) = decode(&text);
        let outcome = outcome.unwrap();
        assert_eq!(outcome.format, Format::PgDump { tables: vec!["public.mt_events".into()] });
        assert_eq!((outcome.events, outcome.skipped), (2, 0));
        let [one, two] = collected.events.as_slice() else { panic!() };
        assert_eq!(
            brief(&[one.clone(), two.clone()]),
            [seen("s-1", "opened", r#"{"n": 1}"#), seen("s-2", "closed", r#"{"n": "a\tb"}"#)]
        );
        assert_eq!(
            (one.id.as_deref(), one.revision.as_deref(), one.position.as_deref(), one.micros),
            (Some("0195-a"), Some("1"), Some("7"), Some(1_767_261_600_500_000))
        );
        assert_eq!(
            one.metadata,
            r#"{"h": 1,"$correlationId":"c-1","$fields":{"tenant_id":"*DEFAULT*","mt_dotnet_type":"X, Y"}}"#
        );
        let [warning] = collected.warnings.as_slice() else { panic!("{:?}", collected.warnings) };
        assert!(
            warning.message.contains("public.accounts") && !warning.message.contains("empty"),
            "{}",
            warning.message
        );
        for step in 1..30 {
            assert_eq!(
                decode_by(text.as_bytes(), step, Options::named("file")),
                (collected.clone(), Ok(outcome.clone()))
            );
        }
    }
    let (collected, _) = decode(dump.split("8\t0195").next().unwrap());
    assert_eq!(collected.warnings[0].code, Truncated);
}

#[test]
fn known_tables_have_exact_roles() {
    let cases = [
        (
            "id,global_position,position,time,stream_name,type,data,metadata\nabc,9,2,2026-01-01 00:00:00,account-1,Opened,{},{}\n",
            ("account-1", "2", "Opened", "abc", "9"),
        ),
        (
            "global_index,event_identifier,meta_data,payload,payload_revision,payload_type,time_stamp,aggregate_identifier,sequence_number,type\n9,abc,{},{},1,Opened,2026-01-01T00:00:00Z,account-1,2,Account\n",
            ("account-1", "2", "Opened", "abc", "9"),
        ),
        (
            "id,event_id,event_type,metadata,data,created_at,valid_at,stream,position\n9,abc,Opened,{},{},2026-01-01 00:00:00,\\N,account-1,2\n",
            ("account-1", "2", "Opened", "abc", "9"),
        ),
        (
            "stream_id_internal,stream_version,position,message_id,created_utc,type,json_data,json_metadata,id_original\n3,2,9,abc,2026-01-01 00:00:00,Opened,{},{},account-1\n",
            ("account-1", "2", "Opened", "abc", "9"),
        ),
        (
            "event_id,event_type,causation_id,correlation_id,data,metadata,created_at,stream_uuid,stream_version,event_number\nabc,Opened,,,\\x7b7d,\\x7b7d,2026-01-01 00:00:00+00,account-1,2,9\n",
            ("account-1", "2", "Opened", "abc", "9"),
        ),
        (
            "stream_id,stream_position,partition,message_kind,message_data,message_metadata,message_schema_version,message_type,message_id,is_archived,global_position,transaction_id,created\naccount-1,2,global,E,{},{},1,Opened,abc,f,9,700,2026-01-01 00:00:00+00\n",
            ("account-1", "2", "Opened", "abc", "9"),
        ),
    ];
    for (text, (stream, revision, event_type, id, position)) in cases {
        let (collected, outcome) = decode(text);
        outcome.unwrap();
        let event = &collected.events[0];
        assert_eq!(
            (event.stream.as_str(), event.event_type.as_str(), event.data.as_str()),
            (stream, event_type, "{}"),
            "{text}"
        );
        assert_eq!(event.id.as_deref(), Some(id), "{text}");
        assert_eq!((event.revision.as_deref(), event.position.as_deref()), (Some(revision), Some(position)), "{text}");
        assert_eq!(event.micros, Some(1_767_225_600_000_000), "{text}");
        let is_bare = text.contains("00:00:00,") && !text.contains("created_utc");
        let codes: Vec<_> = collected.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, if is_bare { vec![WarningCode::NoZone] } else { vec![] }, "{text}");
    }
}

const COMMANDED: &str = r#"--
-- PostgreSQL database dump
--
COPY public.events (event_id, event_type, causation_id, correlation_id, data, metadata, created_at) FROM stdin;
e-2→B→e-1→c→\\x7b7d→\\x7b7d→2026-01-01 00:00:00+00
e-1→A→\N→c→\\x7b2261223a317d→\\x7b7d→2026-01-01 00:00:00+00
\.
COPY public.stream_events (event_id, stream_id, stream_version, original_stream_id, original_stream_version) FROM stdin;
e-1→1→1→1→1
e-1→0→1→1→1
e-2→2→1→2→1
e-2→0→2→2→1
\.
COPY public.streams (stream_id, stream_uuid, stream_version, created_at) FROM stdin;
0→$all→2→2026-01-01 00:00:00+00
1→account-1→1→2026-01-01 00:00:00+00
2→account-2→1→2026-01-01 00:00:00+00
\.
"#;

const RAILS: &str = r#"--
-- PostgreSQL database dump
--
COPY public.event_store_events (id, event_id, event_type, metadata, data, created_at, valid_at) FROM stdin;
1→e-1→A→{}→{"a":1}→2026-01-01 00:00:00→\N
2→e-2→B→{}→{}→2026-01-01 00:00:00→\N
\.
COPY public.event_store_events_in_streams (id, stream, "position", event_id, created_at) FROM stdin;
1→account-1→1→e-1→2026-01-01 00:00:00
2→by-type→0→e-1→2026-01-01 00:00:00
3→account-2→1→e-2→2026-01-01 00:00:00
\.
"#;

#[test]
fn events_are_joined_with_their_streams() {
    for text in [COMMANDED, RAILS] {
        let text = text.replace('→', "\t");
        let (collected, outcome) = decode(&text);
        let outcome = outcome.unwrap();
        assert_eq!((outcome.events, outcome.skipped), (2, 0));
        let further = collected.warnings.iter().filter(|warning| warning.message.starts_with("1 links")).count();
        let bare = collected.warnings.iter().filter(|warning| warning.code == WarningCode::NoZone).count();
        let is_rails = usize::from(text.contains("by-type"));
        assert_eq!((collected.warnings.len(), further, bare), (further + bare, is_rails, is_rails));
        let expected = [seen("account-1", "A", r#"{"a":1}"#), seen("account-2", "B", "{}")];
        assert_eq!(brief(&collected.events), expected);
        for (event, number) in collected.events.iter().zip(["1", "2"]) {
            assert_eq!((event.revision.as_deref(), event.position.as_deref()), (Some("1"), Some(number)));
            let id = event.id.as_deref().unwrap();
            assert_eq!(
                event.place,
                text.find(&format!("\n{id}\t")).or(text.find(&format!("{number}\t{id}")).map(|at| at - 1)).unwrap()
                    as u64
                    + 1
            );
        }
        for step in 1..30 {
            assert_eq!(
                decode_by(text.as_bytes(), step, Options::named("file")),
                (collected.clone(), Ok(outcome.clone()))
            );
        }
        let alone = text
            .split("COPY public.stream_events")
            .next()
            .unwrap()
            .split("COPY public.event_store_events_in")
            .next()
            .unwrap();
        let (collected, outcome) = decode(alone);
        assert_eq!((outcome.unwrap().events, collected.events[0].stream.as_str()), (2, "file"));
        let codes: Vec<_> = collected.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes.strip_suffix(&[WarningCode::NoZone]).unwrap_or(&codes), [NoStream]);
        assert_eq!(collected.places()[0], (NoStream, 1, 0));
        assert_eq!(codes.len() == 2, is_rails > 0, "only one of them has times without a zone");
    }
}

/// A cell by RFC 4180, quoted where it has to be, or where `quote` says so.
fn csv(text: &str, delimiter: char, quote: bool) -> String {
    if quote || text.contains([delimiter, '"', '\n', '\r']) || text == "\\N" {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn copy(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables_give_the_values_that_were_written(
        rows in prop::collection::vec((prop::collection::vec("[a-z\",;|\t\r\n é\\\\N.]{0,8}", 3), -1000i64..1000, any::<bool>()), 1..12),
        delimiter in prop::sample::select(vec![',', ';', '\t', '|']),
        is_copy: bool,
        quote: bool,
        step in 1usize..20,
    ) {
        let delimiter = if is_copy { '\t' } else { delimiter };
        let cell = |text: &str, quote| if is_copy { copy(text) } else { csv(text, delimiter, quote) };
        let mut text = ["type", "one", "two", "three", "number", "json"].join(&delimiter.to_string()) + "\n";
        let mut expected = Vec::new();
        for (texts, number, is_array) in &rows {
            let json = if *is_array { format!("[{number}, \"\\\"é\"]") } else { format!("{{\"a\": {number}.50}}") };
            let mut cells = vec![cell("T", quote)];
            let mut event = Map::new();
            for (name, value) in ["one", "two", "three"].into_iter().zip(texts) {
                cells.push(cell(value, quote));
                if is_copy || quote || !value.is_empty() {
                    event.insert(name.to_owned(), Value::from(value.as_str()));
                }
            }
            cells.push(cell(&number.to_string(), quote));
            cells.push(cell(&json, quote));
            event.insert("number".to_owned(), Value::from(*number));
            event.insert("json".to_owned(), serde_json::from_str(&json).unwrap());
            expected.push(Value::Object(event));
            text += &(cells.join(&delimiter.to_string()) + if quote { "\r\n" } else { "\n" });
        }
        let (collected, outcome) = decode_by(text.as_bytes(), step, Options::named("file"));
        let outcome = outcome.unwrap();
        let format = if is_copy { Format::PgCopy } else { Format::Csv { delimiter } };
        prop_assert_eq!(outcome.format, format, "{}", text);
        prop_assert_eq!(&collected.warnings, &[]);
        let found: Vec<Value> = collected.events.iter().map(|event| serde_json::from_str(&event.data).unwrap()).collect();
        prop_assert_eq!(&found, &expected, "{}", text);
        prop_assert_eq!(decode_by(text.as_bytes(), usize::MAX, Options::named("file")).0, collected);
    }

    #[test]
    fn bytes_of_tables_are_survived(text in "[,;\t\"\n\r\\\\.Na1{}é\u{feff}]{0,80}", step in 1usize..9) {
        for prefix in ["", "stream,type,time\n", "stream\ttype\ttime\na\tb\t\\N\n", "COPY a (type, id, time) FROM stdin;\n", "\u{feff}\"type\";b;c\n"] {
            let bytes = format!("{prefix}{text}").into_bytes();
            let options = Options { max_record: 60, ..Options::named("file") };
            let whole = decode_by(&bytes, usize::MAX, options.clone());
            prop_assert_eq!(decode_by(&bytes, step, options.clone()), whole);
            let _ = preview(&bytes, &options, 3);
        }
    }
}
