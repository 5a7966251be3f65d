//! What values were when, flips, queries with and without an index, and what indexes find.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_event::{EventRef, Pointer};
use foldback_log::{Append, MemoryBackend};
use foldback_protocol::{FindRequest, ProjectRequest, ProjectionSource, QueryAnswer};
use foldback_replay::read_patches;
use foldback_store::{MERGE, On, Store, StoreError};
use futures::executor::block_on;
use proptest::prelude::*;

type Shop = Store<MemoryBackend>;

fn append(store: &Shop, stream: &str, data: &str) {
    let event = EventRef { stream, event_type: "Put", data: data.as_bytes(), ..EventRef::default() };
    block_on(store.append(Append { events: &[event], ..Append::default() })).unwrap();
}

/// Two streams in turns: a number that rises and falls, a word, and a list.
fn filled() -> Shop {
    let store = block_on(Store::open(MemoryBackend::default())).unwrap();
    for n in 0..40 {
        let value = (n * 7) % 10;
        append(&store, ["a", "b"][n % 2], &format!("{{\"n\":{value},\"word\":\"w{}\",\"l\":[{n}]}}", n % 3));
    }
    store
}

fn path(text: &str) -> Pointer {
    Pointer::parse(text).unwrap()
}

#[test]
fn changes_are_told_with_old_and_new_values() {
    let store = filled();
    let on = On::log(MERGE);
    let all = block_on(store.changes_of(on, "a", &path("/n"), 0..=39, 100)).unwrap();
    assert_eq!((all.total, all.changes.len()), (20, 20));
    let told: Vec<_> =
        all.changes.iter().take(3).map(|one| (one.position, one.old.as_deref(), one.new.as_deref())).collect();
    assert_eq!(told, [(0, None, Some("0")), (2, Some("0"), Some("4")), (4, Some("4"), Some("8"))]);
    let some = block_on(store.changes_of(on, "a", &path("/n"), 3..=9, 2)).unwrap();
    assert_eq!((some.total, &some.changes[..]), (3, &all.changes[2..4]));
    assert_eq!(block_on(store.changes_of(on, "a", &path("/none"), 0..=39, 9)).unwrap().total, 0);
    assert_eq!(
        block_on(store.changes_of(on, "c", &path("/n"), 0..=39, 9)),
        Err(StoreError::StreamNotFound("c".into()))
    );
}

#[test]
fn a_series_has_the_numbers_and_what_was_before() {
    let store = filled();
    let series = block_on(store.series_of(On::log(MERGE), "a", &path("/n"), 3..=9, 100)).unwrap();
    assert_eq!((series.before, series.total), (Some(4.0), 3));
    assert_eq!(series.positions, [4, 6, 8]);
    assert_eq!(series.values, [Some(8.0), Some(2.0), Some(6.0)]);
    let coarse = block_on(store.series_of(On::log(MERGE), "a", &path("/n"), 0..=39, 2)).unwrap();
    assert!(coarse.total == 20 && coarse.positions.len() <= 6, "{coarse:?}");
    assert!(coarse.values.contains(&Some(0.0)) && coarse.values.contains(&Some(8.0)));
}

#[test]
fn patches_come_in_pages_that_make_the_states() {
    let store = filled();
    let on = On::log(MERGE);
    let (mut from, mut pages, mut history) = (0, 0, foldback_replay::History::default());
    loop {
        let (answer, text) = block_on(store.patches_of(on, "b", from..=39, 6)).unwrap();
        let (before, lines) = text.split_once('\n').unwrap();
        let known = from.checked_sub(1).and_then(|at| history.value(0, &Pointer::root(), at).unwrap());
        assert_eq!(before, known.map(|state| state.to_string()).unwrap_or_default());
        for line in read_patches(lines) {
            history.take(0, &line.unwrap()).unwrap();
        }
        pages += 1;
        let Some(next) = answer.next else { break };
        from = next;
    }
    assert_eq!((pages, history.entries(0)), (4, Some(20)));
    for at in 0..40 {
        let state = block_on(store.moment("b", at)).unwrap().state;
        assert_eq!(history.value(0, &Pointer::root(), at).unwrap(), state, "at {at}");
    }
}

