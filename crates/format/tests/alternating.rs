//! Files in which one line says what the next one is.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use collect::shapes::{known, parsed};
use collect::{decode, decode_by};
use foldback_format::{Options, WarningCode};
use serde_json::json;

const BULK: &str = r#"{"index":{"_index":"carts","_id":"1"}}
{"@timestamp":"2024-01-01T00:00:00Z","total":1.50}
{"update":{"_index":"carts","_id":"1","retry_on_conflict":3}}
{"doc":{"total":2},"doc_as_upsert":true}
{"delete":{"_index":"carts","_id":"2"}}
{"create":{"_index":"carts"}}
{"create":{"a":1},"total":3}
"#;

#[test]
fn bulk_requests_are_pairs_of_lines() {
    let found = known(BULK);
    assert_eq!((found.shape, found.skipped), ("Elasticsearch bulk requests", 0));
    assert_eq!(
        found.names(),
        [("carts-1", "index"), ("carts-1", "update"), ("carts-2", "delete"), ("carts", "create")]
    );
    let data: Vec<&str> = found.events().iter().map(|event| event.data.as_str()).collect();
    assert_eq!(
        data,
        [
            r#"{"@timestamp":"2024-01-01T00:00:00Z","total":1.50}"#,
            r#"{"total":2}"#,
            "{}",
            r#"{"create":{"a":1},"total":3}"#
        ]
    );
    assert_eq!(
        parsed(&found.events()[1].metadata),
        json!({"retry_on_conflict": 3, "request": {"doc_as_upsert": true}})
    );
    assert_eq!(found.events()[0].micros, Some(1_704_067_200_000_000));
    for step in [1, 7, 40] {
        let (pieces, _) = decode_by(BULK.as_bytes(), step, Options::named("file"));
        assert_eq!(pieces, found.collected);
    }
}

#[test]
fn a_line_that_waits_in_vain_is_said() {
    let (collected, outcome) = decode(format!("{BULK}{}\n", r#"{"index":{"_index":"carts","_id":"9"}}"#));
    let outcome = outcome.unwrap();
    assert_eq!((outcome.events, outcome.skipped), (4, 1));
    assert_eq!(collected.places(), [(WarningCode::Truncated, 8, BULK.len() as u64)]);
    // Two in a row: the first is an event without a document.
    let (collected, outcome) = decode(format!("{0}{0}{BULK}", "{\"index\":{\"_index\":\"carts\",\"_id\":\"9\"}}\n"));
    assert_eq!((outcome.unwrap().events, collected.events[0].data.as_str()), (6, "{}"));
}

#[test]
fn keys_of_debezium_tell_the_streams() {
    let value = |n: u32, op: &str| {
        format!(
            r#"{{"before":null,"after":{{"name":"tea","sku":{n}}},"source":{{"db":"shop","table":"items","ts_ms":1704067200000}},"op":"{op}"}}"#
        )
    };
    for key in [
        |n: u32| format!(r#"{{"sku":{n}}}"#),
        |n: u32| format!(r#"{{"schema":{{"type":"struct"}},"payload":{{"sku":{n}}}}}"#),
    ] {
        let text = format!("{}\n{}\n{}\n{}\n", key(7), value(7, "c"), key(8), value(8, "u"));
        let found = known(&text);
        assert_eq!((found.shape, found.skipped), ("Debezium change events and their keys", 0), "{text}");
        assert_eq!(found.names(), [("shop.items-7", "create"), ("shop.items-8", "update")]);
        // A key whose value is missing.
        let (collected, outcome) = decode(format!("{text}{}\n", key(9)));
        let outcome = outcome.unwrap();
        assert_eq!((outcome.events, outcome.skipped), (2, 1));
        assert_eq!(collected.warnings[0].code, WarningCode::Truncated);
    }
}
