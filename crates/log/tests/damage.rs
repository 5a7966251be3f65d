//! Damage at rest: every byte that changed is found and named with its place, and whatever else there is stays readable.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod support;

use foldback_event::Position;
use foldback_log::{Damage, Direction, Expected, Filter, Log, LogError, MemoryBackend, StreamMetadata};
use support::{Held, append, assert_whole, event, held, opened, placed, run, texts, verified, with_id};

/// Three segments of two events, the middle one with places of removed events, and a note.
fn sample() -> Held {
    let memory = MemoryBackend::default();
    let log = opened(&memory);
    for at in 0..3 {
        let texts = [format!("{{\"n\":{at}}}"), format!("{{\"m\":{at}}}")];
        run(append(&log, &[event("s", &texts[0]), with_id(["t", "gone", "t"][at], &texts[1], "id")], Expected::Any))
            .unwrap();
    }
    run(log.delete_stream("gone", Expected::Any)).unwrap();
    run(log.set_stream_metadata("t", StreamMetadata { max_count: Some(9), ..StreamMetadata::default() }, None))
        .unwrap();
    run(log.scavenge(&log.horizons(0), vec![("title".to_owned(), Some(vec![1]))], &mut |_| true)).unwrap();
    assert_eq!(texts(&log).len(), 5);
    assert_whole(&log);
    held(&memory)
}

fn named(log: &Log<MemoryBackend>) -> Vec<u64> {
    let damaged = verified(log).damaged.into_iter();
    let first = |damage| match damage {
        Damage::Segment { first, .. } => first,
        other => panic!("{other:?}"),
    };
    damaged.map(first).collect()
}

/// Checks that the segment at 2 is named, that those at 0 and 4 can be read in every way, and that it itself cannot.
fn assert_middle_is_damaged(log: &Log<MemoryBackend>, case: &str) {
    assert_eq!(named(log), [2], "{case}");
    assert_eq!(verified(log).events, 4, "{case}");
    for position in [0, 1, 4, 5] {
        assert!(run(log.event(Position(position))).unwrap().is_some(), "{case}");
        let mut seen = 0;
        run(log.visit(position..position + 1, &mut |view| {
            seen += view.position.0;
            true
        }))
        .unwrap();
        assert_eq!(seen, position);
    }
    let corrupt = |outcome: Result<(), LogError>| {
        assert!(matches!(outcome, Err(LogError::Corrupt { first: Some(2), .. })), "{outcome:?} {case}");
    };
    corrupt(run(log.event(Position(2))).map(drop));
    corrupt(run(log.pick(&[2], &mut |_| true)));
    let mut seen = Vec::new();
    corrupt(run(log.visit(0..6, &mut |view| {
        seen.push(view.position.0);
        true
    })));
    assert_eq!(seen, [0, 1], "{case}");
    let mut picked = Vec::new();
    run(log.pick(&[5, 0, 4, 1], &mut |view| {
        picked.push(view.position.0);
        true
    }))
    .unwrap();
    assert_eq!(picked, [5, 0, 4, 1], "{case}");
    let all = Filter::default();
    let selected = |from, direction| log.select_all(&all, direction, from, 6, 2).unwrap().positions;
    assert_eq!(selected(4, Direction::Forwards), [4, 5], "{case}");
    assert_eq!(selected(9, Direction::Backwards), [5, 4], "{case}");
    assert_eq!(selected(0, Direction::Forwards), [0, 1], "{case}");
    assert_eq!(log.select_stream("t", Direction::Forwards, 0, 6, 9, 0).unwrap().positions, [1, 5], "{case}");
    assert_eq!(log.head().next, 6);
}

#[test]
fn every_byte_of_a_header_is_checked() {
    let sound = sample();
    for at in 0..sound.segments[1].1.len() {
        for bits in [1, 0x80] {
            let mut damaged = sound.clone();
            damaged.segments[1].1[at] ^= bits;
            let memory = placed(&damaged);
            let log = opened(&memory);
            assert_middle_is_damaged(&log, &format!("byte {at}"));
            let refused = run(append(&log, &[event("s", "x")], Expected::Any));
            assert!(matches!(refused, Err(LogError::Corrupt { first: Some(2), .. })), "{refused:?}");
            assert!(run(log.delete_stream("s", Expected::Any)).is_err());
            assert!(run(log.scavenge(&log.horizons(0), Vec::new(), &mut |_| true)).is_err());
            run(log.compact(&mut async || {}, &mut |_| true)).unwrap();
            assert_eq!(held(&memory), damaged, "nothing is written");
            let met = log.select_all(&Filter::default(), Direction::Forwards, 2, 6, 9);
            assert!(matches!(met, Err(LogError::Corrupt { first: Some(2), .. })));
            assert_eq!(log.select_stream("s", Direction::Forwards, 0, 6, 9, 0).unwrap().positions, [0, 2, 4]);
        }
    }
}

#[test]
fn every_byte_of_a_payload_is_checked() {
    let sound = sample();
    let length = sound.segments[1].2.len();
    for at in 0..length {
        let mut damaged = sound.clone();
        damaged.segments[1].2[at] ^= 0x40;
        let log = opened(&placed(&damaged));
        assert_middle_is_damaged(&log, &format!("byte {at}"));
        // What is damaged keeps nobody from going on.
        run(append(&log, &[event("s", "behind")], Expected::Revision(2))).unwrap();
        assert_eq!(run(log.event(Position(6))).unwrap().unwrap().data, b"behind");
        assert_eq!(named(&log), [2]);
    }
    for cut in 0..length {
        let mut damaged = sound.clone();
        damaged.segments[1].2.truncate(cut);
        assert_middle_is_damaged(&opened(&placed(&damaged)), &format!("cut to {cut}"));
    }
}

