//! Import into a store that has events, and export of one: what is appended, what stays, and that the way there and back keeps
//! the hash chain.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use std::cell::{Cell, RefCell};

use foldback_event::{EventRef, JSON_CONTENT_TYPE, Position, SourceRef, Timestamp};
use foldback_format::write_line;
use foldback_log::{Append, Expected, LogError, MemoryBackend};
use foldback_protocol::Progress;
use foldback_store::{ImportOptions, ImportedInto, Monitor, Read, Source, Store, StoreError};
use futures::FutureExt as _;
use futures::executor::block_on;
use proptest::prelude::*;

/// Pieces of a file; between two of them something may happen.
struct Pieces<'a>(Vec<Vec<u8>>, Box<dyn FnMut() + 'a>);

impl Source for Pieces<'_> {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
        (self.1)();
        Ok(if self.0.is_empty() { None } else { Some(self.0.remove(0)) })
    }
}

#[derive(Default)]
struct Watch {
    seen: RefCell<Vec<Progress>>,
    cancel_after: Cell<Option<usize>>,
}

impl Monitor for Watch {
    fn progress(&self, progress: Progress) {
        self.seen.borrow_mut().push(progress);
    }
    fn cancelled(&self) -> bool {
        self.cancel_after.get().is_some_and(|batches| self.seen.borrow().len() >= batches)
    }
}

fn opened() -> Store<MemoryBackend> {
    block_on(Store::open(MemoryBackend::default())).unwrap()
}

fn pieces(bytes: impl Into<Vec<u8>>) -> Pieces<'static> {
    Pieces(bytes.into().chunks(1 << 20).map(<[u8]>::to_vec).collect(), Box::new(|| ()))
}

fn options(refuse_bad: bool) -> ImportOptions {
    ImportOptions { name: "file".into(), refuse_bad, ..ImportOptions::default() }
}

fn import(store: &Store<MemoryBackend>, bytes: impl Into<Vec<u8>>) -> Result<ImportedInto, StoreError> {
    block_on(store.import_into(&mut pieces(bytes), options(false), &Watch::default()))
}

fn append(store: &Store<MemoryBackend>, stream: &str, id: &str) {
    let events = [EventRef { stream, event_type: "t", id: Some(id), data: b"{}", ..EventRef::default() }];
    block_on(store.append(Append { events: &events, ..Append::default() })).unwrap();
}

fn file(ids: std::ops::Range<usize>) -> String {
    ids.map(|id| {
        format!("{{\"stream\":\"s-{}\",\"type\":\"Added\",\"id\":\"{id}\",\"data\":{{\"n\":{id}.0}}}}\n", id % 3)
    })
    .collect()
}

/// All events as lines, page by page.
fn export(store: &Store<MemoryBackend>, page: usize) -> Vec<u8> {
    let (mut out, mut read) = (Vec::new(), Read { limit: page, ..Read::default() });
    loop {
        let page = block_on(store.read(&read, &mut |view| {
            view.with(|event| write_line(event, view.position.0, view.revision.0, &mut out));
            true
        }))
        .unwrap();
        let Some(next) = page.next else { return out };
        (read.from, read.until) = (Some(foldback_store::From::Place(next)), Some(page.until));
    }
}