#[test]
fn flips_of_all_partitions_are_those_of_each_in_order() {
    let store = filled();
    let on = On::log(MERGE);
    let flips = |partition, jq, limit| block_on(store.flips_of(on, partition, jq, 5..=39, limit, &|| true));
    let one = flips(Some("a"), ".n > 5", 100).unwrap();
    let before = block_on(store.moment("a", 4)).unwrap().state.unwrap();
    assert_eq!((one.before, before.get(&path("/n")).unwrap().to_string()), (true, "8".to_owned()));
    // By a look at each state.
    let mut value = true;
    for at in 5..40 {
        let state = block_on(store.moment("a", at)).unwrap().state.unwrap();
        let now = state.get(&path("/n")).unwrap().to_string().parse::<u32>().unwrap() > 5;
        let told = one.flips.iter().find(|flip| flip.position == at).map(|flip| flip.value);
        assert_eq!(told, (now != value).then_some(now), "at {at}");
        value = now;
    }
    let other = flips(Some("b"), ".n > 5", 100).unwrap();
    let all = flips(None, ".n > 5", 100).unwrap();
    let mut both = [one.flips.clone(), other.flips].concat();
    both.sort_by_key(|flip| flip.position);
    assert_eq!((&all.flips, all.total), (&both, both.len() as u64));
    assert_eq!(
        all.so_before,
        ["a", "b"]
            .into_iter()
            .zip([one.before, other.before])
            .filter(|(_, so)| *so)
            .map(|(name, _)| name)
            .collect::<Vec<_>>()
    );
    let few = flips(None, ".n > 5", 3).unwrap();
    assert_eq!((&few.flips[..], few.total), (&both[..3], all.total));
    let failing = flips(Some("a"), ".word + 1", 9).unwrap();
    assert!(failing.failures > 0 && failing.flips.is_empty() && failing.failure.unwrap().partition == "a");
    assert!(matches!(flips(None, ".n >", 9), Err(StoreError::InvalidJq { byte: 4, .. })));
    assert_eq!(block_on(store.flips_of(on, None, ".n", 0..=9, 9, &|| false)), Err(StoreError::Aborted));
}

fn asked(store: &Shop, projection: &str, jq: &str) -> (QueryAnswer, String) {
    block_on(store.query(On::log(projection), jq, None, 1000, &|| true)).unwrap()
}

