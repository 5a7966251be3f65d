//! The hash chain over events: what was recorded, in which order, in 32 bytes.

use foldback_event::{EventRef, JSON_CONTENT_TYPE};

use crate::id::{self, to_uuid};
use crate::wire::{put, put_bytes};

/// The chain up to and including some event. Before the first it is all zeros.
pub type Link = [u8; 32];

/// The digest of what is stored of an event: BLAKE3 over its fields, each with its length in front.
///
/// `id` is the id as text, also where it was derived; a UUID in its usual writing counts as its 16 bytes, and JSON's content
/// type as none, so that the usual event is short. Where an event came from is not part of it, so that an export that is
/// imported again has the same chain.
pub fn digest(event: &EventRef<'_>, id: &str, revision: u64, scratch: &mut Vec<u8>) -> Link {
    digest_with(event, id, to_uuid(id).as_ref(), revision, scratch)
}

/// The same where it is known which UUID the id is, if it is one.
pub fn digest_with(
    event: &EventRef<'_>,
    id: &str,
    uuid: Option<&[u8; 16]>,
    revision: u64,
    scratch: &mut Vec<u8>,
) -> Link {
    scratch.clear();
    let is_json = event.content_type.is_empty() || event.content_type == JSON_CONTENT_TYPE;
    // What each field's absence or shape is, before the fields: no two events give the same bytes.
    scratch.push(u8::from(uuid.is_some()) | u8::from(event.time.is_some()) << 1 | u8::from(is_json) << 2);
    put(revision, scratch);
    put_bytes(event.stream.as_bytes(), scratch);
    match uuid {
        Some(uuid) => scratch.extend_from_slice(uuid),
        None => put_bytes(id.as_bytes(), scratch),
    }
    put_bytes(event.event_type.as_bytes(), scratch);
    if let Some(time) = event.time {
        put_bytes(time.as_bytes(), scratch);
    }
    if !is_json {
        put_bytes(event.content_type.as_bytes(), scratch);
    }
    put_bytes(event.data, scratch);
    put_bytes(event.metadata, scratch);
    for tag in event.tags {
        put_bytes(tag.as_bytes(), scratch);
    }
    *blake3::hash(scratch).as_bytes()
}

/// The id that an event without one is given: from all that is stored of it, and its place in its stream.
pub fn derived_id(event: &EventRef<'_>, revision: u64) -> String {
    let mut id = String::new();
    id::write_uuid(&id::derived(&digest(event, "", revision, &mut Vec::new())), &mut id);
    id
}

/// The link of the event at `position` after `previous`: BLAKE3 keyed with the previous link, which makes it one block.
pub fn link(previous: &Link, position: u64, digest: &Link) -> Link {
    let mut joined = [0; 40];
    joined[..8].copy_from_slice(&position.to_le_bytes());
    joined[8..].copy_from_slice(digest);
    *blake3::keyed_hash(previous, &joined).as_bytes()
}
