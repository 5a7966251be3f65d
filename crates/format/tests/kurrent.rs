//! KurrentDB's JSON: pages of its Atom feed stand newest first and come out oldest first.

mod collect;

use collect::shapes::{known, real};
use foldback_format::{Decoder, Options, WarningCode, preview};

fn entry(number: usize) -> String {
    format!(
        r#"{{"eventId":"e{number}","eventType":"T{number}","eventNumber":{number},"data":"{{\n \"n\": {number}\n}}","metaData":"{{\"$correlationId\":\"c\"}}","streamId":"a-1","isJson":true,"isMetaData":false,"isLinkMetaData":false,"positionEventNumber":{number},"positionStreamId":"a-1","title":"{number}@a-1","id":"http://x/a-1/{number}","updated":"2017-01-22T20:24:16.67980Z","author":{{"name":"EventStore"}},"summary":"T{number}","links":[{{"uri":"x","relation":"edit"}}]}}"#
    )
}

fn feed(entries: &[String]) -> String {
    format!(
        r#"{{"title":"Event stream 'a-1'","id":"x","updated":"2017-01-22T20:24:15Z","streamId":"a-1","headOfStream":false,"links":[{{"uri":"x","relation":"self"}}],"entries":[{}]}}"#,
        entries.join(",")
    )
}

