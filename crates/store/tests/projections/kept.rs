//! What is kept of projections: snapshots that are used or thrown away, rebuilding, and what a scavenge leaves.

use foldback_event::Pointer;
use foldback_log::{LogError, StreamMetadata};
use foldback_protocol::{ProjectRequest, ProjectionBy, ProjectionSource, SnapshotPolicy, WorkKind};
use foldback_store::{MERGE, StoreError};
use futures::executor::block_on;

use super::driver::{Counted, Driver, Fold, fill, handlers, open};
use super::{state, state_of};

fn expected(shared: bool, bucket: &str, events: u64) -> Option<String> {
    Fold::expected(shared, bucket, events).map(|state| state.to_string())
}

#[test]
fn a_snapshot_is_gone_on_from_and_what_was_before_it_is_folded_when_it_is_asked_about() {
    for shared in [false, true] {
        let place = Counted::default();
        let store = open(&place);
        fill(&store, 0..60);
        let driver = Driver::new(&store, 1).sharing(shared);
        block_on(store.project(handlers("p", Some("1")), 1)).unwrap();
        assert_eq!(driver.ask(store.checkpoint("p")).unwrap(), Some(59));
        assert_eq!(store.projection("p").unwrap().snapshot, Some(59));

        let again = open(&place);
        fill(&again, 60..80);
        let driver = Driver::new(&again, 1).sharing(shared);
        let info = block_on(again.project(handlers("p", Some("1")), 1)).unwrap();
        assert_eq!((info.next, info.handled, info.snapshot), (60, 60, Some(59)));
        assert_eq!(state(&driver, "p", "b1", 79).unwrap(), expected(shared, "b1", 80));
        assert_eq!(state(&driver, "p", "b1", 59).unwrap(), expected(shared, "b1", 60));
        {
            let seen = driver.seen.borrow();
            let (kind, _, from, to, states, events) = seen[0].clone();
            assert_eq!((kind, from, to, states, events), (WorkKind::Fold, 60, 80, true, 20));
            assert_eq!(seen.len(), 1, "nothing else was folded");
        }
        // Before it, it is folded from the first event on, and then everything is known.
        assert_eq!(state(&driver, "p", "b1", 40).unwrap(), expected(shared, "b1", 41));
        let path = Pointer::parse("/count").unwrap();
        let question = again.ask("p", "b1", 79, |history, number| history.blame(number, &path, 79, 2));
        assert_eq!(driver.ask(question).unwrap().total, 20);
        let info = again.projection("p").unwrap();
        assert_eq!((info.next, info.handled, info.differs, info.rebuilding), (80, 80, 0, None));
        let folded = driver.seen.borrow().len();
        fill(&again, 80..90);
        assert_eq!(state(&driver, "p", "b1", 89).unwrap(), expected(shared, "b1", 90));
        let seen = driver.seen.borrow();
        assert_eq!((seen.len(), seen[folded].4), (folded + 1, false), "whoever folds has the states already");
    }
}

#[test]
fn a_snapshot_of_another_definition_is_thrown_away() {
    let jq = |text: &str| ProjectionSource::Jq(text.to_owned());
    let by_jq = |text| ProjectRequest { source: jq(text), by: ProjectionBy::All, ..handlers("p", None) };
    let kept = |asked: ProjectRequest, other: ProjectRequest| {
        let place = Counted::default();
        let store = open(&place);
        fill(&store, 0..30);
        let driver = Driver::new(&store, 1);
        block_on(store.project(asked.clone(), 1)).unwrap();
        driver.ask(store.checkpoint("p")).unwrap();
        let next = |asked| block_on(open(&place).project(asked, 1)).unwrap().next;
        let same = next(asked.clone());
        assert_eq!(next(other), 0);
        // It is not there any more for the first one either.
        assert_eq!(next(asked), 0);
        same
    };
    assert_eq!(kept(handlers("p", Some("1")), handlers("p", Some("2"))), 30);
    assert_eq!(
        kept(handlers("p", Some("1")), ProjectRequest { types: vec!["Added".into()], ..handlers("p", Some("1")) }),
        30
    );
    assert_eq!(kept(handlers("p", None), handlers("p", None)), 0, "nobody can tell one closure from another");
    assert_eq!(kept(by_jq(".n += 1"), by_jq(".n += 2")), 30);
    assert_eq!(kept(by_jq(".n += 1"), ProjectRequest { identity: Some("upcasters 2".into()), ..by_jq(".n += 1") }), 30);
    let by_stream = ProjectRequest { by: ProjectionBy::Stream, ..by_jq(".n += 1") };
    assert_eq!(kept(by_stream.clone(), by_jq(".n += 1")), 30);
    // One that is no snapshot, and one that is ahead of the log.
    for wrong in ["", "[]", "[\"1\"]"] {
        let place = Counted::default();
        let store = open(&place);
        fill(&store, 0..3);
        block_on(store.log().set_note("projection:p", Some(wrong.into()))).unwrap();
        assert_eq!(block_on(store.project(by_jq(".n += 1"), 1)).unwrap().next, 0);
        assert_eq!(block_on(store.log().note("projection:p")).unwrap(), None);
    }
}

