//! Events of services: Stripe, GitHub's archive, histories of Temporal and of git.

use super::Shape;
use super::draft::{Data, Draft, Metadata, stream_of};
use super::view::{Object, Value};
use super::writer::Writer;
use crate::Role;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "stripe",
        name: "Stripe events",
        evidence: "are of the object event, with type, created and data.object",
        fits: is_stripe,
        roles: &[
            (Role::Stream, &["data", "object", "id"]),
            (Role::EventType, &["type"]),
            (Role::Id, &["id"]),
            (Role::Time, &["created"]),
            (Role::Data, &["data", "object"]),
        ],
        rule: Some(read_stripe),
        ..Shape::PLAIN
    },
    Shape {
        id: "github-archive",
        name: "GitHub archive",
        evidence: "have id, type, actor, repo, payload and created_at",
        fits: |record| record.has_all(&["id", "type", "actor", "repo", "payload", "created_at"]),
        roles: &[
            (Role::Stream, &["repo", "name"]),
            (Role::EventType, &["type"]),
            (Role::Id, &["id"]),
            (Role::Time, &["created_at"]),
            (Role::Data, &["payload"]),
        ],
        ..Shape::PLAIN
    },
    Shape {
        id: "temporal",
        name: "Temporal workflow history",
        evidence: "have eventId, eventTime, eventType and taskId",
        fits: |record| record.has_all(&["eventId", "eventTime", "eventType", "taskId"]),
        roles: &[(Role::EventType, &["eventType"]), (Role::Time, &["eventTime"]), (Role::Revision, &["eventId"])],
        ..Shape::PLAIN
    },
    Shape {
        id: "git-log",
        name: "git log",
        evidence: "have commit, parents, author and date",
        fits: is_commit,
        roles: &[
            (Role::Id, &["commit"]),
            (Role::Time, &["date"]),
            (Role::Causation, &["parents"]),
            (Role::Tags, &["author"]),
        ],
        rule: Some(read_commit),
        ..Shape::PLAIN
    },
];

fn is_stripe(record: &Object<'_>) -> bool {
    record.is("object", "event")
        && record.has_all(&["id", "type", "created"])
        && record.at(&["data", "object"]).is_some_and(Value::is_object)
}

/// A stream for each thing of Stripe's, below its kind; the data are the thing as it was then.
fn read_stripe(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(thing) = record.at(&["data", "object"]).filter(|_| is_stripe(record)) else {
        return;
    };
    let inside = thing.object();
    let kind = inside.as_ref().and_then(|thing| thing.word("object"));
    let id = inside.as_ref().and_then(|thing| thing.word("id"));
    let request = record.get("request");
    let request = request.and_then(|request| request.object().map_or_else(|| request.word(), |own| own.word("id")));
    out(Draft {
        stream: stream_of(kind.as_deref().unwrap_or_default(), id.as_deref()),
        event_type: record.word("type").unwrap_or_default(),
        id: record.word("id"),
        time: record.get("created").and_then(Value::time),
        data: Data::Json(thing.raw().into()),
        metadata: Metadata::rest(record, &["id", "type", "created", "object", "data"])
            .with_rest("data", record.object("data").as_ref(), &["object"])
            .correlation(request)
            .finish(),
        ..Draft::default()
    });
}

fn is_commit(record: &Object<'_>) -> bool {
    let is_hash = |hash: &str| hash.len() >= 7 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    record.has_all(&["commit", "parents", "author", "date"]) && record.word("commit").is_some_and(|hash| is_hash(&hash))
}

/// The history is one stream; what a commit builds on is its first parent.
fn read_commit(record: &Object<'_>, name: &str, out: &mut dyn FnMut(Draft<'_>)) {
    if !is_commit(record) {
        return;
    }
    let parents = record.get("parents");
    let all = parents.and_then(Value::word);
    let listed = parents.map(Value::elements).unwrap_or_default();
    let first = all.as_deref().and_then(|all| all.split_ascii_whitespace().next()).map(|hash| hash.to_owned().into());
    let mut data = Writer::default();
    data.rest(record, &["commit", "date"]);
    out(Draft {
        stream: name.into(),
        event_type: if all.as_deref().is_some_and(|all| all.trim().contains(' ')) || listed.len() > 1 {
            "Merge".into()
        } else {
            "Commit".into()
        },
        id: record.word("commit"),
        time: record.get("date").and_then(Value::time),
        data: Data::json(data.finish()),
        metadata: Metadata::default().causation(first.or_else(|| listed.first()?.word())).finish(),
        tags: record.word("author").into_iter().collect(),
        ..Draft::default()
    });
}
