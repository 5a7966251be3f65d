//! What becomes of each member of a record: no field is lost, and no value is changed.

mod collect;

use collect::{Collected, Seen, decode, decode_by};
use foldback_format::{FieldPath, Mapping, Options, Role, WarningCode};

fn mapped(text: &str, roles: &[(Role, &[&str])]) -> Collected {
    let mut mapping = Mapping::named("file");
    for (role, path) in roles {
        let names = path.iter().map(|name| (*name).to_owned()).collect();
        *mapping.field_mut(*role) = Some(FieldPath(names));
    }
    let options = Options { mapping: Some(mapping), ..Options::named("other") };
    let (collected, outcome) = decode_by(text.as_bytes(), 5, options);
    assert!(outcome.is_ok(), "{outcome:?}");
    collected
}

fn one(text: &str, roles: &[(Role, &[&str])]) -> Seen {
    mapped(text, roles).events.remove(0)
}

#[test]
fn every_role_is_filled() {
    let text = r#"{"stream":"s","type":"T","id":7,"time":"2026-03-02T14:03:11.202Z","data":{"a":1.10},"metadata":{"m":1},"streamRevision":3,"globalPosition":"9","tags":["a",1],"correlationId":"c","causationId":"d"}"#;
    let (collected, outcome) = decode(text);
    outcome.unwrap();
    let expected = Seen {
        stream: "s".into(),
        event_type: "T".into(),
        id: Some("7".into()),
        time: Some("2026-03-02T14:03:11.202Z".into()),
        micros: Some(1_772_460_191_202_000),
        content_type: String::new(),
        data: r#"{"a":1.10}"#.into(),
        metadata: r#"{"m":1,"$correlationId":"c","$causationId":"d"}"#.into(),
        tags: vec!["a".into(), "1".into()],
        revision: Some("3".into()),
        position: Some("9".into()),
        place: 0,
    };
    assert_eq!(collected.events, [expected]);
    assert_eq!(collected.warnings, []);
}

