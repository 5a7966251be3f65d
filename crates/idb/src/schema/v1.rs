//! Version 1: headers and payloads under the first position of their segment, payloads in pieces, one head, notes under names.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::prelude::*;

/// The one head record, under the key 0.
pub const HEAD: &str = "head";
/// Segment headers.
pub const HEADERS: &str = "headers";
/// Segment payloads, in pieces; apart from the headers, so that opening reads no payload.
pub const PAYLOADS: &str = "payloads";
/// Named records beside the log.
pub const NOTES: &str = "notes";

pub fn create(database: &Database) -> Result<(), Error> {
    for store in [HEAD, HEADERS, PAYLOADS, NOTES] {
        database.create_object_store(store).build()?;
    }
    Ok(())
}
