//! Searching a log: a line of words in, the positions of the events that fit out.
//!
//! The text is cut into words ([`words`]), these are read ([`parse`]) as conditions ([`query`]). What the index knows (type,
//! stream, tags, time, position) decides first ([`by_index`]) and for the events that are left the bytes of the payload do
//! ([`by_payload`]), JSON being walked only where those bytes can hold what is asked for. jq comes last. Nothing here knows a
//! screen or a clock: local times are made instants by a function that the caller brings.

mod by_index;
mod by_payload;
mod compare;
mod complete;
mod error;
mod jq;
mod names;
mod needle;
mod parse;
mod path;
mod query;
mod sample;
mod scan;
mod time;
mod words;

pub use complete::{Completion, Kind, Offer};
pub use error::QueryError;
pub use query::{Query, Said, Zone};
pub use scan::Found;
