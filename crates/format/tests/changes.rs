//! Change events of rows: a stream a row, and patches from which `merge` makes the row as it was.

mod collect;

use collect::shapes::{Known, known, real};
use serde_json::{Map, Value};

/// The rows after all changes, by stream: what the fold `merge` makes (RFC 7396, one level).
fn rows(found: &Known) -> Vec<(String, Value)> {
    let mut rows: Vec<(String, Map<String, Value>)> = Vec::new();
    for event in found.events() {
        let Ok(Value::Object(patch)) = serde_json::from_str(&event.data) else { continue };
        let at = rows.iter().position(|(stream, _)| *stream == event.stream).unwrap_or_else(|| {
            rows.push((event.stream.clone(), Map::new()));
            rows.len() - 1
        });
        for (name, value) in patch {
            if value.is_null() {
                rows[at].1.remove(&name);
            } else {
                rows[at].1.insert(name, value);
            }
        }
    }
    rows.into_iter().map(|(stream, row)| (stream, Value::Object(row))).collect()
}

fn row<'a>(rows: &'a [(String, Value)], stream: &str) -> &'a Value {
    rows.iter().find(|(own, _)| own == stream).map_or(&Value::Null, |(_, row)| row)
}

fn debezium(before: &str, after: &str, op: &str) -> String {
    format!(
        r#"{{"before":{before},"after":{after},"source":{{"version":"2.5","connector":"postgresql","ts_ms":1704067200123,"db":"shop","schema":"public","table":"items","lsn":{}}},"op":"{op}","ts_ms":1704067200999,"transaction":{{"id":"tx-1","total_order":1}}}}"#,
        24_023_128
    )
}

