//! What a query says, once it is read.

use std::ops::Range;

use foldback_event::Timestamp;
use foldback_replay::jq::Jq;

use super::compare::Test;
use super::names::Names;
use super::needle::Needle;
use super::path::Step;

/// Makes an instant of a wall clock's time: a time whose date and hour in UTC are those of the wall clock comes in.
pub type Zone<'f> = &'f dyn Fn(Timestamp) -> Timestamp;

/// A query: all of its conditions must hold.
#[derive(Debug, Default)]
pub struct Query {
    pub(super) terms: Vec<Term>,
    pub(super) jq: Option<Jq>,
    pub(super) said: Vec<Said>,
}

/// A moment that was written without a time zone, and the instant that it was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// As it was written.
    pub text: String,
    /// The instant.
    pub at: Timestamp,
}

/// One condition.
#[derive(Debug)]
pub struct Term {
    /// Whether it must not hold.
    pub negated: bool,
    /// The condition.
    pub condition: Condition,
}

/// What can be asked of an event.
#[derive(Debug)]
pub enum Condition {
    /// Its type has one of these names.
    Type(Names),
    /// Its stream has.
    Stream(Names),
    /// One of its tags has.
    Tag(Names),
    /// Its id is one of these.
    Id(Names),
    /// Its time is before.
    Before(Timestamp),
    /// Its time is that or later.
    After(Timestamp),
    /// Its position is one of these.
    Position(Range<u64>),
    /// What the metadata calls correlation or causation is one of these.
    Related(Relation, Names),
    /// A value in its data or metadata.
    Member(Part, Vec<Step>, Test),
    /// A text in its payload, its type or the name of its stream.
    Text(Needle),
}

/// Which relation to other events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// What belongs together.
    Correlation,
    /// What came of what.
    Causation,
}

/// Which part of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The payload.
    Data,
    /// The metadata.
    Metadata,
}

impl Query {
    /// Whether it asks nothing: every event fits.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.jq.is_none()
    }

    /// Moments that were written without a time zone.
    pub fn said(&self) -> &[Said] {
        &self.said
    }

    /// The positions that it leaves possible, whatever the events are.
    pub(super) fn positions(&self) -> Range<u64> {
        self.terms.iter().filter(|term| !term.negated).fold(0..u64::MAX, |left, term| match &term.condition {
            Condition::Position(range) => left.start.max(range.start)..left.end.min(range.end),
            _ => left,
        })
    }
}
