//! Foldback's own NDJSON: one event a line, from which exactly the event that was written is read back.
//!
//! A line says what it is: its first member is `"foldback":1`. It never depends on the lines around it, so that an export may be
//! cut, joined and filtered by lines.
//!
//! ```json
//! {"foldback":1,"position":7,"streamId":"cart-1","revision":2,"type":"ItemAdded","id":"…","time":"…","data":{…},"tags":["sku:tea"]}
//! ```
//!
//! | member | holds |
//! |---|---|
//! | `position`, `revision` | the event's places in the log that it was exported from |
//! | `created` | microseconds since 1970, or null, where that is not what `time` says |
//! | `contentType` | where it is not JSON's |
//! | `data`, `metadata` | as they are, where they are JSON on one line; nothing when they are empty |
//! | `dataBase64`, `metadataBase64` | any other bytes |
//! | `source` | `revision`, `position` and `place` of an event that was imported itself |

//!
//! The records of [`crate::export`] begin alike and have other names; they are read here too.

pub(crate) mod members;
mod read;
mod write;

pub(crate) use read::{Buffers, read};
pub use write::write_line;

/// What a line begins with.
pub(crate) const BEGINS: &[u8] = b"{\"foldback\":";

/// The version that is written, and the only one that is read.
pub(crate) const VERSION: &[u8] = b"1";

/// How much longer a line may be than a record of another form, as a fraction: Base64 takes a third more, names some more.
pub(crate) const LONGER: (usize, usize) = (3, 2);

/// Whether a record is of this form; of a newer version too.
pub(crate) fn is_native(record: &[u8]) -> bool {
    record.strip_prefix(BEGINS).is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
}

/// Whether more bytes might make such a record of this.
pub(crate) fn may_become_native(record: &[u8]) -> bool {
    record.len() <= BEGINS.len() && BEGINS.starts_with(record)
}

/// Whether a record [`is_native`] and has the names of another system, in whose form it was exported.
pub(crate) fn has_foreign_names(record: &[u8]) -> bool {
    let behind = record.strip_prefix(BEGINS).unwrap_or_default().trim_ascii_start();
    let digits = behind.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let next = behind.get(digits..).unwrap_or_default();
    [&b",\"specversion\":"[..], b",\"eventNumber\":"].into_iter().any(|begins| next.starts_with(begins))
}
