//! Logs as older versions of the program stored them: they open, hold what they held, and go on.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod support;

use std::path::PathBuf;

use foldback_event::{EventRef, JSON_CONTENT_TYPE, Position, SourceRef, Timestamp};
use foldback_log::{Backend, Expected, Log, LogError, MemoryBackend, StreamMetadata};
use support::{Held, Place, append, assert_whole, backup, event, held, opened, placed, restore, run};

fn folder(version: u16) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/v{version}"))
}

/// Reads a fixture: `head`, `<first>.header` and `<first>.payload` of each segment, `<name in hex>.note`.
fn fixture(version: u16) -> Held {
    let read = |name: &str| std::fs::read(folder(version).join(name)).unwrap();
    let names =
        std::fs::read_dir(folder(version)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let (mut segments, mut notes) = (Vec::new(), Vec::new());
    for name in names {
        match name.split_once('.') {
            Some((first, "header")) => {
                segments.push((first.parse().unwrap(), read(&name), read(&format!("{first}.payload"))));
            }
            Some((hex, "note")) => {
                let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
                notes.push((String::from_utf8(bytes.collect()).unwrap(), read(&name)));
            }
            _ => {}
        }
    }
    segments.sort_unstable_by_key(|(first, ..)| *first);
    notes.sort_unstable();
    Held { head: Some(read("head")), segments, notes }
}

/// The event that was appended at a position: every field takes every shape it can have.
fn with_event<T>(at: u64, show: impl FnOnce(&EventRef<'_>) -> T) -> T {
    let stream = format!("cart-{}", at % 3);
    let data = format!("{{\"n\":{at},\"text\":\"é\\u0000\"}}");
    let id = format!("0aaec32e-5395-4898-9189-{at:012x}");
    let (time, created) = match at % 5 {
        0 => (None, None),
        1 => (Some("yesterday"), None),
        2 => (Some("2026-03-02T13:03:11Z"), Some(Timestamp(1_772_456_591_000_000))),
        3 => (Some("2026-03-02T14:03:11.202+01:00"), Some(Timestamp(1_772_456_591_202_000))),
        _ => (Some("2026-03-02T13:03:11.202345Z"), Some(Timestamp(1_772_456_591_202_345))),
    };
    show(&EventRef {
        stream: &stream,
        event_type: if at.is_multiple_of(2) { "ItemAdded" } else { "ItemRemoved" },
        id: match at % 4 {
            0 => None,
            1 => Some("plain id"),
            _ => Some(&id),
        },
        time,
        created,
        content_type: if at % 7 == 6 { "application/octet-stream" } else { "" },
        data: data.as_bytes(),
        metadata: if at.is_multiple_of(3) { br#"{"$correlationId":"c1"}"# } else { b"" },
        tags: if at % 6 == 5 { &["sku:tea", "shop"] } else { &[] },
        source: (at % 8 == 7).then_some(SourceRef { revision: Some("7"), position: Some("0/16B"), place: at * 100 }),
    })
}

/// Compares every event from `from` on with what was appended there, but for those of `gone` that went.
fn assert_events<B: Backend>(log: &Log<B>, events: u64, gone: impl Fn(u64) -> bool) {
    for at in 0..events {
        let found = run(log.event(Position(at))).unwrap();
        if gone(at) {
            assert_eq!(found, None);
            continue;
        }
        let found = found.unwrap();
        with_event(at, |given| {
            assert_eq!((found.stream.as_str(), found.event_type.as_str()), (given.stream, given.event_type));
            assert_eq!((found.position.0, found.revision.0), (at, at / 3));
            assert_eq!((found.time.as_deref(), found.created), (given.time, given.created));
            assert_eq!((found.data.as_slice(), found.metadata.as_slice()), (given.data, given.metadata));
            assert_eq!(found.tags, given.tags);
            let content_type = if given.content_type.is_empty() { JSON_CONTENT_TYPE } else { given.content_type };
            assert_eq!(found.content_type, content_type);
            let source = found.source.as_ref().map(|source| SourceRef {
                revision: source.revision.as_deref(),
                position: source.position.as_deref(),
                place: source.place,
            });
            assert_eq!(source, given.source);
            match given.id {
                Some(id) => assert_eq!(found.id, id),
                None => assert_eq!(&found.id[14..15], "8", "a derived id is a UUID of version 8"),
            }
        });
    }
}

/// Everything that can be done to a log goes on with it.
fn assert_goes_on(memory: &MemoryBackend, events: u64, gone: impl Fn(u64) -> bool + Copy) {
    let log = opened(memory);
    assert_whole(&log);
    assert_eq!(log.head().next, events);
    assert_events(&log, events, gone);
    let ids: Vec<String> = run(support::visited(&log)).unwrap().into_iter().map(|event| event.id).collect();
    run(append(&log, &[event("new", "1"), event("cart-1", "2")], Expected::NoStream)).unwrap();
    assert_eq!(log.next_revision("cart-1"), (events - 1).div_ceil(3) + 1);
    run(log.compact(&mut async || {}, &mut |_| true)).unwrap();
    assert_eq!(log.segments().len(), 1);
    let link = log.head().link;
    for log in [log, opened(memory)] {
        assert_whole(&log);
        assert_events(&log, events, gone);
        let now: Vec<String> = run(support::visited(&log)).unwrap().into_iter().map(|event| event.id).collect();
        assert_eq!(now[..ids.len()], ids);
    }
    let log = opened(memory);
    let metadata = StreamMetadata { truncate_before: Some(5), ..StreamMetadata::default() };
    run(log.set_stream_metadata("cart-0", metadata, None)).unwrap();
    run(log.scavenge(&log.horizons(0), Vec::new(), &mut |_| true)).unwrap();
    run(log.tombstone_stream("new", Expected::Revision(0))).unwrap();
    let log = opened(memory);
    assert_whole(&log);
    assert_eq!(log.head().link, link);
    assert_events(&log, events, |at| gone(at) || (at % 3 == 0 && at / 3 < 5));
    let place = MemoryBackend::default();
    run(restore(&place, &run(backup(&log)).unwrap(), 1000)).unwrap();
    assert_eq!(held(&place), held(memory));
}

/// Each at the revision where it goes: some of them have the same id.
fn append_all<B: Backend>(log: &Log<B>, events: u64) {
    for at in 0..events {
        let expected = (at / 3).checked_sub(1).map_or(Expected::NoStream, Expected::Revision);
        with_event(at, |event| run(append(log, &[*event], expected)).unwrap());
    }
}

/// A segment that was compacted and scavenged, one as it was appended, rules of both kinds, and a note.
fn generated() -> Held {
    let memory = MemoryBackend::default();
    let log = opened(&memory);
    append_all(&log, 20);
    run(log.compact(&mut async || {}, &mut |_| true)).unwrap();
    let metadata = StreamMetadata {
        max_count: Some(17),
        max_age: Some(86_400_000),
        truncate_before: Some(4),
        custom: "{\"owner\":\"shop\"}".to_owned(),
    };
    run(log.set_stream_metadata("cart-2", metadata, Some(0))).unwrap();
    run(log.scavenge(&log.horizons(0), vec![("title".to_owned(), Some(b"carts".to_vec()))], &mut |_| true)).unwrap();
    run(append(&log, &[event("gone", "20")], Expected::NoStream)).unwrap();
    run(log.tombstone_stream("gone", Expected::Any)).unwrap();
    held(&memory)
}

#[test]
#[ignore = "it writes the fixture of this version, which is done once, when the version is new"]
fn write_the_fixture() {
    let Held { head, segments, notes } = generated();
    std::fs::create_dir_all(folder(2)).unwrap();
    let write = |name: String, bytes: &[u8]| std::fs::write(folder(2).join(name), bytes).unwrap();
    write("head".to_owned(), &head.unwrap());
    for (first, header, payload) in segments {
        write(format!("{first}.header"), &header);
        write(format!("{first}.payload"), &payload);
    }
    for (name, value) in notes {
        let hex: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
        write(format!("{hex}.note"), &value);
    }
}

#[test]
fn a_log_of_version_1_opens_and_goes_on() {
    assert_eq!(fixture(1).segments.len(), 4);
    assert_goes_on(&placed(&fixture(1)), 40, |_| false);
}

#[test]
fn a_log_of_version_2_opens_and_goes_on() {
    let stored = fixture(2);
    let log = opened(&placed(&stored));
    let rules = log.rules("cart-2").unwrap();
    assert_eq!((rules.metadata.max_count, rules.metadata.max_age), (Some(17), Some(86_400_000)));
    assert_eq!((rules.metadata.truncate_before, rules.metadata.custom.as_str()), (Some(4), "{\"owner\":\"shop\"}"));
    assert_eq!((rules.written, rules.removed, rules.tombstoned), (1, 4, false));
    assert_eq!(run(log.note("title")).unwrap().unwrap(), b"carts");
    let refused = run(append(&log, &[event("gone", "x")], Expected::Any));
    assert_eq!(refused, Err(LogError::StreamDeleted { stream: "gone".into() }));
    assert_whole(&log);
    assert_events(&log, 20, |at| at % 3 == 2 && at / 3 < 4);
    assert_eq!(run(log.event(Position(20))).unwrap().unwrap().data, b"20");
}

#[test]
fn what_this_version_writes_goes_on_too() {
    let memory = MemoryBackend::default();
    let log = opened(&Place::over(&memory));
    append_all(&log, 40);
    assert_goes_on(&memory, 40, |_| false);
}

/// Bytes that claim another version, whole otherwise.
fn claiming(bytes: &[u8], version: u8) -> Vec<u8> {
    let mut claiming = bytes[..bytes.len() - 16].to_vec();
    claiming[4] = version;
    let sum = blake3::hash(&claiming);
    claiming.extend_from_slice(&sum.as_bytes()[..16]);
    claiming
}

#[test]
fn a_newer_version_is_named_and_nothing_is_written() {
    for newer in [3, 9] {
        let mut head = fixture(2);
        head.head = head.head.map(|bytes| claiming(&bytes, newer));
        let mut header = fixture(2);
        header.segments[0].1 = claiming(&header.segments[0].1, newer);
        for stored in [head, header] {
            let memory = placed(&stored);
            let refused = run(Log::open(memory.clone())).unwrap_err();
            assert_eq!(refused, LogError::NewerVersion { found: u16::from(newer), supported: 2 });
            assert_eq!(held(&memory), stored);
        }
        // A handle that was open when a newer program wrote.
        let memory = placed(&fixture(2));
        let log = opened(&memory);
        let head = Some(claiming(&fixture(2).head.unwrap(), newer));
        run(memory.commit(foldback_log::Commit { head, ..Default::default() })).unwrap();
        let refused = run(append(&log, &[event("s", "x")], Expected::Any)).unwrap_err();
        assert_eq!(refused, LogError::NewerVersion { found: u16::from(newer), supported: 2 });
        assert!(matches!(run(log.refresh()), Err(LogError::NewerVersion { .. })));

        let mut file = run(backup(&opened(&placed(&fixture(2))))).unwrap();
        file[4] = newer;
        let refused = run(restore(&MemoryBackend::default(), &file, 7));
        assert_eq!(refused, Err(LogError::NewerVersion { found: u16::from(newer), supported: 1 }));
    }
}
