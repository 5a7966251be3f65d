//! Messages of Kafka as its tools write them: kcat with `-J`, AKHQ, Kafka UI and Redpanda Console. A message that holds
//! a change event or a CloudEvent is read as that.

use std::borrow::Cow;

use foldback_event::json::Tree;

use super::draft::{Data, Draft, Metadata, stream_of};
use super::view::{Object, Value};
use super::{Shape, cloud_events, debezium};
use crate::Role;

const TOPIC: &[(Role, &[&str])] = &[
    (Role::Stream, &["topic"]),
    (Role::Time, &["timestamp"]),
    (Role::Data, &["value"]),
    (Role::Position, &["offset"]),
];

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "kcat",
        name: "Kafka messages (kcat -J)",
        evidence: "have topic, partition, offset, key and payload",
        fits: |record| record.has_all(&["topic", "partition", "offset", "key", "payload"]),
        roles: &[
            (Role::Stream, &["topic"]),
            (Role::Time, &["ts"]),
            (Role::Data, &["payload"]),
            (Role::Position, &["offset"]),
        ],
        rule: Some(read),
        ..Shape::PLAIN
    },
    Shape {
        id: "kafka",
        name: "Kafka messages",
        evidence: "have partition, offset and timestamp, with a key and a value",
        fits: is_message,
        roles: TOPIC,
        rule: Some(read),
        ..Shape::PLAIN
    },
];

const KEY: &[&str] = &["key", "keyAsString"];
const VALUE: &[&str] = &["payload", "value", "content", "valueAsString"];
const TIME: &[&str] = &["ts", "timestamp"];
/// What the event says by itself: all of these, the topic and the offset.
const WITHOUT: &[&str] =
    &["topic", "offset", "key", "keyAsString", "payload", "value", "content", "valueAsString", "ts", "timestamp"];

fn is_message(record: &Object<'_>) -> bool {
    let has_one = |names: &[&str]| names.iter().any(|name| record.has(name));
    has_one(&["partition", "partitionID"]) && record.has("offset") && has_one(TIME) && has_one(KEY) && has_one(VALUE)
}

fn first<'a>(record: &Object<'a>, names: &[&str]) -> Option<Value<'a>> {
    names.iter().find_map(|name| record.get(name))
}

/// A key or value; Redpanda Console puts it into an object with what is known of it.
fn inside(value: Value<'_>) -> Option<Value<'_>> {
    match value.object() {
        Some(object) if object.has_all(&["payload", "encoding"]) => object.get("payload"),
        _ => Some(value),
    }
}

/// The stream is the topic and the key, or the topic alone. The type is told by a header or by the message.
pub(super) fn read(record: &Object<'_>, name: &str, out: &mut dyn FnMut(Draft<'_>)) {
    if !is_message(record) {
        return;
    }
    let topic = record.word("topic").unwrap_or(Cow::Borrowed(name));
    let key = first(record, KEY).and_then(inside);
    let value = first(record, VALUE).and_then(inside);
    let mut tree = Tree::default();
    let text = value.map(|value| value.unwrapped_into(&mut tree));
    let message = match &text {
        Some(Cow::Owned(text)) => Object::noted(text, &tree),
        Some(Cow::Borrowed(_)) => value.and_then(Value::object),
        None => None,
    };
    let headers = Headers(first(record, &["headers"]));
    let offset = record.word("offset");
    if let Some(message) = &message {
        let taken = nested(message, key, &mut |draft| out(Draft { position: offset.clone(), ..draft }));
        if taken {
            return;
        }
    }
    let named = ["type", "eventType", "event_type", "eventName", "messageType", "@type", "event", "kind"];
    let event_type = headers
        .first(&[
            "ce_type",
            "type",
            "eventType",
            "event-type",
            "event_type",
            "messageType",
            "message-type",
            "__TypeId__",
        ])
        .or_else(|| Some(message.as_ref()?.first_word(&named)?.into_owned()))
        .unwrap_or_else(|| if value.is_some() { "Message" } else { "Tombstone" }.to_owned());
    let id = headers.first(&["ce_id", "id", "eventId", "event-id", "messageId", "message-id"]);
    let key_text = key.map(|key| key.word().unwrap_or_else(|| key.raw().into()));
    out(Draft {
        stream: stream_of(&topic, key_text.as_deref().filter(|key| !key.is_empty())),
        event_type: event_type.into(),
        id: id.map(Cow::Owned),
        time: first(record, TIME).and_then(Value::time),
        data: text.map_or_else(|| Data::Json("null".into()), Data::Json),
        metadata: Metadata::rest(record, WITHOUT)
            .correlation(headers.first(&["correlationId", "correlation-id", "correlation_id"]).map(Cow::Owned))
            .causation(headers.first(&["causationId", "causation-id", "causation_id"]).map(Cow::Owned))
            .finish(),
        position: offset,
        ..Draft::default()
    });
}

/// What a message holds, where it is an event of its own form. Gives whether it is.
fn nested(message: &Object<'_>, key: Option<Value<'_>>, out: &mut dyn FnMut(Draft<'_>)) -> bool {
    if debezium::payload(message).is_some() {
        let key = key.map(Value::unwrapped);
        let key = key.as_deref().and_then(Object::of);
        let key = key.and_then(|key| key.object("payload").filter(|_| key.has("schema")).or(Some(key)));
        let names: Vec<Cow<'_, str>> = key.iter().flat_map(Object::members).map(|(name, _)| name.into()).collect();
        debezium::read(message, &names, out);
        return true;
    }
    if cloud_events::fits(message) {
        cloud_events::read(message, "", out);
        return true;
    }
    false
}

/// Headers, in each of the forms that tools give them: `[k, v, k, v]`, `[{key, value}]`, `{k: v}`.
struct Headers<'a>(Option<Value<'a>>);

impl Headers<'_> {
    fn first(&self, names: &[&str]) -> Option<String> {
        let headers = self.0?;
        let filled = |value: Option<Cow<'_, str>>| value.filter(|value| !value.is_empty()).map(Cow::into_owned);
        if let Some(object) = headers.object() {
            return filled(object.first_word(names));
        }
        let elements = headers.elements();
        names.iter().find_map(|name| {
            let pair = elements.chunks(2).find(|pair| pair.first().is_some_and(|key| key.is(name)));
            let flat = pair.and_then(|pair| pair.get(1)?.word());
            filled(flat).or_else(|| {
                let objects = elements.iter().filter_map(|element| element.object());
                filled(objects.filter(|object| object.is("key", name)).find_map(|object| object.word("value")))
            })
        })
    }
}
