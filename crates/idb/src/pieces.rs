//! Payloads in pieces. Chromium moves every value of more than 64 KiB into a file of its own, which makes writing it three
//! times and reading it twice as slow; so a payload lies under the keys `[first, 0]`, `[first, 1]`, ... in pieces that stay below.

use indexed_db_futures::KeyRange;
use indexed_db_futures::error::Error;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;

/// Bytes of a piece. The 64 KiB hold the browser's own words about the value too.
const PIECE: usize = 60_000;

fn key(first: u64, piece: f64) -> JsValue {
    Array::of2(&(first as f64).into(), &piece.into()).into()
}

/// The keys of all pieces of a payload.
fn all(first: u64) -> KeyRange<JsValue> {
    KeyRange::Bound(key(first, 0.0), false, key(first, f64::INFINITY), false)
}

/// Puts a payload. It is done when the transaction is.
pub fn put(store: &ObjectStore<'_>, first: u64, payload: &[u8]) -> Result<(), Error> {
    // An empty payload is one empty piece: it is not the same as none.
    let pieces = payload.chunks(PIECE).chain(payload.is_empty().then_some(&[][..]));
    for (number, piece) in pieces.enumerate() {
        let value = JsValue::from(Uint8Array::from(piece));
        store.put(value).with_key(key(first, number as f64)).without_key_type().primitive()?;
    }
    Ok(())
}

/// Deletes a payload. It is done when the transaction is.
pub fn delete(store: &ObjectStore<'_>, first: u64) -> Result<(), Error> {
    store.delete::<JsValue, _>(all(first)).primitive()?;
    Ok(())
}

/// Reads a payload; `None` when there is none.
pub async fn get(store: &ObjectStore<'_>, first: u64) -> Result<Option<Vec<u8>>, Error> {
    let pieces = store.get_all::<JsValue>().with_query::<JsValue, _>(all(first)).primitive()?.await?;
    let mut payload = None;
    for piece in pieces {
        let payload = payload.get_or_insert_with(Vec::new);
        let piece = Uint8Array::new(&piece?);
        let before = payload.len();
        payload.resize(before + piece.length() as usize, 0);
        piece.copy_to(&mut payload[before..]);
    }
    Ok(payload)
}
