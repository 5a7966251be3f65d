//! Projections of a log: the states of each stream by `merge`, which there are always, and those that were given a name.
//!
//! Whatever folds, it ends in a history, and whoever asks asks that: [`Store::ask`](crate::Store::ask).

pub(crate) mod folder;
mod stream_questions;
pub(crate) mod streams;

#[cfg(feature = "time")]
mod ahead;
#[cfg(feature = "time")]
mod asking;
#[cfg(feature = "time")]
mod elsewhere;
#[cfg(feature = "time")]
pub(crate) mod errands;
#[cfg(feature = "time")]
mod given;
#[cfg(feature = "time")]
mod info;
#[cfg(feature = "time")]
mod listing;
#[cfg(feature = "time")]
mod rebuild;
#[cfg(feature = "time")]
mod refill;
#[cfg(feature = "time")]
pub(crate) mod registry;
#[cfg(feature = "time")]
mod run;
#[cfg(feature = "time")]
mod standings;
#[cfg(feature = "time")]
mod states;
#[cfg(feature = "time")]
pub(crate) mod work;

#[cfg(feature = "time")]
pub use errands::{Coming, Job};
#[cfg(feature = "time")]
pub use registry::MERGE;
#[cfg(feature = "time")]
pub(crate) use registry::Projections;
#[cfg(feature = "time")]
pub use work::Work;

use foldback_protocol::StreamFilter;

/// Whether a filter takes a stream: all when both lists are empty, else those that are in either.
pub fn fits(filter: &StreamFilter, name: &str) -> bool {
    let StreamFilter { stream_prefixes, streams } = filter;
    (stream_prefixes.is_empty() && streams.is_empty())
        || stream_prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()))
        || streams.iter().any(|stream| stream == name)
}
