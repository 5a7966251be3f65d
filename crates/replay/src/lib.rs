//! Folds and the history they leave: keyframes and patches, the state at any event, what changed, and who wrote it.
//!
//! Everything here is synchronous and pure, and no effect of an event is ever performed. The state after an event is the same
//! from whichever keyframe it is reached. Nothing else in the program computes a state.
#![forbid(unsafe_code)]

mod blame;
mod history;
mod merge;
mod partition;
mod paths;
mod record;

pub use blame::{Blame, Write};
pub use history::{History, Moment};
pub use merge::Merge;
pub use record::{Fold, Folded, Record};
