//! What a person sees of a log before looking at single events: categories, streams, and the timeline.
//!
//! All of it is read off the index; no event's bytes are touched.

mod axis;
mod streams;
pub mod timeline;
