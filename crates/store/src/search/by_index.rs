//! The conditions that the index decides: what is known of every event without reading one.

use foldback_event::{Position, Timestamp};
use foldback_log::Index;

use super::needle::Needle;
use super::query::{Condition, Query};

/// Yes or no for each type or stream, by its number.
type Table = Vec<bool>;

/// A query in the index's numbers.
pub struct Plan<'q> {
    query: &'q Query,
    tests: Vec<Test<'q>>,
}

enum Test<'q> {
    Type(Table),
    Stream(Table),
    /// Either has the text; if neither has, the payload may.
    Text(Table, Table),
    Tag(&'q super::names::Names),
    Before(Timestamp),
    After(Timestamp),
    Position(&'q std::ops::Range<u64>),
    /// Only the event itself can tell.
    Unknown,
}

impl<'q> Plan<'q> {
    /// Looks at each type and stream once, so that no name is compared for single events.
    pub fn new(query: &'q Query, index: &Index) -> Self {
        let types = |fits: &dyn Fn(&str) -> bool| index.types().iter().map(|(name, _)| fits(name)).collect();
        let streams = |fits: &dyn Fn(&str) -> bool| index.streams().iter().map(|stream| fits(&stream.name)).collect();
        let text = |needle: &Needle| {
            let has = |name: &str| needle.is_in(name.as_bytes());
            Test::Text(types(&has), streams(&has))
        };
        let test = |condition: &'q Condition| match condition {
            Condition::Type(names) => Test::Type(types(&|name| names.fit(name))),
            Condition::Stream(names) => Test::Stream(streams(&|name| names.fit(name))),
            Condition::Text(needle) => text(needle),
            Condition::Tag(names) => Test::Tag(names),
            Condition::Before(at) => Test::Before(*at),
            Condition::After(at) => Test::After(*at),
            Condition::Position(range) => Test::Position(range),
            Condition::Id(_) | Condition::Related(..) | Condition::Member(..) => Test::Unknown,
        };
        Self { query, tests: query.terms.iter().map(|term| test(&term.condition)).collect() }
    }

    /// Whether the index decides all of it.
    pub fn is_whole(&self) -> bool {
        let decides = |test: &Test<'_>| !matches!(test, Test::Unknown | Test::Text(..));
        self.query.jq.is_none() && self.tests.iter().all(decides)
    }

    /// Whether the event at a position fits as far as the index can tell. Removed events never do.
    pub fn may_fit(&self, index: &Index, position: u64) -> bool {
        let at = Position(position);
        let (Some(stream), Some(kind)) = (index.stream_at(at), index.type_at(at)) else { return false };
        let mut terms = self.tests.iter().zip(&self.query.terms);
        terms.all(|(test, term)| test.tells(index, at, stream, kind) != Some(term.negated))
    }

    /// Whether an event that may fit does, each condition being asked that the index has left open.
    pub fn fits(&self, index_of: (u32, u32), asked: impl Fn(&Condition) -> bool) -> bool {
        let (stream, kind) = index_of;
        self.tests.iter().zip(&self.query.terms).all(|(test, term)| {
            let open = match test {
                Test::Unknown => true,
                Test::Text(types, streams) => !(at(types, kind) || at(streams, stream)),
                _ => false,
            };
            !open || asked(&term.condition) != term.negated
        })
    }
}

fn at(table: &Table, number: u32) -> bool {
    table.get(number as usize).copied().unwrap_or_default()
}

impl Test<'_> {
    /// Yes, no, or that the index cannot tell.
    fn tells(&self, index: &Index, position: Position, stream: u32, kind: u32) -> Option<bool> {
        match self {
            Self::Type(table) => Some(at(table, kind)),
            Self::Stream(table) => Some(at(table, stream)),
            Self::Text(types, streams) => (at(types, kind) || at(streams, stream)).then_some(true),
            Self::Tag(names) => Some(index.tags_at(position).any(|tag| names.fit(tag))),
            Self::Before(time) => Some(index.created_at(position).is_some_and(|created| created < *time)),
            Self::After(time) => Some(index.created_at(position).is_some_and(|created| created >= *time)),
            Self::Position(range) => Some(range.contains(&position.0)),
            Self::Unknown => None,
        }
    }
}
