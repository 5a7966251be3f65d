//! An event to its line.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foldback_event::json::{Members, write_string};
use foldback_event::{EventRef, JSON_CONTENT_TYPE, Timestamp};

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
        out.extend_from_slice(b",\"tags\":[");
        for (at, tag) in event.tags.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            string(tag, out);
        }
        out.push(b']');
    }
    if let Some(source) = &event.source {
        out.extend_from_slice(b",\"source\":{\"place\":");
        out.extend_from_slice(source.place.to_string().as_bytes());
        for (name, value) in [("revision", source.revision), ("position", source.position)] {
            if let Some(value) = value {
                text(name, value, out);
            }
        }
        out.push(b'}');
    }
    out.push(b'}');
    // Bytes that only pass for a value, or are nested too deep inside the line, show in how it is read.
    !plain || (fits(event.data) && fits(event.metadata) && reads_back(&out[start..], [data, metadata]))
}

/// Whether bytes may stand in a line of JSON at all.
fn fits(bytes: &[u8]) -> bool {
    memchr::memchr2(b'\n', b'\r', bytes).is_none() && std::str::from_utf8(bytes).is_ok()
}

/// Whether the line is one object whose values of these names are of these lengths.
fn reads_back(line: &[u8], expected: [Option<(&str, usize)>; 2]) -> bool {
    let mut expected = expected.into_iter().flatten().peekable();
    let Ok(mut members) = Members::new(line, 0) else { return false };
    loop {
        match members.next_member() {
            Ok(Some(member)) => {
                let name = member.name.of(line);
                if let Some((_, length)) = expected.next_if(|(expected, _)| expected.as_bytes() == name)
                    && member.value.end - member.value.start != length
                {
                    return false;
                }
            }
            Ok(None) => return expected.next().is_none() && members.end() == line.len(),
            Err(_) => return false,
        }
    }
}

/// Writes bytes under a name, plain or as Base64; gives the name and the length where they are plain.
fn payload<'n>(name: &'n str, bytes: &[u8], plain: bool, out: &mut Vec<u8>) -> Option<(&'n str, usize)> {
    if bytes.is_empty() {
        return None;
    }
    if plain {
        raw(name, bytes, out);
        return Some((name, bytes.len()));
    }
    begin(&format!("{name}Base64"), out);
    out.push(b'"');
    let start = out.len();
    out.resize(start + bytes.len().div_ceil(3) * 4, 0);
    // There is room for it.
    let written = STANDARD.encode_slice(bytes, &mut out[start..]).unwrap_or_default();
    out.truncate(start + written);
    out.push(b'"');
    None
}

fn begin(name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

fn raw(name: &str, value: &[u8], out: &mut Vec<u8>) {
    begin(name, out);
    out.extend_from_slice(value);
}

fn number(name: &str, value: i64, out: &mut Vec<u8>) {
    raw(name, value.to_string().as_bytes(), out);
}

fn text(name: &str, value: &str, out: &mut Vec<u8>) {
    begin(name, out);
    string(value, out);
}

fn string(value: &str, out: &mut Vec<u8>) {
    let mut written = String::with_capacity(value.len() + 2);
    write_string(value, &mut written);
    out.extend_from_slice(written.as_bytes());
}
