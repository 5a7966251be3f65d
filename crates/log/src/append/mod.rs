//! Append: batches of events behind the last one, whole or not at all.

mod check;
mod group;
mod queue;
mod recent;
mod repeated;

use foldback_event::{EventRef, Position};

pub(crate) use queue::{Queue, Request};
pub(crate) use recent::Recent;
pub use repeated::RecentIds;

/// What a stream must be at for an append to happen. The words are KurrentDB's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is at.
    #[default]
    Any,
    /// It has no events, or it was deleted.
    NoStream,
    /// It has some.
    StreamExists,
    /// Its last event has this revision.
    Revision(u64),
}

/// What must not have been recorded for an append to happen: a Dynamic Consistency Boundary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Only events behind this position count; without it all do.
    pub after: Option<Position>,
    /// The append fails when an event fits one of them.
    pub fail_if: Vec<Criterion>,
}

/// One description of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Criterion {
    /// The event has one of these types; whatever its type when empty.
    pub types: Vec<String>,
    /// The event has all of these tags.
    pub tags: Vec<String>,
}

/// Events to append together. The stream that each names is the one it goes to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Append<'a> {
    /// The events, in their order.
    pub events: &'a [EventRef<'a>],
    /// What streams must be at. A stream that is not named may be at anything.
    pub expected: &'a [(&'a str, Expected)],
    /// What must not have been recorded.
    pub condition: Option<&'a Condition>,
    /// Whether the events must have reached the disk before success is reported.
    pub strict: bool,
}

/// Where the events went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Position of the first; of the next event to come when there were none.
    pub first: u64,
    /// Position of the last; as `first` when there were none.
    pub last: u64,
    /// How many.
    pub count: u64,
    /// Revision of the last one in its stream.
    pub revision: u64,
    /// Whether they were written now. They are not when the same append, by its events' ids, had succeeded before.
    pub written: bool,
}
