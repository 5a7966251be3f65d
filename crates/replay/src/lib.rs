//! Folds and the history they leave: keyframes and patches, the state at any event, what changed, and who wrote it; what if
//! events were others, and how to take some back.
//!
//! Everything here is synchronous and pure, and no effect of an event is ever performed. The state after an event is the same
//! from whichever keyframe it is reached. Nothing else in the program computes a state.
#![forbid(unsafe_code)]

mod flips;
mod folds;
mod history;
mod index;
#[cfg(feature = "jq")]
pub mod jq;
mod number;
mod record;
mod revert;
mod series;
mod tree;
mod whatif;
mod wire;

pub use flips::{Flip, Flips, Predicate, Reads};
pub use folds::{Count, Crud, JsonPatch, Merge, NAMES, Redux, by_name};
pub use history::blame::{Blame, Write};
pub use history::gone::{Differs, Gone, Refill};
pub use history::partition::Standing;
pub use history::{History, Moment};
pub use index::{Fitting, Index};
pub use number::compare as compare_numbers;
pub use record::{Fold, Folded, Input, Record};
pub use revert::{Conflict, Obstacle, Revert};
pub use series::{Point, Series};
pub use whatif::{Branch, Comparison, Edit, EditError, Future, GoneIn, Plan, Step, compare, parted};
pub use wire::{Handled, WireError, Written, read_patches};
