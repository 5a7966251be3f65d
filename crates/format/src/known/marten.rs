//! Marten's events as .NET's serialiser writes them: an array of arrays, one for each stream, of objects that name their type.

use super::Shape;
use super::draft::{Data, Draft, Metadata, stream_of};
use super::memory::Memory;
use super::view::{Object, Value};
use super::writer::Writer;

pub(super) const SHAPES: &[Shape] = &[Shape {
    id: "marten-streams",
    name: "Marten (streams of typed events)",
    evidence: "are arrays of objects with $type",
    fits: is_stream,
    remembering: Some(read),
    ..Shape::PLAIN
}];

fn is_stream(record: &Object<'_>) -> bool {
    let typed = |event: &Value<'_>| event.object().is_some_and(|event| event.is_text("$type"));
    record.is_array() && record.array().iter().all(typed)
}

/// The name of a class in `Namespace.Class, Assembly`; in brackets stand the arguments of a generic one.
fn class(name: &str) -> &str {
    let end = name.find([',', '[']).unwrap_or(name.len());
    let class = name.get(..end).unwrap_or(name);
    class.rsplit(['.', '+']).next().filter(|class| !class.is_empty()).unwrap_or(name)
}

/// Nothing names the streams but their place.
fn read(record: &Object<'_>, memory: &mut Memory, out: &mut dyn FnMut(Draft<'_>)) -> bool {
    if !is_stream(record) {
        return false;
    }
    let stream = stream_of(&memory.name, Some(&memory.ordinal.to_string())).into_owned();
    for (revision, event) in record.array().into_iter().filter_map(Value::object).enumerate() {
        let full = event.word("$type").unwrap_or_default();
        let mut data = Writer::default();
        data.rest(&event, &["$type"]);
        out(Draft {
            stream: stream.as_str().into(),
            event_type: class(&full).into(),
            data: Data::json(data.finish()),
            metadata: Metadata::default().with("$type", event.get("$type")).finish(),
            revision: Some(revision.to_string().into()),
            ..Draft::default()
        });
    }
    true
}
