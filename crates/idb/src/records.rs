//! What lies under a segment's key beside the pieces of its payload: its header, and a payload that is small enough with it.
//!
//! A header alone is a `Uint8Array`. With a payload it is an `ArrayBuffer`: the header's length (u32, little endian), the header,
//! the payload. One record is a third cheaper to write than two, and appending is mostly writing small segments.

use foldback_log::StoredSegment;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};

/// Payloads of up to so many bytes lie with their header. Opening reads all headers, so it is kept to what compaction soon joins.
pub const WITH_HEADER: usize = 2048;

/// The record of a segment; its payload must be put elsewhere when it is longer than [`WITH_HEADER`].
pub fn of(segment: &StoredSegment) -> JsValue {
    let StoredSegment { header, payload, .. } = segment;
    if payload.len() > WITH_HEADER {
        return Uint8Array::from(header.as_slice()).into();
    }
    let mut joined = Vec::with_capacity(4 + header.len() + payload.len());
    joined.extend_from_slice(&(header.len() as u32).to_le_bytes());
    joined.extend_from_slice(header);
    joined.extend_from_slice(payload);
    Uint8Array::from(joined.as_slice()).buffer().into()
}

/// The header in a record.
pub fn header(record: &JsValue) -> Vec<u8> {
    match parts(record) {
        Some((mut joined, end)) => {
            joined.truncate(end);
            joined.drain(..4);
            joined
        }
        None => Uint8Array::new(record).to_vec(),
    }
}

/// The payload in a record; `None` when it lies elsewhere.
pub fn payload(record: &JsValue) -> Option<Vec<u8>> {
    let (mut joined, end) = parts(record)?;
    joined.drain(..end);
    Some(joined)
}

/// A record with a payload, and where the header ends in it. A length that is not to be believed leaves nothing of the payload.
fn parts(record: &JsValue) -> Option<(Vec<u8>, usize)> {
    let joined = Uint8Array::new(record.dyn_ref::<ArrayBuffer>()?).to_vec();
    let length = joined.first_chunk().map_or(0, |length| u32::from_le_bytes(*length) as usize);
    let end = length.saturating_add(4).min(joined.len());
    Some((joined, end))
}
