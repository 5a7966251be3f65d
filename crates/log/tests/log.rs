//! The log over memory: what is appended and imported is what is read, by any handle, whatever happens in between.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_event::{EventRef, Position, Timestamp};
use foldback_log::{Append, Backend as _, Commit, Expected, Log, LogError, MemoryBackend};
use futures::executor::block_on;
use proptest::prelude::*;

fn opened(place: &MemoryBackend) -> Log<MemoryBackend> {
    block_on(Log::open(place.clone())).unwrap()
}

fn event<'a>(stream: &'a str, data: &'a str) -> EventRef<'a> {
    EventRef { stream, event_type: "Added", data: data.as_bytes(), ..EventRef::default() }
}

fn append(log: &Log<MemoryBackend>, events: &[EventRef<'_>], expected: Expected) -> Result<u64, LogError> {
    let expected: Vec<_> = events.first().map(|event| (event.stream, expected)).into_iter().collect();
    block_on(log.append(Append { events, expected: &expected, ..Append::default() })).map(|appended| appended.first)
}

#[test]
fn two_handles_append_without_losing_anything() {
    let place = MemoryBackend::default();
    let (a, b) = (opened(&place), opened(&place));
    assert_eq!(append(&a, &[event("cart-1", "1"), event("cart-2", "2")], Expected::NoStream), Ok(0));
    assert_eq!(append(&b, &[event("cart-1", "3")], Expected::Revision(0)), Ok(2));
    let late = append(&a, &[event("cart-1", "4")], Expected::Revision(0));
    assert_eq!(
        late,
        Err(LogError::WrongExpectedRevision {
            stream: "cart-1".into(),
            expected: Expected::Revision(0),
            actual: Some(1)
        })
    );
    let none = append(&a, &[event("cart-9", "4")], Expected::StreamExists);
    assert_eq!(
        none,
        Err(LogError::WrongExpectedRevision {
            stream: "cart-9".into(),
            expected: Expected::StreamExists,
            actual: None
        })
    );
    assert_eq!(append(&a, &[], Expected::Any), Ok(3));
    block_on(b.refresh()).unwrap();
    assert_eq!(a.head(), b.head());
    assert_eq!(a.head().next, 3);
    let third = block_on(b.event(Position(2))).unwrap().unwrap();
    assert_eq!((third.stream.as_str(), third.revision.0, third.data.as_slice()), ("cart-1", 1, &b"3"[..]));
    assert_eq!(block_on(b.event(Position(3))), Ok(None));
}

#[test]
fn every_field_comes_back_as_it_was_given() {
    let place = MemoryBackend::default();
    let log = opened(&place);
    let times = [
        "2026-03-02T13:03:11Z",
        "2026-03-02T13:03:11.202Z",
        "2026-03-02T13:03:11.202345Z",
        "2026-03-02T14:03:11.202+01:00",
        "2026-03-02T24:00:00Z",
        "1772456591",
        "yesterday",
    ];
    let events: Vec<_> = times
        .iter()
        .enumerate()
        .map(|(at, time)| EventRef {
            stream: "s",
            event_type: "é",
            id: [
                Some("0aaec32e-5395-4898-9189-9a065faa47e5"),
                Some("0AAEC32E-5395-4898-9189-9A065FAA47E5"),
                Some("any text"),
                None,
            ][at % 4],
            time: Some(time),
            created: Timestamp::parse(time).or_else(|| Timestamp::from_epoch(time.parse().ok()?)),
            content_type: ["", "application/avro"][at % 2],
            data: &[0, 255, 10],
            metadata: br#"{"$correlationId":"c"}"#,
            tags: &["a", "b"],
            source: [None, Some(foldback_event::SourceRef { revision: Some("7"), position: None, place: u64::MAX })]
                [at % 2],
        })
        .collect();
    append(&log, &events, Expected::Any).unwrap();
    let again = opened(&place);
    for (at, given) in events.iter().enumerate() {
        let read = block_on(again.event(Position(at as u64))).unwrap().unwrap();
        assert_eq!(read.time.as_deref(), given.time);
        assert_eq!(read.created, given.created);
        assert_eq!(read.content_type, ["application/json", "application/avro"][at % 2]);
        assert_eq!((read.data.as_slice(), read.metadata.as_slice()), (given.data, given.metadata));
        assert_eq!(read.tags, ["a", "b"]);
        assert_eq!(
            read.source.map(|source| (source.revision, source.place)),
            given.source.map(|_| (Some("7".into()), u64::MAX))
        );
        match given.id {
            Some(id) => assert_eq!(read.id, id),
            None => assert_eq!(&read.id[14..15], "8", "a derived id is a UUID of version 8"),
        }
    }
    assert_eq!(block_on(again.verify(&mut |_| true)).unwrap().events, times.len() as u64);
}

#[test]
fn an_import_is_not_there_until_it_is_published() {
    let place = MemoryBackend::default();
    let log = opened(&place);
    let mut importer = block_on(log.begin_import()).unwrap();
    for at in 0..20_000 {
        let stream = format!("s-{}", at % 7);
        let noise = (at as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let data = format!("{{\"text\":\"{noise:016x}{:016x}\"}}", noise.wrapping_mul(noise));
        let id = format!("{:08x}-{at:04x}-4000-8000-{:012x}", at * 7919 % 65_537, at * 104_729);
        importer.push(&log, &EventRef { id: Some(&id), ..event(&stream, &data) }).unwrap();
        while let Some(segment) = importer.next_segment() {
            block_on(log.write_segment(segment)).unwrap();
        }
    }
    assert!(log.segments().len() > 1, "segments are written while events still come");
    importer.seal(&log).unwrap();
    while let Some(segment) = importer.next_segment() {
        block_on(log.write_segment(segment)).unwrap();
    }
    let other = opened(&place);
    assert_eq!((other.head().next, other.head().importing), (0, true));
    assert_eq!(append(&other, &[event("s", "1")], Expected::Any), Err(LogError::Conflict));
    assert!(block_on(other.begin_import()).is_err());
    block_on(log.publish(importer, vec![("report".into(), Some(vec![1]))])).unwrap();
    block_on(other.refresh()).unwrap();
    assert_eq!(other.head().next, 20_000);
    assert_eq!(block_on(other.note("report")), Ok(Some(vec![1])));
    let verified = block_on(other.verify(&mut |_| true)).unwrap();
    assert_eq!((verified.events, verified.damaged, verified.link), (20_000, vec![], log.head().link));
    assert_eq!(append(&other, &[event("s-0", "1")], Expected::Revision(2857)), Ok(20_000));
    assert!(other.index().weight() < 20_000 * 48, "{} bytes of index", other.index().weight());
}

#[test]
fn every_damaged_byte_of_a_payload_is_found_and_the_rest_stays_readable() {
    let place = MemoryBackend::default();
    let log = opened(&place);
    for at in 0..3 {
        let data = format!("{{\"n\":{at}}}");
        append(&log, &[event("s", &data), event("s", &data)], Expected::Any).unwrap();
    }
    let payload = block_on(place.payload(2)).unwrap().unwrap();
    let header = block_on(place.snapshot(2)).unwrap().headers[0].header.clone();
    for at in 0..payload.len() {
        let mut damaged = payload.clone();
        damaged[at] ^= 1;
        let put = vec![foldback_log::StoredSegment { first: 2, header: header.clone(), payload: damaged }];
        block_on(place.commit(Commit { remove: std::iter::once(2..3).collect(), put, ..Commit::default() })).unwrap();
        let reader = opened(&place);
        let verified = block_on(reader.verify(&mut |_| true)).unwrap();
        assert_eq!(verified.damaged.len(), 1, "byte {at}");
        assert_eq!(verified.events, 4);
        assert!(matches!(block_on(reader.event(Position(3))), Err(LogError::Corrupt { first: Some(2), .. })));
        assert!(block_on(reader.event(Position(5))).unwrap().is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn whatever_is_appended_by_whom_reads_back_in_order(batches in prop::collection::vec((any::<bool>(), prop::collection::vec((0..5u8, ".{0,40}"), 0..6)), 1..12)) {
        let place = MemoryBackend::default();
        let handles = [opened(&place), opened(&place)];
        let mut model: Vec<(String, u64, Vec<u8>)> = Vec::new();
        for (second, batch) in &batches {
            let named: Vec<_> = batch.iter().map(|(stream, data)| (format!("s-{stream}"), data.clone())).collect();
            let events: Vec<_> = named.iter().map(|(stream, data)| event(stream, data)).collect();
            append(&handles[usize::from(*second)], &events, Expected::Any).unwrap();
            for (stream, data) in named {
                let revision = model.iter().filter(|(other, ..)| *other == stream).count() as u64;
                model.push((stream, revision, data.into_bytes()));
            }
        }
        let reader = opened(&place);
        let mut read = Vec::new();
        block_on(reader.visit(0..u64::MAX, &mut |view| {
            read.push((view.stream.to_owned(), view.revision.0, view.data().to_vec()));
            true
        })).unwrap();
        prop_assert_eq!(&read, &model);
        for (position, expected) in model.iter().enumerate() {
            let event = block_on(reader.event(Position(position as u64))).unwrap().unwrap();
            prop_assert_eq!((event.stream, event.revision.0, event.data), expected.clone());
        }
        prop_assert!(block_on(reader.verify(&mut |_| true)).unwrap().damaged.is_empty());
    }
}
