//! Messages of Elm's debugger, and the transactions of text editors' traces: what an app did, step by step.

use super::Shape;
use super::draft::{Data, Draft, Metadata, stream_of};
use super::view::{Object, Value};
use super::writer::Writer;
use crate::Role;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "elm",
        name: "Elm debugger history",
        evidence: "are messages with a constructor",
        fits: |record| constructor(record).is_some(),
        roles: &[(Role::EventType, &["$"])],
        rule: Some(read_message),
        ..Shape::PLAIN
    },
    Shape {
        id: "editing-trace",
        name: "Text editing trace",
        evidence: "are transactions with patches",
        fits: is_transaction,
        roles: &[(Role::Stream, &["agent"]), (Role::Time, &["time"])],
        rule: Some(read_transaction),
        ..Shape::PLAIN
    },
];

/// The constructor of a message: Elm 0.19 keeps it as `$` and its arguments as `a`, `b` and so on, 0.18 as `ctor`, `_0`, `_1`.
fn constructor<'a>(record: &Object<'a>) -> Option<std::borrow::Cow<'a, str>> {
    let (name, is_argument): (_, fn(&str) -> bool) = if record.is_text("$") {
        ("$", |name| matches!(name.as_bytes(), [b'a'..=b'z', rest @ ..] if rest.len() < 2))
    } else {
        ("ctor", |name| name.strip_prefix('_').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())))
    };
    let constructor = record.word(name).filter(|_| record.is_text(name))?;
    let fits =
        constructor.starts_with(char::is_uppercase) && record.members().all(|(own, _)| own == name || is_argument(own));
    fits.then_some(constructor)
}

/// There is one app and no time.
fn read_message(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(constructor) = constructor(record) else {
        return;
    };
    let mut data = Writer::default();
    data.rest(record, &[]);
    out(Draft { stream: "app".into(), event_type: constructor, data: Data::json(data.finish()), ..Draft::default() });
}

fn is_transaction(record: &Object<'_>) -> bool {
    record.has_only(&["time", "patches", "agent", "parents", "numChildren", "user"])
        && record.get("patches").is_some_and(|patches| {
            patches.is_array() && patches.elements().iter().all(|patch| patch.elements().len() == 3)
        })
}

/// A stream for each who writes, where that is told. A patch is `[position, deleted, inserted]`.
fn read_transaction(record: &Object<'_>, name: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(patches) = record.get("patches").filter(|_| is_transaction(record)) else {
        return;
    };
    let elements = patches.elements();
    let event_type = match elements.as_slice() {
        [patch] => match patch.elements().as_slice() {
            [_, deleted, _] if deleted.raw() == "0" => "Insert",
            [_, _, inserted] if inserted.raw() == "\"\"" => "Delete",
            _ => "Replace",
        },
        _ => "Edit",
    };
    let agent = record.word("agent").or_else(|| record.word("user"));
    let mut data = Writer::default();
    data.member("patches", patches.raw());
    out(Draft {
        stream: match &agent {
            Some(agent) => stream_of("agent", Some(agent)),
            None => name.into(),
        },
        event_type: event_type.into(),
        time: record.get("time").and_then(Value::time),
        data: Data::json(data.finish()),
        metadata: Metadata::rest(record, &["time", "patches", "agent", "user"]).finish(),
        ..Draft::default()
    });
}
