//! Branches against a store of the edited log, comparisons against a look at every state, and plans to undo events by following them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_event::json::parse;
use foldback_event::{EventRef, Json, Pointer, apply};
use foldback_log::{Append, MemoryBackend};
use foldback_protocol::{
    BranchEvent, BranchRequest, EditInfo, ProjectRequest, ProjectionBy, ProjectionSource, StreamFilter,
};
use foldback_store::{MERGE, On, Origin, Store, StoreError};
use futures::executor::block_on;
use proptest::prelude::*;

type Shop = Store<MemoryBackend>;

/// Stream, type and payload.
type Happens = (&'static str, &'static str, String);

fn append(store: &Shop, events: &[Happens]) {
    for (stream, event_type, data) in events {
        let event = EventRef { stream, event_type, data: data.as_bytes(), ..EventRef::default() };
        block_on(store.append(Append { events: &[event], ..Append::default() })).unwrap();
    }
}

/// Beside `merge`: each stream by a filter in jq, all events counted, and some of both.
fn store(events: &[Happens]) -> Shop {
    let store = block_on(Store::open(MemoryBackend::default())).unwrap();
    append(&store, events);
    let project = |projection: &str, source, by, filter, types: &[&str]| {
        let types = types.iter().map(|name| (*name).to_owned()).collect();
        let asked = ProjectRequest {
            projection: projection.to_owned(),
            source,
            by,
            filter,
            types,
            ..ProjectRequest::default()
        };
        block_on(store.project(asked, 1)).unwrap();
    };
    let count = || ProjectionSource::BuiltIn("count".to_owned());
    let carts = StreamFilter { stream_prefixes: vec!["cart-".to_owned()], ..StreamFilter::default() };
    let jq = ProjectionSource::Jq(".last = $event.data | .n += 1".to_owned());
    project("jq", jq, ProjectionBy::Stream, StreamFilter::default(), &[]);
    project("count", count(), ProjectionBy::All, StreamFilter::default(), &[]);
    project("carts", count(), ProjectionBy::Stream, carts.clone(), &["Put"]);
    project("all carts", count(), ProjectionBy::All, carts, &["Put"]);
    store
}

const PROJECTIONS: [&str; 5] = [MERGE, "jq", "count", "carts", "all carts"];

/// In which order members stand is no difference.
fn states(store: &Shop, on: On<'_>, at: u64) -> Vec<(String, Json)> {
    let mut found = Vec::new();
    let mut show = |name: &str, state: &Json| found.push((name.to_owned(), state.clone()));
    block_on(store.states(on, &StreamFilter::default(), at, &|| true, &mut show)).unwrap();
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}

fn payload() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("null".to_owned()),
        (0..3u8).prop_map(|n| n.to_string()),
        Just("{\"x\":1}".to_owned()),
        Just("[1]".to_owned()),
    ];
    prop::collection::btree_map("[abc]", value, 1..3).prop_map(|members| {
        format!("{{{}}}", members.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect::<Vec<_>>().join(","))
    })
}

fn happens(streams: &'static [&'static str]) -> impl Strategy<Value = Happens> {
    (prop::sample::select(streams), prop::sample::select(vec!["Put", "Set"]), payload())
}

const STREAMS: &[&str] = &["cart-1", "cart-2", "user-1"];
const MORE_STREAMS: &[&str] = &["cart-1", "cart-2", "user-1", "cart-new", "new"];

#[derive(Clone, Debug)]
enum Edit {
    Skip(usize),
    Replace(usize, Happens),
    Insert(usize, Happens),
    Move(usize, usize),
}

fn edits(events: usize) -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        (0..events).prop_map(Edit::Skip),
        (0..events, happens(MORE_STREAMS)).prop_map(|(at, event)| Edit::Replace(at, event)),
        (0..=events, happens(MORE_STREAMS)).prop_map(|(at, event)| Edit::Insert(at, event)),
        (0..events, 0..=events).prop_map(|(from, to)| Edit::Move(from, to)),
    ];
    prop::collection::vec(edit, 0..5).prop_map(|mut edits| {
        // One says what becomes of an event.
        let mut seen = std::collections::BTreeSet::new();
        edits.retain(|edit| match edit {
            Edit::Skip(at) | Edit::Replace(at, _) | Edit::Move(at, _) => seen.insert(*at),
            Edit::Insert(..) => true,
        });
        edits
    })
}

fn log_and_edits() -> impl Strategy<Value = (Vec<Happens>, Vec<Edit>)> {
    prop::collection::vec(happens(STREAMS), 1..20).prop_flat_map(|events| {
        let count = events.len();
        (Just(events), edits(count))
    })
}

