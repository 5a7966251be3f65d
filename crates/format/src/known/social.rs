//! Events of networks that nobody owns: Nostr's, as relays send them or alone, and Matrix's, of federation and of clients.

use std::borrow::Cow;

use super::Shape;
use super::draft::{Data, Draft, Metadata};
use super::view::{Object, Value};
use super::writer::Writer;
use crate::Role;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "nostr",
        name: "Nostr events",
        evidence: "have pubkey, kind, created_at, content and sig, alone or behind EVENT",
        fits: |record| nostr(record).is_some() || is_message(record),
        roles: &[
            (Role::Stream, &["pubkey"]),
            (Role::EventType, &["kind"]),
            (Role::Id, &["id"]),
            (Role::Time, &["created_at"]),
            (Role::Data, &["content"]),
        ],
        rule: Some(read_nostr),
        ..Shape::PLAIN
    },
    Shape {
        id: "matrix",
        name: "Matrix events",
        evidence: "have type, sender, content and origin_server_ts",
        fits: is_matrix,
        roles: &[
            (Role::Stream, &["room_id"]),
            (Role::EventType, &["type"]),
            (Role::Id, &["event_id"]),
            (Role::Time, &["origin_server_ts"]),
            (Role::Data, &["content"]),
            (Role::Position, &["depth"]),
        ],
        rule: Some(read_matrix),
        ..Shape::PLAIN
    },
];

/// The event in `["EVENT", {..}]`, `["EVENT", "subscription", {..}]` or in the record itself.
fn nostr<'a>(record: &Object<'a>) -> Option<Object<'a>> {
    let event = if record.is_array() {
        let elements = record.array();
        elements.first().filter(|first| first.is("EVENT")).and(elements.last())?.object()?
    } else {
        record.clone()
    };
    let is_event = event.has_all(&["id", "pubkey", "created_at", "kind", "content"])
        && event.get("kind").is_some_and(Value::is_number)
        && event.get("tags").is_none_or(Value::is_array);
    is_event.then_some(event)
}

/// What a relay says beside the events.
fn is_message(record: &Object<'_>) -> bool {
    let kind = record.array().first().and_then(|first| first.text());
    kind.is_some_and(|kind| ["EOSE", "NOTICE", "OK", "CLOSED", "AUTH", "COUNT"].contains(&kind.as_ref()))
}

/// A stream for each key. What an event replies to is its cause; the beginning of the thread, its conversation.
fn read_nostr(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(event) = nostr(record) else {
        return;
    };
    let content = event.get("content").map(Value::unwrapped).unwrap_or_default();
    // A profile is JSON in a string; other content is a text.
    let is_object = content.starts_with('{');
    let data = if is_object {
        content.into_owned()
    } else {
        let mut data = Writer::default();
        data.some("content", event.get("content")).some("tags", event.get("tags"));
        data.finish()
    };
    let without: &[&str] = &["id", "pubkey", "created_at", "kind", "content", if is_object { "" } else { "tags" }];
    let tags: Vec<Vec<Value<'_>>> =
        event.get("tags").map(Value::elements).unwrap_or_default().into_iter().map(Value::elements).collect();
    let named = |name: &'static str| tags.iter().filter(move |tag| tag.first().is_some_and(|first| first.is(name)));
    let referred: Vec<&Vec<Value<'_>>> = named("e").collect();
    let marked = |mark: &str| referred.iter().find(|tag| tag.get(3).is_some_and(|own| own.is(mark)));
    let id = |tag: Option<&&Vec<Value<'_>>>| tag?.get(1)?.word().map(|word| Cow::Owned(word.into_owned()));
    let root = id(marked("root").or(referred.first()));
    let reply = id(marked("reply").or(referred.last()));
    out(Draft {
        stream: event.word("pubkey").unwrap_or_default(),
        event_type: event.word("kind").unwrap_or_default(),
        id: event.word("id"),
        time: event.get("created_at").and_then(Value::time),
        data: Data::json(data),
        metadata: Metadata::rest(&event, without).correlation(root).causation(reply).finish(),
        tags: named("t").filter_map(|tag| tag.get(1)?.word().filter(|tag| !tag.is_empty())).collect(),
        ..Draft::default()
    });
}

fn is_matrix(record: &Object<'_>) -> bool {
    record.has_all(&["type", "sender", "origin_server_ts"])
        && record.get("content").is_some_and(Value::is_object)
        && (record.has("prev_events") || record.has("event_id"))
}

fn read_matrix(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    if !is_matrix(record) {
        return;
    }
    // The first rooms named an event before by its id and a hash.
    let before = record.get("prev_events").and_then(|events| events.elements().first().copied());
    let before = before.and_then(|event| event.elements().first().copied().unwrap_or(event).word());
    let relation = record.at(&["content", "m.relates_to", "event_id"]).and_then(Value::word);
    let without = ["type", "room_id", "event_id", "origin_server_ts", "content", "depth"];
    out(Draft {
        stream: record.word("room_id").unwrap_or_default(),
        event_type: record.word("type").unwrap_or_default(),
        id: record.word("event_id"),
        time: record.get("origin_server_ts").and_then(Value::time),
        data: record.get("content").map_or_else(Data::default, |content| Data::Json(content.raw().into())),
        metadata: Metadata::rest(record, &without).causation(relation.or(before)).finish(),
        position: record.word("depth"),
        ..Draft::default()
    });
}