#[test]
fn snapshots_are_written_after_so_many_events_or_so_much_time() {
    let place = Counted::default();
    let store = open(&place);
    let driver = Driver::new(&store, 1);
    let every = |events, ms| SnapshotPolicy { events, ms };
    let named = |name, snapshots| ProjectRequest { snapshots, ..handlers(name, Some("1")) };
    for (name, snapshots) in
        [("many", every(Some(40), None)), ("never", every(Some(0), None)), ("usual", every(None, None))]
    {
        block_on(store.project(named(name, snapshots), 1)).unwrap();
    }
    let by_fold = ProjectRequest {
        source: ProjectionSource::BuiltIn("count".into()),
        snapshots: every(Some(0), Some(1000)),
        ..handlers("timed", None)
    };
    for by in [ProjectionBy::All, ProjectionBy::Stream] {
        let name = format!("timed {by:?}");
        block_on(store.project(ProjectRequest { projection: name, by, ..by_fold.clone() }, 1)).unwrap();
    }
    let snapshot = |name: &str| store.projection(name).unwrap().snapshot;
    let ahead = |now| while block_on(store.fold_projections_ahead(now)).unwrap() {};
    for round in 1..=6_u64 {
        fill(&store, (round - 1) * 10..round * 10);
        driver.work_off();
        ahead(5000.0 + round as f64 * 400.0);
    }
    assert_eq!((snapshot("many"), snapshot("never"), snapshot("usual")), (Some(39), None, None));
    // Begun at 5400, it was due at 6400 or later.
    assert_eq!((snapshot("timed All"), snapshot("timed Stream")), (Some(39), Some(39)));
}

#[test]
fn a_rebuild_leaves_what_was_right_and_replaces_what_was_not() {
    for shared in [false, true] {
        let store = open(&Counted::default());
        fill(&store, 0..12_000);
        let driver = Driver::new(&store, 1).sharing(shared);
        block_on(store.project(handlers("p", Some("1")), 1)).unwrap();
        let before = state(&driver, "p", "b2", 11_999).unwrap();
        let mut heard = Vec::new();
        let done = driver.ask(store.rebuild("p", &mut |events| {
            heard.push(events);
            // What there was answers while it runs.
            let root = Pointer::root();
            let now = state_now(&store, &root);
            assert_eq!(now, before);
            true
        }));
        assert_eq!((done.clone().unwrap().events, done.unwrap().differs), (12_000, vec![]));
        assert_eq!(heard.last(), Some(&12_000));
        assert_eq!(state(&driver, "p", "b2", 11_999).unwrap(), before);
        fill(&store, 12_000..12_010);
        assert_eq!(state(&driver, "p", "b2", 12_009).unwrap(), expected(shared, "b2", 12_010));

        // The handlers were others when they were first run.
        driver.by.set(3);
        let done = driver.ask(store.rebuild("p", &mut |_| true)).unwrap();
        assert_eq!(done.differs, ["b0", "b1", "b2", "b3"]);
        assert_eq!(store.projection("p").unwrap().differs, 4);
        let now = state(&driver, "p", "b2", 12_009).unwrap().unwrap();
        assert!(now.starts_with("{\"count\":9006,"), "{now}");
        // Whoever folds goes on from the new ones.
        fill(&store, 12_010..12_020);
        let now = state(&driver, "p", "b2", 12_019).unwrap().unwrap();
        assert!(now.starts_with("{\"count\":9015,") && driver.seen.borrow().last().unwrap().4, "{now}");

        let ended = driver.ask(store.rebuild("p", &mut |_| false));
        assert!(matches!(ended, Err(StoreError::Aborted)), "{ended:?}");
        assert_eq!(state(&driver, "p", "b2", 12_019).unwrap(), Some(now));
    }
}

