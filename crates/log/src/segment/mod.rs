//! A segment: neighbouring events as two records, a header that is always read and a payload that is read on demand.
//!
//! The payload is a row of compressed blocks of about 64 KiB of events each, so that one event costs one block.

mod block;
mod builder;
mod header;
mod names;
mod view;

pub use block::Block;
pub use builder::{Sealed, SegmentBuilder};
pub use header::{BlockEntry, Header, IndexRow, REMOVED};
pub use view::{Id, Parts, Time, View, Visit};
