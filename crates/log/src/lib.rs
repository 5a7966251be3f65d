//! The log: an ordered row of immutable segments keyed by their first position, and the index over them.
//!
//! What is committed never changes, positions and revisions have no gaps, and the index can always be rebuilt from
//! the segments' headers. Where the bytes live is a [`Backend`]'s business; [`conformance`] says what it must do.
//! Nothing here knows a clock, a browser or what a payload means.
#![forbid(unsafe_code)]

mod append;
pub mod backend;
mod backup;
mod batch;
mod cache;
mod chain;
mod compact;
pub mod conformance;
mod delete;
mod error;
mod head;
mod id;
mod import;
mod index;
mod limits;
mod log;
mod memory;
mod read;
mod rules;
mod scavenge;
mod segment;
mod select;
mod sync;
mod verify;
mod wire;

pub use append::{Append, Appended, Condition, Criterion, Expected, RecentIds};
pub use backend::{Backend, Commit, Expect, PayloadRange, Snapshot, StoredHeader, StoredSegment};
pub use backup::{BackupPart, Restore};
pub use batch::Batch;
pub use chain::{Link, derived_id};
pub use compact::Compacted;
pub use error::LogError;
pub use head::{FORMAT_VERSION, Head};
pub use id::fingerprint;
pub use import::Importer;
pub use index::{CategoryEntry, Index, StreamEntry};
pub use limits::{MAX_BATCH, MAX_EVENT, MAX_NAME, MAX_TAGS, check_event};
pub use log::{Log, SegmentEntry};
pub use memory::MemoryBackend;
pub use rules::{Rules, StreamMetadata};
pub use scavenge::{Horizon, Scavenged};
pub use segment::{Id, Parts, Time, View, Visit};
pub use select::{Direction, Filter, Selection};
pub use verify::{Damage, Verified};
