//! Change events of rows by Maxwell, Canal, Oracle GoldenGate and AWS DMS.

use super::Shape;
use super::draft::{Data, Draft, Metadata};
use super::rows::{self, Row, words};
use super::view::{Object, Value};
use super::writer::Writer;
use crate::Role;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "canal",
        name: "Canal change events",
        evidence: "have database, table, type and rows, with es and isDdl or without xid",
        fits: is_canal,
        roles: &[
            (Role::Stream, &["table"]),
            (Role::EventType, &["type"]),
            (Role::Time, &["es"]),
            (Role::Data, &["data"]),
        ],
        rule: Some(read_canal),
        ..Shape::PLAIN
    },
    Shape {
        id: "maxwell",
        name: "Maxwell change events",
        evidence: "have database, table, type and ts in seconds",
        fits: is_maxwell,
        roles: &[
            (Role::Stream, &["table"]),
            (Role::EventType, &["type"]),
            (Role::Time, &["ts"]),
            (Role::Data, &["data"]),
            (Role::Correlation, &["xid"]),
        ],
        rule: Some(read_maxwell),
        ..Shape::PLAIN
    },
    Shape {
        id: "goldengate",
        name: "Oracle GoldenGate change events",
        evidence: "have table, op_type, op_ts and pos",
        fits: |record| record.has_all(&["table", "op_type", "op_ts", "pos"]),
        roles: &[
            (Role::Stream, &["table"]),
            (Role::EventType, &["op_type"]),
            (Role::Time, &["op_ts"]),
            (Role::Data, &["after"]),
            (Role::Position, &["pos"]),
        ],
        rule: Some(read_golden_gate),
        ..Shape::PLAIN
    },
    Shape {
        id: "aws-dms",
        name: "AWS DMS change events",
        evidence: "have metadata with record-type, operation and timestamp",
        fits: |record| dms(record).is_some(),
        roles: &[
            (Role::Stream, &["metadata", "table-name"]),
            (Role::EventType, &["metadata", "operation"]),
            (Role::Time, &["metadata", "timestamp"]),
            (Role::Data, &["data"]),
            (Role::Metadata, &["metadata"]),
        ],
        rule: Some(read_dms),
        ..Shape::PLAIN
    },
];

fn is_maxwell(record: &Object<'_>) -> bool {
    let kind = record.word("type").unwrap_or_default();
    let of_row = matches!(kind.strip_prefix("bootstrap-").unwrap_or(&kind), "insert" | "update" | "delete");
    let of_form = ["table-", "database-", "bootstrap-"].iter().any(|part| kind.starts_with(part));
    record.has_all(&["database", "ts"])
        && !record.has("isDdl")
        && (of_row && record.has_all(&["table", "data"]) || of_form)
}

fn read_maxwell(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    if !is_maxwell(record) {
        return;
    }
    let kind = record.word("type").unwrap_or_default();
    let table = rows::dotted(&[record.word("database"), record.word("table")]);
    let row = Row::in_member(record, "data").filter(|row| row.len() > 0);
    let keys = words(record.get("primary_key_columns"));
    let deleted = kind == "delete";
    let (before, after) = if deleted { (row.as_ref(), None) } else { (None, row.as_ref()) };
    let taken: &[&str] =
        if deleted { &["database", "table", "type", "ts"] } else { &["database", "table", "type", "ts", "data"] };
    let place = record.word("xid").zip(record.word("xoffset")).map(|(xid, at)| format!("{xid}:{at}").into());
    out(Draft {
        stream: rows::stream(&table, row.as_ref(), &keys),
        event_type: kind,
        time: record.get("ts").and_then(Value::time),
        data: Data::json(rows::patch(before, after)),
        metadata: Metadata::rest(record, taken).correlation(record.word("xid")).finish(),
        position: record.word("position").or(place),
        ..Draft::default()
    });
}

fn is_canal(record: &Object<'_>) -> bool {
    if !record.has_all(&["database", "table", "type"]) {
        return false;
    }
    // What some relays leave of it: Maxwell has one row an event, a transaction's number, and seconds.
    let is_bare = !record.has("xid")
        && record.get("data").is_some_and(|data| data.is_array() || data.is_object() && is_in_millis(record));
    record.has_all(&["es", "isDdl"]) || is_bare && (record.has("es") || record.has("ts"))
}

