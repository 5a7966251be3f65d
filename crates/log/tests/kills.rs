//! A tab that dies at any of its calls: what was acknowledged is there, nothing is torn, and what was begun goes on.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod support;

use std::cell::RefCell;

use foldback_event::EventRef;
use foldback_log::{Expected, Log, LogError, MemoryBackend, StreamMetadata};
use support::{
    Held, Place, append, assert_whole, backup, event, held, opened, placed, restore, run, run_until, texts, with_id,
};

/// Runs `what` on a place with these bytes and lets it die at its first call, at its second and so on, before the call takes
/// effect and behind it; `look` sees what each leaves. Ends when `what` lives to its end.
fn killed_at_every_call<F: Future>(
    before: &Held,
    what: impl Fn(Place) -> F,
    mut look: impl FnMut(&MemoryBackend, &str),
) {
    for behind in [false, true] {
        let mut survived = false;
        for call in 1..500 {
            let memory = placed(before);
            let place = Place::over(&memory);
            place.plan.stop.set(Some((call, behind)));
            let plan = place.plan.clone();
            survived = run_until(what(place), || plan.stopped.get()).is_some();
            look(&memory, &format!("at call {call}, behind it: {behind}"));
            if survived {
                break;
            }
        }
        assert!(survived);
    }
}

fn log_of(events: u64) -> Held {
    let memory = MemoryBackend::default();
    let log = opened(&memory);
    for at in 0..events {
        let text = at.to_string();
        let streams = ["s", "t", "gone"];
        run(append(&log, &[event(streams[at as usize % 3], &text)], Expected::Any)).unwrap();
    }
    held(&memory)
}

#[test]
fn acknowledged_appends_survive_whatever_comes_behind_them() {
    let acknowledged = RefCell::new(Vec::new());
    let names: Vec<String> = (0..4).map(|at| format!("n-{at}")).collect();
    let what = |place: Place| {
        acknowledged.borrow_mut().clear();
        async {
            let log = Log::open(place).await.unwrap();
            for name in &names {
                append(&log, &[with_id("s", name, name), event("t", "-")], Expected::Any).await.unwrap();
                acknowledged.borrow_mut().push(name.clone());
            }
        }
    };
    for start in [0, 5] {
        let before = log_of(start);
        killed_at_every_call(&before, what, |memory, case| {
            let log = opened(memory);
            assert_whole(&log);
            let read = texts(&log);
            let written: Vec<_> = read.iter().filter(|text| text.starts_with("n-")).cloned().collect();
            let known = acknowledged.borrow().len();
            assert_eq!(written[..known], acknowledged.borrow()[..], "{case}");
            assert!(written.len() <= known + 1, "{case}");
            assert_eq!(read.len(), start as usize + written.len() * 2, "no append is torn {case}");
            // The tab that comes next tries all of them again.
            for name in &names {
                run(append(&log, &[with_id("s", name, name), event("t", "-")][..1], Expected::Any)).unwrap();
            }
            assert_eq!(texts(&log).iter().filter(|text| text.starts_with("n-")).count(), names.len(), "{case}");
            assert_whole(&opened(memory));
        });
    }
}

#[test]
fn a_compaction_that_dies_changes_nothing_or_all_of_a_run() {
    let before = log_of(20);
    let given = texts(&opened(&placed(&before)));
    let what = |place| async {
        let log = Log::open(place).await.unwrap();
        log.compact(&mut async || {}, &mut |_| true).await.unwrap()
    };
    killed_at_every_call(&before, what, |memory, case| {
        let log = opened(memory);
        assert_whole(&log);
        assert_eq!(texts(&log), given, "{case}");
        run(log.compact(&mut async || {}, &mut |_| true)).unwrap();
        assert_eq!(log.segments().len(), 1, "{case}");
        assert_eq!(texts(&opened(memory)), given, "{case}");
    });
}

#[test]
fn a_change_of_what_is_said_of_a_stream_is_there_or_not() {
    let before = log_of(6);
    let what = |place| async {
        let log = Log::open(place).await.unwrap();
        let metadata = StreamMetadata { max_count: Some(1), ..StreamMetadata::default() };
        log.set_stream_metadata("s", metadata, Some(0)).await.unwrap();
        log.tombstone_stream("gone", Expected::Revision(1)).await.unwrap();
    };
    killed_at_every_call(&before, what, |memory, case| {
        let log = opened(memory);
        assert_whole(&log);
        assert_eq!(texts(&log).len(), 6);
        let said = log.rules("s").map_or(0, |rules| rules.written);
        let gone = log.rules("gone").is_some_and(|rules| rules.tombstoned);
        assert!(said <= 1 && (!gone || said == 1), "{case}");
        let outcome = run(append(&log, &[event("gone", "more")], Expected::Any));
        assert_eq!(outcome.is_err(), gone, "{case}");
    });
}