fn said(edits: &[Edit]) -> Vec<EditInfo> {
    let event = |(stream, event_type, data): &Happens| {
        let (stream_id, event_type, data) = (Some((*stream).to_owned()), (*event_type).to_owned(), data.clone());
        Some(BranchEvent { stream_id, event_type, data, ..BranchEvent::default() })
    };
    let none = EditInfo::default;
    let say = |edit: &Edit| match edit {
        Edit::Skip(at) => EditInfo { skip: Some(*at as u64), ..none() },
        Edit::Replace(at, new) => EditInfo { edit: Some(*at as u64), event: event(new), ..none() },
        Edit::Insert(at, new) => EditInfo { insert: Some(*at as u64), event: event(new), ..none() },
        Edit::Move(from, to) => EditInfo { moved: Some(*from as u64), to: Some(*to as u64), ..none() },
    };
    edits.iter().map(say).collect()
}

/// The edited log, the plainest way, each event with the position that it has in the branch.
fn edited(events: &[Happens], edits: &[Edit]) -> Vec<(u64, Happens)> {
    let mut log = Vec::new();
    for at in 0..=events.len() {
        let before = edits.iter().filter_map(|edit| match edit {
            Edit::Insert(to, event) if *to == at => Some(event.clone()),
            Edit::Move(from, to) if *to == at => Some(events[*from].clone()),
            _ => None,
        });
        log.extend(before.map(|event| (at as u64, event)));
        let becomes = edits.iter().find_map(|edit| match edit {
            Edit::Skip(own) | Edit::Move(own, _) if *own == at => Some(None),
            Edit::Replace(own, event) if *own == at => Some(Some(event.clone())),
            _ => None,
        });
        log.extend(becomes.unwrap_or_else(|| events.get(at).cloned()).map(|event| (at as u64, event)));
    }
    log
}

