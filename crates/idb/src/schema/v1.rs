//! Version 1: headers and payloads under the first position of their segment, payloads in pieces, one head, notes under names.
//! It never changes: what is stored in it must stay readable.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::internals::SystemRepr as _;
use indexed_db_futures::prelude::*;
use wasm_bindgen::JsValue;

/// The one head record, under the key 0.
pub const HEAD: &str = "head";
/// The key of the head record.
pub const ONLY: f64 = 0.0;
/// The key, in the store of the head, of a random number: what tells a database from one of the same name that was made after it
/// was deleted. Databases that were made before there was one have none.
pub const IDENTITY: f64 = 1.0;
/// Segment headers.
pub const HEADERS: &str = "headers";
/// Segment payloads, in pieces; apart from the headers, so that opening reads no payload.
pub const PAYLOADS: &str = "payloads";
/// Named records beside the log.
pub const NOTES: &str = "notes";

pub fn create(database: &Database) -> Result<(), Error> {
    for store in [HEAD, HEADERS, PAYLOADS, NOTES] {
        let made = database.create_object_store(store).build()?;
        if store == HEAD {
            // Should it fail, so does the upgrade.
            let _ = made.as_sys().put_with_key(&JsValue::from(js_sys::Math::random()), &JsValue::from(IDENTITY));
        }
    }
    Ok(())
}
