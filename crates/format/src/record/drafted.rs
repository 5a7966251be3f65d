//! From what a rule made of a record to the event, with the warnings that any event has.

use foldback_event::{EventRef, SourceRef};

use super::Place;
use super::times::Watch;
use crate::known::{Data, Draft, Object, Reader};
use crate::{Mapping, Sink, Warning, WarningCode, excerpt};

/// Hands on the events that a rule makes of a record, and gives how many they are; nothing if the record is not of the
/// shape after all.
#[inline(never)]
pub(super) fn emit_all(
    reader: &mut Reader,
    record: &Object<'_>,
    place: Place,
    mapping: &Mapping,
    watch: &mut Watch,
    sink: &mut dyn Sink,
) -> Option<u64> {
    let mut given = 0;
    let (rule, memory) = match reader {
        Reader::Plain(rule) => {
            rule(record, &mapping.default_stream, &mut |draft| {
                given += 1;
                emit(&draft, place, mapping, watch, sink);
            });
            return (given > 0).then_some(given);
        }
        Reader::Remembering(rule, memory) => (rule, memory),
    };
    let is_of_shape = rule(record, memory, &mut |draft| {
        given += 1;
        emit(&draft, place, mapping, watch, sink);
    });
    memory.ordinal += 1;
    for (code, message) in memory.take_notes() {
        sink.warning(Warning { code, line: place.line, byte: place.byte, message, skipped: false });
    }
    (is_of_shape || given > 0).then_some(given)
}

/// Hands the event on. The mapping says what stands in for a stream and a type that are missing.
pub(super) fn emit(draft: &Draft<'_>, place: Place, mapping: &Mapping, watch: &mut Watch, sink: &mut dyn Sink) {
    if let Some(time) = &draft.time {
        watch.look(&time.text, place, sink);
    }
    let mut warn = |code, message| {
        sink.warning(Warning { code, line: place.line, byte: place.byte, message, skipped: false });
    };
    let mut or = |code, word: &'static str, own, other| {
        if str::is_empty(own) {
            warn(code, format!("no usable {word} here; it became {other}"));
            other
        } else {
            own
        }
    };
    let stream = or(WarningCode::NoStream, "stream", draft.stream.as_ref(), mapping.default_stream.as_str());
    let event_type = or(WarningCode::NoType, "type", draft.event_type.as_ref(), mapping.default_type.as_str());
    if let Some(time) = draft.time.as_ref().filter(|time| time.created.is_none()) {
        let sample = excerpt::beginning(time.text.as_bytes());
        warn(WarningCode::BadTime, format!("the time {sample} was not understood; the event keeps it as text"));
    }
    let (data, content_type) = match &draft.data {
        Data::Json(text) => (text.as_bytes(), ""),
        Data::Bytes(bytes, content_type) => (bytes.as_slice(), content_type.as_ref()),
    };
    let tags: Vec<&str> = draft.tags.iter().map(AsRef::as_ref).collect();
    sink.event(EventRef {
        stream,
        event_type,
        id: draft.id.as_deref(),
        time: draft.time.as_ref().map(|time| time.text.as_ref()),
        created: draft.time.as_ref().and_then(|time| time.created),
        content_type,
        data,
        metadata: draft.metadata.as_bytes(),
        tags: &tags,
        source: Some(SourceRef {
            revision: draft.revision.as_deref(),
            position: draft.position.as_deref(),
            place: place.byte,
        }),
    });
}
