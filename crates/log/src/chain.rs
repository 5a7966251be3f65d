//! The hash chain over events: what was recorded, in which order, in 32 bytes.

use foldback_event::{EventRef, JSON_CONTENT_TYPE};

use crate::wire::put_bytes;

/// The chain up to and including some event. Before the first it is all zeros.
pub type Link = [u8; 32];

/// The digest of what is stored of an event: BLAKE3 over its fields, each with its length in front.
///
/// `id` is the id as text, also where it was derived. Where an event came from is not part of it, so that an export
/// that is imported again has the same chain.
pub fn digest(event: &EventRef<'_>, id: &str, revision: u64, scratch: &mut Vec<u8>) -> Link {
    scratch.clear();
    put_bytes(event.stream.as_bytes(), scratch);
    scratch.extend_from_slice(&revision.to_le_bytes());
    put_bytes(id.as_bytes(), scratch);
    put_bytes(event.event_type.as_bytes(), scratch);
    // An absent time is told from an empty one by its presence byte.
    scratch.push(u8::from(event.time.is_some()));
    put_bytes(event.time.unwrap_or_default().as_bytes(), scratch);
    let content_type = if event.content_type.is_empty() { JSON_CONTENT_TYPE } else { event.content_type };
    put_bytes(content_type.as_bytes(), scratch);
    put_bytes(event.data, scratch);
    put_bytes(event.metadata, scratch);
    for tag in event.tags {
        put_bytes(tag.as_bytes(), scratch);
    }
    *blake3::hash(scratch).as_bytes()
}

/// The link of the event at `position` after `previous`.
pub fn link(previous: &Link, position: u64, digest: &Link) -> Link {
    let mut joined = [0; 72];
    joined[..32].copy_from_slice(previous);
    joined[32..40].copy_from_slice(&position.to_le_bytes());
    joined[40..].copy_from_slice(digest);
    *blake3::hash(&joined).as_bytes()
}
