//! KurrentDB and EventStoreDB: pages of the Atom feed, events as they are written over HTTP, and what clients print.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Shape;
use super::cloud_events::decoded;
use super::draft::{Data, Draft, Metadata};
use super::view::{Object, Value};
use crate::Role;

const ENTRY: &[(Role, &[&str])] = &[
    (Role::Stream, &["streamId"]),
    (Role::EventType, &["eventType"]),
    (Role::Id, &["eventId"]),
    (Role::Time, &["updated"]),
    (Role::Data, &["data"]),
    (Role::Metadata, &["metaData"]),
    (Role::Revision, &["eventNumber"]),
];

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "kurrent-atom",
        name: "KurrentDB JSON (Atom feed)",
        evidence: "have eventId, eventType, eventNumber, streamId and positionEventNumber",
        fits: is_entry,
        roles: ENTRY,
        rule: Some(read_entry),
        places: Some(|record| {
            let number = record.word("positionEventNumber").and_then(|number| number.parse().ok());
            [number, updated(record)]
        }),
        ..Shape::PLAIN
    },
    Shape {
        id: "kurrent-atom-titles",
        name: "KurrentDB JSON (Atom feed without payloads)",
        evidence: "have summary, updated and a title such as 43@stream; read the feed with ?embed=body to have the payloads",
        fits: is_title,
        roles: &[(Role::EventType, &["summary"]), (Role::Time, &["updated"]), (Role::Id, &["id"])],
        rule: Some(read_title),
        places: Some(|record| {
            let title = record.word("title");
            let number = title.and_then(|title| title.split_once('@')?.0.parse().ok());
            [number, updated(record)]
        }),
        ..Shape::PLAIN
    },
    Shape {
        id: "kurrent-resolved",
        name: "KurrentDB JSON (resolved events)",
        evidence: "hold an event with streamId, type and revision",
        fits: |record| resolved(record).is_some(),
        roles: &[
            (Role::Stream, &["event", "streamId"]),
            (Role::EventType, &["event", "type"]),
            (Role::Id, &["event", "id"]),
            (Role::Time, &["event", "created"]),
            (Role::Data, &["event", "data"]),
            (Role::Metadata, &["event", "metadata"]),
            (Role::Revision, &["event", "revision"]),
            (Role::Position, &["commitPosition"]),
        ],
        rule: Some(read_resolved),
        ..Shape::PLAIN
    },
    Shape {
        id: "kurrent-events",
        name: "KurrentDB JSON (events)",
        evidence: "have streamId, eventNumber and eventType",
        fits: |record| record.has_all(&["streamId", "eventNumber", "eventType"]) && !record.has("event"),
        roles: &[
            (Role::Stream, &["streamId"]),
            (Role::EventType, &["eventType"]),
            (Role::Id, &["eventId"]),
            (Role::Time, &["created"]),
            (Role::Data, &["data"]),
            (Role::Metadata, &["metadata"]),
            (Role::Revision, &["eventNumber"]),
            (Role::Position, &["position"]),
            (Role::Tags, &["tags"]),
        ],
        ..Shape::PLAIN
    },
    Shape {
        id: "kurrent-write",
        name: "KurrentDB JSON (events to be written)",
        evidence: "have eventId, eventType and data, and nothing else but metadata",
        fits: |record| {
            record.has_all(&["eventId", "eventType", "data"])
                && record.has_only(&["eventId", "eventType", "data", "metadata"])
        },
        roles: &[
            (Role::EventType, &["eventType"]),
            (Role::Id, &["eventId"]),
            (Role::Data, &["data"]),
            (Role::Metadata, &["metadata"]),
        ],
        ..Shape::PLAIN
    },
];

fn updated(record: &Object<'_>) -> Option<i64> {
    record.get("updated")?.time()?.created.map(|time| time.0)
}

fn is_entry(record: &Object<'_>) -> bool {
    record.has_all(&["eventId", "eventType", "eventNumber", "streamId", "positionEventNumber"])
}

