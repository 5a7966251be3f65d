//! KurrentDB's JSON: an array of events with the names that its HTTP interface and its clients have for them.
//!
//! A payload that is JSON on one line stands as it is; any other is Base64, with `isJson` false. `tags` are no name of KurrentDB's,
//! and neither are `foldback`, 1, that says what wrote the event, and `foldbackrest`, what else there is to say.

use foldback_event::{EventRef, JSON_CONTENT_TYPE};

use super::as_it_is_or_base64;
use super::rest::{Rest, time};
use crate::native::members::{encode, fits, list, number, raw, reads_back, text};
use crate::native::{BEGINS, VERSION};

pub(super) fn write(event: &EventRef<'_>, position: u64, revision: u64, out: &mut Vec<u8>) {
    as_it_is_or_base64(out, |plain, out| attempt(event, position, revision, plain, out));
}

fn attempt(event: &EventRef<'_>, position: u64, revision: u64, plain: bool, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let mut rest = Rest::default();
    out.extend_from_slice(BEGINS);
    out.extend_from_slice(VERSION);
    // What reads it back knows the form by this member.
    number("eventNumber", revision as i64, out);
    text("streamId", event.stream, out);
    number("position", position as i64, out);
    if let Some(id) = event.id {
        text("eventId", id, out);
    }
    text("eventType", event.event_type, out);
    let is_json = event.content_type.is_empty() || event.content_type == JSON_CONTENT_TYPE;
    let as_it_is = event.data.is_empty() || plain && is_json && fits(event.data);
    raw("isJson", if as_it_is && is_json { b"true" } else { b"false" }, out);
    if !is_json {
        text("contentType", event.content_type, out);
    }
    let data = match event.data {
        [] => None,
        data if as_it_is => {
            raw("data", data, out);
            Some(("data", data.len()))
        }
        data => {
            raw("data", b"\"", out);
            encode(data, out);
            out.push(b'"');
            None
        }
    };
    let metadata = match event.metadata {
        [] => None,
        metadata if plain && fits(metadata) => {
            raw("metadata", metadata, out);
            Some(("metadata", metadata.len()))
        }
        metadata => {
            rest.base64("metadataBase64", metadata);
            None
        }
    };
    let (written, is_own) = time(event);
    if let Some(time) = &written {
        text("created", time, out);
    }
    if !is_own {
        rest.optional("time", event.time);
    }
    if !event.tags.is_empty() {
        list("tags", event.tags, out);
    }
    rest.instant_and_source(event);
    if let Some(rest) = rest.finish() {
        raw("foldbackrest", &rest, out);
    }
    out.push(b'}');
    !plain || reads_back(out.get(start..).unwrap_or_default(), [data, metadata])
}

/// Members of an event that [`write()`] wrote, with the names of Foldback's own form.
pub(crate) fn names(name: &[u8]) -> &'static [u8] {
    match name {
        b"eventNumber" => b"revision",
        b"eventId" => b"id",
        b"eventType" => b"type",
        b"created" => b"time",
        b"streamId" => b"streamId",
        b"position" => b"position",
        b"isJson" => b"isJson",
        b"contentType" => b"contentType",
        b"data" => b"data",
        b"metadata" => b"metadata",
        b"tags" => b"tags",
        b"foldbackrest" => b"foldbackrest",
        _ => b"",
    }
}
