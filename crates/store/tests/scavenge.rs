//! States after a scavenge that was broken off: some events are removed, some that are to be removed are still there.
#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use foldback_event::{EventRef, Json};
use foldback_log::{Append, LogError, MemoryBackend, StreamMetadata};
use foldback_store::{Store, StoreError};
use futures::executor::block_on;

/// A payload that does not compress, so that a few of them are more than is removed at once.
fn payload(n: u64) -> String {
    let mut bits = n + 1;
    let mut fill = String::new();
    for _ in 0..1 << 15 {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        fill.push_str(&format!("{:016x}", bits ^ (bits >> 29)));
    }
    format!("{{\"n\":{n},\"k{n}\":true,\"fill\":\"{fill}\"}}")
}

/// The state after event `n`, but for its long member.
fn state(n: u64) -> String {
    let seen: String = (0..=n).map(|n| format!(",\"k{n}\":true")).collect();
    format!("{{\"n\":{n}{seen}}}")
}

/// The state at `at`, but for its long member.
fn moment(store: &Store<MemoryBackend>, at: u64) -> Result<String, StoreError> {
    match block_on(store.moment("s", at))?.state {
        Some(Json::Object(mut members)) => {
            members.shift_remove("fill");
            Ok(Json::Object(members).to_string())
        }
        other => Ok(format!("{other:?}")),
    }
}

#[test]
fn states_are_right_while_a_scavenge_is_half_done() {
    let place = MemoryBackend::default();
    let store = block_on(Store::open(place.clone())).unwrap();
    for n in 0..30 {
        let data = payload(n);
        let event = EventRef { stream: "s", event_type: "T", data: data.as_bytes(), ..EventRef::default() };
        block_on(store.append(Append { events: &[event], ..Append::default() })).unwrap();
    }
    let metadata = StreamMetadata { max_count: Some(4), ..StreamMetadata::default() };
    block_on(store.log().set_stream_metadata("s", metadata, None)).unwrap();
    let broken_off = block_on(store.scavenge(0, &mut |_| false));
    assert!(matches!(broken_off, Err(StoreError::Log(LogError::Cancelled))), "{broken_off:?}");
    let first = store.log().index().stream("s").unwrap().first_revision;
    assert!(first > 0 && first < 26, "some are gone and some are left: {first}");
    let again = block_on(Store::open(place)).unwrap();
    for store in [&store, &again] {
        while block_on(store.fold_ahead()).unwrap() {}
        for at in 25..30 {
            assert_eq!(moment(store, at).unwrap(), state(at), "at {at}");
        }
        assert!(matches!(moment(store, 24), Err(StoreError::Log(LogError::Scavenged { position: 24 }))));
        assert!(block_on(store.diff("s", Some(24), 29)).is_err());
    }
    let done = block_on(again.scavenge(0, &mut |_| true)).unwrap();
    assert_eq!(done.events, 26 - first);
    assert_eq!(moment(&again, 27).unwrap(), state(27));
    assert_eq!(block_on(again.log().verify(&mut |_| true)).unwrap().damaged, []);
}
