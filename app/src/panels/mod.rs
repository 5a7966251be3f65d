//! The panels of the debugger.
//! Never parses, folds or compares: each shows what the engine answered.

mod axis;
mod bookmarks;
mod canvas;
mod causality;
mod charts;
mod clipboard;
mod events;
mod flips;
mod frame;
mod inspector;
mod list;
mod palette;
mod place;
mod query;
mod scroll;
mod scrubber;
mod size;
mod slots;
mod streams;
mod tail;
mod timeline;
mod tree;
mod type_dot;
mod undo;
mod whatif;
mod write;

pub use bookmarks::{BookmarkHere, BookmarkList};
pub use events::Events;
pub use flips::SavedFlips;
pub use inspector::Inspector;
pub use query::{QueryBar, QueryStrip, SavedQueries};
pub use scrubber::{Scrubber, Viewed};
pub use streams::{Streams, choose_with};
pub use timeline::{CLOSER, FARTHER, Motion, Motions, Timeline, motions};
