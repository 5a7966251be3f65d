//! Categories, streams, steps and timelines against the events themselves.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_event::EventRef;
use foldback_event::Timestamp;
use foldback_log::{Append, MemoryBackend};
use foldback_store::{Lanes, Store};
use futures::executor::block_on;

/// A thousand events a second apart, with a night in the middle, in two categories and five streams.
fn store() -> Store<MemoryBackend> {
    let store = block_on(Store::open(MemoryBackend::default())).unwrap();
    let names: Vec<String> =
        (0..1000).map(|n| if n % 10 == 0 { "order-1".into() } else { format!("Cart-{}", n % 4) }).collect();
    let events: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(at, stream)| EventRef {
            stream,
            event_type: ["Added", "Removed", "Paid"][at % 3],
            created: Some(Timestamp((at as i64 + if at < 500 { 0 } else { 36_000 }) * 1_000_000)),
            data: b"{}",
            ..EventRef::default()
        })
        .collect();
    block_on(store.append(Append { events: &events, ..Append::default() })).unwrap();
    store
}

#[test]
fn categories_and_streams_add_up_and_filter() {
    let store = store();
    let categories = store.categories("", 10);
    let shown: Vec<_> = categories.iter().map(|c| (c.category.as_str(), c.streams, c.events)).collect();
    assert_eq!(shown, [("Cart", 4, 900), ("order", 1, 100)]);
    assert_eq!(categories[1].bars, [255; 10]);
    assert_eq!(store.categories("ORDER", 10).len(), 1);
    assert!(store.categories("nothing", 10).is_empty());
    let page = store.streams(Some("Cart"), "cart-", 1, 2, 4);
    assert_eq!(page.total, 4);
    assert_eq!(page.streams.iter().map(|s| s.stream.as_str()).collect::<Vec<_>>(), ["Cart-2", "Cart-3"]);
    assert_eq!(store.streams(Some("nothing"), "", 0, 10, 4).total, 0);
    assert_eq!(store.streams(None, "", 0, 10, 4).streams.iter().map(|s| s.events).sum::<u64>(), 1000);
}

#[test]
fn steps_lead_along_a_stream() {
    let store = store();
    assert_eq!(store.step("order-1", 0, true), Some(10));
    assert_eq!(store.step("order-1", 15, true), Some(20));
    assert_eq!(store.step("order-1", 15, false), Some(10));
    assert_eq!(store.step("order-1", 10, false), Some(0));
    assert_eq!(store.step("order-1", 0, false), None);
    assert_eq!(store.step("order-1", 990, true), None);
    assert_eq!(store.step("nobody", 0, true), None);
}

#[test]
fn a_timeline_holds_every_event_once_and_draws_the_night_short() {
    let store = store();
    for (by, lanes) in [(Lanes::Category, 2), (Lanes::Stream, 5), (Lanes::Type, 3)] {
        let (answer, pixels) = store.timeline(0..1000, 400, by, 10);
        assert_eq!(answer.lanes.len(), lanes);
        assert!(answer.by_time);
        assert_eq!(answer.gaps.len(), 1);
        assert_eq!(pixels.counts.iter().sum::<u32>(), 1000);
        assert!(pixels.positions.is_sorted() && pixels.times.is_sorted());
        assert_eq!(pixels.positions[400], 1000);
        assert_eq!(pixels.cells.len(), 400 * lanes);
        for position in 0..1000 {
            let column = pixels.column(position);
            assert!(pixels.counts[column] > 0);
            assert!(
                u64::from(pixels.positions[column]) <= position && position < u64::from(pixels.positions[column + 1])
            );
        }
        let gap = answer.gaps[0];
        assert!(pixels.counts[gap.from as usize + 1..gap.to as usize - 1].iter().all(|count| *count == 0));
    }
    let (part, pixels) = store.timeline(990..5000, 50, Lanes::Category, 0);
    assert_eq!((part.from, part.to, pixels.counts.iter().sum::<u32>()), (990, 1000, 10));
    let (empty, pixels) = store.timeline(2000..3000, 50, Lanes::Category, 4);
    assert_eq!((empty.from, empty.to, pixels.counts.iter().sum::<u32>()), (1000, 1000, 0));
}

#[test]
fn lanes_are_those_with_the_most_events() {
    let (answer, _) = store().timeline(0..1000, 100, Lanes::Category, 1);
    assert_eq!(answer.lanes[0].name, "Cart");
}
