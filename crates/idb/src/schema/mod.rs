//! The object stores of a database, by version. Each step from one version to the next is a file of its own,
//! and none ever changes once it was published. From 1 to 2 no object store changes: records of `headers` may hold a small payload
//! too (see `records`), and the version keeps older programs from reading what they would not understand.

mod v1;

use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;

/// The version that this program makes and reads.
pub const VERSION: u32 = 2;

pub use v1::{HEAD, HEADERS, IDENTITY, NOTES, ONLY, PAYLOADS};

/// Brings a database from version `from` to [`VERSION`].
pub fn upgrade(database: &Database, from: u32) -> Result<(), Error> {
    if from < 1 {
        v1::create(database)?;
    }
    Ok(())
}
