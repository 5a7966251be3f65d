//! Backup and restore: the same bytes come back, or nothing does.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod support;

use foldback_log::{BackupPart, Expected, LogError, MemoryBackend, Restore, StreamMetadata};
use support::{Held, Place, append, assert_whole, backup, event, held, opened, placed, restore, run, texts, verified};

/// A log with all there is: several segments, removed events, rules, a tombstone, notes.
fn sample() -> Held {
    let memory = MemoryBackend::default();
    let log = opened(&memory);
    for at in 0..6 {
        let text = at.to_string();
        run(append(&log, &[event("s", &text), event("old", "x")], Expected::Any)).unwrap();
        if at == 3 {
            run(log.compact(&mut async || {}, &mut |_| true)).unwrap();
        }
    }
    run(log.set_stream_metadata("old", StreamMetadata { max_count: Some(1), ..StreamMetadata::default() }, None))
        .unwrap();
    let notes = vec![("title".to_owned(), Some(b"cart".to_vec())), ("empty".to_owned(), Some(Vec::new()))];
    run(log.scavenge(&log.horizons(0), notes, &mut |_| true)).unwrap();
    run(log.tombstone_stream("never", Expected::NoStream)).unwrap();
    assert_whole(&log);
    held(&memory)
}

#[test]
fn what_is_restored_is_the_same_to_the_bit() {
    let memory = placed(&sample());
    let file = run(backup(&opened(&memory))).unwrap();
    for piece in [1, 7, 100, 1 << 20] {
        let place = MemoryBackend::default();
        run(restore(&place, &file, piece)).unwrap();
        assert_eq!(held(&place), sample());
        let log = opened(&place);
        assert_whole(&log);
        assert_eq!(run(backup(&log)).unwrap(), file, "the same backup again");
        assert!(matches!(
            run(append(&log, &[event("never", "x")], Expected::Any)),
            Err(LogError::StreamDeleted { .. })
        ));
        run(append(&log, &[event("old", "x")], Expected::Revision(5))).unwrap();
        assert_whole(&opened(&place));
    }
}

#[test]
fn an_empty_log_can_be_backed_up_too() {
    let file = run(backup(&opened(&MemoryBackend::default()))).unwrap();
    let place = MemoryBackend::default();
    run(restore(&place, &file, 3)).unwrap();
    let log = opened(&place);
    assert_eq!((log.head().next, log.head().importing), (0, false));
    run(append(&log, &[event("s", "1")], Expected::NoStream)).unwrap();
}

#[test]
fn what_is_damaged_is_kept_as_it_is() {
    for damage in 0..4 {
        let mut stored = sample();
        match damage {
            0 => stored.segments[1].2[3] ^= 1,
            1 => stored.segments[1].1[20] ^= 1,
            2 => stored.head.as_mut().unwrap()[10] ^= 1,
            _ => stored.notes.iter_mut().find(|(name, _)| name == "stream:old").unwrap().1[2] ^= 1,
        }
        let log = opened(&placed(&stored));
        let file = run(backup(&log)).unwrap();
        let place = MemoryBackend::default();
        run(restore(&place, &file, 50)).unwrap();
        assert_eq!(held(&place), stored);
        assert_eq!(verified(&opened(&place)), verified(&log));
        assert_eq!(verified(&log).damaged.len(), 1);
    }
}

#[test]
fn a_place_that_is_not_empty_is_left_as_it_is() {
    let file = run(backup(&opened(&placed(&sample())))).unwrap();
    let appended = MemoryBackend::default();
    run(append(&opened(&appended), &[event("s", "1")], Expected::Any)).unwrap();
    let importing = MemoryBackend::default();
    run(opened(&importing).begin_import()).unwrap();
    let ruled = MemoryBackend::default();
    run(opened(&ruled).tombstone_stream("s", Expected::Any)).unwrap();
    for place in [appended, importing, ruled, placed(&sample())] {
        let before = held(&place);
        assert_eq!(run(restore(&place, &file, 50)), Err(LogError::Conflict));
        assert_eq!(held(&place), before);
    }
}

