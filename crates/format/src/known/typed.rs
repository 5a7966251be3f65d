//! JSON whose values name their types: MongoDB's extended JSON and DynamoDB's attributes. Payloads are given as plain
//! JSON; every digit of a number stays.

use std::borrow::Cow;

use foldback_event::json::{scan, unescape};

use super::Shape;
use super::draft::{Data, Draft, Metadata, stream_of};
use super::rows::{self, Row};
use super::view::{Object, Time, Value};
use super::writer::{Writer, write_elements, write_members};
use crate::Role;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "mongodb-changes",
        name: "MongoDB change stream",
        evidence: "have operationType, ns and clusterTime",
        fits: is_mongo_change,
        roles: &[
            (Role::Stream, &["ns", "coll"]),
            (Role::EventType, &["operationType"]),
            (Role::Id, &["_id", "_data"]),
            (Role::Data, &["fullDocument"]),
        ],
        rule: Some(read_mongo_change),
        ..Shape::PLAIN
    },
    Shape {
        id: "dynamodb-stream",
        name: "DynamoDB stream",
        evidence: "have dynamodb with Keys, eventName and eventID",
        fits: is_dynamo_change,
        roles: &[(Role::EventType, &["eventName"]), (Role::Id, &["eventID"]), (Role::Data, &["dynamodb"])],
        rule: Some(read_dynamo_change),
        ..Shape::PLAIN
    },
    Shape {
        id: "dynamodb-export",
        name: "DynamoDB export",
        evidence: "hold an Item of typed attributes",
        fits: |record| record.has_only(&["Item"]) && record.object("Item").is_some_and(|item| is_typed(&item)),
        roles: &[(Role::Data, &["Item"])],
        rule: Some(read_item),
        ..Shape::PLAIN
    },
    Shape {
        id: "mongodb-documents",
        name: "MongoDB extended JSON",
        evidence: "have an _id of extended JSON",
        fits: is_document,
        roles: &[(Role::Id, &["_id", "$oid"])],
        rule: Some(read_document),
        ..Shape::PLAIN
    },
];

