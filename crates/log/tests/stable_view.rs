//! Reading page by page up to a position that was fixed at the start: what others do meanwhile does not show, but for what is removed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod support;

use std::collections::BTreeMap;

use foldback_event::{EventRef, Position};
use foldback_log::{Direction, Expected, Filter, Log, MemoryBackend, StreamMetadata};
use proptest::prelude::*;
use support::{Place, append, assert_whole, opened, run};

/// What happens between two pages.
#[derive(Clone, Copy, Debug)]
enum Between {
    Append,
    Compact,
    Scavenge,
    Nothing,
}

fn between() -> impl Strategy<Value = Between> {
    prop_oneof![Just(Between::Append), Just(Between::Compact), Just(Between::Scavenge), Just(Between::Nothing)]
}

async fn put(log: &Log<Place>, at: u64) {
    let (stream, data) = (format!("{}-{}", ["a", "b"][at as usize % 2], at % 3), at.to_string());
    let tags: &[&str] = if at.is_multiple_of(3) { &["third"] } else { &[] };
    let event = EventRef {
        stream: &stream,
        event_type: ["Added", "Seen"][at as usize / 2 % 2],
        data: data.as_bytes(),
        tags,
        ..EventRef::default()
    };
    append(log, &[event], Expected::Any).await.unwrap();
}

async fn change(log: &Log<Place>, between: Between) {
    match between {
        Between::Append => {
            for _ in 0..3 {
                put(log, log.head().next).await;
            }
        }
        Between::Compact => drop(log.compact(&mut async || {}, &mut |_| true).await.unwrap()),
        Between::Scavenge => {
            // Each takes one more from the front of a stream.
            let before = log.next_revision("a-0").min(log.rules("a-0").map_or(0, |rules| rules.removed) + 1);
            let metadata = StreamMetadata { truncate_before: Some(before), ..StreamMetadata::default() };
            log.set_stream_metadata("a-0", metadata, None).await.unwrap();
            log.scavenge(&log.horizons(0), Vec::new(), &mut |_| true).await.unwrap();
        }
        Between::Nothing => {}
    }
}

/// Shows what a page selected: position and data.
async fn picked(log: &Log<Place>, positions: &[u64]) -> Vec<(u64, Vec<u8>)> {
    let mut events = Vec::new();
    log.pick(positions, &mut |view| {
        events.push((view.position.0, view.data().to_vec()));
        true
    })
    .await
    .unwrap();
    events
}

/// Reads all pages of what `select` selects, with something else between any two.
fn read(
    steps: &[Between],
    select: impl Fn(&Log<Place>, u64, u64) -> (Vec<u64>, Option<u64>),
    from: u64,
) -> (Vec<u64>, BTreeMap<u64, bool>) {
    let memory = MemoryBackend::default();
    let reader = opened(&Place::yielding(&memory, 1));
    let other = opened(&Place::yielding(&memory, 2));
    for at in 0..24 {
        run(put(&other, at));
    }
    run(reader.refresh()).unwrap();
    let until = reader.head().next;
    let (mut seen, mut next, mut step) = (Vec::new(), Some(from), 0);
    while let Some(from) = next {
        let (positions, goes_on) = select(&reader, from, until);
        // Changes come between selecting and reading, and while it is read.
        let what = steps[step % steps.len()];
        step += 1;
        let (events, ()) = run(futures::future::join(picked(&reader, &positions), change(&other, what)));
        for (position, data) in events {
            assert_eq!(data, position.to_string().as_bytes());
            seen.push(position);
        }
        if step.is_multiple_of(2) {
            run(reader.refresh()).unwrap();
        }
        next = goes_on;
        assert!(step < 100, "it never ends");
    }
    run(reader.refresh()).unwrap();
    assert_whole(&reader);
    let left = (0..until).map(|position| (position, reader.index().stream_at(Position(position)).is_some())).collect();
    (seen, left)
}

/// Nothing twice, nothing out of order, and nothing missing that is still there.
fn assert_stable(seen: &[u64], left: &BTreeMap<u64, bool>, backwards: bool, fits: impl Fn(u64) -> bool) {
    let ordered = seen.windows(2).all(|pair| if backwards { pair[0] > pair[1] } else { pair[0] < pair[1] });
    assert!(ordered, "{seen:?}");
    for (position, there) in left.iter().filter(|(position, _)| fits(**position)) {
        assert!(!there || seen.contains(position), "{position} is missing in {seen:?}");
    }
    assert!(seen.iter().all(|position| *position < 24 && fits(*position)), "{seen:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn pages_of_the_whole_log_are_of_one_moment(steps in prop::collection::vec(between(), 1..12), limit in 1..7usize, backwards: bool, filter in 0..4usize) {
        let direction = if backwards { Direction::Backwards } else { Direction::Forwards };
        let (filter, fits): (Filter, fn(u64) -> bool) = match filter {
            0 => (Filter::default(), |_| true),
            1 => (Filter { types: vec!["Added".into()], ..Filter::default() }, |at| (at / 2).is_multiple_of(2)),
            2 => (Filter { stream_prefixes: vec!["a-".into()], ..Filter::default() }, |at| at.is_multiple_of(2)),
            _ => (Filter { tags: vec!["third".into()], ..Filter::default() }, |at| at.is_multiple_of(3)),
        };
        let select = |log: &Log<Place>, from, until| {
            let page = log.select_all(&filter, direction, from, until, limit).unwrap();
            (page.positions, page.next)
        };
        let (seen, left) = read(&steps, select, if backwards { u64::MAX } else { 0 });
        assert_stable(&seen, &left, backwards, fits);
    }

    #[test]
    fn pages_of_a_stream_are_of_one_moment(steps in prop::collection::vec(between(), 1..12), limit in 1..4usize, backwards: bool, scavenged: bool) {
        let direction = if backwards { Direction::Backwards } else { Direction::Forwards };
        let stream = if scavenged { "a-0" } else { "a-2" };
        let select = |log: &Log<Place>, from, until| {
            let page = log.select_stream(stream, direction, from, until, limit, 0).unwrap();
            (page.positions, page.next)
        };
        let (seen, left) = read(&steps, select, if backwards { u64::MAX } else { 0 });
        assert_stable(&seen, &left, backwards, |at| at.is_multiple_of(2) && at % 3 == if scavenged { 0 } else { 2 });
    }
}
