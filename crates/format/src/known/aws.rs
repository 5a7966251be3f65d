//! Logs of Amazon Web Services: CloudTrail and EventBridge.

use super::Shape;
use super::draft::{Data, Draft, Metadata, stream_of};
use super::view::{Object, Value};
use super::writer::Writer;
use crate::Role;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "cloudtrail",
        name: "AWS CloudTrail",
        evidence: "have eventVersion, eventSource, eventName, eventTime and eventID",
        fits: is_trail,
        roles: &[
            (Role::Stream, &["userIdentity", "arn"]),
            (Role::EventType, &["eventName"]),
            (Role::Id, &["eventID"]),
            (Role::Time, &["eventTime"]),
            (Role::Correlation, &["requestID"]),
        ],
        rule: Some(read_trail),
        ..Shape::PLAIN
    },
    Shape {
        id: "eventbridge",
        name: "Amazon EventBridge events",
        evidence: "have detail-type, detail, source, id and time",
        fits: |record| record.has_all(&["detail-type", "detail", "source", "id", "time"]),
        roles: &[
            (Role::Stream, &["source"]),
            (Role::EventType, &["detail-type"]),
            (Role::Id, &["id"]),
            (Role::Time, &["time"]),
            (Role::Data, &["detail"]),
            (Role::Tags, &["resources"]),
        ],
        ..Shape::PLAIN
    },
];

fn is_trail(record: &Object<'_>) -> bool {
    record.has_all(&["eventVersion", "eventSource", "eventName", "eventTime", "eventID"])
}

/// A stream for each who did something, below the kind of identity.
fn read_trail(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    if !is_trail(record) {
        return;
    }
    let who = record.object("userIdentity");
    let kind = who.as_ref().and_then(|who| who.word("type")).unwrap_or_else(|| "Unknown".into());
    let name =
        who.as_ref().and_then(|who| who.first_word(&["userName", "arn", "invokedBy", "principalId", "accountId"]));
    let name = name.or_else(|| record.word("sourceIPAddress"));
    let mut data = Writer::default();
    data.rest(record, &["eventName", "eventID", "eventTime", "requestID"]);
    out(Draft {
        stream: stream_of(&kind, name.as_deref()),
        event_type: record.word("eventName").unwrap_or_default(),
        id: record.word("eventID"),
        time: record.get("eventTime").and_then(Value::time),
        data: Data::json(data.finish()),
        metadata: Metadata::default().correlation(record.word("requestID")).finish(),
        tags: record.word("eventSource").into_iter().collect(),
        ..Draft::default()
    });
}