#[test]
fn an_open_log_notices_a_payload_that_is_damaged_under_it() {
    let memory = placed(&sample());
    let log = opened(&memory);
    let mut damaged = held(&memory);
    damaged.segments[1].2[3] ^= 1;
    let (first, header, payload) = damaged.segments[1].clone();
    let put = vec![foldback_log::StoredSegment { first, header, payload }];
    run(foldback_log::Backend::commit(
        &memory,
        foldback_log::Commit { remove: std::iter::once(2..3).collect(), put, ..Default::default() },
    ))
    .unwrap();
    assert_middle_is_damaged(&log, "open");
}

#[test]
fn payloads_that_are_exchanged_are_both_named() {
    let mut damaged = sample();
    let (first, second) = (damaged.segments[0].2.clone(), damaged.segments[2].2.clone());
    (damaged.segments[0].2, damaged.segments[2].2) = (second, first);
    let log = opened(&placed(&damaged));
    assert_eq!(named(&log), [0, 4]);
    assert!(run(log.event(Position(2))).unwrap().is_some());
    assert!(run(log.event(Position(0))).is_err());
}

#[test]
fn headers_that_are_exchanged_are_both_named() {
    let mut damaged = sample();
    let (first, second) = (damaged.segments[0].clone(), damaged.segments[2].clone());
    (damaged.segments[0].1, damaged.segments[2].1) = (second.1, first.1);
    let log = opened(&placed(&damaged));
    assert_eq!(named(&log), [0, 4]);
    assert!(run(log.event(Position(2))).unwrap().is_some());
}

#[test]
fn a_segment_that_is_missing_is_named() {
    let mut damaged = sample();
    damaged.segments.remove(1);
    let memory = placed(&damaged);
    let log = opened(&memory);
    assert_middle_is_damaged(&log, "missing");
    assert!(matches!(run(append(&log, &[event("s", "x")], Expected::Any)), Err(LogError::Corrupt { .. })));
    damaged = sample();
    damaged.segments.remove(0);
    let log = opened(&placed(&damaged));
    assert_eq!(named(&log), [0]);
    assert_eq!(run(log.event(Position(5))).unwrap().unwrap().data, b"{\"m\":2}");
}

#[test]
fn the_first_and_the_last_header_may_be_the_damaged_one() {
    for which in [0, 2] {
        let mut damaged = sample();
        damaged.segments[which].1[40] ^= 1;
        let log = opened(&placed(&damaged));
        assert_eq!(named(&log), [which as u64 * 2]);
        let left: Vec<u64> = [0, 1, 2, 4, 5].into_iter().filter(|position| position / 2 != which as u64).collect();
        for position in left {
            assert!(run(log.event(Position(position))).unwrap().is_some(), "{position}");
        }
        assert!(matches!(run(append(&log, &[event("s", "x")], Expected::Any)), Err(LogError::Corrupt { .. })));
    }
}

#[test]
fn every_byte_of_the_head_is_checked() {
    let sound = sample();
    let length = sound.head.as_ref().unwrap().len();
    for at in 0..length {
        let mut damaged = sound.clone();
        damaged.head.as_mut().unwrap()[at] ^= 1;
        let memory = placed(&damaged);
        // A version that is not there yet is believed, because what comes behind it may be of any shape.
        if at == 4 || at == 5 {
            assert!(matches!(run(Log::open(memory)), Err(LogError::NewerVersion { .. })));
            continue;
        }
        let log = opened(&memory);
        let found = verified(&log);
        assert!(matches!(found.damaged[..], [Damage::Head { .. }]), "byte {at}: {:?}", found.damaged);
        assert_eq!((found.events, texts(&log).len(), log.head().next), (6, 5, 6));
        let refused = run(append(&log, &[event("s", "x")], Expected::Any));
        assert!(matches!(refused, Err(LogError::Corrupt { first: None, .. })), "{refused:?}");
        assert!(run(log.delete_stream("s", Expected::Any)).is_err());
        run(log.compact(&mut async || {}, &mut |_| true)).unwrap();
        assert_eq!(held(&memory), damaged, "nothing is written");
    }
    for cut in 0..length {
        let mut damaged = sound.clone();
        damaged.head.as_mut().unwrap().truncate(cut);
        let log = opened(&placed(&damaged));
        assert!(matches!(verified(&log).damaged[..], [Damage::Head { .. }]), "cut to {cut}");
        assert_eq!(texts(&log).len(), 5);
    }
}

#[test]
fn every_byte_of_what_is_said_of_a_stream_is_checked() {
    let sound = sample();
    assert_eq!(
        sound.notes.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["stream:gone", "stream:t", "title"]
    );
    for note in [0, 1] {
        for at in 0..sound.notes[note].1.len() {
            let mut damaged = sound.clone();
            damaged.notes[note].1[at] ^= 1;
            let log = opened(&placed(&damaged));
            let stream = ["gone", "t"][note].to_owned();
            let found = verified(&log);
            assert_eq!((found.damaged, found.events), (vec![Damage::Rules { stream }], 6), "byte {at}");
            assert_eq!(texts(&log).len(), 5);
            assert!(log.rules(["t", "gone"][note]).is_some());
        }
    }
}
