//! Change events of Debezium, with and without the envelope of schema and payload.

use std::borrow::Cow;

use super::Shape;
use super::draft::{Data, Draft, Metadata};
use super::rows::{self, Row};
use super::view::{Object, Value};
use crate::Role;

pub(super) const ROLES: &[(Role, &[&str])] = &[
    (Role::Stream, &["source", "table"]),
    (Role::EventType, &["op"]),
    (Role::Time, &["ts_ms"]),
    (Role::Data, &["after"]),
];

pub(super) const SHAPES: &[Shape] = &[Shape {
    id: "debezium",
    name: "Debezium change events",
    evidence: "have op and source, with the row before or after",
    fits: |record| payload(record).is_some(),
    roles: ROLES,
    rule: Some(|record, _, out| read(record, &[], out)),
    ..Shape::PLAIN
}];

/// The change event in a record.
pub(super) fn payload<'a>(record: &Object<'a>) -> Option<Object<'a>> {
    let is_change = |object: &Object<'_>| {
        let op = object.word("op").and_then(|op| name(&op));
        op.is_some() && object.get("source").is_some_and(Value::is_object)
    };
    if is_change(record) {
        return Some(record.clone());
    }
    let inner = record.object("payload").filter(|_| record.has("schema"))?;
    is_change(&inner).then_some(inner)
}

fn name(op: &str) -> Option<&'static str> {
    Some(match op {
        "c" => "create",
        "r" => "read",
        "u" => "update",
        "d" => "delete",
        "t" => "truncate",
        "m" => "message",
        _ => return None,
    })
}

/// `keys` are the columns of the key, where they are known.
pub(super) fn read(record: &Object<'_>, keys: &[Cow<'_, str>], out: &mut dyn FnMut(Draft<'_>)) {
    let Some(change) = payload(record) else {
        return;
    };
    let Some(source) = change.object("source") else {
        return;
    };
    let op = change.word("op").unwrap_or_default();
    let table = source.first_word(&["table", "collection"]);
    let table = rows::dotted(&[source.first_word(&["db", "keyspace"]), source.word("schema"), table]);
    let before = Row::in_member(&change, "before");
    let after = Row::in_member(&change, "after");
    let row = after.as_ref().or(before.as_ref());
    let data = match row {
        Some(_) => rows::patch(before.as_ref(), after.as_ref()),
        None => change.get("message").map_or_else(|| "{}".to_owned(), |message| message.raw().to_owned()),
    };
    let without = ["after", if row.is_none() { "message" } else { "" }];
    let file = source.word("file").zip(source.word("pos")).map(|(file, pos)| format!("{file}:{pos}").into());
    // When it was written there, if that is known: a snapshot may say 0.
    let written = source.get("ts_ms").filter(|value| value.raw() != "0");
    let transaction = change.object("transaction").and_then(|transaction| transaction.word("id"));
    out(Draft {
        stream: rows::stream(&table, row, keys),
        event_type: name(&op).unwrap_or_default().into(),
        time: written.or_else(|| change.get("ts_ms")).and_then(Value::time),
        data: Data::json(data),
        metadata: Metadata::rest(&change, &without).correlation(transaction).finish(),
        position: source.first_word(&["lsn", "scn", "commit_lsn", "change_lsn"]).or(file),
        ..Draft::default()
    });
}
