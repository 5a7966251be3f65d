//! Patches from outside, arrays included, against a plain model: states, blame, changes, flips, and what is let go.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod support;

use foldback_event::{Json, Pointer, apply};
use foldback_replay::{Flip, Gone, History, Predicate, Reads, read_patches};
use proptest::prelude::*;
use support::{Step, json, places, steps, wishes, writers};

/// Positions leave room between the events.
fn position(at: usize) -> u64 {
    at as u64 * 3 + 1
}

fn batch(steps: &[Step]) -> String {
    steps.iter().enumerate().map(|(at, step)| step.line(position(at), "")).collect()
}

fn history(steps: &[Step], budget: usize) -> History {
    let mut history = History::with_budget(budget);
    for handled in read_patches(&batch(steps)) {
        history.take(5, &handled.unwrap()).unwrap();
    }
    history
}

/// Answers a question, and folds again whatever it says is gone. Gives how often that was needed.
fn ask<T>(history: &mut History, steps: &[Step], question: impl Fn(&History) -> Result<T, Gone>) -> (T, usize) {
    for refills in 0.. {
        let gone = match question(history) {
            Ok(answer) => return (answer, refills),
            Err(gone) => gone,
        };
        assert!(refills < 1000, "{gone}");
        let mut refill = history.refill(&gone).unwrap();
        let batch = batch(steps);
        for handled in read_patches(&batch).map(Result::unwrap) {
            if gone.after.is_none_or(|after| handled.position > after) && handled.position <= gone.to {
                history.retake(&mut refill, &handled).unwrap();
            }
        }
        assert_eq!(refill.missing(), 0);
        history.fill(refill).unwrap();
    }
    panic!()
}

/// Text equality: the order of members is the same too.
fn text(state: &Option<Json>) -> String {
    state.as_ref().map_or_else(|| "-".to_owned(), Json::to_string)
}

/// Whether the value at a path is one of these.
struct Is(Reads, Pointer, Json);

impl Predicate for Is {
    fn reads(&self) -> &Reads {
        &self.0
    }

