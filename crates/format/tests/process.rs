//! Logs of process mining made here: cases in XML, events and objects in XML, JSON and CSV. What is bad in them costs one
//! warning with its place, and the rest is read.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use collect::mining::{ocel_json, ocel_xml, xes};
use collect::shapes::{known, parsed};
use collect::{Collected, decode, decode_by, gzip};
use foldback_format::{Format, ImportError, Options, Outcome, WarningCode, preview};
use proptest::prelude::*;
use serde_json::json;

fn read(text: &str) -> (Collected, Outcome) {
    let (collected, outcome) = decode(text);
    (collected, outcome.unwrap())
}

/// A log of one case with these events.
fn case(events: &str) -> String {
    format!("<log xes.version='1.0'>\n<trace><string key='concept:name' value='c'/>\n{events}\n</trace></log>")
}

fn event(inside: &str) -> String {
    format!("<event><string key='concept:name' value='a'/>{inside}</event>")
}

fn data(inside: &str) -> serde_json::Value {
    let (collected, outcome) = read(&case(&event(inside)));
    assert_eq!((outcome.events, outcome.skipped), (1, 0), "{:?}", collected.warnings);
    parsed(&collected.events[0].data)
}

#[test]
fn cases_are_streams() {
    let (collected, outcome) = read(&xes(3, 4));
    assert_eq!((&outcome.format, outcome.events, outcome.skipped), (&Format::Xes, 12, 0));
    assert_eq!(outcome.format.as_str(), "xes");
    let first = &collected.events[0];
    assert_eq!((first.stream.as_str(), first.event_type.as_str()), ("case 0", "step & 0"));
    assert_eq!(first.time.as_deref(), Some("2026-01-01T08:00:00.000+01:00"));
    assert!(first.micros.is_some());
    let expected = r#"{"case:amount":0,"lifecycle:transition":"complete","cost":0.50,"ok":true}"#;
    assert_eq!(first.data, expected);
    // Only the first event of a case has the attributes of the case.
    assert_eq!(collected.events[1].data, r#"{"lifecycle:transition":"complete","cost":1.50,"ok":true}"#);
    assert!(collected.events[8].data.starts_with(r#"{"case:amount":200,"#));
    let [note] = collected.warnings.as_slice() else {
        panic!("{:?}", collected.warnings);
    };
    assert!(note.message.contains("extension Concept, global event, classifier Activity, the attribute source"));
}

#[test]
fn values_keep_their_types_and_digits() {
    assert_eq!(data("<int key='n' value='9007199254740993'/>").to_string(), r#"{"n":9007199254740993}"#);
    let text =
        read(&case(&event("<float key='f' value='0.10'/><float key='g' value='INF'/>"))).0.events[0].data.clone();
    assert_eq!(text, r#"{"f":0.10,"g":"INF"}"#);
    assert_eq!(data("<date key='d' value='2026'/><id key='i' value='x'/>"), json!({"d": "2026", "i": "x"}));
    assert_eq!(data("<string key='s'>as text &lt;b&gt;<![CDATA[ & c]]></string>"), json!({"s": "as text <b> & c"}));
    assert_eq!(data("<string key=\"q&quot;&#x41;\" value='a&#10;b'/>"), json!({"q\"A": "a\nb"}));
    assert_eq!(data("<x:string xmlns:x='u' key='s' value='p'/>"), json!({"s": "p"}));
    assert_eq!(data("<string key='s' value='1'/><string key='s' value='2'/>"), json!({"s": "1", "s_2": "2"}));
}

#[test]
fn attributes_of_attributes_and_lists_are_kept() {
    assert_eq!(
        data("<string key='a' value='1'><int key='b' value='2'><int key='c' value='3'></int></int></string>"),
        json!({"a": {"$value": "1", "b": {"$value": 2, "c": 3}}})
    );
    let values = "<list key='l'><values><string key='x' value='1'/><string key='x' value='2'/></values></list>";
    assert_eq!(data(values), json!({"l": [{"x": "1"}, {"x": "2"}]}));
    let inner = "<list key='l'><list key='m'><int key='x' value='1'/></list><container key='n'/></list>";
    assert_eq!(data(inner), json!({"l": [{"m": [{"x": 1}]}, {"n": []}]}));
    assert_eq!(data("<string key='a' value='1' unit='kg'/>"), json!({"a": {"$value": "1", "@unit": "kg"}}));
}

#[test]
fn events_and_cases_without_names() {
    let log = concat!(
        "<log><classifier name='x' scope='trace' keys='no'/><classifier name='c' keys=\"Activity 'the step'\"/>",
        "<trace><event><string key='Activity' value='go'/><int key='the step' value='1'/></event></trace>",
        "<trace><event/></trace><event><string key='concept:name' value='alone'/></event></log>"
    );
    let (collected, outcome) = read(log);
    assert_eq!((outcome.events, outcome.skipped), (3, 0));
    let names: Vec<_> =
        collected.events.iter().map(|event| (event.stream.as_str(), event.event_type.as_str())).collect();
    assert_eq!(names, [("trace-1", "go+1"), ("trace-2", "Event"), ("file", "alone")]);
}

#[test]
fn a_case_without_events_is_told() {
    let (collected, outcome) =
        read("<log><trace><string key='concept:name' value='empty'/></trace><trace><event/></trace></log>");
    assert_eq!(outcome.events, 1);
    assert!(collected.warnings.iter().any(|warning| warning.message.contains("empty")), "{:?}", collected.warnings);
    assert_eq!(decode("<log xes.version='1.0'></log>").1, Err(ImportError::NoEvents));
}

#[test]
fn objects_are_tags_and_streams() {
    for text in [ocel_json(4, true), ocel_json(4, false), ocel_xml(4, true), ocel_xml(4, false)] {
        let (collected, outcome) = read(&text);
        // Each order is created and paid, each item created, and three steps are taken with both.
        assert_eq!((outcome.events, outcome.skipped), (4 * (2 + 1 + 3), 0), "{:?}", collected.warnings);
        let step = collected.events.iter().find(|event| event.id.as_deref() == Some("e1-1")).unwrap();
        assert_eq!((step.stream.as_str(), step.event_type.as_str()), ("order-o1", "step 1"));
        assert_eq!(step.tags, ["order:o1", "item:i1"]);
        assert_eq!(step.data, r#"{"by":"someone","n":1.0}"#);
        let related = json!([{"objectId": "o1", "qualifier": "of"}, {"objectId": "i1", "qualifier": "with"}]);
        assert_eq!(parsed(&step.metadata)["relationships"], related);
        let of_order: Vec<_> = collected.events.iter().filter(|event| event.stream == "order-o1").collect();
        let kinds: Vec<&str> = of_order.iter().map(|event| event.event_type.as_str()).collect();
        // It is paid at the very time of the second step, which finds it so.
        assert_eq!(kinds, ["Object", "step 0", "ObjectChanged", "step 1", "step 2"]);
        assert_eq!((of_order[0].data.as_str(), of_order[0].time.as_deref()), (r#"{"state":"new"}"#, None));
        assert_eq!(of_order[2].data, r#"{"state":"paid"}"#);
        assert_eq!(of_order[2].time.as_deref(), Some("2026-01-02T00:00:01Z"));
        assert_eq!(parsed(&of_order[0].metadata)["relationships"][0]["objectId"], "i1");
    }
}

#[test]
fn the_forms_of_a_log_are_one() {
    let events = |text: String| {
        let mut events = decode(text).0.events;
        for event in &mut events {
            event.place = 0;
            event.metadata =
                if event.metadata.is_empty() { String::new() } else { parsed(&event.metadata).to_string() };
        }
        events
    };
    let json = events(ocel_json(50, true));
    assert_eq!(json.len(), 300);
    assert!(json == events(ocel_xml(50, true)));
    assert!(json == events(ocel_json(50, false)));
    assert!(json == events(ocel_xml(50, false)));
}

#[test]
fn events_of_the_first_version() {
    let text = concat!(
        r#"{"ocel:global-log":{"ocel:version":"1.0"},"ocel:events":{"e\"1":{"ocel:activity":"a","#,
        r#""ocel:timestamp":"2026-01-01 00:00:00","ocel:omap":["o1",7],"ocel:vmap":{"x":1.0},"more":true}},"#,
        r#""ocel:objects":{"o1":{"ocel:type":"order","ocel:ovmap":{"size":"L"}}}}"#
    );
    let (collected, outcome) = read(text);
    assert_eq!((&outcome.format, outcome.events, outcome.skipped), (&Format::OcelJson, 2, 0));
    let [object, event] = collected.events.as_slice() else {
        panic!("{:?}", collected.events);
    };
    assert_eq!((object.stream.as_str(), object.data.as_str()), ("order-o1", r#"{"size":"L"}"#));
    assert_eq!((event.id.as_deref(), event.stream.as_str()), (Some("e\"1"), "order-o1"));
    assert_eq!((event.tags.join(" "), event.data.as_str()), ("order:o1 7".to_owned(), r#"{"x":1.0}"#));
    assert_eq!(parsed(&event.metadata), json!({"ocel:omap": ["o1", 7], "more": true}));
}

#[test]
fn tables_of_cases_and_of_objects() {
    let cases = "case:concept:name,concept:name,time:timestamp,cost\n7,go,2026-01-01 10:00:00+01:00,1.50\n";
    let event = &read(cases).0.events[0];
    assert_eq!((event.stream.as_str(), event.event_type.as_str()), ("7", "go"));
    assert_eq!((event.micros.is_some(), event.data.as_str()), (true, r#"{"cost":1.50}"#));
    let objects = concat!(
        "ocel:eid,ocel:timestamp,ocel:activity,ocel:type:order,ocel:type:item,price\n",
        "e1,2026-01-01 10:00:00,place,['o1'],\"['i1', 'i2']\",5\n",
        "e2,2026-01-01 11:00:00,pick,,\"[\"\"i1\"\"]\",6\n",
        "e3,2026-01-01 12:00:00,close,,,7\n"
    );
    let (collected, outcome) = read(objects);
    assert_eq!((outcome.events, outcome.skipped), (3, 0));
    let [place, pick, close] = collected.events.as_slice() else {
        panic!("{:?}", collected.events);
    };
    assert_eq!(
        (place.stream.as_str(), place.event_type.as_str(), place.id.as_deref()),
        ("order-o1", "place", Some("e1"))
    );
    assert_eq!((place.tags.join(" "), place.data.as_str()), ("order:o1 item:i1 item:i2".to_owned(), r#"{"price":5}"#));
    assert_eq!((pick.stream.as_str(), pick.tags.join(" ").as_str()), ("item-i1", "item:i1"));
    assert_eq!((close.stream.as_str(), close.tags.len()), ("file", 0));
}

#[test]
fn many_objects_stay_in_the_metadata() {
    let ids: Vec<String> = (0..100).map(|n| format!("{{\"objectId\":\"i{n}\",\"qualifier\":\"\"}}")).collect();
    let text = format!(
        r#"{{"objectTypes":[],"eventTypes":[],"objects":[],"events":[{{"id":"e","type":"t","relationships":[{}]}}]}}"#,
        ids.join(",")
    );
    let (collected, outcome) = read(&text);
    assert_eq!((outcome.events, collected.events[0].tags.len()), (1, 64));
    assert_eq!(parsed(&collected.events[0].metadata)["relationships"].as_array().unwrap().len(), 100);
    assert!(collected.warnings.iter().any(|warning| warning.code == WarningCode::BadTags));
}

/// What a fault costs: the events that are read, and the kinds of warnings of what was left out.
fn cost(text: &str, max_record: usize) -> (u64, Vec<(WarningCode, u64)>) {
    let options = Options { max_record, ..Options::named("file") };
    let (collected, outcome) = decode_by(text.as_bytes(), usize::MAX, options.clone());
    for step in [1, 3, 64, 1000] {
        if step > 1 || text.len() < 10_000 {
            assert_eq!(
                decode_by(text.as_bytes(), step, options.clone()),
                (collected.clone(), outcome.clone()),
                "{step}"
            );
        }
    }
    let skipped = collected.warnings.iter().filter(|warning| warning.skipped);
    let skipped = skipped.map(|warning| (warning.code, warning.line)).collect();
    (outcome.map_or(0, |outcome| outcome.events), skipped)
}

#[test]
fn a_bad_event_costs_one_warning() {
    use WarningCode::{NotXml, TooLarge, Truncated};
    let good = event("");
    for (bad, codes) in [
        ("<event><string key='a' value='b'></event>", vec![(NotXml, 4)]),
        ("<event><a><b></a></b></event>", vec![(NotXml, 4)]),
        ("<event><string key='a value='b'/></event>", vec![(NotXml, 4)]),
        ("<event><string key=a value='b'/></event>", vec![(NotXml, 4)]),
        ("<event><string key='a' value='&nbsp;'/></event>", vec![(NotXml, 4)]),
        ("<event><string key='a'>&nbsp;</string></event>", vec![(NotXml, 4)]),
        ("<event><string key='a' value='&#xD800;'/></event>", vec![(NotXml, 4)]),
        ("<event>\n<string key='a' value='b'/>\n", vec![(NotXml, 4)]),
        ("<event>\n<string key='a\n", vec![(NotXml, 4)]),
        ("<event>\n\n</bad></event>", vec![(NotXml, 6)]),
        ("<event>text</event>", vec![(NotXml, 4)]),
        ("text", vec![(NotXml, 3)]),
    ] {
        let text = case(&format!("{good}\n{bad}\n{good}"));
        assert_eq!(cost(&text, 16 << 20), (2, codes), "{bad}");
    }
    let long = format!("<event><string key='a' value='{}'/></event>", "x".repeat(9000));
    assert_eq!(cost(&case(&format!("{good}\n{long}\n{good}")), 500), (2, vec![(TooLarge, 4)]));
    let long = format!("<event a='{}'/>", "x".repeat(9000));
    assert_eq!(cost(&case(&format!("{good}\n{long}\n{good}")), 500), (2, vec![(TooLarge, 4)]));
    let comment = format!("<!-- {} -->", "<event> ".repeat(9000));
    assert_eq!(cost(&case(&format!("{good}\n{comment}\n{good}")), 500), (2, vec![]));
    let cut = case(&format!("{good}\n{good}"));
    let end = cut.rfind("</event>").unwrap();
    for (text, events, codes) in [
        (&cut[..end], 1, vec![(Truncated, 4)]),
        (&cut[..end + 8], 2, vec![]),
        (&cut[..cut.rfind("<event>").unwrap() + 6], 1, vec![(Truncated, 4)]),
        (&cut[..cut.len() - 2], 2, vec![]),
    ] {
        assert_eq!(cost(text, 16 << 20), (events, codes), "{text}");
        let (collected, _) = decode(text);
        assert!(collected.warnings.iter().any(|warning| warning.code == Truncated), "{text}");
    }
    assert_eq!(cost(&format!("{cut}\n<log>more</log> and more"), 16 << 20), (2, vec![(NotXml, 6)]));
}

#[test]
fn deep_nesting_and_many_entities_are_survived() {
    let deep = |levels: usize| {
        let (open, close) = ("<string key='a' value='b'>".repeat(levels), "</string>".repeat(levels));
        case(&format!("{}\n<event>{open}{close}</event>\n{}", event(""), event("")))
    };
    assert_eq!(cost(&deep(150), 16 << 20), (3, vec![]));
    assert_eq!(cost(&deep(300), 16 << 20), (2, vec![(WarningCode::TooDeep, 4)]));
    let (collected, outcome) = decode(deep(400_000));
    assert_eq!((outcome.unwrap().events, collected.warnings[0].code), (2, WarningCode::TooDeep));
    let (_, outcome) = decode(format!("<log xes.version='1.0'>{}", "<log>".repeat(1_000_000)));
    assert_eq!(outcome, Err(ImportError::NoEvents));
    let (_, outcome) = decode(format!("<log><trace>{}", "<event><a>".repeat(300_000)));
    let outcome = outcome.unwrap();
    assert_eq!((outcome.events, outcome.skipped), (0, 300_000));
    let bomb = format!(
        "<!DOCTYPE log [<!ENTITY a '{}'><!ENTITY b '&a;&a;&a;&a;'>]>{}",
        "x".repeat(1000),
        case(&format!("{}<event><string key='k' value='&b;'/></event>", event("")))
    );
    let (collected, outcome) = read(&bomb);
    assert_eq!((outcome.events, outcome.skipped), (1, 1));
    assert!(collected.warnings[0].message.contains("entit"), "{}", collected.warnings[0].message);
}

#[test]
fn encodings_are_minded() {
    let log = |declared: &str, value: &[u8]| {
        let head = format!("<?xml version='1.0' encoding='{declared}'?>");
        let text = case(&format!("{}\n{}", event(""), event("<string key='s' value='VALUE'/>")));
        let (before, behind) = text.split_once("VALUE").unwrap();
        [head.as_bytes(), before.as_bytes(), value, behind.as_bytes()].concat()
    };
    for (declared, value, expected) in [
        ("UTF-8", "é".as_bytes(), Some("é")),
        ("ISO-8859-1", b"\xe9", Some("é")),
        ("windows-1252", b"e", Some("e")),
        ("utf-16", "é".as_bytes(), Some("é")),
        ("UTF-8", b"\xe9", None),
        ("windows-1252", b"\x80", None),
    ] {
        let (collected, outcome) = decode(log(declared, value));
        let outcome = outcome.unwrap();
        match expected {
            Some(text) => assert_eq!(parsed(&collected.events[1].data)["s"], text, "{declared}"),
            None => {
                assert_eq!((outcome.events, outcome.skipped), (1, 1));
                let warning = &collected.warnings[0];
                assert_eq!((warning.code, warning.line), (WarningCode::Utf8, 4));
                assert!(warning.message.contains("UTF-8"), "{}", warning.message);
            }
        }
    }
    let (_, outcome) = decode(b"\xff\xfe<\0l\0o\0g\0>\0\0\0\0\0\0\0");
    assert!(outcome.unwrap_err().to_string().contains("UTF-16"));
}

#[test]
fn bad_elements_of_json_cost_one_each() {
    let text = ocel_json(2, true);
    for (from, to, events, code) in [
        (r#"{"id":"e0-1""#, r#"{"id":oops"#, 11, WarningCode::NotJson),
        (r#"{"id":"i1","type":"item"}"#, r#"{"type":"item"}"#, 11, WarningCode::Objects),
        (r#"{"id":"i1","type":"item"}"#, "17", 11, WarningCode::NotAnObject),
        (r#"{"id":"i1","type":"item"}"#, "}", 11, WarningCode::NotJson),
    ] {
        let bad = text.replacen(from, to, 1);
        assert_ne!(bad, text);
        let (read, skipped) = cost(&bad, 16 << 20);
        assert_eq!((read, skipped.len(), skipped[0].0), (events, 1, code), "{bad}");
    }
    let end = text.rfind("e1-2").unwrap();
    assert_eq!(cost(&text[..end], 16 << 20), (11, vec![(WarningCode::Truncated, 11)]));
    assert_eq!(cost(&format!("{text}{{}}"), 16 << 20), (12, vec![(WarningCode::NotJson, 12)]));
    let long = text.replacen("someone", &"x".repeat(2000), 1);
    assert_eq!(cost(&long, 500), (11, vec![(WarningCode::TooLarge, 6)]));
}

#[test]
fn other_xml_is_named() {
    for text in ["<?xml version='1.0'?><feed><log/></feed>", "<catalog><event/></catalog>", "<log>"] {
        let Err(ImportError::UnknownFormat { looks_like, .. }) = decode(text).1 else {
            panic!("{text}");
        };
        assert_eq!(looks_like, Some("an XML document"));
    }
    assert!(matches!(
        decode("<!DOCTYPE html><html><log>").1,
        Err(ImportError::UnknownFormat { looks_like: Some("a web page"), .. })
    ));
}

#[test]
fn prefixes_are_previewed() {
    let (xes, json, xml) = (xes(50, 5), ocel_json(50, true), ocel_xml(50, false));
    for (text, rows) in [(&xes, 3), (&json, 3), (&xml, 3)] {
        for cut in [text.len() / 2, text.len() / 2 + 37, text.len() - 3] {
            let preview = preview(&text.as_bytes()[..cut], &Options::named("file"), rows).unwrap();
            assert_eq!(preview.rows.len(), rows);
            assert!(preview.warnings.iter().all(|warning| !warning.skipped), "{:?}", preview.warnings);
            assert!(preview.detection.sure);
        }
    }
}

fn texts() -> impl Strategy<Value = String> {
    let made = prop_oneof![
        (0..3usize, 0..3usize).prop_map(|(cases, events)| xes(cases, events)),
        (0..3usize, any::<bool>()).prop_map(|(orders, first)| ocel_json(orders, first)),
        (0..3usize, any::<bool>()).prop_map(|(orders, first)| ocel_xml(orders, first)),
    ];
    let fault = (any::<prop::sample::Index>(), "[<>/\"'&=\\[\\]{},:a \n]{1,3}", any::<bool>());
    (made, prop::option::of(fault)).prop_map(|(text, fault)| {
        let Some((at, bad, replaces)) = fault else {
            return text;
        };
        let at = at.index(text.len());
        let behind = if replaces { (at + bad.len()).min(text.len()) } else { at };
        format!("{}{bad}{}", &text[..at], &text[behind..])
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cuts_change_nothing(text in texts(), step in 1usize..90, max_record in prop_oneof![Just(400usize), Just(16usize << 20)]) {
        let options = Options { max_record, ..Options::named("file") };
        let whole = decode_by(text.as_bytes(), usize::MAX, options.clone());
        for step in [1, step] {
            prop_assert_eq!(&decode_by(text.as_bytes(), step, options.clone()), &whole);
        }
    }

    #[test]
    fn bytes_of_xml_are_survived(text in "[<>/!?\\-\\[\\]\"'&;= a]{0,80}", step in 1usize..9) {
        for head in ["<log><trace><event>", "<log><events><event id='1'>", "<log><objects><object id='a' type='b'>", "<log><event/>"] {
            let text = format!("{head}{text}");
            let options = Options { max_record: 60, ..Options::named("file") };
            let whole = decode_by(text.as_bytes(), usize::MAX, options.clone());
            prop_assert_eq!(decode_by(text.as_bytes(), step, options.clone()), whole);
            let _ = preview(text.as_bytes(), &options, 3);
        }
    }
}

#[test]
fn compressed_logs_are_what_they_are_plain() {
    let text = xes(20, 20);
    assert!(decode(gzip(text.as_bytes())) == decode(&text));
    assert_eq!(known(&text).events().len(), 400);
}
