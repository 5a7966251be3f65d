//! The same events come out of every layout, with the place of each record.

mod collect;

use collect::{decode, gzip};
use foldback_format::{FieldPath, Format, Options, WarningCode, preview};

const ONE: &str = r#"{"stream":"s-1","type":"A","data":{"n":1}}"#;
const TWO: &str = r#"{"stream":"s-2","type":"B","data":{"n":2}}"#;

fn inside<const N: usize>(path: [&str; N]) -> Format {
    Format::JsonObject { path: FieldPath::from(path) }
}

#[test]
fn layouts_are_told_apart() {
    let spread = "{\n  \"stream\": \"s-1\",\n  \"type\": \"A\",\n  \"data\": {\"n\":1}\n}";
    for (text, format) in [
        (format!("{ONE}\n{TWO}\n"), Format::Ndjson),
        (format!("\u{feff}{ONE}\r\n\r\n{TWO}"), Format::Ndjson),
        (format!("\x1e{ONE}\n\x1e{TWO}\n"), Format::Ndjson),
        (format!("{ONE}{TWO}"), Format::Ndjson),
        (format!("{ONE} {TWO}\n"), Format::Ndjson),
        (format!("{ONE},\n{TWO},\n"), Format::Ndjson),
        (format!("{spread}\n{TWO}\n"), Format::Ndjson),
        (format!("{spread}{TWO}"), Format::Ndjson),
        (format!("# made by x\n{ONE}\n{TWO}\n"), Format::Ndjson),
        (format!("[{ONE},{TWO}]"), Format::JsonArray),
        (format!("\u{feff} [ {spread} ,\n{TWO} ]\n"), Format::JsonArray),
        (format!("[{ONE}][{TWO}]"), Format::JsonArray),
        (format!("{{\"events\":[{ONE},{TWO}]}}"), inside(["events"])),
        (format!("{{\"page\":{{\"n\":[1]}},\"Records\": [{spread},{TWO}],\"next\":null}}"), inside(["Records"])),
        (format!("{{\"data\":{{\"events\":[{ONE},{TWO}]}}}}"), inside(["data", "events"])),
        (format!("{{\"columns\":[{{\"name\":\"x\"}}],\"rows\":[{ONE},{TWO}]}}"), inside(["rows"])),
        (format!("{{\"things\":[{ONE},{TWO}]}}"), inside(["things"])),
        (
            format!("{{\"objects\":[{{\"id\":\"{}\"}}],\"events\":[{ONE},{TWO}]}}", "x".repeat(700_000)),
            inside(["events"]),
        ),
    ] {
        for bytes in [text.clone().into_bytes(), gzip(text.as_bytes())] {
            let shown: String = text.chars().take(90).collect();
            let (collected, outcome) = decode(bytes);
            let outcome = outcome.unwrap();
            assert_eq!((outcome.events, &outcome.format), (2, &format), "{shown}");
            let [one, two] = collected.events.as_slice() else {
                panic!("{shown}");
            };
            assert_eq!((one.stream.as_str(), one.event_type.as_str(), one.data.as_str()), ("s-1", "A", r#"{"n":1}"#));
            assert_eq!((two.stream.as_str(), two.event_type.as_str(), two.data.as_str()), ("s-2", "B", r#"{"n":2}"#));
            assert_eq!(two.place, text.find(TWO).unwrap() as u64, "{shown}");
        }
    }
}

#[test]
fn one_event_is_not_mistaken_for_a_wrapper() {
    let (collected, outcome) = decode(r#"{"id":"1","type":"order","created":"2026-01-01","items":[{"a":1},{"a":2}]}"#);
    assert_eq!(outcome.unwrap().records, 1);
    assert_eq!(collected.events[0].data, r#"{"items":[{"a":1},{"a":2}]}"#);
    let (_, outcome) =
        decode(r#"{"streamId":"s","title":"t","updated":"2026-01-01","id":"x","entries":[{"type":"a"},{"type":"b"}]}"#);
    assert_eq!(outcome.unwrap().format, inside(["entries"]));
}

#[test]
fn other_members_are_named_once() {
    let (collected, _) = decode(format!("{{\"a\":1,\"events\":[{ONE}],\"b\":{{\"c\":2}}}}"));
    let [warning] = collected.warnings.as_slice() else {
        panic!("{:?}", collected.warnings);
    };
    assert_eq!((warning.code, warning.skipped), (WarningCode::OtherMembers, false));
    assert!(warning.message.contains("holds a, b;"), "{}", warning.message);
}

#[test]
fn lines_are_counted_in_every_layout() {
    for text in [
        format!("{ONE}\n\n{{\"type\": x}}\n{TWO}"),
        format!("[{ONE},\n\n{{\"type\": x}},\n{TWO}]"),
        format!("{{\"events\":[{ONE},\n\n{{\"type\": x}},\n{TWO}]}}"),
        "{\"type\":\n\n \"a\"\n}{\"type\":\"a\"}".replace("\"a\"\n}", " x }"),
    ] {
        let (collected, _) = decode(&text);
        assert_eq!(collected.warnings.len(), 1, "{text}");
        let place = (collected.warnings[0].line, collected.warnings[0].byte);
        assert_eq!(place, (3, text.find(" x").unwrap() as u64 + 1), "{text}");
    }
}

#[test]
fn a_preview_shows_rows_of_a_cut_file() {
    let text = format!("{ONE}\n{TWO}\n").repeat(50);
    let cut = &text.as_bytes()[..text.len() - 7];
    for bytes in [cut.to_vec(), gzip(text.as_bytes())[..100].to_vec()] {
        let shown = preview(&bytes, &Options::named("file"), 10).unwrap();
        assert_eq!(shown.warnings, []);
        assert!(shown.rows.len() == 10 || bytes.len() == 100);
        assert!(shown.detection.fields.iter().any(|field| field.path.to_string() == "data.n"));
    }
    let unmapped = preview(b"{\"a\":1,\"when\":\"2026-01-01\"}", &Options::named("file"), 10).unwrap();
    assert_eq!((unmapped.rows[0].stream.as_str(), unmapped.rows[0].event_type.as_str()), ("file", "Event"));
    assert!(unmapped.rows[0].understood_time);
    assert!(!unmapped.detection.sure);
}
