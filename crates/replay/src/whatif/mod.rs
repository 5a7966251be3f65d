//! What if: another future of the same log, and where two of them part.
//!
//! A branch is a log with edits. It is folded from the first difference on, and before that it is its base.

mod branch;
mod compare;
mod future;
mod plan;

pub use branch::Branch;
pub use compare::{Comparison, GoneIn, compare, parted};
pub use future::Future;
pub use plan::{Edit, EditError, Plan, Step};