#[test]
fn a_restore_that_others_append_into_is_refused_to_them() {
    let file = run(backup(&opened(&placed(&sample())))).unwrap();
    let place = MemoryBackend::default();
    let other = opened(&place);
    let mut begun = run(Restore::begin(&place)).unwrap();
    run(begun.push(&file[..file.len() / 2])).unwrap();
    assert_eq!(run(append(&other, &[event("s", "1")], Expected::Any)), Err(LogError::Conflict));
    assert_eq!(run(Restore::begin(&place)).err(), Some(LogError::Conflict));
    run(begun.push(&file[file.len() / 2..])).unwrap();
    run(begun.finish()).unwrap();
    assert_eq!(held(&place), sample());
    assert_eq!(run(append(&other, &[event("s", "1")], Expected::Revision(5))).unwrap().first, 12);
    // One that began before somebody else appended.
    let place = Place::default();
    let memory = place.memory.clone();
    place.on_commit(move |_| {
        run(append(&opened(&memory), &[event("s", "1")], Expected::Any)).unwrap();
        support::Fault::None
    });
    assert_eq!(run(restore(&place, &file, 50)), Err(LogError::Conflict));
    assert_eq!(texts(&opened(&place.memory)), ["1"]);
}

/// Restores what cannot be restored, and checks that nobody sees half of it.
fn assert_refused(file: &[u8], piece: usize, case: &str) {
    let place = MemoryBackend::default();
    let refused = run(restore(&place, file, piece)).unwrap_err();
    assert!(matches!(refused, LogError::NoBackup { .. } | LogError::NewerVersion { .. }), "{case}: {refused:?}");
    let log = opened(&place);
    assert!(log.head().next == 0 && log.index().is_empty() && log.segments().is_empty(), "{case}");
    assert!(log.head().importing, "{case}: a restore that failed is not an empty log");
    assert_eq!(texts(&log), Vec::<String>::new(), "{case}");
    assert_eq!(run(append(&log, &[event("s", "1")], Expected::Any)), Err(LogError::Conflict), "{case}");
}

#[test]
fn every_byte_of_a_file_is_checked_and_every_cut_is_seen() {
    let file = run(backup(&opened(&placed(&sample())))).unwrap();
    for at in 0..file.len() {
        for bits in [1, 0x80] {
            let mut damaged = file.clone();
            damaged[at] ^= bits;
            assert_refused(&damaged, 512, &format!("byte {at}"));
        }
        assert_refused(&file[..at], 512, &format!("cut to {at}"));
        let mut shorter = file.clone();
        shorter.remove(at);
        assert_refused(&shorter, 512, &format!("without byte {at}"));
    }
    let mut longer = file.clone();
    longer.push(0);
    assert_refused(&longer, 512, "a byte too many");
    assert_refused(&[file.as_slice(), &file].concat(), 512, "twice");
    assert_refused(b"{\"stream\":\"s\"}\n{\"stream\":\"t\"}", 9, "another kind of file");
}

#[test]
fn a_backup_begins_anew_when_the_log_is_compacted_under_it() {
    let memory = placed(&sample());
    let log = opened(&Place::yielding(&memory, 3));
    let other = opened(&memory);
    let (mut file, mut anew, mut parts) = (Vec::new(), 0, 0);
    run(log.backup(&mut |part, _| {
        parts += 1;
        match part {
            BackupPart::Anew => {
                anew += 1;
                file.clear();
            }
            BackupPart::Bytes(bytes) => file.extend(bytes),
        }
        match parts {
            4 => drop(run(append(&other, &[event("s", "more")], Expected::Any)).unwrap()),
            6 => drop(run(other.compact(&mut async || {}, &mut |_| true)).unwrap()),
            _ => {}
        }
        true
    }))
    .unwrap();
    assert_eq!(anew, 1);
    let place = MemoryBackend::default();
    run(restore(&place, &file, 50)).unwrap();
    assert_eq!(held(&place), held(&memory));
    assert_eq!(texts(&opened(&place)).len(), 8);
}

#[test]
fn an_append_under_a_backup_is_in_it_whole_or_not() {
    for at in 1..12 {
        let memory = placed(&sample());
        let (log, other) = (opened(&memory), opened(&memory));
        let (mut file, mut parts) = (Vec::new(), 0);
        run(log.backup(&mut |part, _| {
            parts += 1;
            let BackupPart::Bytes(bytes) = part else { panic!("an append does not disturb") };
            file.extend(bytes);
            if parts == at {
                run(append(&other, &[event("s", "more"), event("t", "more")], Expected::Any)).unwrap();
            }
            true
        }))
        .unwrap();
        let place = MemoryBackend::default();
        run(restore(&place, &file, 50)).unwrap();
        assert_whole(&opened(&place));
        assert!([12, 14].contains(&opened(&place).head().next));
    }
}

#[test]
fn a_backup_can_be_ended() {
    let log = opened(&placed(&sample()));
    for parts in 0..5 {
        let mut left = parts;
        let ended = run(log.backup(&mut |_, _| {
            left -= 1;
            left >= 0
        }));
        assert_eq!(ended, Err(LogError::Cancelled));
    }
}
