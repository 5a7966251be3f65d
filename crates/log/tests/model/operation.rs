//! Operations, drawn at random: names, ids and times come from small pools so that they meet again.

use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;

pub const STREAMS: [&str; 4] = ["a-1", "a-2", "b-1", "b"];
pub const TYPES: [&str; 3] = ["Added", "Removed", "Seen"];
pub const TAGS: [&str; 2] = ["sku:tea", "shop"];

/// What is expected of a stream; a revision is counted back from what it is at, 0 being right.
#[derive(Clone, Copy, Debug)]
pub enum Wish {
    Any,
    NoStream,
    StreamExists,
    Back(u64),
}

/// An event to come.
#[derive(Clone, Debug)]
pub struct Ahead {
    pub stream: usize,
    pub kind: usize,
    pub id: Option<usize>,
    pub created: Option<u8>,
    pub tags: u8,
}

/// A type and a tag of each.
pub type Criteria = Vec<(Option<usize>, Option<usize>)>;

#[derive(Clone, Debug)]
pub struct ToAppend {
    pub events: Vec<Ahead>,
    pub expected: Vec<(usize, Wish)>,
    /// How far back from the head, and what must not be there.
    pub condition: Option<(Option<u64>, Criteria)>,
    /// An earlier append that is tried again instead.
    pub again: Option<usize>,
}

/// What is read to be compared.
#[derive(Clone, Debug)]
pub struct Page {
    pub direction: bool,
    pub from: u8,
    pub until: u8,
    pub limit: usize,
    pub now: u8,
}

#[derive(Clone, Debug)]
pub enum Op {
    Append {
        client: usize,
        together: Vec<ToAppend>,
    },
    Delete {
        client: usize,
        stream: usize,
        wish: Wish,
        for_good: bool,
    },
    Metadata {
        client: usize,
        stream: usize,
        max_count: Option<u64>,
        max_age: Option<u64>,
        truncate_before: Option<u64>,
        expected: Option<u64>,
    },
    Compact {
        client: usize,
        all: bool,
    },
    Scavenge {
        client: usize,
        now: u8,
    },
    Refresh {
        client: usize,
    },
    Reopen {
        client: usize,
    },
    Compare(Page),
}

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![
        3 => Just(Wish::Any),
        2 => Just(Wish::NoStream),
        2 => Just(Wish::StreamExists),
        4 => Just(Wish::Back(0)),
        2 => (1..4u64).prop_map(Wish::Back),
    ]
}

fn append() -> impl Strategy<Value = ToAppend> {
    let event = (0..4usize, 0..3usize, weighted(0.7, 0..6usize), of(0..100u8), 0..4u8);
    let event = event.prop_map(|(stream, kind, id, created, tags)| Ahead { stream, kind, id, created, tags });
    let condition = (of(0..4u64), vec((of(0..3usize), of(0..2usize)), 0..3));
    let parts = (
        vec(event, 0..4),
        vec((0..4usize, wish()), 0..3),
        weighted(0.15, condition),
        weighted(0.2, any::<usize>()),
        any::<bool>(),
    );
    parts.prop_map(|(mut events, mut expected, condition, again, one)| {
        // Most appends are to one stream and expect something of it.
        if let (true, Some(first)) = (one, events.first().map(|event| event.stream)) {
            events.iter_mut().for_each(|event| event.stream = first);
            expected.iter_mut().for_each(|(stream, _)| *stream = first);
        }
        // One expectation a stream.
        expected.sort_by_key(|(stream, _)| *stream);
        expected.dedup_by_key(|(stream, _)| *stream);
        ToAppend { events, expected, condition, again }
    })
}

pub fn operation() -> impl Strategy<Value = Op> {
    let client = || 0..3usize;
    let stream = || 0..4usize;
    let page = (any::<bool>(), 0..30u8, 0..40u8, 0..6usize, 0..100u8);
    prop_oneof![
        10 => (client(), vec(append(), 1..2)).prop_map(|(client, together)| Op::Append { client, together }),
        4 => (client(), vec(append(), 2..6)).prop_map(|(client, together)| Op::Append { client, together }),
        2 => (client(), stream(), wish(), prop::bool::weighted(0.15))
            .prop_map(|(client, stream, wish, for_good)| Op::Delete { client, stream, wish, for_good }),
        2 => (client(), stream(), of(1..4u64), of(0..90u64), of(0..5u64), weighted(0.3, 0..3u64)).prop_map(
            |(client, stream, max_count, max_age, truncate_before, expected)| Op::Metadata {
                client, stream, max_count, max_age, truncate_before, expected
            }
        ),
        2 => (client(), any::<bool>()).prop_map(|(client, all)| Op::Compact { client, all }),
        2 => (client(), 0..100u8).prop_map(|(client, now)| Op::Scavenge { client, now }),
        1 => client().prop_map(|client| Op::Refresh { client }),
        1 => client().prop_map(|client| Op::Reopen { client }),
        1 => page.prop_map(|(direction, from, until, limit, now)| Op::Compare(Page { direction, from, until, limit, now })),
    ]
}