fn named(store: &Shop, branch: &str, edits: &[Edit]) {
    store.branch(BranchRequest { branch: branch.to_owned(), edits: said(edits), ..BranchRequest::default() }).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_branch_is_a_log_of_the_edited_events_and_goes_on_as_it_does(
        (events, edits) in log_and_edits(), later in prop::collection::vec(happens(MORE_STREAMS), 0..6), early: bool,
    ) {
        let store = store(&events);
        named(&store, "b", &edits);
        let mut log = edited(&events, &edits);
        if early {
            for projection in PROJECTIONS {
                states(&store, On { projection, branch: Some("b") }, u64::MAX);
            }
        }
        append(&store, &later);
        log.extend((events.len() as u64..).zip(later.iter().cloned()));
        prop_assert_eq!(store.branches()[0].events, log.len() as u64);
        let plain: Vec<Happens> = log.iter().map(|(_, event)| event.clone()).collect();
        let expected = self::store(&plain);
        for projection in PROJECTIONS {
            let on = On { projection, branch: Some("b") };
            for at in (0..=events.len() as u64 + 6).chain([u64::MAX]) {
                let behind = log.iter().filter(|(position, _)| *position <= at).count() as u64;
                let known = behind.checked_sub(1).map(|at| states(&expected, On::log(projection), at));
                prop_assert_eq!(states(&store, on, at), known.unwrap_or_default(), "{} at {}", projection, at);
            }
        }
    }

    #[test]
    fn a_diff_between_futures_leads_from_the_state_in_the_one_to_that_in_the_other((events, edits) in log_and_edits()) {
        let store = store(&events);
        named(&store, "b", &edits);
        for projection in PROJECTIONS {
            let (log, branch) = (On::log(projection), On { projection, branch: Some("b") });
            for at in 0..=events.len() as u64 {
                let (before, after) = (states(&store, log, at), states(&store, branch, at));
                let of = |states: &[(String, Json)], name: &str| {
                    states.iter().find(|(known, _)| known == name).map(|(_, state)| state.clone())
                };
                for (name, _) in before.iter().chain(&after) {
                    let found = block_on(store.diff_between(name, (log, Some(at)), (branch, Some(at)))).unwrap();
                    let mut state = of(&before, name).unwrap_or_default();
                    prop_assert!(apply(&mut state, &found));
                    prop_assert_eq!(&state, &of(&after, name).unwrap_or_default(), "{} {} at {}", projection, name, at);
                }
            }
        }
    }

    #[test]
    fn the_events_that_blame_names_in_a_branch_are_those_of_the_edited_log((events, edits) in log_and_edits()) {
        let store = store(&events);
        named(&store, "b", &edits);
        let log = edited(&events, &edits);
        let plain: Vec<Happens> = log.iter().map(|(_, event)| event.clone()).collect();
        let expected = self::store(&plain);
        for (stream, path) in MORE_STREAMS.iter().flat_map(|stream| ["", "/a", "/a/x", "/b"].map(|path| (*stream, path))) {
            let path = Pointer::parse(path).unwrap();
            let on = On { projection: MERGE, branch: Some("b") };
            let known = block_on(expected.blame(stream, &path, u64::MAX, 9));
            let found = block_on(store.blame_on(on, stream, &path, u64::MAX, 9));
            let Ok(known) = known else {
                // The log may still have it, and then it has no events in the branch.
                prop_assert!(found.map_or_else(|error| matches!(error, StoreError::StreamNotFound(_)), |found| found.0.total == 0));
                continue;
            };
            let (found, origins) = found.unwrap();
            prop_assert_eq!(found.total, known.total);
            for ((found, known), origin) in found.writes.iter().zip(&known.writes).zip(origins) {
                let (position, (_, event_type, _)) = &log[known.position as usize];
                prop_assert_eq!((found.position, &found.changes), (*position, &known.changes));
                match origin {
                    Origin::Log(at) => prop_assert_eq!(&events[at as usize], &log[known.position as usize].1),
                    Origin::Own { event_type: own, .. } => prop_assert_eq!(&own, event_type),
                }
            }
        }
    }

    #[test]
    fn futures_part_where_a_look_at_every_state_says((events, edits) in log_and_edits(), other in prop::collection::vec(happens(STREAMS), 0..12)) {
        let second = store(&other);
        let store = store(&events);
        named(&store, "b", &edits);
        let branch = |projection| On { projection, branch: Some("b") };
        let pairs = [
            (On::log(MERGE), (&store, branch(MERGE))),
            (branch("count"), (&store, On::log("count"))),
            (branch(MERGE), (&store, branch("jq"))),
            (On::log(MERGE), (&store, On::log("jq"))),
            (On::log(MERGE), (&second, On::log(MERGE))),
            (branch("jq"), (&second, On::log("jq"))),
            (On::log("all carts"), (&second, On::log("all carts"))),
        ];
        for (on, (with, other_on)) in pairs {
            let found = block_on(store.compare(on, (with, other_on), 100, &|| true)).unwrap();
            let both = |at: u64| (states(&store, on, at), states(with, other_on, at));
            let first = (0..40).find(|at| { let (a, b) = both(*at); a != b });
            prop_assert_eq!(found.first, first, "{:?} {:?}", on, other_on);
            let (a, b) = both(u64::MAX);
            let differing = |name: &String| {
                let of = |states: &[(String, Json)]| states.iter().find(|(own, _)| own == name).map(|(_, state)| state.clone());
                of(&a) != of(&b)
            };
            let names: std::collections::BTreeSet<String> = a.iter().chain(&b).map(|(name, _)| name.clone()).filter(differing).collect();
            let told = found.partitions.iter().filter(|partition| !partition.head.is_empty());
            let told: std::collections::BTreeSet<String> = told.map(|partition| partition.partition.clone()).collect();
            prop_assert_eq!(told, names);
        }
    }

    #[test]
    fn undoing_events_leads_to_the_states_without_them_or_says_what_is_left(
        events in prop::collection::vec(happens(STREAMS), 1..12), chosen in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
    ) {
        let store = store(&events);
        let chosen: Vec<u64> = chosen.iter().map(|at| at.index(events.len()) as u64).collect();
        let mut once = chosen.clone();
        once.sort_unstable();
        once.dedup();
        let plan = block_on(store.revert(MERGE, &once)).unwrap();
        if once.is_empty() {
            prop_assert_eq!(plan.partitions.len(), 0);
            return Ok(());
        }
        let written: std::collections::BTreeSet<&str> = once.iter().map(|at| events[*at as usize].0).collect();
        prop_assert!(plan.partitions.iter().map(|partition| &*partition.partition).eq(written.iter().copied()));
        let skips: Vec<Edit> = once.iter().map(|at| Edit::Skip(*at as usize)).collect();
        named(&store, "without", &skips);
        let on = On { projection: MERGE, branch: Some("without") };
        for partition in &plan.partitions {
            let of = |states: Vec<(String, Json)>| states.into_iter().find(|(name, _)| *name == partition.partition);
            let (without, now) = (of(states(&store, on, u64::MAX)), of(states(&store, On::log(MERGE), u64::MAX)));
            let open = partition.conflicts.iter().any(|conflict| conflict.now != conflict.would_be);
            let Some(payload) = &partition.payload else {
                prop_assert!(partition.operations.is_empty() || !partition.understood);
                prop_assert!(open || !partition.operations.is_empty() || without == now);
                continue;
            };
            let position = block_on(store.refresh()).map(|_| store.events()).unwrap();
            let event = EventRef { stream: &partition.stream, event_type: "Undo", data: payload.as_bytes(), ..EventRef::default() };
            block_on(store.append(Append { events: &[event], ..Append::default() })).unwrap();
            if !open {
                prop_assert_eq!(of(states(&store, On::log(MERGE), u64::MAX)), without);
            }
            // The undoing can be undone: nobody wrote after it.
            let again = block_on(store.revert(MERGE, &[position])).unwrap();
            prop_assert!(again.partitions[0].conflicts.is_empty());
            let payload = again.partitions[0].payload.clone().unwrap();
            append(&store, &[(STREAMS.iter().find(|name| **name == partition.stream).unwrap(), "Redo", payload)]);
            prop_assert_eq!(of(states(&store, On::log(MERGE), u64::MAX)), now);
        }
    }
}

