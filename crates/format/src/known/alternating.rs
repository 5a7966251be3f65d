//! Files in which a line says what the next one is: Elasticsearch's bulk requests, and change events of Debezium between their
//! keys. A record is such a pair; a line that is alone where there should be two is an event of its own, or said to be left out.

use std::borrow::Cow;

use super::draft::{Data, Draft, Metadata, stream_of};
use super::memory::Memory;
use super::view::{Object, Value};
use super::{Shape, debezium};

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "elasticsearch-bulk",
        name: "Elasticsearch bulk requests",
        evidence: "alternate with lines that index, create, update or delete",
        fits: |record| action(record).is_some(),
        is_half: true,
        roles: &[],
        remembering: Some(read_bulk),
        ..Shape::PLAIN
    },
    Shape {
        id: "debezium-keyed",
        name: "Debezium change events and their keys",
        evidence: "have op and source, and alternate with keys",
        fits: |record| debezium::payload(record).is_some(),
        is_half: true,
        roles: debezium::ROLES,
        remembering: Some(read_keyed),
        ..Shape::PLAIN
    },
];

/// What a line says of the next one.
fn action<'a>(record: &Object<'a>) -> Option<(&'a str, Object<'a>)> {
    let mut members = record.members();
    let (name, value) = members.next().filter(|(name, _)| ["index", "create", "update", "delete"].contains(name))?;
    let target = value.object().filter(|_| members.next().is_none())?;
    let known = [
        "_index",
        "_id",
        "_type",
        "routing",
        "_routing",
        "version",
        "version_type",
        "if_seq_no",
        "if_primary_term",
        "pipeline",
        "require_alias",
        "retry_on_conflict",
        "dynamic_templates",
        "list_executed_pipelines",
    ];
    target.has_only(&known).then_some((name, target))
}

/// The stream is the index and the document, as the data of a row are the row.
fn read_bulk(record: &Object<'_>, memory: &mut Memory, out: &mut dyn FnMut(Draft<'_>)) -> bool {
    let waiting = memory.waiting.take();
    let before = waiting.as_deref().and_then(Object::of);
    let before = before.as_ref().and_then(action);
    let Some((name, target)) = action(record) else {
        let Some((name, target)) = before else {
            return false;
        };
        out(document(name, &target, Some(record), &memory.name));
        return true;
    };
    if let Some((name, target)) = before {
        out(document(name, &target, None, &memory.name));
    }
    if name == "delete" {
        out(document(name, &target, None, &memory.name));
    } else {
        memory.waiting = Some(record.text().to_owned());
    }
    true
}

fn document<'a>(name: &'a str, target: &Object<'a>, source: Option<&Object<'a>>, file: &'a str) -> Draft<'a> {
    let index = target.word("_index").unwrap_or(Cow::Borrowed(file));
    // An update holds what changes as its `doc`.
    let changed = source.and_then(|source| source.get("doc")).filter(|doc| name == "update" && doc.is_object());
    let times = ["@timestamp", "timestamp", "time", "event_time", "date", "created_at"];
    let of = changed.and_then(Value::object);
    let of = of.as_ref().or(source);
    let time = times.iter().find_map(|name| of?.get(name)?.time().filter(|time| time.created.is_some()));
    Draft {
        stream: stream_of(&index, target.word("_id").as_deref()).into_owned().into(),
        event_type: name.into(),
        time,
        data: match (changed, source) {
            (Some(changed), _) => Data::Json(changed.raw().into()),
            (None, Some(source)) => Data::Json(source.text().into()),
            (None, None) => Data::default(),
        },
        metadata: Metadata::rest(target, &["_index", "_id"])
            .with_rest("request", source.filter(|_| changed.is_some()), &["doc"])
            .finish(),
        ..Draft::default()
    }
}

/// The columns of a key, as its line names them.
fn key<'a>(record: &Object<'a>) -> Option<Object<'a>> {
    let inner = record.object("payload").filter(|_| record.has_only(&["schema", "payload"]));
    let key = inner.unwrap_or_else(|| record.clone());
    let is_word = |(_, value): (&str, Value<'_>)| value.word().is_some();
    (key.members().count() > 0 && key.members().all(is_word)).then_some(key)
}

fn read_keyed(record: &Object<'_>, memory: &mut Memory, out: &mut dyn FnMut(Draft<'_>)) -> bool {
    if debezium::payload(record).is_none() {
        // Two of them in a row: this is no key, or the other was none.
        let is_key = !record.is_array() && memory.waiting.is_none() && key(record).is_some();
        if is_key {
            memory.waiting = Some(record.text().to_owned());
        }
        return is_key;
    }
    let waiting = memory.waiting.take();
    let before = waiting.as_deref().and_then(Object::of);
    let key = before.as_ref().and_then(key);
    let names: Vec<Cow<'_, str>> = key.iter().flat_map(Object::members).map(|(name, _)| name.into()).collect();
    debezium::read(record, &names, out);
    true
}
