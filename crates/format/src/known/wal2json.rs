//! What wal2json writes of Postgres: version 1, a transaction a record with all its changes, and version 2, a change a
//! record. The marks of transactions become events of the stream `transactions`.

use std::borrow::Cow;

use super::Shape;
use super::draft::{Data, Draft, Metadata};
use super::rows::{self, Row, words};
use super::view::{Object, Value};
use crate::Role;

const TRANSACTIONS: &str = "transactions";

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "wal2json-1",
        name: "wal2json (version 1)",
        evidence: "hold the changes of a transaction",
        fits: |record| record.get("change").is_some_and(Value::is_array) && record.has_only(TRANSACTION),
        roles: &[(Role::Time, &["timestamp"]), (Role::Correlation, &["xid"])],
        rule: Some(read_transaction),
        ..Shape::PLAIN
    },
    Shape {
        id: "wal2json-1-changes",
        name: "wal2json (version 1, changes)",
        evidence: "have kind, schema and table, with columns or old keys",
        fits: is_change,
        roles: &[(Role::Stream, &["table"]), (Role::EventType, &["kind"])],
        rule: Some(|record, _, out| {
            if is_change(record) {
                read_change(record, record, out);
            }
        }),
        ..Shape::PLAIN
    },
    Shape {
        id: "wal2json-2",
        name: "wal2json (version 2)",
        evidence: "have an action of B, I, U, D, T, M or C, with columns where it is one of a row",
        fits: is_action,
        roles: &[
            (Role::Stream, &["table"]),
            (Role::EventType, &["action"]),
            (Role::Time, &["timestamp"]),
            (Role::Position, &["lsn"]),
            (Role::Correlation, &["xid"]),
        ],
        rule: Some(read_action),
        ..Shape::PLAIN
    },
];

const TRANSACTION: &[&str] = &["change", "xid", "nextlsn", "timestamp", "origin"];

/// Whether an object with these names, which holds an array, is a transaction.
pub(super) fn is_transaction(names: &[String]) -> bool {
    names.len() > 1
        && names.iter().any(|name| name == "change")
        && names.iter().all(|name| TRANSACTION.contains(&name.as_str()))
}

fn read_transaction(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(changes) = record.get("change").filter(|value| value.is_array()) else {
        return;
    };
    let changes: Vec<Object<'_>> = changes.elements().into_iter().filter_map(Value::object).collect();
    for change in &changes {
        read_change(change, record, out);
    }
    if changes.is_empty() {
        // Nothing that is decoded was changed, yet it took place.
        out(Draft {
            stream: TRANSACTIONS.into(),
            event_type: "transaction".into(),
            data: Data::of(None),
            ..mark(record)
        });
    }
}

/// What each event of a transaction has.
fn mark<'a>(record: &Object<'a>) -> Draft<'a> {
    Draft {
        time: record.get("timestamp").and_then(Value::time),
        position: record.first_word(&["lsn", "nextlsn"]),
        metadata: Metadata::rest(record, &["change", "timestamp", "lsn", "columns", "action", "schema", "table"])
            .correlation(record.word("xid"))
            .finish(),
        ..Draft::default()
    }
}

fn is_change(record: &Object<'_>) -> bool {
    let kind = record.word("kind").unwrap_or_default();
    match kind.as_ref() {
        "insert" | "update" => record.has_all(&["table", "columnnames", "columnvalues"]),
        "delete" => record.has_all(&["table", "oldkeys"]),
        _ => false,
    }
}

