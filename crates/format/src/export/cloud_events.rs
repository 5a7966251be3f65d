//! CloudEvents 1.0 in JSON, one of a batch.
//!
//! | attribute | holds |
//! |---|---|
//! | `subject` | the stream |
//! | `source` | the stream as a URI reference, so that `source` and `id` together name one event |
//! | `type`, `id`, `time` | the event's; without an id, its position |
//! | `datacontenttype`, `data`, `data_base64` | the payload: JSON as it is, where it stands on one line, all else as Base64 |
//! | `sequence` | the position, with leading zeros, for sequences are ordered as texts |
//! | `revision` | the place in the stream |
//! | `metadata`, `tags` | as JSON in a text: an attribute can be no object |
//! | `correlationid`, `causationid` | those of the metadata, for others to find |
//! | `foldback` | 1, that it is one of these |
//! | `foldbackrest` | what else there is to say, as JSON in a text |

use foldback_event::{EventRef, JSON_CONTENT_TYPE};

use super::as_it_is_or_base64;
use super::rest::{Rest, time};
use crate::known::Object;
use crate::native::members::{base64, elements, fits, raw, reads_back, text};
use crate::native::{BEGINS, VERSION};

pub(super) fn write(event: &EventRef<'_>, position: u64, revision: u64, out: &mut Vec<u8>) {
    as_it_is_or_base64(out, |plain, out| attempt(event, position, revision, plain, out));
}

fn attempt(event: &EventRef<'_>, position: u64, revision: u64, plain: bool, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let mut rest = Rest::default();
    out.extend_from_slice(BEGINS);
    out.extend_from_slice(VERSION);
    text("specversion", "1.0", out);
    match event.id.filter(|id| is_attribute(id)) {
        Some(id) => text("id", id, out),
        None => {
            text("id", &position.to_string(), out);
            rest.optional("id", event.id);
        }
    }
    let source = uri_reference(event.stream);
    text("source", &source, out);
    if is_attribute(event.event_type) {
        text("type", event.event_type, out);
    } else {
        text("type", &uri_reference(event.event_type), out);
        rest.text("type", event.event_type);
    }
    if is_attribute(event.stream) {
        text("subject", event.stream, out);
    } else {
        text("subject", &source, out);
        rest.text("streamId", event.stream);
    }
    let (written, is_own) = time(event);
    if let Some(time) = &written {
        text("time", time, out);
    }
    if !is_own {
        rest.optional("time", event.time);
    }
    let is_json = event.content_type.is_empty() || event.content_type == JSON_CONTENT_TYPE;
    if is_json {
        text("datacontenttype", JSON_CONTENT_TYPE, out);
    } else if is_media_type(event.content_type) {
        text("datacontenttype", event.content_type, out);
    } else {
        text("datacontenttype", "application/octet-stream", out);
        rest.text("contentType", event.content_type);
    }
    text("sequence", &format!("{position:020}"), out);
    text("revision", &revision.to_string(), out);
    let metadata = std::str::from_utf8(event.metadata).ok();
    let own = metadata.and_then(Object::of);
    for (attribute, name) in [("correlationid", "$correlationId"), ("causationid", "$causationId")] {
        if let Some(id) = own.as_ref().and_then(|own| own.word(name)).filter(|id| is_attribute(id)) {
            text(attribute, &id, out);
        }
    }
    let data = match event.data {
        [] => None,
        data if plain && is_json && fits(data) => {
            raw("data", data, out);
            Some(("data", data.len()))
        }
        data => {
            base64("data_base64", data, out);
            None
        }
    };
    match metadata {
        Some("") => {}
        Some(metadata) if is_attribute(metadata) => text("metadata", metadata, out),
        _ => rest.base64("metadataBase64", event.metadata),
    }
    if !event.tags.is_empty() {
        let mut tags = Vec::new();
        elements(event.tags, &mut tags);
        match std::str::from_utf8(&tags) {
            Ok(tags) if is_attribute(tags) => text("tags", tags, out),
            _ => rest.tags(event.tags),
        }
    }
    rest.instant_and_source(event);
    if let Some(rest) = rest.finish() {
        // Escaped so that it is an attribute whatever it holds.
        text("foldbackrest", &ascii(&rest), out);
    }
    out.push(b'}');
    data.is_none() || reads_back(out.get(start..).unwrap_or_default(), [data, None])
}

/// JSON without anything but ASCII, and without control characters.
fn ascii(json: &[u8]) -> String {
    let mut plain = String::with_capacity(json.len());
    for c in String::from_utf8_lossy(json).chars() {
        if (' '..='~').contains(&c) {
            plain.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                plain.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    plain
}

/// Whether a text may be the value of an attribute: not empty, and without control characters and what is no character.
fn is_attribute(text: &str) -> bool {
    let is_none = |c: char| {
        matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
    };
    !text.is_empty() && !text.chars().any(is_none)
}

fn is_media_type(text: &str) -> bool {
    let is_token = |text: &str| {
        let is_mark = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_mark(byte))
    };
    let essence = text.split(';').next().unwrap_or_default();
    essence.split_once('/').is_some_and(|(kind, of)| is_token(kind) && is_token(of.trim_end())) && is_attribute(text)
}

/// A relative reference (RFC 3986) of one segment.
fn uri_reference(text: &str) -> String {
    let mut reference = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            reference.push(char::from(byte));
        } else {
            reference.push_str(&format!("%{byte:02X}"));
        }
    }
    reference
}

/// Members of a CloudEvent that [`write()`] wrote, with the names of Foldback's own form.
pub(crate) fn attributes(name: &[u8]) -> &'static [u8] {
    match name {
        b"subject" => b"streamId",
        b"datacontenttype" => b"contentType",
        b"sequence" => b"position",
        b"data_base64" => b"dataBase64",
        b"metadata" => b"metadataText",
        b"tags" => b"tagsText",
        b"id" => b"id",
        b"type" => b"type",
        b"time" => b"time",
        b"revision" => b"revision",
        b"data" => b"data",
        b"foldbackrest" => b"foldbackrest",
        _ => b"",
    }
}