#[test]
fn events_are_appended_behind_what_is_there() {
    let store = opened();
    append(&store, "s-0", "before");
    let done = import(&store, file(0..10_000)).unwrap();
    let report = &done.report;
    assert_eq!((report.records, report.events, report.skipped, done.already_there), (10_000, 10_000, 0, 0));
    assert_eq!((done.first, done.last, report.streams), (Some(1), Some(10_000), 3));
    let event = block_on(store.event(Position(4))).unwrap().unwrap();
    assert_eq!((event.stream.as_str(), event.revision.0, event.id.as_str()), ("s-0", 2, "3"));
    assert_eq!((event.data.as_slice(), event.source.unwrap().place > 0), (&br#"{"n":3.0}"#[..], true));
    assert!(block_on(store.log().verify(&mut |_| true)).unwrap().damaged.is_empty());
}

#[test]
fn what_is_there_already_by_its_id_is_not_appended_again() {
    let store = opened();
    import(&store, file(0..100)).unwrap();
    let done = import(&store, file(50..150)).unwrap();
    assert_eq!((done.report.events, done.already_there, done.report.records), (50, 50, 100));
    assert_eq!((done.first, done.last), (Some(100), Some(149)));
    let again = import(&store, file(0..150)).unwrap();
    assert_eq!((again.report.events, again.already_there, again.first), (0, 150, None));
    // What the file itself repeats is kept, as in an import into a new log.
    let repeats = import(&store, format!("{0}{0}", file(200..5_000))).unwrap();
    assert_eq!((repeats.report.events, repeats.report.duplicate_ids), (9_600, 4_800));
}

#[test]
fn a_cancelled_import_says_how_much_it_has_appended_and_keeps_it() {
    let store = opened();
    let watch = Watch::default();
    watch.cancel_after.set(Some(2));
    let outcome = block_on(store.import_into(&mut pieces(file(0..20_000)), options(false), &watch));
    let Err(StoreError::Stopped { appended, why }) = outcome else { panic!("{outcome:?}") };
    assert_eq!((appended, *why, store.events()), (2 * 4096, StoreError::Aborted, 2 * 4096));
    let words = StoreError::Stopped { appended, why: Box::new(StoreError::Aborted) }.to_string();
    assert_eq!(words, "Cancelled. 8192 events of the file were appended before, and stay.");
}

#[test]
fn others_append_meanwhile() {
    let place = MemoryBackend::default();
    let (store, other) = (block_on(Store::open(place.clone())).unwrap(), block_on(Store::open(place)).unwrap());
    let count = Cell::new(0);
    let between = || {
        count.set(count.get() + 1);
        let id = format!("other {}", count.get());
        let events = [EventRef { stream: "s-1", event_type: "t", id: Some(&id), ..EventRef::default() }];
        // Memory keeps nobody waiting.
        other.append(Append { events: &events, ..Append::default() }).now_or_never().unwrap().unwrap();
    };
    let bytes = file(0..20_000).into_bytes();
    let mut source = Pieces(bytes.chunks(300_000).map(<[u8]>::to_vec).collect(), Box::new(between));
    let done = block_on(store.import_into(&mut source, options(false), &Watch::default())).unwrap();
    drop(source);
    assert_eq!(done.report.events, 20_000);
    block_on(store.refresh()).unwrap();
    assert_eq!(store.events(), 20_000 + count.get());
    assert!(block_on(store.log().verify(&mut |_| true)).unwrap().damaged.is_empty());
}

#[test]
fn a_stream_that_was_deleted_for_good_is_left_out_or_refuses_all() {
    let store = opened();
    append(&store, "s-1", "x");
    block_on(store.log().tombstone_stream("s-1", Expected::Any)).unwrap();
    let done = import(&store, file(0..6)).unwrap();
    let warning = &done.report.warnings[0];
    assert_eq!((warning.code.as_str(), warning.skipped, warning.first[0].line), ("StreamDeleted", 2, 2));
    assert_eq!((done.report.events, done.report.skipped, done.report.records), (4, 2, 6));
    let refused = block_on(store.check_import(&mut pieces(file(6..12)), options(true), &Watch::default()));
    let Err(error @ StoreError::StreamDeleted { .. }) = refused else { panic!("{refused:?}") };
    assert!(error.to_string().starts_with("Line 2: the stream s-1"), "{error}");
}

#[test]
fn what_an_append_would_refuse_is_left_out_or_refuses_all() {
    let store = opened();
    let long = format!("{{\"stream\":\"{}\",\"type\":\"t\",\"data\":{{}}}}\n", "x".repeat(1025));
    let text = format!("{}{long}{}not json\n", file(0..2), file(2..3));
    let done = import(&store, text.clone()).unwrap();
    let codes: Vec<_> = done.report.warnings.iter().map(|group| (group.code.as_str(), group.first[0].line)).collect();
    assert_eq!((done.report.events, done.report.skipped, done.report.records), (3, 2, 5));
    assert_eq!(codes, [("TooLarge", 3), ("NotJson", 5)]);
    let refused = block_on(store.check_import(&mut pieces(text), options(true), &Watch::default()));
    assert!(matches!(refused, Err(StoreError::Refused { line: 3, .. })), "{refused:?}");
    assert_eq!(store.events(), 3);
}

#[test]
fn a_file_without_events_is_an_error_that_says_that_nothing_was_appended() {
    let store = opened();
    for text in ["", "\u{1}\u{2}binary\0", "<xml/>"] {
        let Err(StoreError::Stopped { appended: 0, why }) = import(&store, text) else { panic!("{text}") };
        assert!(matches!(*why, StoreError::Import(_)), "{why:?}");
    }
}

/// Any text that may be a name.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_filter("a name is not empty", |name| !name.is_empty()),
        prop::sample::select(&["null", "a\"b\\\n\u{0}", "\u{feff}𝄞\u{2028}", "7"][..]).prop_map(str::to_owned)
    ]
}

