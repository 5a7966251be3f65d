//! The log: an ordered row of immutable segments keyed by their first position, and the index over them.
//!
//! What is committed never changes, positions and revisions have no gaps, and the index can always be rebuilt from
//! the segments' headers. Where the bytes live is a [`Backend`]'s business; [`conformance`] says what it must do.
//! Nothing here knows a clock, a browser or what a payload means.
#![forbid(unsafe_code)]

mod append;
pub mod backend;
mod cache;
mod chain;
pub mod conformance;
mod error;
mod head;
mod id;
mod import;
mod index;
mod log;
mod memory;
mod read;
mod segment;
mod wire;

pub use append::{Append, Appended, Expected};
pub use backend::{Backend, Commit, Expect, StoredHeader, StoredSegment};
pub use chain::Link;
pub use error::LogError;
pub use head::{FORMAT_VERSION, Head};
pub use import::Importer;
pub use index::{CategoryEntry, Index, StreamEntry};
pub use log::{Log, SegmentEntry};
pub use memory::MemoryBackend;
pub use read::Verified;
pub use segment::{View, Visit};
