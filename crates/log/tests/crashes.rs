//! Commits that fail, happen unheard or meet others: what is acknowledged is there once, what is not is there once at most.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod support;

use std::cell::Cell;

use foldback_log::{Commit, Expected, LogError, MemoryBackend};
use futures::future::{join_all, select_all};
use support::{Fault, Place, all, append, assert_whole, event, opened, run, run_until, texts, with_id};

fn fault(behind: bool, error: LogError) -> Fault {
    if behind { Fault::After(error) } else { Fault::Before(error) }
}

/// Fails so many commits, from the `from`th on.
fn failing(place: &Place, from: u32, count: u32, behind: bool, closed_reads: u32) {
    let (commits, plan) = (Cell::new(0), place.plan.clone());
    place.on_commit(move |_| {
        commits.set(commits.get() + 1);
        if !(from..from + count).contains(&commits.get()) {
            return Fault::None;
        }
        plan.closed_reads.set(closed_reads);
        fault(behind, LogError::Closed)
    });
}

#[test]
fn a_place_that_closes_doubles_no_append_and_loses_none_that_succeeded() {
    for behind in [false, true] {
        for with_ids in [false, true] {
            for (count, closed_reads) in [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (9, 0)] {
                for appends in 1..4usize {
                    let memory = MemoryBackend::default();
                    let place = Place::yielding(&memory, 7);
                    let log = opened(&place);
                    run(append(&log, &[event("s", "before")], Expected::Any)).unwrap();
                    failing(&place, 1, count, behind, closed_reads);
                    let names: Vec<String> = (0..appends).map(|at| format!("new-{at}")).collect();
                    let events = |at: usize| match with_ids {
                        true => [with_id("s", &names[at], &names[at]), event("t", "-")],
                        false => [event("s", &names[at]), event("t", "-")],
                    };
                    let given: Vec<_> = (0..appends).map(events).collect();
                    let outcomes = run(join_all(given.iter().map(|events| append(&log, events, Expected::Any))));
                    let reader = opened(&memory);
                    assert_whole(&reader);
                    let case = format!("{behind} {with_ids} {count} {closed_reads} {appends} {outcomes:?}");
                    for (outcome, name) in outcomes.iter().zip(&names) {
                        let times = texts(&reader).iter().filter(|text| *text == name).count();
                        match outcome {
                            Ok(appended) => {
                                assert_eq!(times, 1, "{case}");
                                let at = all(&reader)[appended.first as usize].data.clone();
                                assert_eq!(&String::from_utf8(at).unwrap(), name, "{case}");
                            }
                            Err(error) => {
                                assert_eq!(error, &LogError::Closed);
                                assert!(times <= 1, "{case}");
                            }
                        }
                    }
                    if count == 1 && closed_reads == 0 {
                        assert!(outcomes.iter().all(Result::is_ok), "one failure is overcome: {case}");
                    }
                    // With ids on all of them it may simply be tried again.
                    place.on_commit(|_| Fault::None);
                    place.plan.closed_reads.set(0);
                    if with_ids {
                        for (events, name) in given.iter().zip(&names) {
                            run(append(&log, &events[..1], Expected::Any)).unwrap();
                            let again = opened(&memory);
                            assert_eq!(texts(&again).iter().filter(|text| *text == name).count(), 1, "{case}");
                        }
                    }
                    run(append(&log, &[event("s", "behind")], Expected::Any)).unwrap();
                    assert_whole(&opened(&memory));
                    assert_eq!(texts(&opened(&memory)).pop().unwrap(), "behind");
                }
            }
        }
    }
}

#[test]
fn what_another_handle_wrote_in_its_place_is_not_taken_for_a_groups_own() {
    let memory = MemoryBackend::default();
    let place = Place::yielding(&memory, 3);
    let (log, other) = (opened(&place), opened(&memory));
    run(append(&log, &[event("s", "before")], Expected::Any)).unwrap();
    // The first of the group gets through by another tab, and the rest does not.
    let commits = Cell::new(0);
    place.on_commit(move |_| {
        commits.set(commits.get() + 1);
        if commits.get() != 2 {
            return Fault::None;
        }
        run(append(&other, &[with_id("s", "x", "x")], Expected::Any)).unwrap();
        Fault::Before(LogError::Closed)
    });
    let first = [event("s", "first")];
    let (x, y) = ([with_id("s", "x", "x")], [with_id("s", "y", "y")]);
    let appends = [&first, &x, &y].map(|events| append(&log, events, Expected::Any));
    let outcomes = run(join_all(appends));
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(texts(&opened(&memory)), ["before", "first", "x", "y"]);
    assert_whole(&opened(&memory));
}

