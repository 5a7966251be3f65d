//! Makes Chromium begin a new log file for this origin's IndexedDB, because a torn record in the old one would cost everything.
//!
//! Chromium keeps an origin's IndexedDB in one LevelDB with `reuse_logs`. A record goes into its log file in two writes, and
//! a browser that is killed between them leaves a torn one at the end. The next start takes it for the end of the file, goes on
//! using the file and writes *behind* it. The start after that finds a record that is damaged, and deletes the whole LevelDB.
//!
//! When a database is deleted, Chromium compacts its keys, which puts the log file into a table and begins a new one, and says only
//! then that the database is deleted. So one that holds nothing is made and deleted.
//!
//! It never touches a database of a log, and never decides whether a rotation is needed.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::OpenDbError;
use indexed_db_futures::internals::SystemRepr as _;
use indexed_db_futures::prelude::*;

/// No name of a log's database. One that a killed browser left is deleted by the next rotation.
const SCRATCH: &str = "foldback-rotation";

/// Has the log file begun anew, which takes a few milliseconds. The old one is gone when this says so.
pub async fn rotate() -> Result<(), OpenDbError> {
    let scratch = Database::open(SCRATCH).with_version(1_u32).build()?.await?;
    scratch.as_sys().close();
    Database::delete_by_name(SCRATCH)?.await?;
    Ok(())
}