#[test]
fn debezium_with_and_without_schema() {
    let changes = [
        debezium("null", r#"{"id":7,"name":"tea","note":null}"#, "c"),
        debezium(
            r#"{"id":7,"name":"tea"}"#,
            r#"{"id":7,"name":"mint tea","note":"__debezium_unavailable_value"}"#,
            "u",
        ),
        debezium("null", r#"{"id":8,"name":"cup"}"#, "r"),
        debezium(r#"{"id":7,"name":"mint tea","note":null}"#, "null", "d"),
    ];
    for text in [
        changes.join("\n"),
        changes
            .iter()
            .map(|change| {
                format!("{{\"schema\":{{\"type\":\"struct\",\"fields\":[{{\"a\":1}}]}},\"payload\":{change}}}\n")
            })
            .collect(),
        format!("[{}]", changes.join(",")),
    ] {
        let found = known(&text);
        assert_eq!((found.shape, found.skipped), ("Debezium change events", 0));
        let names = found.names();
        assert_eq!(names[0], ("shop.public.items-7", "create"));
        assert_eq!(names[3], ("shop.public.items-7", "delete"));
        let event = &found.events()[1];
        assert_eq!(event.data, r#"{"id":7,"name":"mint tea"}"#);
        assert_eq!((event.micros, event.position.as_deref()), (Some(1_704_067_200_123_000), Some("24023128")));
        let metadata: Value = serde_json::from_str(&event.metadata).unwrap();
        assert_eq!((&metadata["$correlationId"], &metadata["before"]["name"]), (&"tx-1".into(), &"tea".into()));
        let rows = rows(&found);
        assert_eq!(*row(&rows, "shop.public.items-7"), serde_json::json!({}));
        assert_eq!(*row(&rows, "shop.public.items-8"), serde_json::json!({"id": 8, "name": "cup"}));
        assert_eq!(found.collected.warnings, []);
    }
}

#[test]
fn debezium_of_mongo() {
    let change = r#"{"after":"{\"_id\": {\"$oid\": \"5f\"}, \"a\": 1}","source":{"db":"d","collection":"c","ts_ms":1704067200000},"op":"c"}"#;
    let found = known(change);
    assert_eq!(found.names(), [("d.c-5f", "create")]);
    assert_eq!(found.events()[0].data, r#"{"_id":{"$oid": "5f"},"a":1}"#);
}

#[test]
fn maxwell() {
    let found = known(
        r#"{"database":"shop","table":"items","type":"insert","ts":1449786310,"xid":940752,"commit":true,"data":{"id":1,"name":"tea"}}
{"database":"shop","table":"items","type":"update","ts":1449786341,"xid":940786,"xoffset":3,"data":{"id":1,"name":"mint"},"old":{"name":"tea"}}
{"database":"shop","table":"items","type":"delete","ts":1449786342,"xid":940790,"data":{"id":1,"name":"mint"}}
"#,
    );
    assert_eq!((found.shape, found.skipped), ("Maxwell change events", 0));
    assert_eq!(found.names()[2], ("shop.items-1", "delete"));
    assert_eq!(found.events()[1].position.as_deref(), Some("940786:3"));
    assert_eq!(found.events()[0].micros, Some(1_449_786_310_000_000));
    assert_eq!(*row(&rows(&found), "shop.items-1"), serde_json::json!({}));
}

#[test]
fn wal2json_gives_as_many_events_as_changes() {
    let version_1 = r#"{"xid":5,"nextlsn":"0/1","timestamp":"2026-11-21 10:39:55.771392+00","change":[
 {"kind":"insert","schema":"public","table":"t","columnnames":["k","j"],"columntypes":["integer","jsonb"],"columnvalues":[1,"{\"a\": 1}"]},
 {"kind":"update","schema":"public","table":"t","columnnames":["k","j"],"columntypes":["integer","jsonb"],"columnvalues":[1,"{\"a\": 2}"],"oldkeys":{"keynames":["k"],"keytypes":["integer"],"keyvalues":[1]}},
 {"kind":"delete","schema":"public","table":"t","oldkeys":{"keynames":["k"],"keytypes":["integer"],"keyvalues":[1]}}]}"#;
    let empty = r#"{"xid":6,"nextlsn":"0/2","timestamp":"2026-11-21 10:39:56+00","change":[]}"#;
    for text in [
        version_1.to_owned(),
        format!("{version_1}\n{empty}\n"),
        format!("{}\n{empty}\n{{oops\n", version_1.replace('\n', "")),
    ] {
        let found = known(&text);
        assert_eq!(found.shape, "wal2json (version 1)", "{text}");
        assert_eq!(found.names()[..3], [("public.t-1", "insert"), ("public.t-1", "update"), ("public.t-1", "delete")]);
        assert_eq!(found.events()[1].data, r#"{"k":1,"j":{"a": 2}}"#);
        assert!(found.events()[0].metadata.contains(r#""$correlationId":"5""#));
        if found.events().len() > 3 {
            assert_eq!(found.names()[3], ("transactions", "transaction"));
        }
        found.assert_times();
    }
    // Where a file holds nothing but changes they are cut one by one.
    let found = known(
        r#"{"change":[{"kind":"insert","schema":"public","table":"t","columnnames":["k"],"columntypes":["integer"],"columnvalues":[1]}]}"#,
    );
    assert_eq!((found.shape, found.names()), ("wal2json (version 1, changes)", vec![("public.t-1", "insert")]));
}

#[test]
fn wal2json_version_2() {
    let found = known(
        r#"{"action":"B","xid":5,"timestamp":"2026-11-21 10:39:55.771392+00","lsn":"0/10"}
{"action":"I","xid":5,"timestamp":"2026-11-21 10:39:55.771392+00","lsn":"0/11","schema":"public","table":"t","columns":[{"name":"b","type":"text","value":"x"},{"name":"k","type":"integer","value":3}],"pk":[{"name":"k","type":"integer"}]}
{"action":"U","xid":5,"lsn":"0/12","schema":"public","table":"t","columns":[{"name":"b","type":"text","value":null},{"name":"k","type":"integer","value":3}],"identity":[{"name":"k","type":"integer","value":3}]}
{"action":"D","xid":5,"lsn":"0/13","schema":"public","table":"t","identity":[{"name":"k","type":"integer","value":3}]}
{"action":"C","xid":5,"timestamp":"2026-11-21 10:39:55.771392+00","lsn":"0/14"}
"#,
    );
    assert_eq!((found.shape, found.skipped), ("wal2json (version 2)", 0));
    let names = ["transactions", "public.t-3", "public.t-3", "public.t-3", "transactions"];
    assert_eq!(found.names().iter().map(|(stream, _)| *stream).collect::<Vec<_>>(), names);
    assert_eq!(*row(&rows(&found), "public.t-3"), serde_json::json!({}));
    assert_eq!(found.events()[1].position.as_deref(), Some("0/11"));
}

#[test]
fn canal_golden_gate_and_dms() {
    let found = known(
        r#"{"data":[{"id":"1","a":"x"},{"id":"2","a":"y"}],"database":"d","table":"t","es":1683357620000,"id":1,"isDdl":false,"old":[{"a":"w"},{"a":"v"}],"pkNames":["id"],"ts":1683357621014,"type":"UPDATE"}"#,
    );
    assert_eq!((found.shape, found.names()), ("Canal change events", vec![("d.t-1", "update"), ("d.t-2", "update")]));
    assert!(found.events()[1].metadata.contains(r#""old":{"a":"v"}"#));
    let found = known(
        r#"{"table":"O.T","op_type":"D","op_ts":"2020-05-13 17:32:24.455000","pos":"7","primary_keys":["id"],"before":{"id":1,"a":2},"after":null}"#,
    );
    assert_eq!((found.shape, found.names()), ("Oracle GoldenGate change events", vec![("O.T-1", "delete")]));
    assert_eq!(found.events()[0].data, r#"{"id":null,"a":null}"#);
    let found = known(
        r#"{"data":{"id":5,"a":1,"BI_id":5,"BI_a":0},"metadata":{"timestamp":"2024-10-27T12:39:03Z","record-type":"data","operation":"update","schema-name":"s","table-name":"t","transaction-id":9}}"#,
    );
    assert_eq!((found.shape, found.names()), ("AWS DMS change events", vec![("s.t-5", "update")]));
    assert_eq!(found.events()[0].data, r#"{"id":5,"a":1}"#);
}

#[test]
fn real_change_events() {
    for (name, shape, events, streams, skipped) in [
        ("debezium/paimon_no_schema_3.ndjson", "Debezium change events", 4, 3, 17),
        ("debezium/paimon_no_schema_include.ndjson", "Debezium change events", 4, 4, 17),
        ("debezium/paimon_with_schema_include.ndjson", "Debezium change events", 1, 1, 17),
        ("debezium/serde-with-schema.json", "Debezium change events", 1, 1, 0),
        ("cdc-other/paimon_maxwell.ndjson", "Maxwell change events", 4, 3, 17),
        ("cdc-other/paimon_canal.ndjson", "Canal change events", 6, 4, 17),
        ("cdc-other/paimon_ogg.ndjson", "Oracle GoldenGate change events", 4, 3, 17),
        ("wal2json/derived_trento_format1.json", "wal2json (version 1)", 1061 + 33, 0, 0),
        ("wal2json/derived_trento_format2.ndjson", "wal2json (version 2)", 1139, 0, 0),
    ] {
        let Some(found) = real(name) else { return };
        assert_eq!((found.shape, found.events().len(), found.skipped), (shape, events, skipped), "{name}");
        assert!(streams == 0 || found.streams() == streams, "{name}: {}", found.streams());
        found.assert_times();
    }
    let (Some(one), Some(two)) =
        (real("wal2json/derived_trento_format1.json"), real("wal2json/derived_trento_format2.ndjson"))
    else {
        return;
    };
    let rows_of = |found: &Known| {
        let names = found.names();
        (
            names.iter().filter(|(_, kind)| *kind == "insert").count(),
            names.iter().filter(|(stream, _)| stream.starts_with("public.events-")).count(),
        )
    };
    assert_eq!(rows_of(&one), (1061, 371));
    assert_eq!(rows_of(&two), (1061, 371));
}