#[test]
fn an_append_that_is_too_large_fails_alone() {
    let memory = MemoryBackend::default();
    let place = Place::yielding(&memory, 1);
    let log = opened(&place);
    place.on_commit(|commit: &Commit| match commit.bytes() {
        0..2000 => Fault::None,
        needed => Fault::Before(LogError::Quota { needed, available: Some(2000) }),
    });
    let noise: String =
        (0..300u64).map(|at| format!("{:016x}", (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    let given = ["a", "b", &noise, "c"].map(|text| [event("s", text)]);
    let outcomes = run(join_all(given.iter().map(|events| append(&log, events, Expected::Any))));
    assert!(matches!(outcomes[2], Err(LogError::Quota { .. })));
    let positions = |at: usize| outcomes[at].as_ref().unwrap().first;
    assert_eq!([positions(0), positions(1), positions(3)], [0, 1, 2]);
    assert_eq!(texts(&opened(&memory)), ["a", "b", "c"]);
    assert_whole(&opened(&memory));
}

#[test]
fn an_append_gets_through_a_storm_of_others() {
    let memory = MemoryBackend::default();
    let place = Place::over(&memory);
    let (log, other) = (opened(&place), opened(&memory));
    let storms = Cell::new(0);
    place.on_commit(move |_| {
        storms.set(storms.get() + 1);
        match storms.get() {
            at if at > 40 => {}
            at if at % 5 == 4 => drop(run(other.compact(&mut async || {}, &mut |_| true)).unwrap()),
            at if at % 5 == 3 => run(other.set_stream_metadata("s", Default::default(), None)).unwrap(),
            at => drop(run(append(&other, &[event("other", &at.to_string())], Expected::Any)).unwrap()),
        }
        Fault::None
    });
    let appended = run(append(&log, &[event("s", "through")], Expected::NoStream)).unwrap();
    assert!(appended.written && appended.first > 20);
    run(log.set_stream_metadata("s", Default::default(), None)).unwrap();
    let reader = opened(&memory);
    assert_eq!(texts(&reader).iter().filter(|text| *text == "through").count(), 1);
    assert_whole(&reader);
}

#[test]
fn whoever_is_given_up_while_it_waits_holds_nobody_up() {
    // Futures are dropped after so many polls of all of them: at each stage of waiting, leading and being told.
    for dropped in 0..4usize {
        for polls in 0..14 {
            let memory = MemoryBackend::default();
            let log = opened(&Place::yielding(&memory, 5));
            let given: Vec<[String; 1]> = (0..4).map(|at| [format!("n-{at}")]).collect();
            let mut appends: Vec<_> = given
                .iter()
                .enumerate()
                .map(|(at, [text])| {
                    let log = &log;
                    Box::pin(async move { (at, append(log, &[with_id("s", text, text)], Expected::Any).await) })
                })
                .collect();
            let mut finished = Vec::new();
            let polled = Cell::new(0);
            let some = async {
                let mut all = select_all(appends.iter_mut());
                std::future::poll_fn(|context| {
                    polled.set(polled.get() + 1);
                    std::pin::Pin::new(&mut all).poll(context)
                })
                .await
            };
            if let Some(((at, outcome), ..)) = run_until(some, || polled.get() > polls) {
                outcome.unwrap();
                finished.push(at);
            }
            let gone = (dropped + usize::from(finished.contains(&dropped))) % 4;
            let mut at = 0;
            appends.retain(|_| {
                at += 1;
                at - 1 != gone && !finished.contains(&(at - 1))
            });
            for (at, outcome) in run(join_all(appends)) {
                match outcome {
                    Ok(_) => finished.push(at),
                    Err(error) => assert_eq!(error, LogError::Interrupted, "{dropped} {polls}"),
                }
            }
            run(append(&log, &[event("s", "behind")], Expected::Any)).unwrap();
            let reader = opened(&memory);
            assert_whole(&reader);
            for (at, [name]) in given.iter().enumerate() {
                let times = texts(&reader).iter().filter(|text| *text == name).count();
                let at_least = usize::from(finished.contains(&at));
                assert!((at_least..=1).contains(&times), "{dropped} {polls}: {name} {times} times");
            }
        }
    }
}

#[test]
fn the_one_that_is_told_to_go_on_may_be_gone_by_then() {
    let memory = MemoryBackend::default();
    let log = opened(&Place::yielding(&memory, 5));
    let (a, b, c) = ([event("s", "a")], [event("s", "b")], [event("s", "c")]);
    let mut first = Box::pin(append(&log, &a, Expected::Any));
    let mut second = Box::pin(append(&log, &b, Expected::Any));
    run_until(&mut first, || true);
    run_until(&mut second, || true);
    run(first).unwrap();
    // Told to lead, and dropped before it heard.
    drop(second);
    run(append(&log, &c, Expected::Any)).unwrap();
    assert_eq!(texts(&opened(&memory)), ["a", "c"]);
}