/// The number that a string holds, if it is one of JSON.
fn number(value: Value<'_>) -> Cow<'_, str> {
    let digits = value.word().unwrap_or_default();
    let whole = scan::value(digits.as_bytes(), 0).is_ok_and(|span| span.start == 0 && span.end == digits.len());
    let is_number = digits.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    if whole && is_number { digits } else { value.raw().into() }
}

/// The word that plain JSON is, else its text.
fn word(plain: Cow<'_, str>) -> Cow<'_, str> {
    match plain {
        Cow::Borrowed(raw) => Value::scanned(raw).word().unwrap_or(Cow::Borrowed(raw)),
        // Digits, which are their own word.
        Cow::Owned(_) => plain,
    }
}

/// What stands in dates.
fn undated(mut value: Value<'_>) -> Value<'_> {
    while let Some(("$date", inner)) = only_member(value) {
        value = inner;
    }
    value
}

/// The member of an object that has one alone.
fn only_member(value: Value<'_>) -> Option<(&str, Value<'_>)> {
    let object = value.object()?;
    let mut members = object.members();
    members.next().filter(|_| members.next().is_none())
}

/// The plain JSON of a value, where that is not to be put together of several.
#[inline(never)]
fn mongo_plain(value: Value<'_>) -> Option<Cow<'_, str>> {
    let value = undated(value);
    match only_member(value) {
        Some(("$oid" | "$symbol" | "$uuid" | "$numberDecimal", inner)) => Some(inner.raw().into()),
        Some(("$numberInt" | "$numberLong" | "$numberDouble", inner)) => Some(number(inner)),
        _ => (!value.is_object() && !value.is_array()).then(|| value.raw().into()),
    }
}

/// It calls itself through what it calls, none of which has much on the stack.
fn mongo(value: Value<'_>, out: &mut String) {
    if let Some(plain) = mongo_plain(value) {
        out.push_str(&plain);
        return;
    }
    let value = undated(value);
    match value.object() {
        Some(object) => write_members(&object, out, mongo),
        None => write_elements(Some(value), out, mongo),
    }
}

fn mongo_text(value: Value<'_>) -> String {
    let mut out = String::new();
    mongo(value, &mut out);
    out
}

/// The time of a date of extended JSON.
fn mongo_time(value: Value<'_>) -> Option<Time<'_>> {
    let seconds = value.object().and_then(|object| object.at(&["$timestamp", "t"]));
    match seconds.map(|seconds| seconds.raw().into()).or_else(|| mongo_plain(value))? {
        Cow::Borrowed(raw) => Value::scanned(raw).time(),
        Cow::Owned(raw) => {
            let time = Value::of(&raw)?.time()?;
            Some(Time { text: time.text.into_owned().into(), created: time.created })
        }
    }
}

/// A word of a value, also of one that names its type.
fn mongo_word(value: Value<'_>) -> Cow<'_, str> {
    mongo_plain(value).map_or_else(|| mongo_text(value).into(), word)
}

fn is_mongo_change(record: &Object<'_>) -> bool {
    record.is_text("operationType") && record.has("clusterTime") && record.get("ns").is_some_and(Value::is_object)
}

fn read_mongo_change(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    if !is_mongo_change(record) {
        return;
    }
    let place = record.object("ns");
    let named = |name| place.as_ref().and_then(|place| place.word(name));
    let table = rows::dotted(&[named("db"), named("coll")]);
    let key = record.at(&["documentKey", "_id"]).map(mongo_word);
    let update = record.object("updateDescription");
    let mut taken = vec!["operationType", "wallTime", "fullDocument"];
    let data = match (record.get("fullDocument"), &update) {
        (Some(document), _) => mongo_text(document),
        (None, Some(update)) => {
            taken.push("updateDescription");
            let mut patch = Writer::default();
            for (name, value) in update.object("updatedFields").iter().flat_map(Object::members) {
                mongo(value, patch.begin(name));
            }
            for name in rows::words(update.get("removedFields")) {
                patch.named(&name, "null");
            }
            patch.finish()
        }
        (None, None) => {
            let before = record.get("fullDocumentBeforeChange").or_else(|| record.get("documentKey")).map(mongo_text);
            let before = before.as_deref().and_then(Object::of);
            rows::patch(before.as_ref().map(Row::of).as_ref(), None)
        }
    };
    out(Draft {
        stream: stream_of(&table, key.as_deref()),
        event_type: record.word("operationType").unwrap_or_default(),
        id: record.at(&["_id", "_data"]).and_then(Value::word),
        time: record.get("wallTime").or_else(|| record.get("clusterTime")).and_then(mongo_time),
        data: Data::json(data),
        metadata: Metadata::rest(record, &taken)
            .with_rest(
                "updateDescription",
                update.as_ref().filter(|_| taken.len() > 3),
                &["updatedFields", "removedFields"],
            )
            .correlation(record.get("txnNumber").map(mongo_word))
            .finish(),
        ..Draft::default()
    });
}

fn is_document(record: &Object<'_>) -> bool {
    let typed = |value: Value<'_>| {
        let first = value.object().and_then(|object| object.members().next());
        first.is_some_and(|(name, _)| ["$oid", "$date", "$numberLong", "$uuid", "$binary"].contains(&name))
    };
    record.get("_id").is_some_and(typed) || record.has("_id") && record.members().any(|(_, value)| typed(value))
}

/// A document of a collection, which may be one of events.
fn read_document(record: &Object<'_>, name: &str, out: &mut dyn FnMut(Draft<'_>)) {
    if !is_document(record) {
        return;
    }
    let first = |names: &[&str]| names.iter().find_map(|name| record.get(name).map(mongo_word));
    let id = record.get("_id").map(mongo_word);
    let own = first(&["streamId", "stream_id", "stream", "aggregateId", "aggregate_id", "entityId"]);
    let times = ["time", "timestamp", "occurredAt", "createdAt", "created_at", "created", "date", "ts", "updatedAt"];
    let mut data = Writer::default();
    for (name, value) in record.members() {
        mongo(value, data.begin(name));
    }
    out(Draft {
        stream: own.unwrap_or_else(|| stream_of(name, id.as_deref()).into_owned().into()),
        event_type: first(&["type", "eventType", "event_type", "eventName"]).unwrap_or_else(|| "Document".into()),
        time: times.iter().find_map(|name| mongo_time(record.get(name)?).filter(|time| time.created.is_some())),
        data: Data::json(data.finish()),
        id,
        ..Draft::default()
    });
}

/// Whether all attributes name a type of DynamoDB.
fn is_typed(item: &Object<'_>) -> bool {
    let types = ["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"];
    let typed =
        |value: Value<'_>| value.object().is_some_and(|value| value.members().count() == 1 && value.has_only(&types));
    item.members().count() > 0 && item.members().all(|(_, value)| typed(value))
}

/// As [`mongo_plain`].
#[inline(never)]
fn dynamo_plain(value: Value<'_>) -> Option<Cow<'_, str>> {
    let Some((kind, inner)) = value.object().and_then(|object| object.members().next()) else {
        return Some(value.raw().into());
    };
    match kind {
        "N" => Some(number(inner)),
        "NULL" => Some("null".into()),
        "L" | "NS" => None,
        "M" if inner.is_object() => None,
        _ => Some(inner.raw().into()),
    }
}

fn dynamo(value: Value<'_>, out: &mut String) {
    if let Some(plain) = dynamo_plain(value) {
        out.push_str(&plain);
        return;
    }
    match value.object().and_then(|object| object.members().next()) {
        Some(("L", inner)) => write_elements(Some(inner), out, dynamo),
        Some(("NS", inner)) => write_elements(Some(inner), out, |value, out| out.push_str(&number(value))),
        Some((_, inner)) => {
            if let Some(object) = inner.object() {
                write_members(&object, out, dynamo);
            }
        }
        None => {}
    }
}

fn dynamo_text(value: Value<'_>) -> String {
    let mut out = String::new();
    dynamo(value, &mut out);
    out
}

fn dynamo_word(value: Value<'_>) -> Cow<'_, str> {
    dynamo_plain(value).map_or_else(|| dynamo_text(value).into(), word)
}

pub(super) fn attributes(item: &Object<'_>) -> String {
    let mut out = String::new();
    write_members(item, &mut out, dynamo);
    out
}

/// The attributes as the columns of a row.
fn row<'a>(item: &Object<'a>) -> Row<'a> {
    let mut row = Row::new();
    for (name, value) in item.members() {
        let plain = dynamo_plain(value).unwrap_or_else(|| dynamo_text(value).into());
        row.column(unescape(name), plain);
    }
    row
}

/// The attributes as plain text, joined.
fn key(item: &Object<'_>) -> Option<String> {
    let mut words = item.members().map(|(_, value)| dynamo_word(value));
    let mut key = words.next()?.into_owned();
    for word in words {
        key.push(':');
        key.push_str(&word);
    }
    Some(key)
}

fn is_dynamo_change(record: &Object<'_>) -> bool {
    record.has_all(&["eventName", "eventID"]) && record.object("dynamodb").is_some_and(|change| change.has("Keys"))
}

fn read_dynamo_change(record: &Object<'_>, name: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(change) = record.object("dynamodb").filter(|_| is_dynamo_change(record)) else {
        return;
    };
    // arn:aws:dynamodb:region:account:table/Name/stream/…
    let arn = record.word("eventSourceARN").unwrap_or_default();
    let table = arn.split('/').nth(1).unwrap_or(name);
    let image = |name| change.object(name).map(|image| row(&image));
    let keys = change.object("Keys");
    let (old, new) = (image("OldImage"), image("NewImage"));
    let removed = record.is("eventName", "REMOVE");
    let old = old.or_else(|| image("Keys").filter(|_| removed));
    let new = new.or_else(|| image("Keys").filter(|_| !removed));
    out(Draft {
        stream: stream_of(table, keys.as_ref().and_then(key).as_deref()),
        event_type: record.word("eventName").unwrap_or_default(),
        id: record.word("eventID"),
        time: change.get("ApproximateCreationDateTime").and_then(Value::time),
        data: Data::json(rows::patch(old.as_ref(), new.as_ref())),
        metadata: Metadata::rest(record, &["eventName", "eventID", "dynamodb"])
            .with_rest("dynamodb", Some(&change), &["NewImage", "SequenceNumber", "ApproximateCreationDateTime"])
            .finish(),
        position: change.word("SequenceNumber"),
        ..Draft::default()
    });
}

/// An item of a table; its key is not told, so that usual names for one have to do.
fn read_item(record: &Object<'_>, name: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(item) = record.object("Item").filter(is_typed) else {
        return;
    };
    let usual = |names: &[&str]| {
        let value = names.iter().find_map(|name| item.get(name))?;
        // Nothing where it is no word.
        match dynamo_plain(value)? {
            Cow::Borrowed(raw) => Value::scanned(raw).word(),
            digits @ Cow::Owned(_) => Some(digits),
        }
    };
    let hash = usual(&["pk", "PK", "id", "Id", "ID"]);
    let key = hash.map(|hash| match usual(&["sk", "SK"]) {
        Some(range) => format!("{hash}:{range}"),
        None => hash.into_owned(),
    });
    out(Draft {
        stream: stream_of(name, key.as_deref()),
        event_type: "Item".into(),
        data: Data::json(attributes(&item)),
        ..Draft::default()
    });
}
