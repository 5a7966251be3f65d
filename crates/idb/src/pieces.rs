//! Payloads in pieces. Chromium moves every value of more than 64 KiB into a file of its own, which makes writing it three
//! times and reading it twice as slow; so a payload lies under the keys `[first, 0]`, `[first, 1]`, ... in pieces that stay below.
//!
//! It never looks whether something is there already: who puts a payload in the place of another deletes that first.

use std::ops::Range;

use indexed_db_futures::KeyRange;
use indexed_db_futures::error::Error;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{IdbKeyRange, IdbObjectStore};

/// Bytes of a piece. The 64 KiB hold the browser's own words about the value too.
const PIECE: usize = 60_000;

fn key(first: u64, piece: f64) -> JsValue {
    Array::of2(&(first as f64).into(), &piece.into()).into()
}

/// Puts a payload where none is. It is done when the transaction is.
pub fn put(store: &IdbObjectStore, first: u64, payload: &[u8]) -> Result<(), JsValue> {
    // An empty payload is one empty piece: it is not the same as none.
    let pieces = payload.chunks(PIECE).chain(payload.is_empty().then_some(&[][..]));
    for (number, piece) in pieces.enumerate() {
        store.put_with_key(&Uint8Array::from(piece), &key(first, number as f64))?;
    }
    Ok(())
}

/// Deletes all payloads of segments that begin in a range. It is done when the transaction is.
pub fn delete(store: &IdbObjectStore, range: &Range<u64>) -> Result<(), JsValue> {
    // Pieces are numbered from 0, so that the end itself is left.
    let (from, to) = (key(range.start, 0.0), key(range.end, 0.0));
    let keys = IdbKeyRange::bound_with_lower_open_and_upper_open(&from, &to, false, true)?;
    store.delete(&keys)?;
    Ok(())
}

/// Reads the bytes `from..to` of a payload; `None` when not all of them are there. The request is sent by this call, not by its future.
pub fn get(
    store: &ObjectStore<'_>,
    first: u64,
    from: u32,
    to: u32,
) -> Result<impl Future<Output = Result<Option<Vec<u8>>, Error>> + use<>, Error> {
    let piece = |byte: usize| (byte / PIECE) as f64;
    let (from, to) = (from as usize, to as usize);
    let begin = piece(from);
    let range = KeyRange::Bound(key(first, begin), false, key(first, piece(to.saturating_sub(1).max(from))), false);
    let request = store.get_all::<JsValue>().with_query::<JsValue, _>(range).primitive()?;
    Ok(async move {
        let (skip, length) = (from - begin as usize * PIECE, to - from);
        let mut bytes = Vec::with_capacity(skip + length);
        for piece in request.await? {
            let piece = Uint8Array::new(&piece?);
            let before = bytes.len();
            bytes.resize(before + piece.length() as usize, 0);
            piece.copy_to(&mut bytes[before..]);
        }
        let found = bytes.len() >= skip + length;
        bytes.drain(..skip.min(bytes.len()));
        bytes.truncate(length);
        Ok(found.then_some(bytes))
    })
}

/// Reads a whole payload; `None` when there is none.
pub async fn get_whole(store: &ObjectStore<'_>, first: u64) -> Result<Option<Vec<u8>>, Error> {
    let all = KeyRange::Bound(key(first, 0.0), false, key(first, f64::INFINITY), false);
    let pieces = store.get_all::<JsValue>().with_query::<JsValue, _>(all).primitive()?.await?;
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
