//! An event to its line.

use foldback_event::{EventRef, JSON_CONTENT_TYPE, Timestamp};

use super::members::{fits, list, number, payload, raw, reads_back, source, text};
use super::{BEGINS, VERSION};

/// Adds the line of an event to `out`, its line break included. `position` and `revision` are its places in the log.
pub fn write_line(event: &EventRef<'_>, position: u64, revision: u64, out: &mut Vec<u8>) {
    let start = out.len();
    if !attempt(event, position, revision, true, out) {
        out.truncate(start);
        attempt(event, position, revision, false, out);
    }
    out.push(b'\n');
}

/// Writes the line; gives whether payload and metadata can be read back from it as they are. As Base64 everything can.
fn attempt(event: &EventRef<'_>, position: u64, revision: u64, plain: bool, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    out.extend_from_slice(BEGINS);
    out.extend_from_slice(VERSION);
    number("position", position as i64, out);
    text("streamId", event.stream, out);
    number("revision", revision as i64, out);
    text("type", event.event_type, out);
    if let Some(id) = event.id {
        text("id", id, out);
    }
    if let Some(time) = event.time {
        text("time", time, out);
    }
    if event.created != event.time.and_then(Timestamp::parse) {
        match event.created {
            Some(created) => number("created", created.0, out),
            None => raw("created", b"null", out),
        }
    }
    let is_json = event.content_type.is_empty() || event.content_type == JSON_CONTENT_TYPE;
    if !is_json {
        text("contentType", event.content_type, out);
    }
    // What is JSON by its looks alone shall not be taken for it.
    let data = payload("data", event.data, plain && is_json, out);
    let metadata = payload("metadata", event.metadata, plain, out);
    if !event.tags.is_empty() {
        list("tags", event.tags, out);
    }
    if let Some(of) = &event.source {
        source(of, out);
    }
    out.push(b'}');
    // Bytes that only pass for a value, or are nested too deep inside the line, show in how it is read.
    !plain || (fits(event.data) && fits(event.metadata) && reads_back(&out[start..], [data, metadata]))
}