#[test]
fn unmapped_fields_are_kept() {
    let event = one(
        r#"{"s":"a","data":[1],"x":1e3,"\u0079":{"z":null},"metadata":{"m":1}}"#,
        &[(Role::Stream, &["s"]), (Role::Data, &["data"]), (Role::Metadata, &["metadata"])],
    );
    assert_eq!(event.data, "[1]");
    assert_eq!(event.metadata, r#"{"m":1,"$fields":{"x":1e3,"\u0079":{"z":null}}}"#);
    // Without a data field they are the data.
    let event = one(r#"{"s":"a","x":1e3,"y":[2]}"#, &[(Role::Stream, &["s"])]);
    assert_eq!((event.data.as_str(), event.metadata.as_str()), (r#"{"x":1e3,"y":[2]}"#, ""));
    let event = one(r#"{"s":"a","metadata":{ "m" : 1 }}"#, &[(Role::Stream, &["s"]), (Role::Metadata, &["metadata"])]);
    assert_eq!((event.data.as_str(), event.metadata.as_str()), ("{}", r#"{ "m" : 1 }"#));
}

#[test]
fn nested_fields_are_read_and_their_object_kept() {
    let event = one(
        r#"{"repo":{"id":1,"name":"a\/b"},"type":"T"}"#,
        &[(Role::Stream, &["repo", "name"]), (Role::EventType, &["type"])],
    );
    assert_eq!((event.stream.as_str(), event.data.as_str()), ("a/b", r#"{"repo":{"id":1,"name":"a\/b"}}"#));
}

#[test]
fn names_and_values_with_escapes() {
    let event = one(
        r#"{"str\u0065am":"a\u00e9\n","type":"\"T\"","data":{}}"#,
        &[(Role::Stream, &["stream"]), (Role::EventType, &["type"]), (Role::Data, &["data"])],
    );
    assert_eq!((event.stream.as_str(), event.event_type.as_str()), ("aé\n", "\"T\""));
}

#[test]
fn what_is_missing_is_replaced_and_said() {
    let roles: &[(Role, &[&str])] = &[(Role::Stream, &["s"]), (Role::EventType, &["t"]), (Role::Data, &["d"])];
    let found = mapped("{\"d\":1}\n{\"s\":null,\"t\":\"\",\"d\":1}\n{\"s\":{\"x\":1},\"t\":[1],\"d\":1}\n", roles);
    for event in &found.events {
        assert_eq!((event.stream.as_str(), event.event_type.as_str()), ("file", "Event"));
    }
    assert_eq!(found.events[2].metadata, r#"{"$fields":{"s":{"x":1},"t":[1]}}"#);
    let codes: Vec<_> = found.places();
    assert_eq!(codes.len(), 6);
    assert_eq!((codes[4].0, codes[5].0), (WarningCode::NoStream, WarningCode::NoType));
    assert!(found.warnings.iter().all(|warning| !warning.skipped));
}

#[test]
fn times_are_kept_as_text() {
    for (json, text, micros) in [
        ("1690749924123", Some("1690749924123"), Some(1_690_749_924_123_000)),
        ("1690749924.5", Some("1690749924.5"), Some(1_690_749_924_500_000)),
        ("\"1690749924\"", Some("1690749924"), Some(1_690_749_924_000_000)),
        (r#""\/Date(1690749924123)\/""#, Some("/Date(1690749924123)/"), Some(1_690_749_924_123_000)),
        ("\"2023-07-30 20:45:24,123\"", Some("2023-07-30 20:45:24,123"), Some(1_690_749_924_123_000)),
        ("\"noon\"", Some("noon"), None),
        ("{\"t\":1}", None, None),
        ("null", None, None),
    ] {
        let found = mapped(&format!("{{\"time\":{json}}}"), &[(Role::Time, &["time"])]);
        let event = &found.events[0];
        assert_eq!((event.time.as_deref(), event.micros), (text, micros), "{json}");
        let understood = micros.is_some() && !json.contains(' ') || json == "null";
        assert_eq!(found.warnings.is_empty(), understood, "{json}");
        assert_eq!(event.data == "{}", !json.starts_with('{'), "{json}");
    }
}

#[test]
fn payloads_inside_strings_are_unwrapped() {
    let roles: &[(Role, &[&str])] = &[(Role::Data, &["data"]), (Role::Metadata, &["metadata"])];
    let event = one(r#"{"data":"{\n  \"value\": \"29\"\n}","metadata":"{\"a\":1}"}"#, roles);
    assert_eq!((event.data.as_str(), event.metadata.as_str()), ("{   \"value\": \"29\" }", r#"{"a":1}"#));
    let event = one(r#"{"data":"---\n:one: 1\n","metadata":"text"}"#, roles);
    assert_eq!((event.data.as_str(), event.metadata.as_str()), (r#""---\n:one: 1\n""#, r#"{"$metadata":"text"}"#));
}

#[test]
fn raw_line_breaks_become_spaces() {
    let event = one("{\"data\":{\r\n \"a\":\n1},\n\"x\":[\n]\n}", &[(Role::Data, &["data"])]);
    assert_eq!(event.data, "{   \"a\": 1}");
    assert_eq!(event.metadata, "{\"$fields\":{\"x\":[ ]}}");
}

#[test]
fn tags_of_other_kinds_are_kept_as_fields() {
    let found = mapped("{\"tags\":\"one\"}\n{\"tags\":{\"a\":1}}\n{\"tags\":[ ]}\n", &[(Role::Tags, &["tags"])]);
    assert_eq!(found.events[0].tags, ["one"]);
    assert_eq!(found.events[1].data, r#"{"tags":{"a":1}}"#);
    assert_eq!(found.places()[0].0, WarningCode::BadTags);
    assert_eq!(found.warnings.len(), 1);
}

#[test]
fn of_equal_names_the_last_counts() {
    let event = one(r#"{"s":"a","s":"b"}"#, &[(Role::Stream, &["s"])]);
    assert_eq!(event.stream, "b");
}
