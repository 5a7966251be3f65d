//! The history against the plain fold: the same states, however they are reached, and blame against a naive scan.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_event::json::parse;
use foldback_event::{Json, Pointer, apply, diff};
use foldback_replay::{Fold, History, Input, Merge, Record};
use proptest::prelude::*;

struct Nothing;

impl Record for Nothing {
    fn set(&mut self, _: &[&str], _: &Json) {}
    fn remove(&mut self, _: &[&str]) {}
    fn cut(&mut self, _: &[&str], _: usize) {}
}

/// The state after each event, by folding from zero.
fn states(events: &[String]) -> Vec<Option<Json>> {
    let mut state = None;
    let mut states = vec![None];
    for event in events {
        Merge.apply(&mut state, &Input::of(event.as_bytes()), &mut Nothing);
        states.push(state.clone());
    }
    states
}

/// Positions leave room between the events: partitions share a log.
fn history(events: &[String]) -> History {
    let mut history = History::default();
    for (at, event) in events.iter().enumerate() {
        let event = Input { position: at as u64 * 3 + 1, ..Input::of(event.as_bytes()) };
        history.fold(&Merge, 7, &event).unwrap();
    }
    history
}

fn events() -> impl Strategy<Value = Vec<String>> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        (0..3u8).prop_map(|n| n.to_string()),
        // Long enough that keyframes are written within a test.
        "[a-z]{300}".prop_map(|text| format!("\"{text}\"")),
        Just("[1,2]".to_owned()),
    ];
    let value = leaf.prop_recursive(3, 12, 3, |inner| {
        prop::collection::btree_map("[abc]", inner, 0..3).prop_map(|members| {
            format!("{{{}}}", members.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect::<Vec<_>>().join(","))
        })
    });
    prop::collection::vec(value, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_state_from_any_keyframe_is_the_state_from_zero(events in events()) {
        let (history, states) = (history(&events), states(&events));
        for (entries, expected) in states.iter().enumerate() {
            let at = entries as u64 * 3;
            let moment = history.moment(7, at).unwrap();
            prop_assert_eq!(&moment.state, expected);
            prop_assert_eq!(moment.entries, entries);
            if entries > 0 {
                let mut again = states[entries - 1].clone().unwrap_or_default();
                prop_assert!(apply(&mut again, &moment.changes));
                prop_assert_eq!(Some(again), expected.clone().or_else(|| Some(Json::Null)));
            }
        }
    }

    #[test]
    fn a_diff_leads_from_one_state_to_the_other(events in events(), a: prop::sample::Index, b: prop::sample::Index) {
        let (history, states) = (history(&events), states(&events));
        let (a, b) = (a.index(states.len()), b.index(states.len()));
        let changes = history.diff(7, Some(a as u64 * 3), b as u64 * 3).unwrap();
        let mut value = states[a].clone().unwrap_or_default();
        prop_assert!(apply(&mut value, &changes));
        prop_assert_eq!(value, states[b].clone().unwrap_or_default());
    }

    #[test]
    fn blame_is_what_a_naive_scan_finds(events in events(), path in "(/[abc]){0,3}", limit in 0..5usize) {
        let (history, states) = (history(&events), states(&events));
        let path = Pointer::parse(&path).unwrap();
        // An event wrote the value when the value, or anything in it, is different after the event.
        let value = |state: &Option<Json>| state.as_ref().and_then(|state| state.get(&path)).cloned();
        let writers: Vec<u64> = (0..events.len())
            .filter(|at| value(&states[*at]) != value(&states[at + 1]))
            .map(|at| at as u64 * 3 + 1)
            .rev()
            .collect();
        let blame = history.blame(7, &path, u64::MAX, limit).unwrap();
        prop_assert_eq!(blame.total as usize, writers.len());
        let found: Vec<_> = blame.writes.iter().map(|write| write.position).collect();
        prop_assert_eq!(&found, &writers[..limit.min(writers.len())]);
        for write in &blame.writes {
            let entry = write.entry;
            let expected = match (value(&states[entry]), value(&states[entry + 1])) {
                (Some(old), Some(new)) => !diff(&old, &new).is_empty(),
                (old, new) => old != new,
            };
            prop_assert!(expected && !write.changes.is_empty());
        }
    }
}

#[test]
fn one_two_one_is_two_writes_after_the_first() {
    let events: Vec<String> =
        ["{\"a\":1}", "{\"a\":2}", "{\"b\":0}", "{\"a\":1}", "{\"a\":1}"].map(str::to_owned).into();
    let blame = history(&events).blame(7, &Pointer::parse("/a").unwrap(), u64::MAX, 10).unwrap();
    assert_eq!(blame.writes.iter().map(|write| write.position).collect::<Vec<_>>(), [10, 4, 1]);
    let shown: Vec<_> = blame.writes[0].changes.iter().map(|change| (change.old.clone(), change.new.clone())).collect();
    assert_eq!(shown, [(parse(b"2").ok(), parse(b"1").ok())]);
}

#[test]
fn a_long_history_has_keyframes_and_forgets_cleanly() {
    let events: Vec<String> =
        (0..20_000).map(|n| format!("{{\"k{}\":{{\"n\":{n},\"text\":\"some words\"}}}}", n % 50)).collect();
    let mut history = history(&events);
    let weight = history.weight();
    assert!(weight < 20_000 * 100, "{weight} bytes");
    assert_eq!(history.moment(7, u64::MAX).unwrap().state, states(&events).pop().unwrap());
    history.forget(7);
    assert!(history.weight() < weight / 50);
    assert_eq!(history.entries(7), None);
}
