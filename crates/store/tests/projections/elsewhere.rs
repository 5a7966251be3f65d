//! Handlers outside the engine: catching up, questions that wait, failures, reading together.

use foldback_protocol::{Given, ProjectRequest, StreamFilter, WorkKind};
use foldback_store::{Store, StoreError};
use futures::executor::block_on;

use super::driver::{Counted, Driver, Fold, fill, handlers, open};
use super::{code, state};

fn expected(bucket: &str, events: u64) -> Option<String> {
    Fold::expected(false, bucket, events).map(|state| state.to_string())
}

#[test]
fn questions_wait_until_handlers_have_got_there() {
    let store = open(&Counted::default());
    fill(&store, 0..50);
    let driver = Driver::new(&store, 1);
    let info = block_on(store.project(handlers("p", None), 1)).unwrap();
    assert_eq!((info.next, info.events, info.failed), (0, 50, None));
    for at in [49, 0, 17, 3, 48] {
        for bucket in ["b0", "b1", "b3"] {
            assert_eq!(state(&driver, "p", bucket, at).unwrap(), expected(bucket, at + 1), "{bucket} at {at}");
        }
    }
    assert_eq!(state(&driver, "p", "nobody", 49).unwrap(), None);
    // What comes later is folded on.
    fill(&store, 50..60);
    assert_eq!(state(&driver, "p", "b1", 59).unwrap(), expected("b1", 60));
    let info = store.projection("p").unwrap();
    assert_eq!((info.next, info.handled, info.partitions, info.unhandled), (60, 60, 4, vec![]));
    let pages = driver.seen.borrow().len();
    assert_eq!(info.results, pages as u64);
    let (first, results) = store.given("p", Given::Results, 1, 1).unwrap();
    assert_eq!((first, results.as_str()), (1, "{\"position\":50}\n"));
    assert_eq!(store.given("p", Given::Emitted, 0, 9).unwrap(), (0, String::new()));
    assert!(matches!(state(&driver, "q", "", 0), Err(StoreError::ProjectionNotFound(_))));
    assert!(block_on(store.project(handlers("merge", None), 1)).is_err(), "that is the name of another");
}

#[test]
fn types_and_streams_that_are_not_read_are_passed_over_and_types_counted() {
    let store = open(&Counted::default());
    fill(&store, 0..90);
    let filter = StreamFilter { streams: vec!["cart-1".into()], ..StreamFilter::default() };
    let asked = ProjectRequest { filter, types: vec!["Added".into()], ..handlers("p", None) };
    block_on(store.project(asked, 1)).unwrap();
    let driver = Driver::new(&store, 1);
    state(&driver, "p", "b0", 89).unwrap();
    let info = store.projection("p").unwrap();
    // Of the thirty events of the stream, each fifth is of the other type.
    assert_eq!((info.next, info.handled, info.unhandled), (90, 24, vec![("Removed".to_owned(), 6)]));
    // A filter that nothing fits needs no handlers at all.
    let filter = StreamFilter { stream_prefixes: vec!["none-".into()], ..StreamFilter::default() };
    block_on(store.project(ProjectRequest { filter, ..handlers("none", None) }, 1)).unwrap();
    assert_eq!(state(&driver, "none", "", 89).unwrap(), None);
    assert!(driver.seen.borrow().iter().all(|(_, projections, ..)| projections != &["none"]));
}

#[test]
fn a_failure_is_told_to_who_asks_behind_it_and_to_nobody_else() {
    let store = open(&Counted::default());
    fill(&store, 0..40);
    let driver = Driver::new(&store, 1);
    driver.fails.borrow_mut().insert("p".into(), 23);
    block_on(store.project(handlers("p", Some("1")), 1)).unwrap();
    block_on(store.project(handlers("other", None), 1)).unwrap();
    assert_eq!(code(state(&driver, "p", "b1", 30)), "HandlerFailed");
    assert_eq!(state(&driver, "p", "b1", 22).unwrap(), expected("b1", 23));
    assert_eq!(state(&driver, "other", "b1", 30).unwrap(), expected("b1", 31));
    let failed = store.projection("p").unwrap().failed.unwrap();
    assert_eq!((failed.position, failed.message.as_str()), (Some(23), "it fails at 23"));
    // Named again as what it is, it tries again from there, with the states that it had.
    driver.fails.borrow_mut().clear();
    block_on(store.project(handlers("p", Some("1")), 1)).unwrap();
    assert_eq!(state(&driver, "p", "b1", 39).unwrap(), expected("b1", 40));
    let retried = driver.seen.borrow().iter().find(|(.., from, _, _, _)| *from == 23).cloned().unwrap();
    assert_eq!((retried.0, retried.4), (WorkKind::Fold, true));
    // As another it begins anew.
    block_on(store.project(handlers("p", Some("2")), 1)).unwrap();
    assert_eq!(store.projection("p").unwrap().next, 0);
}

