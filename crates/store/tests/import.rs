//! Import end to end over memory: what a file holds is what the store answers, and bad input is told, kept or refused.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use std::cell::{Cell, RefCell};

use foldback_event::{Json, Position};
use foldback_format::ImportError;
use foldback_log::MemoryBackend;
use foldback_protocol::{Grade, ImportReport, Progress};
use foldback_replay::{Fold, Input, Merge, Record};
use foldback_sample::load::Load;
use foldback_store::{ImportOptions, Monitor, Source, Store, StoreError};
use futures::executor::block_on;

struct Pieces(Vec<Vec<u8>>);

impl Source for Pieces {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
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
        self.cancel_after.get().is_some_and(|pieces| self.seen.borrow().len() >= pieces)
    }
}

type Imported = (Store<MemoryBackend>, MemoryBackend, Result<ImportReport, StoreError>);

fn import(pieces: Vec<Vec<u8>>, refuse_bad: bool, watch: &Watch) -> Imported {
    let place = MemoryBackend::default();
    let store = block_on(Store::open(place.clone())).unwrap();
    let options = ImportOptions { name: "orders".into(), refuse_bad, ..ImportOptions::default() };
    let result = block_on(store.import(&mut Pieces(pieces), options, watch, |_| Vec::new()));
    (store, place, result)
}

fn text(text: impl Into<Vec<u8>>) -> Vec<Vec<u8>> {
    vec![text.into()]
}

fn kept(bytes: impl Into<Vec<u8>>) -> ImportReport {
    let (store, _, report) = import(text(bytes), false, &Watch::default());
    let report = report.unwrap();
    assert_eq!(report.events + report.skipped, report.records);
    assert_eq!(store.events(), report.events);
    report
}

fn good(n: usize) -> String {
    format!("{{\"stream\":\"cart-{}\",\"type\":\"Added\",\"id\":\"e{n}\",\"data\":{{\"n\":{n}}}}}\n", n % 7)
}

struct Nothing;
impl Record for Nothing {
    fn set(&mut self, _: &[&str], _: &Json) {}
    fn remove(&mut self, _: &[&str]) {}
    fn cut(&mut self, _: &[&str], _: usize) {}
}

#[test]
fn a_generated_log_is_imported_whole_and_its_states_are_those_of_a_plain_fold() {
    let mut load = Load::new(30_000, 100, 7);
    let streams = load.streams();
    let stream = Load::stream_name(17);
    let pieces: Vec<_> = std::iter::from_fn(|| load.chunk(1 << 20)).collect();
    let bytes: usize = pieces.iter().map(Vec::len).sum();
    let watch = Watch::default();
    let (store, place, report) = import(pieces, true, &watch);
    let report = report.unwrap();
    assert_eq!((report.events, report.streams, report.grade), (30_000, streams, Grade::Fine));
    assert_eq!(report.bytes, bytes as f64);
    assert!(
        watch.seen.borrow().windows(2).all(|pair| pair[0].events <= pair[1].events && pair[0].bytes <= pair[1].bytes)
    );

    // Another tab opens it; one store folds ahead, the other on demand.
    let other = block_on(Store::open(place)).unwrap();
    assert_eq!(other.head(), store.head());
    while block_on(store.fold_ahead()).unwrap() {}
    let mut positions = Vec::new();
    let mut states = Vec::new();
    let mut state = None;
    block_on(other.look(0..u64::MAX, &mut |view| {
        if view.stream == stream {
            Merge.apply(&mut state, &Input::of(view.data()), &mut Nothing);
            positions.push(view.position.0);
            states.push(state.clone());
        }
        true
    }))
    .unwrap();
    assert!(positions.len() > 100, "{} events in {stream}", positions.len());
    for at in (0..positions.len()).rev().step_by(17) {
        for store in [&store, &other] {
            let moment = block_on(store.moment(&stream, positions[at])).unwrap();
            assert_eq!((moment.position, &moment.state), (Some(positions[at]), &states[at]));
        }
    }
    assert_eq!(block_on(store.moment(&stream, positions[0] - 1)).unwrap().state, None);
    assert!(matches!(block_on(store.moment("nobody", 0)), Err(StoreError::StreamNotFound(_))));
    let verified = block_on(store.log().verify(&mut |_| true)).unwrap();
    assert_eq!((verified.events, verified.damaged.len()), (30_000, 0));
}

#[test]
fn a_report_says_from_when_to_when_and_what_plays_no_role() {
    let line = |time: &str, n: u64| {
        format!(
            "{{\"stream\":\"a\",\"type\":\"t\",\"time\":\"{time}\",\"data\":{{}},\"version\":{n},\"shard\":7,\"host\":\"x\"}}\n"
        )
    };
    let report =
        kept(line("2026-03-02T00:00:00Z", 1) + &line("2026-03-01T00:00:00Z", 2) + &line("2026-03-03T00:00:00Z", 3));
    let day = 86_400_000_000;
    let first = 1_772_323_200_000_000;
    assert_eq!((report.times, report.time_backwards), (Some((first, first + 2 * day)), 1));
    assert_eq!(report.kept_fields, [["shard"], ["host"]]);
    assert_eq!((report.source_revisions, report.source_positions), (true, false));
    // Nothing plays the role of the payload: the rest is it.
    let report = kept("{\"stream\":\"a\",\"type\":\"t\",\"shard\":7}\n".repeat(2));
    assert_eq!((report.times, report.kept_fields.len()), (None, 0));
}