#[test]
fn a_query_fails_by_partition_and_says_where() {
    let store = filled();
    append(&store, "c", "{\"n\":{\"deep\":1}}");
    let (answer, lines) = asked(&store, MERGE, ".[] | .n + 1");
    assert_eq!((answer.total, answer.failures, answer.errors[0].partition.as_deref()), (2, 1, Some("c")));
    assert!(lines.starts_with("[\"a\","), "{lines}");
    let (answer, lines) = asked(&store, MERGE, "keys");
    assert_eq!((answer.total, lines.as_str()), (1, "[null,[\"a\",\"b\",\"c\"]]\n"));
    let earlier = block_on(store.query(On::log(MERGE), "length", Some(0), 9, &|| true)).unwrap();
    assert_eq!(earlier.1, "[null,1]\n");
    let one = block_on(store.query(On::log(MERGE), ".[] | .n, .word", None, 1, &|| true)).unwrap();
    assert_eq!((one.0.total, one.1.lines().count()), (6, 1));
    assert!(matches!(
        block_on(store.query(On::log(MERGE), "nothing", None, 9, &|| true)),
        Err(StoreError::InvalidJq { .. })
    ));
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        (-2..6i8).prop_map(|n| n.to_string()),
        Just("1.0".to_owned()),
        Just("null".to_owned()),
        Just("\"a\"".to_owned()),
        Just("{\"x\":1}".to_owned()),
        Just("true".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn an_index_changes_no_answer_and_keeps_up(
        events in prop::collection::vec((0..8u8, value()), 1..40), half: prop::sample::Index,
        small: bool, operator in prop::sample::select(vec!["==", "<", "<=", ">", ">="]), constant in -1..5i8,
    ) {
        let half = half.index(events.len());
        let (with, without) = (block_on(Store::open(MemoryBackend::default())).unwrap(), block_on(Store::open(MemoryBackend::default())).unwrap());
        for store in [&with, &without] {
            let budget = small.then_some(600);
            let source = ProjectionSource::BuiltIn("merge".to_owned());
            let asked = ProjectRequest { projection: "p".to_owned(), source, budget, ..ProjectRequest::default() };
            block_on(store.project(asked, 1)).unwrap();
        }
        let put = |events: &[(u8, String)]| for (stream, value) in events {
            for store in [&with, &without] {
                append(store, &format!("s-{stream}"), &format!("{{\"owes\":{value},\"other\":{stream}}}"));
            }
        };
        put(&events[..half]);
        let jq = format!(".[] | select(.owes {operator} {constant}) | .other");
        asked(&with, "p", &jq);
        with.declare_index("p", path("/owes")).unwrap();
        for more in [&events[half..], &[]] {
            put(more);
            let ((found, lines), (whole, expected)) = (asked(&with, "p", &jq), asked(&without, "p", &jq));
            prop_assert_eq!(lines, expected);
            prop_assert_eq!((found.total, &found.errors), (whole.total, &whole.errors));
            prop_assert!(found.asked <= whole.asked);
        }
        // What an index finds is what jq finds among the numbers.
        let find = |asked: FindRequest| {
            let asked = FindRequest { limit: 100, ..asked };
            let found = block_on(with.find("p", &path("/owes"), &asked, &|| true)).unwrap();
            let mut names: Vec<String> = found.partitions.into_iter().flat_map(|(_, names)| names).collect();
            names.sort();
            names
        };
        let by_jq = |jq: &str| {
            let mut names: Vec<String> = asked(&without, "p", jq).1.lines().map(|line| line.split('"').nth(1).unwrap().to_owned()).collect();
            names.sort();
            names
        };
        let above = FindRequest { above: Some(constant.to_string()), ..FindRequest::default() };
        prop_assert_eq!(find(above), by_jq(&format!(".[] | select((.owes | type) == \"number\" and .owes > {constant})")));
        let equal = FindRequest { equal: Some(constant.to_string()), ..FindRequest::default() };
        prop_assert_eq!(find(equal), by_jq(&format!(".[] | select(.owes == {constant})")));
    }
}

#[test]
fn an_index_is_asked_for_less_and_says_what_it_is_not() {
    let store = block_on(Store::open(MemoryBackend::default())).unwrap();
    for n in 0..100 {
        append(&store, &format!("s-{n}"), &format!("{{\"owes\":{},\"name\":\"x{}\"}}", n % 50, n % 90));
    }
    store.declare_index(MERGE, path("/owes")).unwrap();
    store.declare_index(MERGE, path("/name")).unwrap();
    // Of a hundred those are looked at that are near the bound or beyond.
    let (answer, lines) = asked(&store, MERGE, ".[] | select(.owes > 48) | .name");
    assert_eq!((answer.asked, lines.as_str()), (4, "[\"s-49\",\"x49\"]\n[\"s-99\",\"x9\"]\n"));
    let shared = FindRequest { shared: true, limit: 2, ..FindRequest::default() };
    let found = block_on(store.find(MERGE, &path("/name"), &shared, &|| true)).unwrap();
    assert_eq!(found.total, 10);
    assert_eq!(found.partitions[0], ("\"x0\"".to_owned(), vec!["s-0".to_owned(), "s-90".to_owned()]));
    let refused = |at: &str, asked: FindRequest| match block_on(store.find(MERGE, &path(at), &asked, &|| true)) {
        Err(StoreError::InvalidQuestion(why)) => why,
        other => panic!("{other:?}"),
    };
    assert!(refused("/none", shared.clone()).contains("declare it first"));
    assert!(refused("/name", FindRequest::default()).contains("one of equal, shared"));
    let wrong = FindRequest { equal: Some("{".into()), ..FindRequest::default() };
    assert!(refused("/name", wrong).contains("equal is no JSON, at byte 1"));
    assert!(matches!(store.declare_index("none", path("/a")), Err(StoreError::ProjectionNotFound(_))));
}