#[test]
fn who_waits_for_handlers_that_leave_is_told_so() {
    let store = open(&Counted::default());
    fill(&store, 0..20);
    block_on(store.project(handlers("p", Some("1")), 7)).unwrap();
    let root = foldback_event::Pointer::root();
    let question = store.ask("p", "b0", 19, |history, number| history.value(number, &root, 19));
    let leaving = async {
        // One page is out when they go.
        assert!(store.next_work(7).await.unwrap().is_some());
        store.driver_left(7);
    };
    let (answer, ()) = block_on(futures::future::join(question, leaving));
    assert_eq!(code(answer), "ProjectionStopped");
    assert_eq!(store.projection("p").unwrap().failed.unwrap().code, "ProjectionStopped");
    // Others take over what there is.
    let driver = Driver::new(&store, 8);
    block_on(store.project(handlers("p", Some("1")), 8)).unwrap();
    assert_eq!(state(&driver, "p", "b0", 19).unwrap(), expected("b0", 20));
    // One that is ended is not there any more.
    block_on(store.unproject("p", false)).unwrap();
    assert!(matches!(state(&driver, "p", "b0", 0), Err(StoreError::ProjectionNotFound(_))));
}

#[test]
fn what_cannot_be_taken_ends_the_projection_and_says_why() {
    let store = open(&Counted::default());
    fill(&store, 0..10);
    let answers = [
        ("{}\n[3,\"\",[[\"/a\",1]]]\n", "line 1"),
        ("{}\n[11,\"\",[[\"\",{}]]]\n", "position 11"),
        ("no JSON\n", "byte"),
    ];
    for (at, (wrong, says)) in answers.into_iter().enumerate() {
        let name = format!("p{at}");
        block_on(store.project(handlers(&name, Some("1")), 1)).unwrap();
        let work = block_on(store.next_work(1)).unwrap().unwrap();
        let taken = block_on(store.handled(&name, work.answer.job, wrong.as_bytes(), None, 0.0));
        assert!(taken.unwrap_err().to_string().contains(says), "{wrong}");
        assert!(store.projection(&name).unwrap().failed.unwrap().message.contains(says), "{wrong}");
        // Named again it is sound.
        let driver = Driver::new(&store, 1);
        block_on(store.project(handlers(&name, Some("1")), 1)).unwrap();
        assert_eq!(state(&driver, &name, "b1", 9).unwrap(), expected("b1", 10));
    }
    // Answers to what nobody waits for any more are nobody's concern.
    block_on(store.handled("p0", 4711, b"", None, 0.0)).unwrap();
    block_on(store.handled("never was", 1, b"", None, 0.0)).unwrap();
}

#[test]
fn two_pages_are_out_at_once_and_come_back_in_their_order() {
    let place = Counted::default();
    let store = open(&place);
    fill(&store, 0..20_000);
    block_on(store.project(handlers("p", None), 1)).unwrap();
    let work = || block_on(store.next_work(1)).unwrap();
    let (one, two) = (work().unwrap().answer, work().unwrap().answer);
    assert_eq!((one.from, one.to), (0, two.from));
    assert!(work().is_none(), "not a third");
    let early = block_on(store.handled("p", two.job, b"", None, 0.0));
    assert!(early.unwrap_err().to_string().contains("order"));
    block_on(store.handled("p", one.job, b"", None, 0.0)).unwrap();
    assert_eq!(store.projection("p").unwrap().next, one.to);
    assert_eq!(work().unwrap().answer.from, two.to);
}

#[test]
fn several_projections_read_the_log_once() {
    let place = Counted::default();
    let store = open(&place);
    fill(&store, 0..20_000);
    block_on(store.compact_some(&mut async || {})).unwrap();
    let read_by = |names: &[&str]| {
        let store: Store<Counted> = open(&place);
        let driver = Driver::new(&store, 1);
        for name in names {
            block_on(store.project(handlers(name, None), 1)).unwrap();
        }
        place.bytes.set(0);
        driver.work_off();
        for name in names {
            assert_eq!(store.projection(name).unwrap().handled, 20_000, "{name}");
        }
        place.bytes.get()
    };
    let (one, five) = (read_by(&["a"]), read_by(&["a", "b", "c", "d", "e"]));
    assert!(one > 100_000, "{one} bytes");
    assert_eq!(one, five);
    // One that is named later catches up by itself, and from there they read together.
    let late = open(&place);
    let driver = Driver::new(&late, 1);
    block_on(late.project(handlers("a", None), 1)).unwrap();
    let first = block_on(late.next_work(1)).unwrap().unwrap();
    block_on(late.handled("a", first.answer.job, b"", None, 0.0)).unwrap();
    block_on(late.project(handlers("b", None), 1)).unwrap();
    driver.work_off();
    let seen = driver.seen.borrow();
    let together = seen.iter().filter(|(_, projections, ..)| projections.len() == 2).count();
    assert!(together > 0 && seen.last().unwrap().1.len() == 2, "{seen:?}");
    let alone: Vec<_> = seen.iter().filter(|(_, projections, ..)| projections.len() == 1).collect();
    assert!(alone.len() <= 3, "{alone:?}");
}

#[test]
fn who_waits_while_the_store_is_closed_is_told_so() {
    let store = open(&Counted::default());
    fill(&store, 0..20);
    block_on(store.project(handlers("p", None), 7)).unwrap();
    let root = foldback_event::Pointer::root();
    let question = store.ask("p", "b0", 19, |history, number| history.value(number, &root, 19));
    let closing = async { store.end_news() };
    let (answer, ()) = block_on(futures::future::join(question, closing));
    assert!(matches!(answer, Err(StoreError::Log(foldback_log::LogError::Closed))), "{answer:?}");
}
