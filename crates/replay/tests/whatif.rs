//! Branches against a plain fold of the edited log, and plans to revert against the branch that skips.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_event::json::parse;
use foldback_event::{Json, Pointer, apply};
use foldback_replay::{
    Branch, Conflict, Count, Edit, Fold, Future, History, Input, JsonPatch, Merge, Obstacle, Plan, Predicate, Reads,
    Record, Revert, Step, by_name, compare, parted,
};
use proptest::prelude::*;

type Event = (u32, String);

struct Nothing;

/// Whether something stands at a path that is not an empty object.
struct Is(Reads, Pointer);

impl Predicate for Is {
    fn reads(&self) -> &Reads {
        &self.0
    }

    fn test(&mut self, state: &Json) -> Result<bool, String> {
        match state.get(&self.1) {
            Some(Json::Array(_)) => Err("a list".to_owned()),
            Some(Json::Object(members)) => Ok(!members.is_empty()),
            value => Ok(value.is_some()),
        }
    }
}

impl Record for Nothing {
    fn set(&mut self, _: &[&str], _: &Json) {}
    fn remove(&mut self, _: &[&str]) {}
    fn cut(&mut self, _: &[&str], _: usize) {}
}

fn input(position: u64, data: &str) -> Input<'_> {
    Input { position, event_type: "E", ..Input::of(data.as_bytes()) }
}

fn base(fold: &dyn Fold, events: &[Event]) -> History {
    let mut history = History::default();
    for (at, (partition, data)) in events.iter().enumerate() {
        history.fold(fold, *partition, &input(at as u64, data)).unwrap();
    }
    history
}

/// The state of a partition after all events at or before `at`, from zero.
fn folded<'a>(fold: &dyn Fold, log: impl Iterator<Item = (u64, &'a Event)>, partition: u32, at: u64) -> Option<Json> {
    let mut state = None;
    for (_, (_, data)) in log.filter(|(position, event)| event.0 == partition && *position <= at) {
        fold.apply(&mut state, &input(0, data), &mut Nothing);
    }
    state
}

/// The log with the edits made, the plainest way: whatever is put before an event comes before it.
fn edited(events: &[Event], edits: &[Edit<Event>]) -> Vec<(u64, Event)> {
    let mut log = Vec::new();
    for at in 0..=events.len() as u64 {
        for edit in edits {
            match edit {
                Edit::Insert(to, event) if *to == at => log.push((at, event.clone())),
                Edit::Move { from, to } if *to == at => log.push((at, events[*from as usize].clone())),
                _ => {}
            }
        }
        let becomes = edits.iter().find_map(|edit| match edit {
            Edit::Skip(position) | Edit::Move { from: position, .. } if *position == at => Some(None),
            Edit::Replace(position, event) if *position == at => Some(Some(event)),
            _ => None,
        });
        match (becomes, events.get(at as usize)) {
            (Some(Some(event)), _) | (None, Some(event)) => log.push((at, event.clone())),
            _ => {}
        }
    }
    log
}

fn branch(fold: &dyn Fold, base: &History, events: &[Event], plan: &Plan<Event>) -> Branch {
    let mut branch = Branch::new(plan.first().unwrap_or(events.len() as u64));
    for position in plan.edited() {
        branch.touch(base, events[position as usize].0).unwrap();
    }
    for step in plan.steps() {
        let mut take = |(partition, data): &Event, at| {
            branch.touch(base, *partition).unwrap();
            branch.fold(fold, *partition, &input(at, data)).unwrap();
        };
        match step {
            Step::Log(range) => range.for_each(|at| take(&events[at as usize], at)),
            Step::Moved { from, at } => take(&events[from as usize], at),
            Step::Own { event, at } => take(event, at),
        }
    }
    branch
}

