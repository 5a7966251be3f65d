//! Batches of Equinox from both of its stores, and the spans of Propulsion.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use collect::shapes::{known, parsed};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use foldback_format::WarningCode;
use serde_json::json;

/// Packs as .NET does that closes its stream, or only flushes it.
fn deflate(text: &str, closes: bool) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.flush().unwrap();
    let bytes = if closes { encoder.finish().unwrap() } else { encoder.get_ref().clone() };
    STANDARD.encode(bytes)
}

#[test]
fn batches_of_cosmos() {
    let large = format!(r#"{{"text":"{}","n":1.50}}"#, "tea ".repeat(20_000));
    let text = format!(
        r#"{{"p":"Cart-1","id":"0","i":0,"n":2,"e":[{{"t":"2024-01-01T00:00:00Z","c":"Added","d":{{"n":1.50}},"m":{{"by":"ann"}},"correlationId":"c-1","causationId":"k-1"}},{{"t":"2024-01-01T00:00:01Z","c":"Emptied","d":null}}],"_etag":"x","_ts":1704067200}}
{{"p":"Cart-1","id":"-1","i":2,"n":5,"e":[{{"t":"2024-01-01T00:00:02Z","c":"Packed","d":"{}","D":1}},{{"t":"2024-01-01T00:00:03Z","c":"Flushed","d":"{}","D":1}},{{"t":"2024-01-01T00:00:04Z","c":"Brotli","d":"GwIAAA==","D":2}}],"u":[{{"i":5,"c":"Snapshot","d":"x"}}]}}
{{"p":"Cart-2","id":"-1","i":0,"n":0,"e":[],"u":[{{"i":5,"c":"Snapshot","d":"x"}}]}}
"#,
        deflate(&large, true),
        deflate(r#"{"a":[1,2]}"#, false)
    );
    let found = known(&text);
    assert_eq!((found.shape, found.skipped), ("Equinox batches (Cosmos DB)", 0));
    let types = ["Added", "Emptied", "Packed", "Flushed", "Brotli"];
    assert_eq!(found.names(), types.map(|kind| ("Cart-1", kind)));
    let revisions: Vec<_> = found.events().iter().filter_map(|event| event.revision.clone()).collect();
    assert_eq!(revisions, ["0", "1", "2", "3", "4"]);
    let first = &found.events()[0];
    assert_eq!(
        (first.data.as_str(), parsed(&first.metadata)),
        (r#"{"n":1.50}"#, json!({"by": "ann", "$correlationId": "c-1", "$causationId": "k-1"}))
    );
    assert_eq!((found.events()[2].data.as_str(), found.events()[3].data.as_str()), (large.as_str(), r#"{"a":[1,2]}"#));
    // Brotli stays as it is, and it is said; so are the snapshots, once.
    assert_eq!(
        (found.events()[4].data.as_str(), parsed(&found.events()[4].metadata)["$fields"]["D"].clone()),
        ("\"GwIAAA==\"", json!(2))
    );
    let codes: Vec<_> = found.collected.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, [WarningCode::PackedPayload, WarningCode::OtherMembers], "{:?}", found.collected.warnings);
    found.assert_times();
}

#[test]
fn what_cannot_be_unpacked_is_kept_and_said() {
    for packed in ["!!", "AAAA", "/////w=="] {
        let found =
            known(format!(r#"{{"p":"s","i":0,"n":1,"e":[{{"t":"2024-01-01","c":"A","d":"{packed}","D":1}}]}}"#));
        assert_eq!(found.events()[0].data, format!("\"{packed}\""));
        assert_eq!(found.collected.warnings[0].code, WarningCode::PackedPayload);
    }
}

#[test]
fn batches_of_dynamo() {
    let body = |text: &str| STANDARD.encode(text);
    let event = |data: &str, more: &str| {
        format!(r#"{{"M":{{"t":{{"S":"2024-01-01T00:00:00.000Z"}},"d":{{"B":"{}"}}{more}}}}}"#, body(data))
    };
    let more = format!(r#","m":{{"B":"{}"}},"x":{{"S":"x-1"}},"y":{{"S":"y-1"}}"#, body(r#"{"by":1}"#));
    let text = format!(
        r#"{{"Item":{{"p":{{"S":"Cart-1"}},"i":{{"N":"2147483647"}},"etag":{{"S":"e"}},"n":{{"N":"7"}},"c":{{"L":[{{"S":"Added"}},{{"S":"Gone"}}]}},"e":{{"L":[{},{}]}},"u":{{"L":[]}}}}}}"#,
        event(r#"{"n":1.50}"#, &more),
        event("null", "")
    );
    let found = known(format!("{text}\n"));
    assert_eq!((found.shape, found.skipped), ("Equinox batches (DynamoDB)", 0));
    assert_eq!(found.names(), [("Cart-1", "Added"), ("Cart-1", "Gone")]);
    let [first, second] = found.events() else { panic!() };
    assert_eq!((first.revision.as_deref(), second.revision.as_deref()), (Some("5"), Some("6")));
    assert_eq!((first.data.as_str(), second.data.as_str()), (r#"{"n":1.50}"#, "null"));
    assert_eq!(parsed(&first.metadata), json!({"by": 1, "$correlationId": "x-1", "$causationId": "y-1"}));
    found.assert_times();
}

#[test]
fn spans_of_propulsion() {
    let found = known(
        r#"{"s":"Cart-1","i":41,"e":[{"c":"Added","t":"2024-01-01T00:00:00Z","d":{"n":1},"m":{"by":"ann"}},{"c":"Removed","t":"2024-01-01T00:00:01Z","d":"{\"n\":2}"}]}"#,
    );
    assert_eq!((found.shape, found.names()), ("Propulsion spans", vec![("Cart-1", "Added"), ("Cart-1", "Removed")]));
    assert_eq!((found.events()[1].revision.as_deref(), found.events()[1].data.as_str()), (Some("42"), r#"{"n":2}"#));
}
