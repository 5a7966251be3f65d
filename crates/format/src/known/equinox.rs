//! Equinox: batches of events of a stream as its stores in Cosmos DB and DynamoDB keep them, and spans as Propulsion sends
//! them. The tip of a stream may hold snapshots beside its last events; these are no events and are said to be left out.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Decompress, FlushDecompress, Status};

use super::Shape;
use super::cloud_events::decoded;
use super::draft::{Data, Draft, Metadata};
use super::memory::Memory;
use super::typed;
use super::view::{Object, Value};
use crate::{Role, WarningCode};

/// Bytes of a payload, unpacked.
const LARGEST: usize = 16 << 20;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "equinox-cosmos",
        name: "Equinox batches (Cosmos DB)",
        evidence: "have p, i, n and events in e",
        fits: is_cosmos,
        roles: &[(Role::Stream, &["p"]), (Role::Revision, &["i"]), (Role::Data, &["e"])],
        remembering: Some(read_cosmos),
        ..Shape::PLAIN
    },
    Shape {
        id: "equinox-dynamo",
        name: "Equinox batches (DynamoDB)",
        evidence: "hold an Item with p, i, n, types in c and events in e",
        fits: |record| is_dynamo(record).is_some(),
        roles: &[(Role::Stream, &["Item", "p"]), (Role::Data, &["Item"])],
        remembering: Some(read_dynamo),
        ..Shape::PLAIN
    },
    Shape {
        id: "propulsion",
        name: "Propulsion spans",
        evidence: "have s, i and events in e",
        fits: is_span,
        roles: &[(Role::Stream, &["s"]), (Role::Revision, &["i"]), (Role::Data, &["e"])],
        remembering: Some(read_span),
        ..Shape::PLAIN
    },
];

/// Whether an object with these names is a batch or a span, though it holds an array of objects.
pub(super) fn is_batch(names: &[String]) -> bool {
    let has = |needed: &[&str]| needed.iter().all(|needed| names.iter().any(|name| name == needed));
    has(&["p", "i", "n", "e"]) || has(&["s", "i", "e"])
}

fn is_number(record: &Object<'_>, name: &str) -> bool {
    record.get(name).is_some_and(Value::is_number)
}

/// Whether `e` is an array of objects with a time, and with a type where that is not told elsewhere.
fn holds_events(record: &Object<'_>, names: &[&str]) -> bool {
    let is_event = |event: &Value<'_>| event.object().is_some_and(|event| event.has_all(names));
    record.get("e").is_some_and(|events| events.is_array() && events.elements().iter().all(is_event))
}

fn is_cosmos(record: &Object<'_>) -> bool {
    record.is_text("p") && is_number(record, "i") && is_number(record, "n") && holds_events(record, &["t", "c"])
}

fn is_dynamo<'a>(record: &Object<'a>) -> Option<Object<'a>> {
    let item = record.object("Item")?;
    let typed = |name: &str, kind: &str| item.object(name).is_some_and(|value| value.has(kind));
    let fits = typed("p", "S") && typed("i", "N") && typed("n", "N") && typed("c", "L") && typed("e", "L");
    fits.then_some(item)
}

fn is_span(record: &Object<'_>) -> bool {
    record.is_text("s") && is_number(record, "i") && holds_events(record, &["c", "t"])
}

fn read_cosmos(record: &Object<'_>, memory: &mut Memory, out: &mut dyn FnMut(Draft<'_>)) -> bool {
    if !is_cosmos(record) {
        return false;
    }
    let first = number(record, "i").unwrap_or_default();
    let events = record.get("e").map(Value::elements).unwrap_or_default();
    let batch = Batch { stream: record.word("p").unwrap_or_default(), first, is_binary: false };
    for (at, event) in events.into_iter().filter_map(Value::object).enumerate() {
        let links = [event.word("correlationId"), event.word("causationId")];
        let event_type = event.word("c").unwrap_or_default();
        out(batch.draft(at, &event, event_type, links, memory));
    }
    say_snapshots(record, memory);
    true
}

/// The types stand apart, and the tip's own `i` says nothing: the first event is as many before `n` as there are.
fn read_dynamo(record: &Object<'_>, memory: &mut Memory, out: &mut dyn FnMut(Draft<'_>)) -> bool {
    let Some(item) = is_dynamo(record) else {
        return false;
    };
    let plain = typed::attributes(&item);
    let Some(item) = Object::of(&plain) else {
        return false;
    };
    let events = item.get("e").map(Value::elements).unwrap_or_default();
    let types = item.get("c").map(Value::elements).unwrap_or_default();
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let first = number(&item, "n").unwrap_or_default().saturating_sub(count);
    let batch = Batch { stream: item.word("p").unwrap_or_default(), first, is_binary: true };
    for (at, event) in events.into_iter().filter_map(Value::object).enumerate() {
        let links = [event.word("x"), event.word("y")];
        let event_type = types.get(at).and_then(|kind| kind.word()).unwrap_or_default();
        out(batch.draft(at, &event, event_type, links, memory));
    }
    say_snapshots(&item, memory);
    true
}