fn merges() -> impl Strategy<Value = Event> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        (0..3u8).prop_map(|n| n.to_string()),
        Just("[1,2]".to_owned()),
        Just("{}".to_owned()),
    ];
    let value = leaf.prop_recursive(2, 6, 3, |inner| {
        prop::collection::btree_map("[ab]", inner, 1..3).prop_map(|members| {
            format!("{{{}}}", members.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect::<Vec<_>>().join(","))
        })
    });
    let members = prop::collection::btree_map("[abc]", value, 1..3).prop_map(|members| {
        format!("{{{}}}", members.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect::<Vec<_>>().join(","))
    });
    (0..3u32, members)
}

/// Patches of a state with a list in it, some of which fail.
fn patches() -> impl Strategy<Value = Event> {
    let at = || prop_oneof![Just("0"), Just("1"), Just("2"), Just("-")];
    let operation = prop_oneof![
        ("[ab]", 0..3u8).prop_map(|(name, n)| format!(r#"{{"op":"add","path":"/{name}","value":{n}}}"#)),
        "[ab]".prop_map(|name| format!(r#"{{"op":"remove","path":"/{name}"}}"#)),
        Just(r#"{"op":"add","path":"/list","value":[{"q":0},{"q":1}]}"#.to_owned()),
        Just(r#"{"op":"add","path":"","value":{"list":[{"q":0},{"q":1},{"q":2}],"a":1}}"#.to_owned()),
        Just(r#"{"op":"remove","path":"/list"}"#.to_owned()),
        (at(), 0..3u8).prop_map(|(at, n)| format!(r#"{{"op":"add","path":"/list/{at}","value":{{"q":{n}}}}}"#)),
        (at(), 0..3u8).prop_map(|(at, n)| format!(r#"{{"op":"add","path":"/list/{at}/q","value":{n}}}"#)),
        at().prop_map(|at| format!(r#"{{"op":"remove","path":"/list/{at}"}}"#)),
    ];
    (0..2u32, prop::collection::vec(operation, 1..3))
        .prop_map(|(partition, all)| (partition, format!("[{}]", all.join(","))))
}

fn edits(events: usize) -> impl Strategy<Value = Vec<Edit<Event>>> {
    let at = 0..events as u64;
    let to = 0..=events as u64;
    let edit = prop_oneof![
        at.clone().prop_map(Edit::Skip),
        (at.clone(), merges()).prop_map(|(at, event)| Edit::Replace(at, event)),
        (to.clone(), merges()).prop_map(|(at, event)| Edit::Insert(at, event)),
        (at, to).prop_map(|(from, to)| Edit::Move { from, to }),
    ];
    prop::collection::vec(edit, 0..4)
        .prop_filter("one says what becomes of an event", |edits| Plan::new(edits.clone(), u64::MAX).is_ok())
}

fn log_and_edits() -> impl Strategy<Value = (Vec<Event>, Vec<Edit<Event>>)> {
    prop::collection::vec(merges(), 1..30).prop_flat_map(|events| {
        let count = events.len();
        (Just(events), edits(count))
    })
}

/// The plan to revert events, and the state without them.
fn reverted(fold: &dyn Fold, events: &[Event], chosen: &[u64], partition: u32) -> (Revert, Option<Json>, Option<Json>) {
    let history = base(fold, events);
    let edits = chosen.iter().map(|position| Edit::Skip(*position)).collect();
    let plan = Plan::new(edits, events.len() as u64).unwrap();
    let branch = branch(fold, &history, events, &plan);
    let without = Future::of(&history, &branch).moment(partition, u64::MAX).unwrap().state;
    let revert = history.revert(partition, &|position| chosen.contains(&position), without.as_ref()).unwrap();
    (revert, history.moment(partition, u64::MAX).unwrap().state, without)
}

/// The paths of the values in a value that hold no members.
fn leaves(path: &Pointer, value: Option<&Json>) -> Vec<Pointer> {
    match value {
        Some(Json::Object(members)) if !members.is_empty() => {
            members.iter().flat_map(|(name, value)| leaves(&path.child(name), Some(value))).collect()
        }
        _ => vec![path.clone()],
    }
}

fn check_revert(fold: &dyn Fold, events: &[Event], chosen: &[u64], partition: u32) -> Result<(), TestCaseError> {
    let (revert, now, without) = reverted(fold, events, chosen, partition);
    let mut put_back = now.clone().unwrap_or_default();
    prop_assert!(apply(&mut put_back, &revert.operations), "{:?}", revert.operations);
    // Every difference is put back or told.
    let open: Vec<&Conflict> = revert.conflicts.iter().filter(|conflict| conflict.now != conflict.would_be).collect();
    if open.is_empty() {
        prop_assert_eq!(&put_back, &without.clone().unwrap_or_default());
    }
    let history = base(fold, events);
    for conflict in &revert.conflicts {
        prop_assert_eq!(put_back.get(&conflict.path), now.as_ref().and_then(|now| now.get(&conflict.path)));
        prop_assert!(conflict.by.is_none_or(|by| !chosen.contains(&by)));
    }
    // Nothing is touched that another event wrote last.
    for operation in &revert.operations {
        for path in leaves(&operation.path, operation.old.as_ref()) {
            let blame = history.blame(partition, &path, u64::MAX, 1).unwrap();
            prop_assert!(chosen.contains(&blame.writes[0].position), "{} of {:?}", path, operation);
        }
    }
    for name in ["merge", "json-patch"] {
        // As a payload it does what the operations do, or there is none.
        if let (Some(payload), Some(now)) = (revert.payload(name, now.as_ref()), &now) {
            let mut state = Some(now.clone());
            by_name(name).unwrap().apply(&mut state, &input(0, &payload.to_string()), &mut Nothing);
            prop_assert_eq!(state.unwrap_or_default(), put_back.clone(), "{} {}", name, payload);
        }
    }
    if let (true, Some(now)) = (open.is_empty(), now) {
        // Appended as an event the plan is that state; reverting that event is the state before it.
        let mut history = History::default();
        history.fold(&JsonPatch, 0, &input(0, &format!(r#"[{{"op":"add","path":"","value":{now}}}]"#))).unwrap();
        let compensation = revert.json_patch().to_string();
        history.fold(&JsonPatch, 0, &input(1, &compensation)).unwrap();
        prop_assert_eq!(history.moment(0, 1).unwrap().state, without);
        let again = history.revert(0, &|position| position == 1, Some(&now)).unwrap();
        prop_assert!(again.conflicts.is_empty());
        prop_assert!(apply(&mut put_back, &again.operations));
        prop_assert_eq!(put_back, now);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_branch_is_a_fold_of_the_edited_log((events, edits) in log_and_edits()) {
        let history = base(&Merge, &events);
        let plan = Plan::new(edits.clone(), events.len() as u64).unwrap();
        let branch = branch(&Merge, &history, &events, &plan);
        let log = edited(&events, &edits);
        let future = Future::of(&history, &branch);
        prop_assert_eq!((events.len() + log.len()) as u64, {
            let (more, less) = plan.grows_by();
            2 * events.len() as u64 + more - less
        });
        for at in 0..=events.len() as u64 {
            let standing = plan.at(at).into_iter().filter_map(|step| match step {
                Step::Log(range) => events.get(range.start as usize),
                Step::Moved { from, .. } => events.get(from as usize),
                Step::Own { event, .. } => Some(event),
            });
            let expected = log.iter().filter(|(position, _)| *position == at).map(|(_, event)| event);
            prop_assert!(standing.eq(expected), "at {}", at);
        }
        prop_assert_eq!(plan.own_at(events.len() as u64), log.iter().any(|(at, _)| *at == events.len() as u64));
        for partition in 0..3 {
            for at in 0..=events.len() as u64 {
                let expected = folded(&Merge, log.iter().map(|(at, event)| (*at, event)), partition, at);
                let moment = future.moment(partition, at).unwrap();
                prop_assert_eq!(&moment.state, &expected);
                prop_assert_eq!(future.value(partition, &Pointer::root(), at).unwrap(), expected);
                let entries = log.iter().filter(|(position, event)| event.0 == partition && *position <= at).count();
                prop_assert_eq!(moment.entries, entries);
            }
        }
    }

    #[test]
    fn what_a_branch_is_asked_it_answers_as_a_fold_of_the_edited_log(
        (events, edits) in log_and_edits(), path in "(/[abc]){0,2}", limit in 0..4usize,
        (from, to) in (0..30u64, 0..31u64), width in 1..9usize,
    ) {
        let history = base(&Merge, &events);
        let plan = Plan::new(edits.clone(), events.len() as u64).unwrap();
        let branch = branch(&Merge, &history, &events, &plan);
        let future = Future::of(&history, &branch);
        let mut other = History::default();
        for (at, (partition, data)) in edited(&events, &edits) {
            other.fold(&Merge, partition, &input(at, &data)).unwrap();
        }
        let path = Pointer::parse(&path).unwrap();
        for partition in 0..3 {
            prop_assert_eq!(future.last(partition), other.last(partition));
            prop_assert_eq!(
                future.blame(partition, &path, to, limit).unwrap(), other.blame(partition, &path, to, limit).unwrap()
            );
            prop_assert_eq!(
                future.diff(partition, Some(from), Some(to)).unwrap(), other.diff(partition, Some(from), to).unwrap()
            );
            let range = from..=to;
            let (mut one, mut two) = (Vec::new(), Vec::new());
            future.changes(partition, &path, range.clone(), &mut |write| { one.push(write); one.len() < 5 }).unwrap();
            other.changes(partition, &path, range.clone(), &mut |write| { two.push(write); two.len() < 5 }).unwrap();
            prop_assert_eq!(one, two);
            let (mut one, mut two) = (Vec::new(), Vec::new());
            let mut show = |at, value: Option<&Json>| { one.push((at, value.cloned())); one.len() < 5 };
            future.values(partition, &path, range.clone(), &mut show).unwrap();
            let mut show = |at, value: Option<&Json>| { two.push((at, value.cloned())); two.len() < 5 };
            other.values(partition, &path, range.clone(), &mut show).unwrap();
            prop_assert_eq!(one, two);
            prop_assert_eq!(
                future.series(partition, &path, range.clone(), width).unwrap(),
                other.series(partition, &path, range.clone(), width).unwrap()
            );
            let mut predicate = Is(Reads::Paths(vec![path.clone()]), path.clone());
            prop_assert_eq!(
                future.flips(partition, &mut predicate, range.clone()).unwrap(),
                other.flips(partition, &mut predicate, range.clone()).unwrap()
            );
            let (mut one, mut two) = (String::new(), String::new());
            future.patches(partition, "p", range.clone(), &mut |_, line| { one.push_str(line); true }).unwrap();
            other.patches(partition, "p", range, &mut |_, line| { two.push_str(line); true }).unwrap();
            // The branch begins with a state: what is written the first time there is told as in any other state.
            prop_assert_eq!(one.lines().count(), two.lines().count());
        }
    }

    #[test]
    fn two_logs_are_compared_whatever_numbers_their_partitions_have(
        one in prop::collection::vec(merges(), 0..20), other in prop::collection::vec(merges(), 0..20),
    ) {
        let (a, b) = (base(&Merge, &one), base(&Merge, &other));
        let shifted: Vec<Event> = other.iter().map(|(partition, data)| (partition + 7, data.clone())).collect();
        let shifted = base(&Merge, &shifted);
        for partition in 0..3 {
            let same = compare((Future::from(&a), Some(partition)), (Future::from(&b), Some(partition))).unwrap();
            let number = shifted.entries(partition + 7).map(|_| partition + 7);
            let named = compare((Future::from(&a), Some(partition)), (Future::from(&shifted), number)).unwrap();
            prop_assert_eq!(named, same);
        }
    }

    #[test]
    fn futures_part_where_a_naive_look_says((events, edits) in log_and_edits(), other in prop::collection::vec(merges(), 1..30)) {
        let history = base(&Merge, &events);
        let plan = Plan::new(edits, events.len() as u64).unwrap();
        let branch = branch(&Merge, &history, &events, &plan);
        let (other, count) = (base(&Merge, &other), base(&Count, &events));
        let one = Future::from(&history);
        for other in [Future::of(&history, &branch), Future::from(&other), Future::from(&count)] {
            for (a, b) in [(one, other), (other, one)] {
                let parted = parted(a, b);
                for partition in 0..3 {
                    let state = |future: Future<'_>, at| future.moment(partition, at).unwrap().state;
                    let first = (0..40).find(|at| state(a, *at) != state(b, *at));
                    let comparison = compare((a, Some(partition)), (b, Some(partition))).unwrap();
                    prop_assert_eq!(comparison.first, first);
                    prop_assert!(first.is_none() || parted.contains(&partition));
                    let mut head = state(a, u64::MAX).unwrap_or_default();
                    prop_assert!(apply(&mut head, &comparison.head));
                    prop_assert_eq!(head, state(b, u64::MAX).unwrap_or_default());
                }
            }
        }
    }

    #[test]
    fn reverting_merges_puts_back_or_tells(
        events in prop::collection::vec(merges(), 1..16), chosen in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let mut chosen: Vec<u64> = chosen.iter().map(|at| at.index(events.len()) as u64).collect();
        chosen.sort_unstable();
        chosen.dedup();
        for partition in 0..3 {
            check_revert(&Merge, &events, &chosen, partition)?;
        }
    }

    #[test]
    fn reverting_changes_of_lists_puts_back_or_tells(
        events in prop::collection::vec(patches(), 1..16), chosen in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let mut chosen: Vec<u64> = chosen.iter().map(|at| at.index(events.len()) as u64).collect();
        chosen.sort_unstable();
        chosen.dedup();
        for partition in 0..2 {
            check_revert(&JsonPatch, &events, &chosen, partition)?;
        }
    }

    #[test]
    fn reverting_nothing_is_nothing(events in prop::collection::vec(merges(), 1..16)) {
        for partition in 0..3 {
            let (revert, ..) = reverted(&Merge, &events, &[], partition);
            prop_assert_eq!(revert, Revert::default());
        }
    }
}

fn merge_log(data: &[&str]) -> Vec<Event> {
    data.iter().map(|data| (0, (*data).to_owned())).collect()
}

fn shown(revert: &Revert) -> (Vec<String>, Vec<String>) {
    let show = |value: &Option<Json>| value.as_ref().map_or("-".to_owned(), Json::to_string);
    let operations = revert.operations.iter();
    let conflicts = revert.conflicts.iter();
    (
        operations.map(|change| format!("{} {} {}", change.path, show(&change.old), show(&change.new))).collect(),
        conflicts
            .map(|conflict| {
                let Conflict { path, now, would_be, by, .. } = conflict;
                format!("{path} {} {} by {by:?}", show(now), show(would_be))
            })
            .collect(),
    )
}

#[test]
fn values_go_back_and_what_was_written_again_is_a_conflict() {
    let events = merge_log(&[
        r#"{"a":1,"b":1,"c":1}"#,
        r#"{"a":2,"b":2,"c":null,"made":{"x":1,"y":1}}"#,
        r#"{"b":3,"made":{"x":2}}"#,
    ]);
    let (revert, now, without) = reverted(&Merge, &events, &[1], 0);
    let (operations, conflicts) = shown(&revert);
    assert_eq!(operations, ["/a 2 1", "/made/y 1 -", "/c - 1"]);
    assert_eq!(conflicts, ["/b 3 3 by Some(2)", "/made/x 2 2 by Some(2)"]);
    let mut state = now.unwrap();
    assert!(apply(&mut state, &revert.operations));
    assert_eq!(Some(state), without);
}

#[test]
fn operations_are_a_payload_where_the_fold_has_a_word_for_them() {
    let events = merge_log(&[r#"{"a":{"x":1,"y":2},"b":[1]}"#, r#"{"a":{"x":5,"z":1},"b":[2],"c":3}"#]);
    let (revert, now, _) = reverted(&Merge, &events, &[1], 0);
    assert_eq!(
        revert.payload("merge", now.as_ref()).unwrap().to_string(),
        r#"{"c":null,"a":{"z":null,"x":1},"b":[1]}"#
    );
    assert_eq!(revert.payload("json-patch", now.as_ref()), Some(revert.json_patch()));
    assert_eq!(revert.payload("crud", now.as_ref()), None);
    // Nothing undoes the first event of all but a removal of the whole state, which merge patches have no word for.
    let (revert, now, _) = reverted(&Merge, &events[..1], &[0], 0);
    assert_eq!(shown(&revert).0, [" {\"a\":{\"x\":1,\"y\":2},\"b\":[1]} -"]);
    assert_eq!(revert.payload("merge", now.as_ref()), None);
    // Nor have they one for a null.
    let events: Vec<Event> =
        [r#"[{"op":"add","path":"","value":{"a":null}}]"#, r#"[{"op":"replace","path":"/a","value":1}]"#]
            .map(|data| (0, data.to_owned()))
            .to_vec();
    let (revert, now, _) = reverted(&JsonPatch, &events, &[1], 0);
    assert_eq!(shown(&revert).0, ["/a 1 null"]);
    assert_eq!(revert.payload("merge", now.as_ref()), None);
    assert!(revert.payload("json-patch", now.as_ref()).is_some());
}

#[test]
fn what_a_later_event_computed_from_it_is_a_conflict_with_what_it_would_be() {
    let events: Vec<Event> = (0..3).map(|_| (0, "{}".to_owned())).collect();
    let (revert, ..) = reverted(&Count, &events, &[1], 0);
    let (operations, conflicts) = shown(&revert);
    assert!(operations.is_empty());
    assert_eq!(conflicts, ["/events 3 2 by Some(2)", "/types/E 3 2 by Some(2)"]);
}

#[test]
fn elements_go_back_only_where_they_cannot_have_moved() {
    let list = r#"[{"op":"add","path":"","value":{"l":[{"q":1},{"q":2}]}}]"#;
    let log =
        |events: &[&str]| [&[list], events].concat().iter().map(|data| (0, (*data).to_owned())).collect::<Vec<_>>();
    // Only members of elements were written: the elements are where they were.
    let events =
        log(&[r#"[{"op":"replace","path":"/l/0/q","value":5}]"#, r#"[{"op":"replace","path":"/l/1/q","value":6}]"#]);
    assert_eq!(shown(&reverted(&JsonPatch, &events, &[1], 0).0), (vec!["/l/0/q 5 1".to_owned()], vec![]));
    // Nobody else wrote to the list: it goes back as a whole.
    let events = log(&[r#"[{"op":"remove","path":"/l/0"}]"#]);
    let (revert, _, _) = reverted(&JsonPatch, &events, &[1], 0);
    assert_eq!(shown(&revert).0, [r#"/l [{"q":2}] [{"q":1},{"q":2}]"#]);
    // It was made by the reverted event, and another one has shortened it since.
    let events = log(&[r#"[{"op":"remove","path":"/l/1"}]"#]);
    let (revert, _, _) = reverted(&JsonPatch, &events, &[0], 0);
    assert_eq!((revert.operations.len(), revert.conflicts.len()), (0, 1), "{revert:?}");
    // Both did, and elements moved.
    let events = log(&[r#"[{"op":"remove","path":"/l/0"}]"#, r#"[{"op":"add","path":"/l/-","value":{"q":9}}]"#]);
    let (revert, _, _) = reverted(&JsonPatch, &events, &[1], 0);
    assert!(revert.operations.is_empty());
    assert_eq!(revert.conflicts[0].why, Obstacle::ElementsMoved);
    assert_eq!(revert.conflicts[0].would_be, parse(br#"[{"q":1},{"q":2},{"q":9}]"#).ok());
    assert_eq!(revert.conflicts[0].by, Some(2));
}
