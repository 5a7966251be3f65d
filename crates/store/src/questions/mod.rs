//! What projections are asked beside states: what values were when, flips, queries, comparisons, and what it takes to undo events.

mod compare;
mod flips;
mod index;
mod query;
mod revert;
mod values;
mod writes;

pub(crate) use index::Declared;
pub use writes::Origin;
