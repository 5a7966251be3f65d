//! States and changes over all streams are those of each stream, at any position and any time.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_event::{EventRef, Json, Timestamp};
use foldback_log::{Append, MemoryBackend};
use foldback_protocol::StreamFilter;
use foldback_store::{MERGE, On, Store, StoreError};
use futures::executor::block_on;

/// Twelve events of four streams, a time each, of which two are earlier than those before them.
fn filled() -> Store<MemoryBackend> {
    let store = block_on(Store::open(MemoryBackend::default())).unwrap();
    let times = [10, 20, 20, 15, 30, 40, 50, 45, 60, 70, 80, 90];
    for (at, time) in times.into_iter().enumerate() {
        let stream = ["cart-1", "cart-2", "a/b~c", "user-1"][at % 4];
        let data =
            if stream == "user-1" { "7".to_owned() } else { format!("{{\"n\":{at},\"of\":{{\"k{}\":1}}}}", at % 3) };
        let event = EventRef {
            stream,
            event_type: "t",
            time: Some("now"),
            created: Some(Timestamp(time)),
            data: data.as_bytes(),
            ..EventRef::default()
        };
        block_on(store.append(Append { events: &[event], ..Append::default() })).unwrap();
    }
    store
}

fn states(store: &Store<MemoryBackend>, filter: &StreamFilter, at: u64) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut show = |stream: &str, state: &Json| found.push((stream.to_owned(), state.to_string()));
    block_on(store.states(On::log(MERGE), filter, at, &|| true, &mut show)).unwrap();
    found
}

fn only(prefixes: &[&str], streams: &[&str]) -> StreamFilter {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    StreamFilter { stream_prefixes: owned(prefixes), streams: owned(streams) }
}

#[test]
fn states_of_all_streams_are_those_of_each() {
    let store = filled();
    for at in 0..14 {
        let each: Vec<_> = ["cart-1", "cart-2", "a/b~c", "user-1"]
            .into_iter()
            .filter_map(|stream| {
                let state = block_on(store.moment(stream, at)).unwrap().state?;
                Some((stream.to_owned(), state.to_string()))
            })
            .collect();
        assert_eq!(states(&store, &StreamFilter::default(), at), each, "at {at}");
    }
    let names = |filter| states(&store, &filter, 5).into_iter().map(|(stream, _)| stream).collect::<Vec<_>>();
    assert_eq!(names(only(&["cart-"], &[])), ["cart-1", "cart-2"]);
    assert_eq!(names(only(&["x"], &["a/b~c", "cart-1"])), ["cart-1", "a/b~c"]);
    assert_eq!(names(only(&["user"], &[])), [""; 0], "a number is no state");
}

#[test]
fn changes_of_all_streams_are_those_of_each() {
    let store = filled();
    let moments = [None, Some(0), Some(3), Some(4), Some(7), Some(11)];
    for (from, to) in moments.into_iter().flat_map(|from| moments.map(|to| (from, to))) {
        let mut found = Vec::new();
        let mut show = |stream: &str, changes: Vec<_>| found.push((stream.to_owned(), changes));
        block_on(store.diffs(On::log(MERGE), &StreamFilter::default(), (from, to), &|| true, &mut show)).unwrap();
        let each = ["cart-1", "cart-2", "a/b~c", "user-1"]
            .into_iter()
            .map(|stream| (stream.to_owned(), block_on(store.diff(stream, from, to)).unwrap()));
        assert_eq!(found, each.filter(|(_, changes)| !changes.is_empty()).collect::<Vec<_>>(), "{from:?} {to:?}");
    }
}

#[test]
fn a_time_is_the_last_position_that_is_not_later() {
    let store = filled();
    let at = |time| store.place_of(Timestamp(time));
    assert_eq!((at(9), at(10), at(19), at(20)), (None, Some(0), Some(0), Some(3)));
    assert_eq!((at(49), at(50), at(59), at(90), at(i64::MAX)), (Some(5), Some(7), Some(7), Some(11), Some(11)));
    let empty = block_on(Store::open(MemoryBackend::default())).unwrap();
    assert_eq!(empty.place_of(Timestamp(0)), None);
}

#[test]
fn what_is_not_wanted_any_more_ends() {
    let store = filled();
    let ended = block_on(store.states(On::log(MERGE), &StreamFilter::default(), 11, &|| false, &mut |_, _| ()));
    assert_eq!(ended, Err(StoreError::Aborted));
    let nobody = block_on(store.diff("nobody", None, None));
    assert_eq!(nobody, Err(StoreError::StreamNotFound("nobody".into())));
}
