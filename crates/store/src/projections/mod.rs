//! Projections of a log: the states of each stream by `merge`, which there are always, and those that were given a name.
//!
//! Whatever folds, it ends in a history, and whoever asks asks that: [`Store::ask`](crate::Store::ask).

pub(crate) mod folder;
pub(crate) mod streams;

#[cfg(feature = "time")]
mod asking;
#[cfg(feature = "time")]
mod listing;
#[cfg(feature = "time")]
mod registry;
#[cfg(feature = "time")]
mod run;
#[cfg(feature = "time")]
mod states;

#[cfg(feature = "time")]
pub(crate) use registry::Projections;
#[cfg(feature = "time")]
pub use registry::{MERGE, fits};