#[test]
fn a_feed_is_turned_round() {
    for count in [2usize, 20, 200] {
        let entries: Vec<String> = (0..count).rev().map(entry).collect();
        let found = known(feed(&entries));
        assert_eq!(found.shape, "KurrentDB JSON (Atom feed)");
        assert!(found.reason.ends_with("newest first and were turned round"), "{}", found.reason);
        let revisions: Vec<_> = found.events().iter().filter_map(|event| event.revision.clone()).collect();
        assert_eq!(revisions, (0..count).map(|n| n.to_string()).collect::<Vec<_>>());
    }
    let found = known(feed(&[entry(0), entry(1)]));
    assert_eq!(found.names(), [("a-1", "T0"), ("a-1", "T1")]);
    let event = &found.events()[1];
    assert_eq!((event.data.as_str(), event.metadata.as_str()), ("{  \"n\": 1 }", r#"{"$correlationId":"c"}"#));
    assert_eq!(event.id.as_deref(), Some("e1"));
    found.assert_times();
}

#[test]
fn a_broken_entry_harms_no_other() {
    let mut entries: Vec<String> = (0..60).rev().map(entry).collect();
    entries[55] = "{\"eventId\": oops}".to_owned();
    let found = known(feed(&entries));
    assert_eq!((found.events().len(), found.skipped), (59, 1));
    assert_eq!(found.events()[0].event_type, "T0");
}

#[test]
fn a_link_keeps_its_own_place() {
    let link = entry(3).replace(r#""positionStreamId":"a-1""#, r#""positionStreamId":"$ce-a""#);
    let event = &known(feed(&[link])).events()[0].clone();
    assert_eq!((event.stream.as_str(), event.revision.as_deref()), ("a-1", Some("3")));
    assert!(event.metadata.contains(r#""positionStreamId":"$ce-a""#), "{}", event.metadata);
}

#[test]
fn a_feed_without_payloads() {
    let title = |number: usize| {
        format!(
            r#"{{"title":"{number}@a-1","id":"http://x/{number}","updated":"2017-01-22T20:24:16Z","author":{{"name":"EventStore"}},"summary":"T","links":[{{"uri":"x"}}]}}"#
        )
    };
    let found = known(feed(&[title(1), title(0)]));
    assert!(found.shape.starts_with("KurrentDB JSON (Atom feed without"), "{}", found.shape);
    assert_eq!(found.events()[0].revision.as_deref(), Some("0"));
    assert_eq!(found.names(), [("a-1", "T"), ("a-1", "T")]);
}

#[test]
fn events_to_be_written() {
    let found = known(
        r#"[{"eventId":"e","eventType":"T","data":{"a":1},"metadata":{"m":1}},{"eventId":"f","eventType":"U","data":{}}]"#,
    );
    assert_eq!(found.shape, "KurrentDB JSON (events to be written)");
    assert_eq!(found.names(), [("file", "T"), ("file", "U")]);
    assert_eq!((found.events()[0].data.as_str(), found.events()[0].metadata.as_str()), (r#"{"a":1}"#, r#"{"m":1}"#));
}

#[test]
fn resolved_events_of_clients() {
    let text = r#"{"event":{"streamId":"a-1","id":"e","revision":4,"type":"T","created":"2024-01-01T00:00:00Z","data":{"a":1},"metadata":{"$correlationId":"c"},"isJson":true,"contentType":"application/json"},"link":null,"commitPosition":77}
{"event":{"streamId":"a-1","id":"f","revision":5,"type":"T","created":1704067200000,"data":"eyJhIjoyfQ==","metadata":"e30=","isJson":true},"link":{"streamId":"$ce-a","revision":9,"type":"$>"},"commitPosition":"78"}
"#;
    let found = known(text);
    assert_eq!(found.shape, "KurrentDB JSON (resolved events)");
    let [one, two] = found.events() else { panic!("{:?}", found.events()) };
    assert_eq!((one.stream.as_str(), one.revision.as_deref(), one.position.as_deref()), ("a-1", Some("4"), Some("77")));
    assert_eq!((one.data.as_str(), one.metadata.as_str()), (r#"{"a":1}"#, r#"{"$correlationId":"c"}"#));
    assert_eq!((two.data.as_str(), two.position.as_deref()), (r#"{"a":2}"#, Some("78")));
    assert!(two.metadata.contains(r#""$link":{"streamId":"$ce-a""#), "{}", two.metadata);
    found.assert_times();
}

#[test]
fn a_mapping_of_a_person_overrules_the_shape() {
    let text = feed(&[entry(1), entry(0)]);
    let mut decoder = Decoder::new(Options::named("file"));
    let mut sink = collect::Collected::default();
    decoder.push(text.as_bytes(), &mut sink).unwrap();
    decoder.finish(&mut sink).unwrap();
    let mut mapping = decoder.detection().unwrap().mapping.clone();
    let by = |mapping| {
        let options = Options { mapping: Some(mapping), ..Options::named("file") };
        collect::decode_by(text.as_bytes(), usize::MAX, options).0
    };
    // The mapping that was found is no other.
    assert_eq!(by(mapping.clone()), sink);
    mapping.event_type = Some(["eventId"].into());
    assert_eq!(by(mapping).events[0].event_type, "e0");
}

#[test]
fn real_atom_feed() {
    let Some(found) = real("kurrentdb/rooset_atom_0forward20.json") else { return };
    assert_eq!((found.shape, found.skipped, found.events().len()), ("KurrentDB JSON (Atom feed)", 0, 20));
    assert_eq!((found.streams(), found.events()[0].revision.as_deref()), (1, Some("0")));
    assert_eq!(found.events()[19].event_type, "EVENT_29");
    assert_eq!(found.events()[19].data, r#"{ "value": "29" }"#);
    found.assert_times();
}

#[test]
fn a_feed_too_long_to_be_turned_round_is_read_as_it_stands() {
    let long = "x".repeat(1 << 20);
    let entries: Vec<String> = (0..70)
        .rev()
        .map(|number| entry(number).replace("\"title\":", &format!("\"more\":\"{long}\",\"title\":")))
        .collect();
    let found = known(feed(&entries));
    assert_eq!((found.events().len(), found.skipped), (70, 0));
    assert_eq!(found.events()[0].event_type, "T69");
    let said = found.collected.warnings.iter().filter(|warning| warning.code == WarningCode::NewestFirst).count();
    assert_eq!(said, 1);
}

#[test]
fn a_preview_of_a_cut_feed_names_the_shape() {
    let entries: Vec<String> = (0..40).rev().map(entry).collect();
    let text = feed(&entries);
    let shown = preview(&text.as_bytes()[..text.len() - 300], &Options::named("file"), 10).unwrap();
    assert_eq!(shown.detection.shape, Some("KurrentDB JSON (Atom feed)"));
    assert_eq!((shown.rows.len(), shown.rows[0].event_type.as_str()), (10, "T1"));
    assert_eq!(shown.detection.mapping.stream, Some(["streamId"].into()));
}

#[test]
fn entries_of_many_streams_are_turned_round_by_their_times() {
    let of = |number: usize, stream: &str, second: usize| {
        entry(number).replace("a-1", stream).replace("20:24:16.67980Z", &format!("20:24:{second}Z"))
    };
    let found = known(feed(&[of(3, "b-1", 19), of(9, "a-1", 18), of(2, "b-1", 17), of(8, "a-1", 16)]));
    assert_eq!(found.names(), [("a-1", "T8"), ("b-1", "T2"), ("a-1", "T9"), ("b-1", "T3")]);
}
