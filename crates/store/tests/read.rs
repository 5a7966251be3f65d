//! Reads of one stream through a filter, page by page, against what a look at every event finds.
#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use foldback_event::EventRef;
use foldback_log::{Append, Direction, Filter, MemoryBackend};
use foldback_store::{From, Read, Store};
use futures::executor::block_on;

/// More events than one page looks at: in two streams, of three types, a tag on every seventh.
const EVENTS: u64 = 12_000;

fn kind(n: u64) -> &'static str {
    ["A", "B", "C"][(n % 3) as usize]
}

fn store() -> Store<MemoryBackend> {
    let store = block_on(Store::open(MemoryBackend::default())).unwrap();
    let tags = ["seventh"];
    for from in (0..EVENTS).step_by(1_000) {
        let event = |n: u64| EventRef {
            stream: if n.is_multiple_of(2) { "even" } else { "odd" },
            event_type: kind(n),
            data: b"{}",
            tags: if n.is_multiple_of(7) { &tags } else { &[] },
            ..EventRef::default()
        };
        let events: Vec<EventRef<'_>> = (from..from + 1_000).map(event).collect();
        block_on(store.append(Append { events: &events, ..Append::default() })).unwrap();
    }
    store
}

/// The positions that all pages of a read give, and how many pages there were.
fn pages(store: &Store<MemoryBackend>, mut read: Read) -> (Vec<u64>, usize) {
    let mut seen = Vec::new();
    for count in 1.. {
        let before = seen.len();
        let page = block_on(store.read(&read, &mut |view| {
            seen.push(view.position.0);
            true
        }))
        .unwrap();
        assert!(seen.len() - before <= read.limit);
        read.until = Some(page.until);
        match page.next {
            Some(next) => read.from = Some(From::Place(next)),
            None => return (seen, count),
        }
    }
    unreachable!()
}

#[test]
fn a_stream_is_read_through_a_filter_both_ways_in_pages_of_any_size() {
    let store = store();
    let none = Vec::new;
    let filters = [
        Filter { types: vec!["B".to_owned()], ..Filter::default() },
        Filter { tags: vec!["seventh".to_owned()], ..Filter::default() },
        Filter { types: vec!["A".to_owned(), "C".to_owned()], tags: vec!["seventh".to_owned()], ..Filter::default() },
        Filter { types: vec!["Never".to_owned()], ..Filter::default() },
        Filter { stream_prefixes: vec!["od".to_owned()], ..Filter::default() },
        Filter { types: none(), stream_prefixes: none(), tags: none() },
    ];
    for (filter, limit) in filters.into_iter().zip([1_000, 7, 100, 50, 4_096, 600]) {
        let fits = |n: &u64| {
            n % 2 == 1
                && (filter.types.is_empty() || filter.types.iter().any(|wanted| wanted == kind(*n)))
                && (filter.tags.is_empty() || n.is_multiple_of(7))
        };
        let right: Vec<u64> = (0..EVENTS).filter(fits).collect();
        let read = Read { stream: Some("odd".to_owned()), filter: filter.clone(), limit, ..Read::default() };
        let (forwards, count) = pages(&store, read.clone());
        assert_eq!(forwards, right, "{filter:?}");
        assert!(count > 1, "{filter:?}: one page, so that nothing of where the next one begins was tried");
        let (mut backwards, _) = pages(&store, Read { direction: Direction::Backwards, ..read });
        backwards.reverse();
        assert_eq!(backwards, right, "{filter:?} backwards");
    }
}