fn happened(stream: &'static str, data: &str) -> Happens {
    (stream, "Put", data.to_owned())
}

#[test]
fn what_cannot_be_edited_is_said() {
    let store = store(&[happened("cart-1", "{}"), happened("user-1", "{}")]);
    let refused = |edits: Vec<EditInfo>| {
        let asked = BranchRequest { branch: "b".to_owned(), edits, ..BranchRequest::default() };
        match store.branch(asked) {
            Err(error @ StoreError::InvalidEdit { position, .. }) => (position, error.to_string()),
            other => panic!("{other:?}"),
        }
    };
    let none = EditInfo::default;
    let event = |data: &str| {
        let (event_type, data) = ("Put".to_owned(), data.to_owned());
        Some(BranchEvent { stream_id: Some("s".to_owned()), event_type, data, ..BranchEvent::default() })
    };
    let skip = EditInfo { skip: Some(1), ..none() };
    for (edits, position, says) in [
        (vec![skip.clone(), EditInfo { skip: Some(2), ..none() }], Some(2), "edit 2: there is no event at position 2"),
        (vec![skip.clone(), skip.clone()], Some(1), "two edits say what becomes of the event at position 1"),
        (vec![none()], None, "one of skip, edit, insert and move"),
        (vec![EditInfo { insert: Some(0), ..skip.clone() }], None, "one of skip, edit, insert and move"),
        (vec![EditInfo { edit: Some(0), ..none() }], Some(0), "an event is missing"),
        (vec![EditInfo { event: event("1"), ..skip.clone() }], Some(1), "belongs to edit and insert alone"),
        (vec![EditInfo { edit: Some(0), event: event("{\"a\":}"), ..none() }], Some(0), "no JSON, at byte 5"),
        (vec![EditInfo { moved: Some(0), ..none() }], Some(0), "a move needs `to`"),
        (vec![EditInfo { moved: Some(0), to: Some(3), ..none() }], Some(3), "there is no event at position 3"),
    ] {
        let (at, error) = refused(edits);
        assert_eq!(at, position, "{error}");
        assert!(error.contains(says), "{error}");
    }
    assert_eq!(store.branches(), []);
    let nobody = On { projection: MERGE, branch: Some("b") };
    let asked = block_on(store.ask_on(nobody, "cart-1", 0, |_, _| Ok(())));
    assert_eq!(asked, Err(StoreError::BranchNotFound("b".to_owned())));
    assert_eq!(store.unbranch("b"), Err(StoreError::BranchNotFound("b".to_owned())));
}

#[test]
fn a_branch_has_its_events_at_the_head_and_goes_when_it_is_forgotten() {
    let store = store(&[happened("cart-1", "{\"n\":1}")]);
    named(
        &store,
        "b",
        &[Edit::Insert(1, happened("cart-1", "{\"n\":2}")), Edit::Insert(1, happened("new", "{\"m\":1}"))],
    );
    let on = On { projection: MERGE, branch: Some("b") };
    let json = |text: &str| parse(text.as_bytes()).unwrap();
    let found = states(&store, on, u64::MAX);
    assert_eq!(found, [("cart-1".into(), json("{\"n\":2}")), ("new".into(), json("{\"m\":1}"))]);
    assert_eq!((store.head_on(Some("b")), store.head_on(None)), (Ok(Some(1)), Ok(Some(0))));
    // A stream that was the branch's alone comes into the log.
    append(&store, &[happened("new", "{\"m\":2}")]);
    assert_eq!(states(&store, on, u64::MAX)[1], ("new".into(), json("{\"m\":2}")));
    assert_eq!(store.branches()[0].events, 4);
    // The same name is another branch.
    named(&store, "b", &[Edit::Skip(0)]);
    assert_eq!(states(&store, on, u64::MAX), [("new".into(), json("{\"m\":2}"))]);
    store.unbranch("b").unwrap();
    assert_eq!(store.branches(), []);
}