#[test]
fn one_bad_line_among_a_thousand_costs_one_warning_with_its_place() {
    let mut file: String = (0..500).map(good).collect();
    let byte = file.len();
    file.push_str("this is no JSON\n");
    file.extend((500..1000).map(good));
    let report = kept(file.clone());
    assert_eq!((report.events, report.skipped, report.grade), (1000, 1, Grade::Risky));
    let [group] = report.warnings.as_slice() else { panic!("{:?}", report.warnings) };
    assert_eq!((group.code.as_str(), group.count, group.first[0].line), ("NotJson", 1, 501));
    assert!(group.first[0].byte >= byte as u64 && group.first[0].byte < byte as u64 + 15);

    let (store, _, refused) = import(text(file), true, &Watch::default());
    assert!(matches!(refused, Err(StoreError::Refused { line: 501, .. })), "{refused:?}");
    assert_eq!(store.head().next, 0, "nothing is published");
}

#[test]
fn what_is_no_log_is_told() {
    for (bytes, expected) in [
        (Vec::new(), "Empty"),
        (b"\n\n  \n".to_vec(), "NoEvents"),
        (b"[]".to_vec(), "NoEvents"),
        (br#"{"events":[]}"#.to_vec(), "NoEvents"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0".to_vec(), "UnknownFormat"),
        (b"{\"a\":1}\n{\"a\":2}\n".to_vec(), "NeedsMapping"),
    ] {
        let (_, _, result) = import(text(bytes), false, &Watch::default());
        let Err(StoreError::Import(error)) = result else { panic!("{expected}: {result:?}") };
        assert_eq!(error.code(), expected, "{error}");
    }
}

#[test]
fn damaged_records_are_left_out_and_the_others_kept() {
    let report = kept(format!("{}{{\"stream\":\"cart-1\",\"ty", good(1)));
    assert_eq!((report.events, report.skipped, report.warnings[0].code.as_str()), (1, 1, "Truncated"));

    let deep = format!("{{\"stream\":\"s\",\"type\":\"t\",\"data\":{}{}}}\n", "[".repeat(10_000), "]".repeat(10_000));
    let report = kept(format!("{}{deep}{}", good(1), good(2)));
    assert_eq!((report.events, report.skipped, report.warnings[0].code.as_str()), (2, 1, "TooDeep"));
    assert_eq!(report.warnings[0].first[0].line, 2);

    let mut file = good(1).into_bytes();
    file.extend(b"{\"stream\":\"s\",\"type\":\"\xff\xfe\",\"data\":{}}\n");
    file.extend(good(2).bytes());
    let report = kept(file);
    assert_eq!((report.events, report.skipped, report.warnings[0].code.as_str()), (2, 1, "Utf8"));

    let long = format!("{{\"stream\":\"s\",\"type\":\"t\",\"data\":{{\"x\":\"{}\"}}}}\n", "x".repeat(50 << 20));
    let report = kept(format!("{}{long}{}", good(1), good(2)));
    assert_eq!((report.events, report.skipped, report.warnings[0].code.as_str()), (2, 1, "TooLarge"));
}

#[test]
fn events_with_the_same_id_are_kept_and_counted() {
    let report = kept([good(1), good(2), good(1)].concat());
    assert_eq!((report.events, report.duplicate_ids, report.grade), (3, 1, Grade::Risky));
}

#[test]
fn a_cancelled_import_ends_within_a_piece_and_publishes_nothing() {
    let watch = Watch { cancel_after: Cell::new(Some(3)), ..Watch::default() };
    let pieces: Vec<_> = (0..1000).map(|n| good(n).into_bytes()).collect();
    let (store, place, result) = import(pieces, false, &watch);
    assert_eq!(result, Err(StoreError::Aborted));
    assert_eq!(watch.seen.borrow().len(), 3);
    assert_eq!(store.head().next, 0);
    assert_eq!(block_on(Store::open(place)).unwrap().events(), 0);
}

#[test]
fn a_source_that_fails_is_told() {
    struct Broken;
    impl Source for Broken {
        async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
            Err("it has changed".into())
        }
    }
    let store = block_on(Store::open(MemoryBackend::default())).unwrap();
    let result = block_on(store.import(&mut Broken, ImportOptions::default(), &Watch::default(), |_| Vec::new()));
    assert_eq!(result, Err(StoreError::Source("it has changed".into())));
}

#[test]
fn digits_and_unknown_fields_survive() {
    let line = r#"{"stream":"a","type":"T","time":"2026-03-02T14:03:11.2020000001+01:00","data":{"n":12345678901234567890.10},"extra":1e400}"#;
    let (store, _, report) = import(text(line), true, &Watch::default());
    report.unwrap();
    let event = block_on(store.event(Position(0))).unwrap().unwrap();
    assert_eq!(event.time.as_deref(), Some("2026-03-02T14:03:11.2020000001+01:00"));
    assert_eq!(event.data, br#"{"n":12345678901234567890.10}"#);
    assert!(String::from_utf8(event.metadata).unwrap().contains("1e400"));
    let state = block_on(store.moment("a", 0)).unwrap().state.unwrap();
    assert_eq!(state.to_string(), r#"{"n":12345678901234567890.10}"#);
}

#[test]
fn an_import_error_is_final_for_the_file_but_not_for_the_store() {
    assert_eq!(ImportError::Empty.code(), "Empty");
    let (_, place, result) = import(text(""), false, &Watch::default());
    assert!(result.is_err());
    // The place is marked as being imported into: only its owner may clear it away.
    assert!(block_on(Store::open(place)).unwrap().head().importing);
}
