//! Declared indexes against a look at every state.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod support;

use std::ops::Bound;

use foldback_event::{Json, Pointer};
use foldback_replay::{History, Index, Input, Merge};
use proptest::prelude::*;
use support::json;

fn events() -> impl Strategy<Value = Vec<(u32, String)>> {
    let value = prop_oneof![
        Just("null".to_owned()),
        (-3..4i8).prop_map(|n| n.to_string()),
        (0..3u8).prop_map(|n| format!("{n}.0")),
        Just("{\"x\":1}".to_owned()),
        "[ab]".prop_map(|text| format!("\"{text}\"")),
    ];
    let data = ("[ab]", value).prop_map(|(name, value)| format!("{{\"{name}\":{value},\"other\":{{\"{name}\":1}}}}"));
    prop::collection::vec((0..6u32, data), 1..40)
}

fn fold(history: &mut History, events: &[(u32, String)], only: impl Fn(u32) -> bool) {
    for (at, (partition, data)) in events.iter().enumerate().filter(|(_, event)| only(event.0)) {
        let event = Input { position: at as u64, ..Input::of(data.as_bytes()) };
        history.fold(&Merge, *partition, &event).unwrap();
    }
}

fn number(value: Option<&Json>) -> Option<f64> {
    if let Some(Json::Number(text)) = value { text.parse().ok() } else { None }
}

proptest! {
    #[test]
    fn an_index_finds_what_a_look_at_every_state_finds(events in events(), half: prop::sample::Index, again in 0..6u32) {
        let path = Pointer::parse("/a").unwrap();
        let half = half.index(events.len());
        let mut history = History::default();
        fold(&mut history, &events[..half], |_| true);
        history.declare(Index::new(path.clone())).unwrap();
        for (at, (partition, data)) in events.iter().enumerate().skip(half) {
            let event = Input { position: at as u64, ..Input::of(data.as_bytes()) };
            history.fold(&Merge, *partition, &event).unwrap();
        }
        let states: Vec<Option<Json>> = (0..6).map(|at| history.moment(at, u64::MAX).unwrap().state).collect();
        // A partition that is let go stays in the index, and is not taken back when it is folded again.
        history.forget(again);
        fold(&mut history, &events[..half], |partition| partition == again);
        let index = &history.indexes()[0];
        let with = |fits: &dyn Fn(Option<&Json>) -> bool| {
            let value = |at: u32| states[at as usize].as_ref().and_then(|state| state.get(&path));
            (0..6).filter(|at| fits(value(*at))).collect::<Vec<u32>>()
        };
        let sorted = |found: &mut dyn Iterator<Item = u32>| {
            let mut found: Vec<u32> = found.collect();
            found.sort_unstable();
            found
        };
        prop_assert_eq!(sorted(&mut index.equal(&json("1"))), with(&|value| number(value) == Some(1.0)));
        prop_assert_eq!(sorted(&mut index.equal(&json("\"a\""))), with(&|value| value == Some(&json("\"a\""))));
        let (zero, two) = (json("0"), json("2"));
        prop_assert_eq!(
            sorted(&mut index.range(Bound::Excluded(&zero), Bound::Included(&two))),
            with(&|value| number(value).is_some_and(|number| number > 0.0 && number <= 2.0))
        );
        prop_assert_eq!(
            sorted(&mut index.range(Bound::Excluded(&zero), Bound::Unbounded)),
            with(&|value| number(value).is_some_and(|number| number > 0.0))
        );
        prop_assert_eq!(index.range(Bound::Included(&two), Bound::Excluded(&zero)).count(), 0);
        for partition in 0..6 {
            let last = events.iter().rposition(|event| event.0 == partition).map(|at| at as u64);
            prop_assert_eq!(index.position(partition), last);
        }
        for (value, partitions) in index.shared() {
            prop_assert!(partitions.len() > 1);
            prop_assert_eq!(sorted(&mut index.equal(value)), sorted(&mut partitions.into_iter()));
        }
    }
}