    fn test(&mut self, state: &Json) -> Result<bool, String> {
        Ok(state.get(&self.1) == Some(&self.2))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn states_and_changes_are_those_of_the_model(wishes in wishes()) {
        let steps = steps(&wishes);
        let history = history(&steps, usize::MAX);
        let mut before = None;
        for (at, step) in steps.iter().enumerate() {
            let moment = history.moment(5, position(at) + 1).unwrap();
            prop_assert_eq!(text(&moment.state), text(&step.state));
            prop_assert_eq!(moment.position, Some(position(at)));
            let mut again: Json = before.clone().unwrap_or_default();
            prop_assert!(apply(&mut again, &moment.changes), "{:?}", moment.changes);
            prop_assert_eq!(again, step.state.clone().unwrap_or_default());
            before = step.state.clone();
        }
    }

    #[test]
    fn patches_written_out_are_the_same_history_when_they_are_read(wishes in wishes(), from: prop::sample::Index) {
        let steps = steps(&wishes);
        let from = from.index(steps.len());
        let one = history(&steps, usize::MAX);
        let mut lines = String::new();
        one.patches(5, "p\"1", position(from)..=u64::MAX, &mut |_, line| {
            lines.push_str(line);
            true
        }).unwrap();
        let mut other = History::default();
        let before = from.checked_sub(1).map(|before| steps[before].state.clone());
        if let Some(before) = &before {
            other.begin(5, position(from - 1) as u32, before.as_ref());
        }
        for (at, handled) in read_patches(&lines).enumerate() {
            let handled = handled.unwrap();
            prop_assert_eq!(&*handled.partition, "p\"1");
            other.take(5, &handled).unwrap();
            let moment = other.moment(5, u64::MAX).unwrap();
            prop_assert_eq!((moment.position, text(&moment.state)), (Some(position(from + at)), text(&steps[from + at].state)));
        }
        prop_assert_eq!(other.entries(5).unwrap_or_default(), steps.len() - from);
    }

    #[test]
    fn the_partitions_with_an_event_at_a_position_are_told(positions in prop::collection::vec(prop::collection::btree_set(0..60u64, 0..30), 3)) {
        let mut history = History::default();
        for (partition, positions) in positions.iter().enumerate() {
            for at in positions {
                let line = format!("[{at},\"\",[[\"\",{at}]]]");
                history.take(partition as u32, &read_patches(&line).next().unwrap().unwrap()).unwrap();
            }
        }
        for at in 0..61 {
            let expected: Vec<u32> = (0..3).filter(|partition| positions[*partition as usize].contains(&at)).collect();
            prop_assert_eq!(history.partitions_at(at).unwrap(), expected);
        }
    }

    #[test]
    fn diffs_lead_from_one_state_to_another(wishes in wishes(), a: prop::sample::Index, b: prop::sample::Index) {
        let steps = steps(&wishes);
        let (a, b) = (a.index(steps.len()), b.index(steps.len()));
        let changes = history(&steps, usize::MAX).diff(5, Some(position(a)), position(b)).unwrap();
        let mut value = steps[a].state.clone().unwrap_or_default();
        prop_assert!(apply(&mut value, &changes));
        prop_assert_eq!(value, steps[b].state.clone().unwrap_or_default());
    }

    #[test]
    fn blame_and_changes_find_every_event_that_changed_a_value(
        wishes in wishes(), at: prop::sample::Index, place: prop::sample::Index, limit in 0..4usize,
    ) {
        let steps = steps(&wishes);
        let history = history(&steps, usize::MAX);
        let places = steps[at.index(steps.len())].state.as_ref().map(places).unwrap_or_else(|| vec![Pointer::root()]);
        let path = &places[place.index(places.len())];
        let writers = writers(&steps, path);
        let blame = history.blame(5, path, u64::MAX, limit).unwrap();
        prop_assert_eq!(blame.total as usize, writers.len());
        prop_assert_eq!(
            blame.writes.iter().map(|write| write.entry).collect::<Vec<_>>(),
            &writers[..limit.min(writers.len())]
        );
        let mut value = Json::Null;
        let mut found = Vec::new();
        history.changes(5, path, 0..=u64::MAX, &mut |write| {
            // What is told leads from the value before to the value behind it.
            let below: Vec<_> = write.changes.iter().cloned().map(|mut change| {
                change.path = change.path.keys()[path.keys().len()..].iter().cloned().collect();
                change
            }).collect();
            assert!(apply(&mut value, &below), "{below:?}");
            let expected = steps[write.entry].state.as_ref().and_then(|state| state.get(path)).cloned();
            assert_eq!(value, expected.unwrap_or_default());
            found.push(write.entry);
            true
        }).unwrap();
        found.reverse();
        prop_assert_eq!(found, writers);
    }

    #[test]
    fn flips_are_what_a_naive_scan_finds(
        wishes in wishes(), at: prop::sample::Index, place: prop::sample::Index, from in 0..60u64, all: bool,
    ) {
        let steps = steps(&wishes);
        let history = history(&steps, usize::MAX);
        let state = steps[at.index(steps.len())].state.clone().unwrap_or_default();
        let places = places(&state);
        let path = places[place.index(places.len())].clone();
        let wanted = state.get(&path).unwrap().clone();
        let is = |step: &Step| step.state.as_ref().and_then(|state| state.get(&path)) == Some(&wanted);
        let mut value = steps.iter().enumerate().take_while(|(at, _)| position(*at) < from).last().is_some_and(|(_, step)| is(step));
        let before = value;
        let mut expected = Vec::new();
        for (at, step) in steps.iter().enumerate().filter(|(at, _)| position(*at) >= from) {
            if is(step) != value {
                value = is(step);
                expected.push(Flip { position: position(at), value });
            }
        }
        let reads = if all { Reads::All } else { Reads::Paths(vec![path.clone()]) };
        let found = history.flips(5, &mut Is(reads, path.clone(), wanted.clone()), from..=u64::MAX).unwrap();
        prop_assert_eq!((found.before, found.flips), (before, expected));
        prop_assert_eq!(found.failures, 0);
    }

    #[test]
    fn thinning_never_changes_an_answer(
        wishes in wishes(), budget in 500..20_000usize, asked in prop::collection::vec(any::<prop::sample::Index>(), 1..12),
    ) {
        let steps = steps(&wishes);
        let mut history = history(&steps, budget);
        let weight = history.weight();
        history.thin();
        prop_assert!(history.weight() <= weight);
        for at in asked {
            let at = at.index(steps.len());
            let (moment, _) = ask(&mut history, &steps, |history| history.moment(5, position(at)));
            prop_assert_eq!(text(&moment.state), text(&steps[at].state));
            history.thin();
        }
        let (blame, _) = ask(&mut history, &steps, |history| history.blame(5, &Pointer::root(), u64::MAX, 1000));
        prop_assert_eq!(blame.writes.iter().map(|write| write.entry).collect::<Vec<_>>(), writers(&steps, &Pointer::root()));
    }
}

#[test]
fn a_long_history_is_let_go_and_comes_back() {
    let steps: Vec<Step> = (0..5000)
        .map(|n| {
            let value = format!("{{\"n\":{n},\"text\":\"some words to make it longer {}\"}}", n * 7919);
            Step { writes: format!("[[\"\",{value}]]"), state: Some(json(&value)) }
        })
        .collect();
    let mut history = history(&steps, 100_000);
    assert!(history.is_full());
    history.thin();
    assert!(history.weight() <= 75_000, "{}", history.weight());
    let mut refills = 0;
    for at in (0..5000).step_by(487) {
        let (moment, refilled) = ask(&mut history, &steps, |history| history.moment(5, position(at)));
        assert_eq!(moment.state, steps[at].state);
        refills += refilled;
        history.thin();
        assert!(history.weight() <= 100_000, "{}", history.weight());
    }
    assert!(refills > 0);
    // What is asked again at once is still there.
    ask(&mut history, &steps, |history| history.moment(5, position(200)));
    history.thin();
    assert!(history.moment(5, position(200)).is_ok());
    // And the next event goes on from the latest state.
    let line = "[20000,\"\",[[\"/n\",\"last\"]]]";
    history.take(5, &read_patches(line).next().unwrap().unwrap()).unwrap();
    let last = history.moment(5, u64::MAX).unwrap().state.unwrap();
    assert_eq!(last.get(&Pointer::parse("/n").unwrap()), Some(&json("\"last\"")));
}

#[test]
fn what_is_folded_again_and_comes_out_differently_is_refused() {
    let steps: Vec<Step> = (0..3000)
        .map(|n| Step { writes: format!("[[\"\",{{\"n\":{n},\"text\":\"some words\"}}]]"), state: None })
        .collect();
    let mut history = history(&steps, 20_000);
    history.thin();
    let gone = history.moment(5, position(10)).unwrap_err();
    assert_eq!((gone.first, gone.after), (0, None));
    let mut refill = history.refill(&gone).unwrap();
    let other = batch(&steps).replace("some", "same");
    for handled in read_patches(&other).take(gone.events) {
        history.retake(&mut refill, &handled.unwrap()).unwrap();
    }
    let differs = history.fill(refill).unwrap_err();
    assert_eq!(differs.position, gone.to);
    assert!(history.moment(5, position(10)).is_err());
}

#[test]
fn a_fault_says_where_and_leaves_the_history_as_it_was() {
    let mut history = History::default();
    let first = "[3,\"\",[[\"\",{\"list\":[1,2],\"n\":1}]]]";
    history.take(0, &read_patches(first).next().unwrap().unwrap()).unwrap();
    let before = history.moment(0, 9).unwrap();
    for (line, byte, message) in [
        ("{", Some(1), "ends inside"),
        ("{}", None, "no [position"),
        ("[1,\"\"]", None, "three parts"),
        ("[-1,\"\",[]]", None, "no position"),
        ("[4294967296,\"\",[]]", None, "no position"),
        ("[1.5,\"\",[]]", None, "no position"),
        ("[4,7,[]]", None, "name of a partition"),
        ("[4,\"\",{}]", None, "must be an array"),
        ("[4,\"\",[[\"/n\",2],7]]", None, "write 2: a write is"),
        ("[4,\"\",[[\"n\",2]]]", None, "write 1: \"n\" is not a JSON Pointer"),
        ("[4,\"\",[[\"/list\",\"#\"],[\"/list\",\"#\",\"1\"]]]", None, "write 2: \"1\" is no length"),
        ("[4,\"\",[[\"/list\",\"#\",1,2]]]", None, "write 1: a write is"),
        ("[4,\"\",[[\"/n\",2],[\"/x/y\",1]]]", None, "write 2: /x/y leads nowhere"),
        ("[4,\"\",[[\"/n/y\",1]]]", None, "/n/y leads nowhere"),
        ("[4,\"\",[[\"/list/x\",1]]]", None, "/list/x leads nowhere"),
        ("[4,\"\",[[\"/list/3\",1]]]", None, "behind an array of 2"),
        ("[4,\"\",[[\"/list\",\"#\",3]]]", None, "behind an array of 2"),
        ("[4,\"\",[[\"/n\",\"#\",0]]]", None, "no array"),
        ("[4,\"\",[[\"/list/0\"]]]", None, "cut the array"),
        ("[4,\"\",[[\"\"],[\"/n\",1]]]", None, "write 2: there is no state"),
        ("[2,\"\",[]]", None, "position 2 comes after 3"),
    ] {
        let batch = format!("[3,\"\",[]]\n{line}\n[5,\"\",[]]\n");
        let mut again = History::default();
        again.take(0, &read_patches(first).next().unwrap().unwrap()).unwrap();
        let error = read_patches(&batch).find_map(|handled| handled.and_then(|handled| again.take(0, &handled)).err());
        let error = error.unwrap_or_else(|| panic!("{line}"));
        assert_eq!((error.line, error.byte), (2, byte), "{line}");
        assert!(error.to_string().contains(message), "{line}: {error}");
        let after = again.moment(0, 9).unwrap();
        assert_eq!((after.state, after.entries), (before.state.clone(), 2), "{line}");
    }
    assert_eq!(read_patches("").count(), 0);
}

#[test]
fn an_event_that_changes_nothing_counts_and_is_no_writer() {
    let mut history = History::default();
    let batch = "[1,\"\",[[\"\",{\"a\":1}]]]\n[2,\"\",[[\"/a\",1],[\"/b\"]]]\n[3,\"\",[]]\n";
    for handled in read_patches(batch) {
        history.take(0, &handled.unwrap()).unwrap();
    }
    assert_eq!(history.moment(0, 9).unwrap().entries, 3);
    assert_eq!(history.blame(0, &Pointer::root(), 9, 9).unwrap().total, 1);
}

#[test]
fn a_list_that_grows_costs_little_and_its_numbers_are_a_series() {
    let mut history = History::default();
    let mut batch = String::from("[0,\"\",[[\"\",{\"list\":[],\"sum\":0}]]]\n");
    for n in 0..20_000u64 {
        let sum = n * (n + 1) / 2;
        batch.push_str(&format!("[{},\"\",[[\"/list/{n}\",{n}],[\"/sum\",{sum}]]]\n", n + 1));
    }
    for handled in read_patches(&batch) {
        history.take(0, &handled.unwrap()).unwrap();
    }
    assert!(history.weight() < 20_000 * 50, "{}", history.weight());
    let series = |width| history.series(0, &Pointer::parse("/sum").unwrap(), 100..=200, width).unwrap();
    let all = series(1000);
    assert_eq!((all.before, all.total, all.points.len()), (Some(4851.0), 101, 101));
    assert_eq!((all.points[0].position, all.points[0].value), (100, Some(4950.0)));
    // It only rises: of each part the first and the last are the lowest and the highest.
    let few = series(10);
    assert!(few.total == 101 && few.points.len() <= 30, "{few:?}");
    for part in 0..10 {
        let mut within = all.points.iter().filter(|point| (point.position - 100) * 10 / 101 == part);
        assert!(few.points.contains(within.next().unwrap()) && few.points.contains(within.next_back().unwrap()));
    }
    let blame = history.blame(0, &Pointer::parse("/list/17").unwrap(), u64::MAX, 5).unwrap();
    assert_eq!(blame.writes.iter().map(|write| write.position).collect::<Vec<_>>(), [18]);
    assert_eq!(history.value(0, &Pointer::parse("/list/17").unwrap(), 18).unwrap(), Some(json("17")));
    assert_eq!(history.value(0, &Pointer::parse("/list/17").unwrap(), 17).unwrap(), None);
}