#[derive(Clone, Debug)]
struct Made {
    stream: usize,
    event_type: String,
    id: Option<String>,
    time: Option<String>,
    content_type: String,
    data: Vec<u8>,
    metadata: Vec<u8>,
    tags: Vec<String>,
    source: Option<(Option<String>, u64)>,
}

prop_compose! {
    fn made()(
        stream in 0..4usize,
        event_type in name(),
        id in proptest::option::of(name()),
        time in proptest::option::of(prop_oneof![
            name(),
            Just("2026-03-02T14:03:11.202Z".to_owned()),
            Just("2026-03-02T14:03:11.202+01:00".to_owned()),
            Just("1690749924123".to_owned()),
        ]),
        content_type in prop::sample::select(&["", JSON_CONTENT_TYPE, "application/avro"][..]),
        data in prop_oneof![
            any::<Vec<u8>>(),
            Just(Vec::new()),
            name().prop_map(|text| format!("{{\"t\": {text:?}, \"n\":1.50e+3}}").into_bytes()),
            Just(b"{\"a\":\n1}".to_vec()),
        ],
        metadata in prop_oneof![Just(Vec::new()), Just(b"{\"$correlationId\":\"c\"}".to_vec()), any::<Vec<u8>>()],
        tags in proptest::collection::vec(name(), 0..3),
        source in proptest::option::of((proptest::option::of(name()), any::<u64>())),
    ) -> Made {
        Made { stream, event_type, id, time, content_type: content_type.to_owned(), data, metadata, tags, source }
    }
}

fn append_made(store: &Store<MemoryBackend>, made: &Made, names: &[String]) -> Result<(), StoreError> {
    let tags: Vec<&str> = made.tags.iter().map(String::as_str).collect();
    let event = EventRef {
        stream: &names[made.stream],
        event_type: &made.event_type,
        id: made.id.as_deref(),
        time: made.time.as_deref(),
        created: made.time.as_deref().and_then(Timestamp::parse),
        content_type: &made.content_type,
        data: &made.data,
        metadata: &made.metadata,
        tags: &tags,
        source: made.source.as_ref().map(|(position, place)| SourceRef {
            revision: None,
            position: position.as_deref(),
            place: *place,
        }),
    };
    let append = Append { events: &[event], ..Append::default() };
    block_on(store.append(append)).map(drop)
}

proptest! {
    #[test]
    fn an_export_that_is_imported_has_the_same_hash_chain(
        events in proptest::collection::vec(made(), 1..40),
        names in proptest::collection::vec(name(), 4),
        page in 1..20usize,
        deletes in any::<bool>(),
    ) {
        let store = opened();
        for (at, made) in events.iter().enumerate() {
            // A repeated id is no new event.
            match append_made(&store, made, &names) {
                Ok(()) | Err(StoreError::Log(LogError::WrongExpectedRevision { .. })) => {}
                Err(error) => panic!("{error}"),
            }
            if deletes && at == events.len() / 2 {
                // There may be nothing to delete.
                let _ = block_on(store.log().delete_stream(&names[0], Expected::Any));
            }
        }
        let bytes = export(&store, page);
        let hash = store.head().link;

        let into = opened();
        let done = import(&into, bytes.clone()).unwrap();
        prop_assert!(done.report.warnings.is_empty(), "{:?}", done.report.warnings);
        prop_assert_eq!(into.events(), store.events());
        prop_assert_eq!(into.head().link, hash);

        let new = opened();
        block_on(new.import(&mut pieces(bytes), options(true), &Watch::default(), |_| Vec::new())).unwrap();
        prop_assert_eq!(new.head().link, hash);

        // And once more from there: where the events came from first is kept.
        prop_assert_eq!(export(&new, page), export(&into, page));
    }
}