fn read_change(change: &Object<'_>, record: &Object<'_>, out: &mut dyn FnMut(Draft<'_>)) {
    let table = rows::dotted(&[change.word("schema"), change.word("table")]);
    let after = columns(change, ["columnnames", "columntypes", "columnvalues"]);
    let old = change.object("oldkeys").and_then(|old| columns(&old, ["keynames", "keytypes", "keyvalues"]));
    let keys = match change.object("pk") {
        Some(pk) => words(pk.get("pknames")),
        None => old_keys(old.as_ref(), after.as_ref()),
    };
    let row = after.as_ref().or(old.as_ref());
    // A message is of no table.
    let of_row = row.is_some();
    let taken: &[&str] = &["kind", "schema", "table", "columnnames", "columntypes", "columnvalues"];
    let transaction = if std::ptr::eq(change, record) { None } else { Some(record) };
    out(Draft {
        stream: if table.is_empty() { "messages".into() } else { rows::stream(&table, row, &keys) },
        event_type: change.word("kind").unwrap_or_default(),
        time: record.get("timestamp").and_then(Value::time),
        data: if of_row {
            Data::json(rows::patch(old.as_ref(), after.as_ref()))
        } else {
            Data::of(change.get("content"))
        },
        metadata: Metadata::rest(change, taken)
            .with_rest("transaction", transaction, &["change", "timestamp"])
            .correlation(record.word("xid"))
            .finish(),
        position: record.word("nextlsn"),
        ..Draft::default()
    });
}

/// The key's columns, if the old row is no whole row.
fn old_keys(old: Option<&Row<'_>>, after: Option<&Row<'_>>) -> Vec<Cow<'static, str>> {
    let Some(old) = old else {
        return Vec::new();
    };
    if after.is_some_and(|after| after.len() == old.len()) && old.len() > 1 || after.is_none() && old.len() > 2 {
        return Vec::new();
    }
    old.names().map(|name| Cow::Owned(name.to_owned())).collect()
}

/// A row of parallel arrays.
fn columns<'a>(object: &Object<'a>, [names, types, values]: [&str; 3]) -> Option<Row<'a>> {
    let values = object.get(values)?.elements();
    let types = words(object.get(types));
    let mut row = Row::new();
    for (at, (name, value)) in words(object.get(names)).into_iter().zip(values).enumerate() {
        row.column(name, cell(types.get(at).map(AsRef::as_ref), value));
    }
    Some(row)
}

/// The value of a column; JSON stands in a string.
fn cell<'a>(kind: Option<&str>, value: Value<'a>) -> Cow<'a, str> {
    if kind.is_some_and(|kind| kind.starts_with("json")) { value.unwrapped() } else { Cow::Borrowed(value.raw()) }
}

fn is_action(record: &Object<'_>) -> bool {
    is_action_of(&record.word("action").unwrap_or_default(), record)
}

fn is_action_of(action: &str, record: &Object<'_>) -> bool {
    match action {
        "B" | "C" => record.has_only(&["action", "xid", "timestamp", "lsn", "nextlsn", "origin"]),
        "I" | "U" => record.has_all(&["table", "columns"]),
        "D" | "T" => record.has("table"),
        "M" => record.has_all(&["prefix", "content"]),
        _ => false,
    }
}

fn read_action(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let action = record.word("action").unwrap_or_default();
    if !is_action_of(&action, record) {
        return;
    }
    let (event_type, place) = match action.as_ref() {
        "B" => ("begin", Some(TRANSACTIONS)),
        "C" => ("commit", Some(TRANSACTIONS)),
        "I" => ("insert", None),
        "U" => ("update", None),
        "D" => ("delete", None),
        "T" => ("truncate", None),
        _ => ("message", Some("messages")),
    };
    let table = rows::dotted(&[record.word("schema"), record.word("table")]);
    let after = record.get("columns").map(cells);
    let old = record.get("identity").map(cells);
    let keys = match record.get("pk") {
        Some(pk) => names(pk),
        None => old_keys(old.as_ref(), after.as_ref()),
    };
    let row = after.as_ref().or(old.as_ref());
    let data = match row {
        Some(_) => Data::json(rows::patch(old.as_ref(), after.as_ref())),
        None => Data::of(record.get("content")),
    };
    out(Draft {
        stream: place.map_or_else(|| rows::stream(&table, row, &keys), Into::into),
        event_type: event_type.into(),
        data,
        ..mark(record)
    });
}

fn cells(columns: Value<'_>) -> Row<'_> {
    let mut row = Row::new();
    for column in columns.each().filter_map(Value::object) {
        let kind = column.word("type");
        let value = column.get("value").map_or(Cow::Borrowed("null"), |value| cell(kind.as_deref(), value));
        row.column(column.word("name").unwrap_or_default(), value);
    }
    row
}

fn names(columns: Value<'_>) -> Vec<Cow<'_, str>> {
    columns.elements().into_iter().filter_map(|column| column.object()?.word("name")).collect()
}
