//! Makes Chromium begin a new log file for this origin's IndexedDB, because a torn record in the old one would cost everything.
//!
//! Chromium keeps an origin's IndexedDB in one LevelDB with `reuse_logs`. A record goes into its log file in two writes, and
//! a browser that is killed between them leaves a torn one at the end. The next start takes it for the end of the file, goes on
//! using the file and writes *behind* it. The start after that finds a record that is damaged, and deletes the whole LevelDB.
//!
//! LevelDB begins a new log file when 4 MiB (its `write_buffer_size`) are in the old one, and deletes the old one when they are in
//! a table. So more than that is written to a database of no use, which is then deleted: Chromium says that a database is deleted
//! when it has compacted its keys, and a compaction lets the table come first. (It also asks for a new log file itself, so that a database of
//! nothing would nearly do. But a write of another thread at that moment swallows what it asks: 3 times in 100, while the store was
//! being opened.)
//!
//! It never touches a database of a log, and never decides whether a rotation is needed.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::internals::SystemRepr as _;
use indexed_db_futures::prelude::*;
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn randomize(bytes: &Uint8Array) -> Result<(), JsValue>;
}

/// No name of a log's database.
const SCRATCH: &str = "foldback-rotation";

/// Below 64 KiB, for larger values become files and do not pass through the log.
const VALUE: u32 = 60_000;

/// More than 4 MiB of values.
const VALUES: u32 = 72;

/// Has the log file begun anew; the old one is gone when this says so. `None` where it could not, for want of room perhaps.
pub async fn rotate() -> Option<()> {
    // What a killed browser left of it.
    delete().await?;
    let opening =
        Database::open(SCRATCH).with_version(1_u32).with_on_upgrade_needed(|_, scratch| fill(&scratch)).build();
    opening.ok()?.await.ok()?.as_sys().close();
    delete().await
}

async fn delete() -> Option<()> {
    Database::delete_by_name(SCRATCH).ok()?.await.ok()
}

fn fill(scratch: &Database) -> Result<(), Error> {
    let value = Uint8Array::new_with_length(VALUE);
    // What could be compressed would be.
    randomize(&value)?;
    let store = scratch.create_object_store("bytes").build()?;
    for key in 0..VALUES {
        store.as_sys().put_with_key(&value, &key.into())?;
    }
    Ok(())
}