fn read_entry(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    if !is_entry(record) {
        return;
    }
    let own = record.get("metaData").or_else(|| record.get("metadata"));
    // A link stands at a place of its own.
    let is_link = record.word("positionStreamId") != record.word("streamId");
    let mut without =
        vec!["eventId", "eventType", "eventNumber", "streamId", "data", "metaData", "metadata", "updated"];
    if !is_link {
        without.extend(["positionStreamId", "positionEventNumber"]);
    }
    // What Atom asks of every entry says nothing that is not said already.
    without.extend(["title", "id", "author", "summary", "links", "isJson", "isMetaData", "isLinkMetaData"]);
    out(Draft {
        stream: record.word("streamId").unwrap_or_default(),
        event_type: record.word("eventType").unwrap_or_default(),
        id: record.word("eventId"),
        time: record.get("updated").and_then(Value::time),
        data: Data::of(record.get("data")),
        metadata: Metadata::own(own, record, &without).finish(),
        revision: record.word("eventNumber"),
        position: record.word("positionEventNumber"),
        ..Draft::default()
    });
}

fn is_title(record: &Object<'_>) -> bool {
    let title = record.word("title");
    let numbered = title.as_deref().and_then(|title| title.split_once('@'));
    numbered.is_some_and(|(number, stream)| number.parse::<u64>().is_ok() && !stream.is_empty())
        && record.has_all(&["summary", "updated", "id"])
}

fn read_title(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let title = record.word("title").unwrap_or_default();
    let Some((number, stream)) = title.split_once('@').filter(|_| is_title(record)) else {
        return;
    };
    out(Draft {
        stream: Cow::Borrowed(stream),
        event_type: record.word("summary").unwrap_or_default(),
        time: record.get("updated").and_then(Value::time),
        metadata: Metadata::rest(record, &["title", "summary", "updated", "author", "links"]).finish(),
        revision: Some(Cow::Borrowed(number)),
        ..Draft::default()
    });
}

/// The event of what a client's read gives: the one that a link leads to, or the link itself when that is gone.
fn resolved<'a>(record: &Object<'a>) -> Option<Object<'a>> {
    let event = record.object("event").or_else(|| record.object("link"))?;
    let known = ["event", "link", "commitPosition", "originalEvent", "originalStreamId", "isResolved", "position"];
    let is_event = stream(&event).is_some()
        && event.first_word(&["type", "eventType"]).is_some()
        && event.first_word(&["revision", "eventNumber"]).is_some();
    (is_event && record.has_only(&known)).then_some(event)
}

fn stream<'a>(event: &Object<'a>) -> Option<Cow<'a, str>> {
    event.first_word(&["streamId", "streamName", "eventStreamId"])
}

fn read_resolved(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(event) = resolved(record) else {
        return;
    };
    let commit = event.object("position").and_then(|position| position.first_word(&["commit", "commitPosition"]));
    let metadata = Metadata::own(
        event.get("metadata").or_else(|| event.get("customMetadata")),
        &event,
        &[
            "streamId",
            "streamName",
            "eventStreamId",
            "type",
            "eventType",
            "id",
            "eventId",
            "revision",
            "eventNumber",
            "created",
            "data",
            "metadata",
            "customMetadata",
            "position",
            "isJson",
            "contentType",
        ],
    );
    out(Draft {
        stream: stream(&event).unwrap_or_default(),
        event_type: event.first_word(&["type", "eventType"]).unwrap_or_default(),
        id: event.first_word(&["id", "eventId"]),
        time: event.get("created").and_then(Value::time),
        data: payload(&event),
        metadata: metadata.with("$link", record.get("event").and_then(|_| record.get("link"))).finish(),
        revision: event.first_word(&["revision", "eventNumber"]),
        position: record.word("commitPosition").or(commit),
        ..Draft::default()
    });
}

/// Clients print the bytes of a payload as JSON, as text or as Base64.
fn payload<'a>(event: &Object<'a>) -> Data<'a> {
    let is_json = event.get("isJson").is_none_or(|value| value.raw() != "false");
    let content_type = event.word("contentType");
    let value = event.get("data");
    let text = value.and_then(Value::text);
    let bytes =
        text.filter(|text| !text.starts_with(['{', '['])).and_then(|text| STANDARD.decode(text.as_bytes()).ok());
    match bytes {
        Some(bytes) if !is_json => decoded(bytes, content_type.as_deref().unwrap_or_default()),
        Some(bytes) => match decoded(bytes, "") {
            json @ Data::Json(_) => json,
            Data::Bytes(..) => Data::of(value),
        },
        None => Data::of(value),
    }
}
