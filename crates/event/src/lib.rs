//! The canonical event and the values it carries: ids, places, times, JSON kept exactly, paths and changes.
//!
//! Nothing here reads a clock, draws a random number, waits or does I/O. The order of events is their
//! position and never their time. Payload bytes stay as they were received.
#![forbid(unsafe_code)]

mod event;
pub mod json;
mod patch;
mod place;
mod pointer;
mod time;

pub use event::{Event, EventRef, JSON_CONTENT_TYPE, Source, SourceRef, category};
pub use json::Json;
pub use patch::{Change, apply, diff, diff_at};
pub use place::{Position, Revision};
pub use pointer::{Pointer, PointerError};
pub use time::Timestamp;