fn is_in_millis(record: &Object<'_>) -> bool {
    record.word("ts").and_then(|ts| ts.parse::<i64>().ok()).is_some_and(|ts| ts > 100_000_000_000)
}

/// One event a row; one without a row where the table itself was changed.
fn read_canal(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    if !is_canal(record) {
        return;
    }
    let table = rows::dotted(&[record.word("database"), record.word("table")]);
    let kind = record.word("type").unwrap_or_default();
    let keys = words(record.get("pkNames"));
    let old = record.get("old").map(Value::elements).unwrap_or_default();
    let changed = record.get("data").map(|data| if data.is_object() { vec![data] } else { data.elements() });
    let changed = changed.unwrap_or_default().into_iter().filter_map(Value::object);
    let changed: Vec<Row<'_>> = changed.map(|row| Row::of(&row)).collect();
    let mut one = |row: Option<&Row<'_>>, old: Option<Value<'_>>| {
        let (before, after) = if kind.eq_ignore_ascii_case("delete") { (row, None) } else { (None, row) };
        out(Draft {
            stream: rows::stream(&table, row, &keys),
            event_type: kind.to_ascii_lowercase().into(),
            time: record.get("es").or_else(|| record.get("ts")).and_then(Value::time),
            data: Data::json(rows::patch(before, after)),
            metadata: Metadata::rest(
                record,
                &["data", "old", "database", "table", "type", "es", "mysqlType", "sqlType"],
            )
            .with("old", old)
            .finish(),
            ..Draft::default()
        });
    };
    for (at, row) in changed.iter().enumerate() {
        one(Some(row), old.get(at).copied());
    }
    if changed.is_empty() {
        one(None, None);
    }
}

fn read_golden_gate(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let (Some(table), Some(kind)) = (record.word("table"), record.word("op_type")) else {
        return;
    };
    let before = Row::in_member(record, "before");
    let after = Row::in_member(record, "after");
    let event_type = match kind.as_ref() {
        "I" => "insert",
        "U" => "update",
        "D" => "delete",
        "T" => "truncate",
        other => other,
    };
    out(Draft {
        stream: rows::stream(&table, after.as_ref().or(before.as_ref()), &words(record.get("primary_keys"))),
        event_type: event_type.into(),
        time: record.get("op_ts").and_then(Value::time),
        data: Data::json(rows::patch(before.as_ref(), after.as_ref())),
        metadata: Metadata::rest(record, &["table", "op_type", "op_ts", "pos", "after"]).finish(),
        position: record.word("pos"),
        ..Draft::default()
    });
}

/// The metadata of a record of DMS.
fn dms<'a>(record: &Object<'a>) -> Option<Object<'a>> {
    record.object("metadata").filter(|metadata| metadata.has_all(&["record-type", "operation", "timestamp"]))
}

/// Columns before the change are named with `BI_` in front.
fn read_dms(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(metadata) = dms(record) else {
        return;
    };
    let kind = metadata.word("operation").unwrap_or_default();
    let table = rows::dotted(&[metadata.word("schema-name"), metadata.word("table-name")]);
    let (mut row, mut before) = (Row::new(), Writer::default());
    for (name, value) in record.object("data").iter().flat_map(Object::members) {
        match name.strip_prefix("BI_") {
            Some(old) => {
                before.member(old, value.raw());
            }
            None => row.column(foldback_event::json::unescape(name), value.raw().into()),
        }
    }
    let deleted = kind == "delete";
    let whole = Some(&row).filter(|row| row.len() > 0);
    let (old, new) = if deleted { (whole, None) } else { (None, whole) };
    let mut own = Metadata::rest(&metadata, &["operation", "timestamp", "schema-name", "table-name"]);
    if deleted {
        own = own.with("before", record.get("data"));
    } else if !before.is_empty() {
        own = own.with_json("before", &before.finish());
    }
    out(Draft {
        stream: rows::stream(&table, whole, &[]),
        data: Data::json(rows::patch(old, new)),
        event_type: kind,
        time: metadata.get("timestamp").and_then(Value::time),
        metadata: own.correlation(metadata.word("transaction-id")).finish(),
        ..Draft::default()
    });
}