fn read_span(record: &Object<'_>, memory: &mut Memory, out: &mut dyn FnMut(Draft<'_>)) -> bool {
    if !is_span(record) {
        return false;
    }
    let first = number(record, "i").unwrap_or_default();
    let events = record.get("e").map(Value::elements).unwrap_or_default();
    let batch = Batch { stream: record.word("s").unwrap_or_default(), first, is_binary: false };
    for (at, event) in events.into_iter().filter_map(Value::object).enumerate() {
        let links = [event.word("correlationId"), event.word("causationId")];
        let event_type = event.word("c").unwrap_or_default();
        out(batch.draft(at, &event, event_type, links, memory));
    }
    true
}

fn number(record: &Object<'_>, name: &str) -> Option<i64> {
    record.word(name)?.parse().ok()
}

fn say_snapshots(record: &Object<'_>, memory: &mut Memory) {
    let count = record.get("u").map(Value::elements).unwrap_or_default().len();
    if count > 0 {
        let message = "the tips of streams hold snapshots (u), which are no events and are not imported";
        memory.note_once(WarningCode::OtherMembers, message);
    }
}

/// What the events of a batch have in common.
struct Batch<'a> {
    stream: Cow<'a, str>,
    first: i64,
    /// Whether payloads are bytes, written as Base64, rather than JSON.
    is_binary: bool,
}

impl Batch<'_> {
    fn draft<'d>(
        &'d self,
        at: usize,
        event: &Object<'d>,
        event_type: Cow<'d, str>,
        [correlation, causation]: [Option<Cow<'_, str>>; 2],
        memory: &mut Memory,
    ) -> Draft<'d> {
        let revision = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(self.first);
        let own = self.body(event, "m", "M", memory);
        let own = match &own {
            Data::Json(text) => Value::of(text).filter(|_| event.has("m")),
            Data::Bytes(..) => None,
        };
        let mut without = vec!["t", "c", "d", "D", "m", "M", "x", "y", "correlationId", "causationId"];
        // Bytes that are no JSON stay as they were received.
        if own.is_none() && event.has("m") {
            without.retain(|name| *name != "m");
        }
        let is_packed = event.word("D").is_some_and(|encoding| encoding == "2");
        if is_packed {
            without.retain(|name| *name != "D");
        }
        Draft {
            stream: self.stream.as_ref().into(),
            event_type,
            time: event.get("t").and_then(Value::time),
            data: self.body(event, "d", "D", memory),
            metadata: Metadata::own(own, event, &without).correlation(correlation).causation(causation).finish(),
            revision: Some(revision.to_string().into()),
            ..Draft::default()
        }
    }

    /// A payload, which its encoding says how to unpack: 1 is Deflate, 2 is Brotli, all else is none.
    fn body<'d>(&self, event: &Object<'d>, name: &str, encoding: &str, memory: &mut Memory) -> Data<'d> {
        let value = event.get(name);
        let encoding = event.word(encoding).unwrap_or_default();
        let bytes = || STANDARD.decode(value?.text()?.as_bytes()).ok();
        match encoding.as_ref() {
            "1" => match bytes().and_then(|bytes| inflate(&bytes)) {
                Some(bytes) => decoded(bytes, ""),
                None => {
                    let message = format!("the payload in {name} cannot be unpacked; the event keeps it as it is");
                    memory.note(WarningCode::PackedPayload, message);
                    Data::of(value)
                }
            },
            "2" => {
                let message = "payloads that Brotli has packed are kept as they are, as Base64: \
                     export them through the app's own codec to read them";
                memory.note_once(WarningCode::PackedPayload, message);
                Data::of(value)
            }
            _ if self.is_binary => bytes().map_or_else(|| Data::of(value), |bytes| decoded(bytes, "")),
            _ => Data::of(value),
        }
    }
}

/// What Deflate has packed. .NET's stream flushed it without saying that it ends, which is no fault here.
fn inflate(packed: &[u8]) -> Option<Vec<u8>> {
    let mut inflate = Decompress::new(false);
    let mut out = Vec::with_capacity(packed.len().saturating_mul(4).clamp(1024, LARGEST));
    loop {
        let read = usize::try_from(inflate.total_in()).ok()?;
        let before = out.len();
        let status = inflate.decompress_vec(packed.get(read..)?, &mut out, FlushDecompress::Sync).ok()?;
        let has_read_all = usize::try_from(inflate.total_in()).ok()? == packed.len();
        let is_full = out.len() == out.capacity();
        if status == Status::StreamEnd || has_read_all && !is_full {
            return (!out.is_empty()).then_some(out);
        }
        if is_full {
            if out.len() >= LARGEST {
                return None;
            }
            out.reserve(out.len());
        } else if out.len() == before {
            return None;
        }
    }
}