fn state_now(store: &super::Shop, root: &Pointer) -> Option<String> {
    let at = 11_999;
    let question = store.ask("p", "b2", at, |history, number| history.value(number, root, at));
    // It is known already, so it waits for nobody.
    futures::FutureExt::now_or_never(question).unwrap().unwrap().map(|state| state.to_string())
}

#[test]
fn folds_of_the_engine_are_rebuilt_too() {
    for by in [ProjectionBy::All, ProjectionBy::Stream] {
        let store = open(&Counted::default());
        fill(&store, 0..6000);
        let asked = ProjectRequest { source: ProjectionSource::BuiltIn("merge".into()), by, ..handlers("p", None) };
        block_on(store.project(asked, 0)).unwrap();
        let partition = if by == ProjectionBy::All { "" } else { "cart-2" };
        let before = state_of(&store, "p", partition, 4001).unwrap();
        assert!(before.is_some());
        let mut heard = 0;
        let done = block_on(store.rebuild("p", &mut |events| {
            heard = events;
            true
        }));
        assert_eq!(done.unwrap().differs, [""; 0]);
        assert!(heard >= 4002, "{heard}");
        assert_eq!(state_of(&store, "p", partition, 4001).unwrap(), before);
    }
}

/// What the fold `count` says.
fn counted(added: u64, removed: u64) -> String {
    format!("{{\"events\":{},\"types\":{{\"Added\":{added},\"Removed\":{removed}}}}}", added + removed)
}

#[test]
fn a_scavenge_keeps_what_projections_have_come_to() {
    let place = Counted::default();
    let store = open(&place);
    fill(&store, 0..60);
    let of = |source, by| ProjectRequest { source, by, ..handlers("", None) };
    let count = || ProjectionSource::BuiltIn("count".into());
    let named: Vec<ProjectRequest> = vec![
        ProjectRequest { projection: "handled".into(), ..handlers("", Some("1")) },
        ProjectRequest { projection: "all".into(), ..of(count(), ProjectionBy::All) },
        ProjectRequest { projection: "streams".into(), ..of(count(), ProjectionBy::Stream) },
    ];
    let driver = Driver::new(&store, 1);
    for asked in &named {
        block_on(store.project(asked.clone(), 1)).unwrap();
    }
    let metadata = StreamMetadata { max_count: Some(3), ..StreamMetadata::default() };
    block_on(store.log().set_stream_metadata("cart-1", metadata, None)).unwrap();
    let done = driver.ask(store.scavenge(0, &mut |_| true)).unwrap();
    assert_eq!(done.events, 17);

    let again = open(&place);
    for store in [&store, &again] {
        let driver = Driver::new(store, 1);
        for asked in &named {
            block_on(store.project(asked.clone(), 1)).unwrap();
        }
        assert_eq!(state(&driver, "handled", "b1", 59).unwrap(), expected(false, "b1", 60));
        assert_eq!(state_of(store, "all", "", 59).unwrap().unwrap().to_string(), counted(48, 12));
        assert_eq!(state_of(store, "streams", "cart-1", 59).unwrap().unwrap().to_string(), counted(16, 4));
    }
    // What would take the removed events again is an error, and not another answer.
    let removed = |answer: Result<_, StoreError>| matches!(answer, Err(StoreError::Log(LogError::Scavenged { .. })));
    let driver = Driver::new(&again, 1);
    block_on(again.project(named[0].clone(), 1)).unwrap();
    assert!(removed(state(&driver, "handled", "b1", 20)));
    assert!(removed(state_of(&again, "all", "", 20).map(|_| None)));
    assert!(removed(state_of(&again, "streams", "cart-1", 20).map(|_| None)));
    assert!(removed(driver.ask(again.rebuild("all", &mut |_| true)).map(|_| None)));
    assert_eq!(state_of(&again, "streams", "cart-2", 20).unwrap().unwrap().to_string(), counted(6, 1));
    // And so is one that is new and needs them; one that does not is none.
    let late = ProjectRequest { projection: "late".into(), ..named[1].clone() };
    block_on(again.project(late, 1)).unwrap();
    assert!(removed(state_of(&again, "late", "", 59).map(|_| None)));
    let filter = foldback_protocol::StreamFilter { streams: vec!["cart-2".into()], ..Default::default() };
    block_on(again.project(ProjectRequest { projection: "other".into(), filter, ..named[1].clone() }, 1)).unwrap();
    assert_eq!(state_of(&again, "other", "", 59).unwrap().unwrap().to_string(), counted(16, 4));
    assert!(state_of(&again, MERGE, "cart-1", 59).unwrap().is_some());
}
