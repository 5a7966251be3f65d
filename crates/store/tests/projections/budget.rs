//! A budget of memory that is far too small: what was let go is folded again, and no answer is another one.

use foldback_event::{Json, Pointer};
use foldback_protocol::{ProjectRequest, ProjectionBy, ProjectionSource, WorkKind};
use foldback_store::MERGE;
use futures::executor::block_on;
use proptest::prelude::*;

use super::driver::{Counted, Driver, Fold, fill, handlers, open};
use super::{state, state_of};

const EVENTS: u64 = 3000;

#[derive(Clone, Copy, Debug)]
enum Question {
    State { bucket: u64, at: u64 },
    Blame { bucket: u64, at: u64 },
    Diff { bucket: u64, from: u64, to: u64 },
}

fn question() -> impl Strategy<Value = Question> {
    let (bucket, at) = (|| 0..4_u64, || 0..EVENTS);
    prop_oneof![
        4 => (bucket(), at()).prop_map(|(bucket, at)| Question::State { bucket, at }),
        1 => (bucket(), at()).prop_map(|(bucket, at)| Question::Blame { bucket, at }),
        1 => (bucket(), at(), at()).prop_map(|(bucket, from, to)| Question::Diff { bucket, from, to }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn states_by_handlers_are_those_of_a_fold_from_zero(
        questions in prop::collection::vec(question(), 1..8),
        shared: bool,
    ) {
        let store = open(&Counted::default());
        fill(&store, 0..EVENTS);
        let driver = Driver::new(&store, 1).sharing(shared);
        let small = ProjectRequest { budget: Some(20_000), ..handlers("p", Some("1")) };
        block_on(store.project(small, 1)).unwrap();
        driver.work_off();
        prop_assert!(store.projection("p").unwrap().weight < 200_000);
        let root = Pointer::root();
        for asked in questions {
            match asked {
                Question::State { bucket, at } => {
                    let name = format!("b{bucket}");
                    let expected = Fold::expected(shared, &name, at + 1).map(|state| state.to_string());
                    prop_assert_eq!(state(&driver, "p", &name, at).unwrap(), expected, "{} at {}", name, at);
                }
                Question::Blame { bucket, at } => {
                    let path = Pointer::parse("/count").unwrap();
                    let name = format!("b{bucket}");
                    let question = store.ask("p", &name, at, |history, number| history.blame(number, &path, at, 3));
                    let blame = driver.ask(question).unwrap();
                    let writes: Vec<u64> = (0..=at).rev().filter(|n| n % 4 == bucket).collect();
                    prop_assert_eq!(blame.total, writes.len() as u64);
                    let found: Vec<u64> = blame.writes.iter().map(|write| write.position).collect();
                    prop_assert_eq!(found, &writes[..writes.len().min(3)]);
                }
                Question::Diff { bucket, from, to } => {
                    let name = format!("b{bucket}");
                    let changes = driver.ask(store.diff_on(foldback_store::On::log("p"), &name, Some(from), Some(to))).unwrap();
                    let of = |at: u64| Fold::expected(shared, &name, at + 1);
                    let mut expected = Vec::new();
                    match (of(from), of(to)) {
                        (Some(a), Some(b)) => foldback_event::diff_at(&mut root.clone(), &a, &b, &mut expected),
                        (a, b) => prop_assert_eq!(changes.len(), usize::from(a.is_some() != b.is_some())),
                    }
                    if !expected.is_empty() {
                        prop_assert_eq!(changes, expected);
                    }
                }
            }
        }
        let info = store.projection("p").unwrap();
        prop_assert_eq!((info.differs, info.failed), (0, None));
    }

    #[test]
    fn states_by_folds_of_the_engine_are_those_of_a_large_budget(
        places in prop::collection::vec((0..3_u64, 0..EVENTS), 1..8),
        backwards: bool,
    ) {
        let store = open(&Counted::default());
        fill(&store, 0..EVENTS);
        let merge = ProjectionSource::BuiltIn("merge".into());
        for (name, by, budget) in [
            ("large", ProjectionBy::All, None),
            ("small", ProjectionBy::All, Some(30_000)),
            ("streams", ProjectionBy::Stream, Some(30_000)),
        ] {
            let asked = ProjectRequest { source: merge.clone(), by, budget, ..handlers(name, None) };
            block_on(store.project(asked, 0)).unwrap();
        }
        if backwards {
            while block_on(store.fold_projections_ahead(0.0)).unwrap() {}
        }
        for (stream, at) in places {
            prop_assert_eq!(state_of(&store, "small", "", at).unwrap(), state_of(&store, "large", "", at).unwrap());
            let stream = format!("cart-{stream}");
            let known: Option<Json> = state_of(&store, MERGE, &stream, at).unwrap();
            prop_assert_eq!(state_of(&store, "streams", &stream, at).unwrap(), known);
        }
        prop_assert!(store.projection("small").unwrap().weight < 60_000);
        prop_assert!(store.projection("streams").unwrap().weight < 60_000);
    }
}

#[test]
fn what_is_folded_again_is_one_partition_from_its_own_state() {
    let store = open(&Counted::default());
    fill(&store, 0..EVENTS);
    let driver = Driver::new(&store, 1);
    block_on(store.project(ProjectRequest { budget: Some(20_000), ..handlers("p", Some("1")) }, 1)).unwrap();
    driver.work_off();
    let folded = driver.seen.borrow().len();
    let expected = Fold::expected(false, "b1", 1201).map(|state| state.to_string());
    assert_eq!(state(&driver, "p", "b1", 1200).unwrap(), expected);
    let seen = driver.seen.borrow();
    let again: Vec<_> = seen[folded..].iter().filter(|(kind, ..)| *kind == WorkKind::Again).collect();
    assert!(!again.is_empty() && again[0].4, "{again:?}");
}

#[test]
fn handlers_that_give_another_state_the_second_time_are_found_out() {
    let store = open(&Counted::default());
    fill(&store, 0..EVENTS);
    let driver = Driver::new(&store, 1);
    block_on(store.project(ProjectRequest { budget: Some(20_000), ..handlers("p", Some("1")) }, 1)).unwrap();
    driver.work_off();
    driver.by.set(2);
    let failed = (0..EVENTS).step_by(211).find_map(|at| state(&driver, "p", "b1", at).err());
    let failed = failed.unwrap().to_string();
    assert!(failed.contains("other states when events"), "{failed}");
    assert_eq!(store.projection("p").unwrap().differs, 1);
}
