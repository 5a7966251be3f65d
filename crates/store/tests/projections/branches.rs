//! Branches of projections by handlers: they are folded from the first difference on, by a fold of their own.

use foldback_event::{Json, Pointer};
use foldback_protocol::{BranchEvent, BranchRequest, EditInfo, WorkKind};
use foldback_store::On;
use futures::executor::block_on;

use super::driver::{Counted, Driver, Fold, fill, handlers, open};
use super::state;

fn own(bucket: &str) -> Option<BranchEvent> {
    let (stream_id, event_type) = (Some("cart-9".to_owned()), "Added".to_owned());
    Some(BranchEvent { stream_id, event_type, data: format!("{{\"bucket\":\"{bucket}\"}}"), ..BranchEvent::default() })
}

/// Event 20 does not happen, two others happen before 30, one in another bucket, 35 is another one, 40 comes before 33.
fn edits() -> Vec<EditInfo> {
    let none = EditInfo::default;
    vec![
        EditInfo { skip: Some(20), ..none() },
        EditInfo { insert: Some(30), event: own("b1"), ..none() },
        EditInfo { insert: Some(30), event: own("new"), ..none() },
        EditInfo { edit: Some(35), event: own("b2"), ..none() },
        EditInfo { moved: Some(40), to: Some(33), ..none() },
    ]
}

/// The same, the plainest way.
fn edited(events: u64) -> Vec<(u64, String)> {
    let bucket = |n: u64| format!("b{}", n % 4);
    let mut all = Vec::new();
    for n in 0..events {
        match n {
            20 | 40 => continue,
            30 => all.extend([(30, "b1".to_owned()), (30, "new".to_owned())]),
            33 => all.push((33, bucket(40))),
            _ => {}
        }
        all.push((n, if n == 35 { "b2".to_owned() } else { bucket(n) }));
    }
    all
}

fn in_branch(driver: &Driver<'_>, partition: &str, at: u64) -> Option<Json> {
    let on = On { projection: "p", branch: Some("b") };
    let root = Pointer::root();
    driver.ask(driver.store.ask_on(on, partition, at, |future, number| future.value(number, &root, at))).unwrap()
}

fn check(driver: &Driver<'_>, shared: bool, events: u64) {
    let log = edited(events);
    for at in [5, 19, 20, 29, 30, 32, 33, 39, 40, events - 1] {
        let behind: Vec<_> = log.iter().filter(|(position, _)| *position <= at).cloned().collect();
        for bucket in ["b0", "b1", "b2", "b3", "new", "nobody"] {
            assert_eq!(in_branch(driver, bucket, at), Fold::expected_of(shared, bucket, &behind), "{bucket} at {at}");
        }
    }
}

#[test]
fn a_branch_of_handlers_is_a_fold_of_the_edited_log_and_goes_on_as_it_does() {
    for shared in [false, true] {
        let store = open(&Counted::default());
        fill(&store, 0..60);
        let driver = Driver::new(&store, 1).sharing(shared);
        block_on(store.project(handlers("p", None), 1)).unwrap();
        store.branch(BranchRequest { branch: "b".into(), edits: edits(), ..BranchRequest::default() }).unwrap();
        check(&driver, shared, 60);
        let from = |driver: &Driver<'_>| {
            let seen = driver.seen.borrow();
            let of_branch = seen.iter().filter(|(kind, ..)| *kind == WorkKind::Branch);
            of_branch.filter(|(.., events)| *events > 0).map(|(_, _, from, ..)| *from).min().unwrap()
        };
        assert!(from(&driver) >= 20, "what is before the first difference is as in the log");
        driver.seen.borrow_mut().clear();
        fill(&store, 60..90);
        check(&driver, shared, 90);
        assert_eq!(from(&driver), 60, "what was folded is not folded again");
        // The log itself is as it was.
        let root = Fold::expected(shared, "b0", 90).map(|state| state.to_string());
        assert_eq!(state(&driver, "p", "b0", 89).unwrap(), root);
        let on = On { projection: "p", branch: Some("b") };
        let found = driver.ask(store.compare(On::log("p"), (&store, on), 10, &|| true)).unwrap();
        assert_eq!(found.first, Some(20));
    }
}

#[test]
fn a_revert_of_what_handlers_folded_names_the_partitions_that_were_written() {
    let store = open(&Counted::default());
    fill(&store, 0..30);
    let driver = Driver::new(&store, 1);
    block_on(store.project(handlers("p", None), 1)).unwrap();
    let plan = driver.ask(store.revert("p", &[29, 28])).unwrap();
    let partitions: Vec<(&str, &str)> =
        plan.partitions.iter().map(|own| (own.partition.as_str(), own.stream.as_str())).collect();
    assert_eq!(partitions, [("b0", "cart-1"), ("b1", "cart-2")]);
    for own in &plan.partitions {
        assert_eq!(own.conflicts, []);
        let paths: Vec<&str> = own.operations.iter().map(|change| change.path.as_str()).collect();
        assert_eq!(paths, ["/count", "/last"]);
        assert!(!own.understood && own.payload.is_none(), "no event of the engine says it");
    }
}
