//! What a file may be besides what it is taken for, and a person's choice among it.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use collect::decode_by;
use foldback_format::{Candidate, Decoder, Detection, ImportError, Options};

/// Decodes as the shape of this name, or as the one that is found.
fn read(text: &str, shape: Option<&str>) -> (collect::Collected, Detection) {
    let mut collected = collect::Collected::default();
    let mut decoder = Decoder::new(Options { shape: shape.map(str::to_owned), ..Options::named("file") });
    decoder.push(text.as_bytes(), &mut collected).unwrap();
    decoder.finish(&mut collected).unwrap();
    let detection = decoder.detection().unwrap().clone();
    (collected, detection)
}

fn ids(detection: &Detection) -> Vec<&str> {
    detection.candidates.iter().map(|candidate| candidate.id).collect()
}

/// Rows as Maxwell and some relays of Canal's write them: neither says which it is.
const ROW: &str =
    r#"{"database":"shop","table":"items","type":"insert","ts":1704067200123,"data":{"id":1,"name":"tea"}}"#;

#[test]
fn two_shapes_that_fit_are_both_named() {
    let (_, detection) = read(ROW, None);
    assert_eq!((detection.shape_id, ids(&detection)), (Some("canal"), vec!["canal", "maxwell", "plain"]));
    let first = Candidate { id: "canal", name: "Canal change events", fits: 1 };
    assert_eq!(detection.candidates[0], first);
    let (_, detection) = read(&ROW.replace("\"ts\"", "\"xid\":7,\"ts\""), None);
    assert_eq!(ids(&detection), ["maxwell", "plain"]);
    let (_, detection) = read(&ROW.replace('}', "}]").replace("{\"id", "[{\"id").replace("}]}]", "}]}"), None);
    assert_eq!(detection.shape_id, Some("canal"));
}

#[test]
fn lines_that_are_alike_do_not_alternate() {
    let change = r#"{"after":{"id":1},"source":{"db":"d","table":"t"},"op":"c","ts_ms":1704067200123}"#;
    let (_, detection) = read(&format!("{change}\n{change}\n"), None);
    assert_eq!((detection.shape_id, ids(&detection)), (Some("debezium"), vec!["debezium", "plain"]));
}

#[test]
fn a_person_can_choose_the_other() {
    let (collected, detection) = read(ROW, Some("maxwell"));
    assert_eq!((detection.shape_id, detection.shape), (Some("maxwell"), Some("Maxwell change events")));
    assert_eq!(ids(&detection), ["canal", "maxwell", "plain"]);
    assert_eq!(collected.events[0].stream, "shop.items-1");
    let (collected, detection) = read(ROW, Some("plain"));
    assert_eq!((detection.shape_id, detection.sure), (None, true));
    assert_eq!((collected.events[0].stream.as_str(), collected.events[0].event_type.as_str()), ("items", "insert"));
    // A shape that does not fit leaves each record to its fields.
    let (collected, detection) = read(ROW, Some("stripe"));
    assert_eq!((detection.shape_id, collected.events[0].stream.as_str()), (Some("stripe"), "items"));
}

#[test]
fn records_of_an_unknown_kind_are_told_by_their_fields() {
    let (collected, detection) = read(
        r#"{"Records":[{"eventName":"Made","eventTime":"2024-01-01T00:00:00Z","eventSource":"mine","x":1}]}"#,
        None,
    );
    assert_eq!((detection.shape_id, ids(&detection)), (None, vec!["plain"]));
    assert_eq!((collected.events[0].stream.as_str(), collected.events[0].event_type.as_str()), ("mine", "Made"));
}

#[test]
fn a_shape_of_half_of_the_records_is_a_candidate_only() {
    let stripe = r#"{"id":"evt_1","object":"event","created":1648320028,"data":{"object":{"id":"ch_1","object":"charge"}},"type":"charge.updated"}"#;
    let other = r#"{"stream":"a","type":"T","time":"2024-01-01T00:00:00Z"}"#;
    let (_, detection) = read(&format!("{stripe}\n{other}\n"), None);
    assert_eq!((detection.shape_id, ids(&detection)), (None, vec!["plain", "stripe"]));
    assert_eq!((detection.candidates[0].fits, detection.candidates[1].fits), (2, 1));
}

#[test]
fn a_name_of_no_shape_is_an_error_that_lists_them() {
    let options = Options { shape: Some("kafaka".to_owned()), ..Options::named("file") };
    let (_, result) = decode_by(ROW.as_bytes(), 9, options);
    let Err(error @ ImportError::NoSuchShape { .. }) = result else { panic!("{result:?}") };
    assert_eq!(error.code(), "NoSuchShape");
    let message = error.to_string();
    assert!(message.contains("kafaka") && message.contains("kafka") && message.contains("plain"), "{message}");
}