#[test]
fn a_scavenge_that_dies_is_ended_by_the_next() {
    let memory = placed(&log_of(15));
    let log = opened(&memory);
    run(log.delete_stream("gone", Expected::Any)).unwrap();
    run(log.set_stream_metadata("t", StreamMetadata { max_count: Some(2), ..StreamMetadata::default() }, None))
        .unwrap();
    let before = held(&memory);
    let link = log.head().link;
    let what = |place| async {
        let log = Log::open(place).await.unwrap();
        let horizons = log.horizons(0);
        let notes = vec![("horizon".to_owned(), Some(vec![1]))];
        log.scavenge(&horizons, notes, &mut |_| true).await.unwrap();
    };
    let mut seen = [0; 3];
    killed_at_every_call(&before, what, |memory, case| {
        let log = opened(memory);
        assert_whole(&log);
        assert_eq!(log.head().link, link, "{case}");
        let left = texts(&log).len();
        assert!([15, 7].contains(&left), "{case}");
        let begun = run(log.note("horizon")).unwrap().is_some();
        assert!(begun || left == 15, "nothing goes before the note is stored {case}");
        // Whether it had begun or not: what is hidden stays hidden, and what is left over goes now.
        run(log.scavenge(&if begun { Vec::new() } else { log.horizons(0) }, Vec::new(), &mut |_| true)).unwrap();
        for log in [log, opened(memory)] {
            assert_whole(&log);
            assert_eq!(texts(&log), ["0", "3", "6", "9", "10", "12", "13"], "{case}");
            assert_eq!(log.horizons(0), []);
            assert_eq!((log.next_revision("gone"), log.next_revision("t")), (5, 5));
        }
        seen[usize::from(begun) + usize::from(left == 7)] += 1;
    });
    assert!(seen.iter().all(|times| *times > 0), "{seen:?}");
}

#[test]
fn a_scavenge_of_many_megabytes_goes_piece_by_piece() {
    let memory = MemoryBackend::default();
    let log = opened(&memory);
    let mut bits = 1u64;
    for at in 0..5 {
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            bits ^= bits << 13;
            bits ^= bits >> 7;
            bits ^= bits << 17;
            bits.to_le_bytes()
        })
        .take(600_000)
        .flatten()
        .collect();
        let large = EventRef { stream: "large", event_type: "Blob", data: &noise, ..EventRef::default() };
        run(append(&log, &[large, event("s", &at.to_string())], Expected::Any)).unwrap();
    }
    run(log.delete_stream("large", Expected::Any)).unwrap();
    let before = held(&memory);
    let mut seen = Vec::new();
    let what = |place| async {
        let log = Log::open(place).await.unwrap();
        log.scavenge(&log.horizons(0), Vec::new(), &mut |_| true).await.unwrap();
    };
    killed_at_every_call(&before, what, |memory, case| {
        let log = opened(memory);
        assert_whole(&log);
        let left = log.index().stream("large").map_or(0, |stream| stream.positions.len());
        seen.push(left);
        assert_eq!(log.next_revision("large"), 5, "{case}");
        run(log.refresh()).unwrap();
        run(log.scavenge(&log.horizons(0), Vec::new(), &mut |_| true)).unwrap();
        assert_eq!(texts(&opened(memory)), ["0", "1", "2", "3", "4"], "{case}");
        assert_whole(&opened(memory));
    });
    assert!(seen.iter().any(|left| (1..5).contains(left)), "{seen:?}");
    run(log.scavenge(&log.horizons(0), Vec::new(), &mut |_| false)).unwrap_err();
    assert_eq!(run(log.scavenge(&[], Vec::new(), &mut |_| true)).unwrap().events, 3);
}

#[test]
fn an_import_that_dies_is_published_or_still_running() {
    let before = log_of(0);
    let what = |place| async {
        let log = Log::open(place).await.unwrap();
        let mut importer = log.begin_import().await.unwrap();
        for at in 0..3 {
            importer.push(&log, &event("s", &at.to_string())).unwrap();
            importer.seal(&log).unwrap();
            while let Some(segment) = importer.next_segment() {
                log.write_segment(segment).await.unwrap();
            }
        }
        log.publish(importer, vec![("report".to_owned(), Some(vec![1]))]).await.unwrap();
    };
    let mut seen = [0; 3];
    killed_at_every_call(&before, what, |memory, case| {
        let log = opened(memory);
        assert_whole(&log);
        let state = (log.head().importing, log.head().next, run(log.note("report")).unwrap().is_some());
        let states = [(false, 0, false), (true, 0, false), (false, 3, true)];
        let Some(at) = states.iter().position(|known| *known == state) else { panic!("{state:?} {case}") };
        seen[at] += 1;
        if log.head().importing {
            assert_eq!(run(append(&log, &[event("s", "x")], Expected::Any)), Err(LogError::Conflict), "{case}");
        }
    });
    assert!(seen.iter().all(|times| *times > 0), "{seen:?}");
}

#[test]
fn a_restore_that_dies_is_whole_or_not_there() {
    let memory = placed(&log_of(9));
    let log = opened(&memory);
    run(log.delete_stream("gone", Expected::Any)).unwrap();
    run(log.scavenge(&log.horizons(0), Vec::new(), &mut |_| true)).unwrap();
    let (file, whole) = (run(backup(&log)).unwrap(), held(&memory));
    killed_at_every_call(
        &log_of(0),
        |place| {
            let file = &file;
            async move { restore(&place, file, 100).await.unwrap() }
        },
        |memory, case| {
            let log = opened(memory);
            assert_whole(&log);
            match log.head() {
                head if head.importing || head.next == 0 => assert_eq!(texts(&log), Vec::<String>::new(), "{case}"),
                _ => assert_eq!(held(memory), whole, "{case}"),
            }
        },
    );
}
