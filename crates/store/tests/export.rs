//! Exports of a store: what comes back from each form, of which events, and what redaction leaves.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use foldback_event::{EventRef, SourceRef, Timestamp};
use foldback_format::{ExportFormat, RedactionAction, RedactionRule, RedactionTarget, Redactor};
use foldback_log::{Append, Filter, MemoryBackend};
use foldback_protocol::{At, Progress};
use foldback_store::{ExportPage, From, ImportOptions, Monitor, Read, Source, Store};
use futures::executor::block_on;

struct Pieces(Vec<Vec<u8>>);

impl Source for Pieces {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.pop())
    }
}

struct Nobody;

impl Monitor for Nobody {
    fn progress(&self, _: Progress) {}
    fn cancelled(&self) -> bool {
        false
    }
}

fn opened() -> Store<MemoryBackend> {
    block_on(Store::open(MemoryBackend::default())).unwrap()
}

/// A store of events of every kind: with and without id, time and source, JSON and bytes.
fn filled() -> Store<MemoryBackend> {
    let store = opened();
    for at in 0..300_u64 {
        let (stream, id, data) = (format!("cart-{}", at % 7), format!("id {at}"), format!("{{\"n\":{at}.0}}"));
        let time = format!("2026-03-{:02}T00:00:00Z", 1 + at / 10);
        let odd = at % 5 == 0;
        let event = EventRef {
            stream: if at % 11 == 0 { "=odd\u{7}\n" } else { &stream },
            event_type: if odd { "Photo" } else { "Added" },
            id: (at % 3 != 0).then_some(&id),
            time: Some(&time),
            created: Timestamp::parse(&time),
            content_type: if odd { "image/png" } else { "" },
            data: if odd { &[0xff, 0, at as u8] } else { data.as_bytes() },
            metadata: if at % 4 == 0 { b"{\"user\":\"Olive\"}" } else { b"" },
            tags: if odd { &["tea, \"green\"", "a"] } else { &[] },
            source: (at % 6 == 0).then_some(SourceRef { revision: Some("7"), position: None, place: at }),
        };
        block_on(store.append(Append { events: &[event], ..Append::default() })).unwrap();
    }
    store
}

/// The file, from pages of so many events.
fn file(
    store: &Store<MemoryBackend>,
    format: ExportFormat,
    limit: usize,
    read: Read,
    redactor: Option<&mut Redactor>,
) -> Vec<u8> {
    let (mut out, mut read, mut written, mut redactor) = (Vec::new(), Read { limit, ..read }, 0, redactor);
    let mut is_first = true;
    loop {
        let mut page = Vec::new();
        let asked = ExportPage { read: &read, is_first, format, written, bytes: 1 << 20 };
        let done = block_on(store.export(&asked, redactor.as_deref_mut(), &mut page)).unwrap();
        out.append(&mut page);
        written += done.events;
        is_first = false;
        let Some(next) = done.next else { return out };
        (read.from, read.until) = (Some(From::Place(next)), Some(done.until));
    }
}

fn imported(bytes: Vec<u8>) -> Store<MemoryBackend> {
    let store = opened();
    let options = ImportOptions { name: "file".into(), refuse_bad: true, ..ImportOptions::default() };
    let done = block_on(store.import_into(&mut Pieces(vec![bytes]), options, &Nobody)).unwrap();
    assert_eq!((done.report.skipped, done.report.warnings.len()), (0, 0), "{:?}", done.report.warnings);
    store
}

fn whole(store: &Store<MemoryBackend>, format: ExportFormat, limit: usize) -> Vec<u8> {
    file(store, format, limit, Read::default(), None)
}

#[test]
fn every_form_comes_back_with_the_same_hash_chain() {
    let store = filled();
    for format in ExportFormat::ALL {
        for limit in [1, 100, 10_000] {
            let again = imported(whole(&store, format, limit));
            assert_eq!(again.head().next, 300, "{format:?}");
            assert_eq!(again.head().link, store.head().link, "{format:?} in pages of {limit}");
        }
    }
}

#[test]
fn an_empty_export_is_a_file_of_its_form() {
    let text = |format| String::from_utf8(whole(&opened(), format, 10)).unwrap();
    assert_eq!(text(ExportFormat::Ndjson), "");
    for format in [ExportFormat::CloudEvents, ExportFormat::KurrentDb] {
        assert_eq!(text(format), "[\n]\n");
    }
    assert_eq!(text(ExportFormat::Csv).lines().count(), 1);
}

#[test]
fn an_export_may_be_of_some_events() {
    let store = filled();
    let filter = Filter { types: vec!["Photo".into()], stream_prefixes: vec!["cart-".into()], ..Filter::default() };
    let read = Read {
        filter,
        from: Some(From::Time(Timestamp::parse("2026-03-02T00:00:00Z").unwrap())),
        until: Some(store.behind(At::Time(Timestamp::parse("2026-03-04T00:00:00Z").unwrap().0))),
        ..Read::default()
    };
    // Positions 10 to 39: each fifth, but for those of the odd stream, which is each eleventh.
    let again = imported(file(&store, ExportFormat::KurrentDb, 2, read, None));
    assert_eq!(again.head().next, 6);
    assert_eq!(store.behind(At::Position(4)), 5);
}

#[test]
fn what_is_hidden_is_nowhere_in_the_file() {
    let store = filled();
    let rule = |target, path, action| RedactionRule::new(target, path, action).unwrap();
    for format in ExportFormat::ALL {
        let rules = vec![
            rule(RedactionTarget::Data, "/n", RedactionAction::Hash),
            rule(RedactionTarget::Metadata, "/user", RedactionAction::Mask),
            rule(RedactionTarget::Stream, "", RedactionAction::Hash).keeping_prefix(true),
            rule(RedactionTarget::Data, "/missing", RedactionAction::Drop),
        ];
        let mut redactor = Redactor::new(rules, "key");
        let out = file(&store, format, 7, Read::default(), Some(&mut redactor));
        assert_eq!(redactor.counts(), [240, 75, 300, 0], "{format:?}");
        // Payloads that are no JSON are no secret here, and are said.
        assert_eq!(redactor.unread(), 60);
        let text = String::from_utf8(out.clone()).unwrap();
        assert!(!text.contains("Olive") && !text.contains("cart-1\"") && !text.contains("=odd"), "{format:?}");
        // An id that was made from what is hidden is made anew from what is there.
        let original = block_on(store.event(foldback_event::Position(3))).unwrap().unwrap();
        assert!(!text.contains(&original.id), "{format:?}");
        let again = imported(out);
        assert_eq!((again.head().next, again.log().index().streams().len()), (300, 8));
        let event = block_on(again.event(foldback_event::Position(4))).unwrap().unwrap();
        assert_eq!(event.id, "id 4");
        assert_ne!(again.head().link, store.head().link);
    }
}
