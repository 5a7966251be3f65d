//! Several files, or an archive of them, become one log on one time axis: the order, what is said of each file, what is left
//! out, and that nothing is left behind.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use std::cell::{Cell, RefCell};
use std::io::Write as _;
use std::ops::Range;
use std::rc::Rc;

use foldback_event::{EventRef, Position};
use foldback_log::{Append, MemoryBackend};
use foldback_protocol::{Grade, ImportReport, Progress};
use foldback_sample::zip::{self, DEFLATED, zip};
use foldback_store::{File, ImportOptions, Monitor, Parts, Store, StoreError};
use futures::executor::block_on;
use proptest::prelude::*;

/// A file in memory that notes what is read of it.
#[derive(Clone)]
struct Bytes {
    at: usize,
    bytes: Rc<Vec<u8>>,
    reads: Rc<RefCell<Vec<usize>>>,
}

impl File for Bytes {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read(&self, range: Range<u64>) -> impl Future<Output = Result<Vec<u8>, String>> + 'static + use<> {
        self.reads.borrow_mut().push(self.at);
        let found = self.bytes.get(range.start as usize..range.end as usize).map(<[u8]>::to_vec);
        async move { found.ok_or_else(|| "it ends before".to_owned()) }
    }
}

#[derive(Default)]
struct Watch {
    seen: RefCell<Vec<Progress>>,
    asked: Cell<usize>,
    cancel_at: Option<usize>,
}

impl Monitor for Watch {
    fn progress(&self, progress: Progress) {
        self.seen.borrow_mut().push(progress);
    }
    fn cancelled(&self) -> bool {
        self.asked.set(self.asked.get() + 1);
        self.cancel_at.is_some_and(|at| self.asked.get() > at)
    }
}

fn parts(files: &[(&str, Vec<u8>)]) -> Result<Parts<Bytes>, StoreError> {
    let reads = Rc::default();
    let file = |(at, (name, bytes)): (usize, &(&str, Vec<u8>))| {
        ((*name).to_owned(), Bytes { at, bytes: Rc::new(bytes.clone()), reads: Rc::clone(&reads) })
    };
    block_on(Parts::of(files.iter().enumerate().map(file).collect(), &|| false))
}

fn opened() -> Store<MemoryBackend> {
    block_on(Store::open(MemoryBackend::default())).unwrap()
}

fn options(refuse_bad: bool) -> ImportOptions {
    ImportOptions { name: "all".into(), refuse_bad, ..ImportOptions::default() }
}

fn import(files: &[(&str, Vec<u8>)], refuse_bad: bool) -> (Store<MemoryBackend>, Result<ImportReport, StoreError>) {
    let store = opened();
    let report = parts(files)
        .and_then(|parts| block_on(store.import_files(parts, options(refuse_bad), &Watch::default(), |_| Vec::new())));
    if let Ok(report) = &report {
        check(&store, report);
    }
    (store, report)
}

/// What holds of every report.
fn check(store: &Store<MemoryBackend>, report: &ImportReport) {
    assert_eq!(report.events, store.events());
    assert_eq!(report.records, report.events + report.skipped);
    for file in &report.files {
        assert_eq!(file.records, file.events + file.skipped, "{file:?}");
    }
    assert_eq!(report.files.iter().map(|file| file.events).sum::<u64>(), report.events);
    assert_eq!(report.files.iter().map(|file| file.skipped).sum::<u64>(), report.skipped);
}

/// Stream, payload and file of every event.
fn all(store: &Store<MemoryBackend>) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    block_on(store.look(0..u64::MAX, &mut |view| {
        let event = view.to_event();
        let file = event.tags.last().unwrap().strip_prefix("file:").unwrap().to_owned();
        all.push((event.stream, String::from_utf8(event.data).unwrap(), file));
        true
    }))
    .unwrap();
    all
}

fn gzipped(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn deflated(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn line(stream: &str, time: Option<u32>, data: &str) -> String {
    let time = time.map(|time| format!(",\"time\":\"2026-01-01T00:{:02}:{:02}Z\"", time / 60, time % 60));
    format!("{{\"stream\":\"{stream}\",\"type\":\"t\"{},\"data\":{data}}}\n", time.unwrap_or_default())
}

/// An archive of deflated files.
fn archive(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let packed: Vec<Vec<u8>> = files.iter().map(|(_, text)| deflated(text)).collect();
    let entry = |((name, text), data)| zip::Entry {
        name: str::as_bytes(name),
        method: DEFLATED,
        text,
        data: Some(data),
        ..zip::Entry::default()
    };
    zip(&files
        .iter()
        .map(|(name, text)| (*name, text.as_slice()))
        .zip(packed.iter().map(Vec::as_slice))
        .map(entry)
        .collect::<Vec<_>>())
}

/// A made file: each event's time, and whether its payload is large.
type Times = Vec<(Option<u32>, bool)>;

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_merge_is_a_stable_sort_by_the_latest_time_that_each_file_had_reached(
        files in prop_oneof![
            4 => prop::collection::vec(prop::collection::vec((prop::option::weighted(0.8, 0u32..40), prop::bool::weighted(0.05)), 1..40), 2..7),
            1 => prop::collection::vec(prop::collection::vec((prop::option::weighted(0.8, 0u32..40), prop::bool::weighted(0.2)), 1..9), 33..50),
        ],
        packing in prop::collection::vec(0u8..3, 50),
        in_archive: bool,
    ) {
        let files: Vec<Times> = files;
        let mut expected = Vec::new();
        let mut made: Vec<(String, Vec<u8>)> = Vec::new();
        for (at, file) in files.iter().enumerate() {
            let name = format!("part-{at}.ndjson");
            let (mut text, mut latest) = (String::new(), -1i64);
            for (order, (time, large)) in file.iter().enumerate() {
                // Larger than a piece now and then, and hard to compress.
                let noise: String = (0..if *large { 30_000 } else { 0 }).map(|n: u32| char::from(b'a' + (n.wrapping_mul(2_654_435_761).wrapping_add(order as u32) >> 27) as u8 % 26)).collect();
                let data = format!("{{\"file\":{at},\"order\":{order},\"noise\":\"{noise}\"}}");
                text.push_str(&line(&format!("s-{}", order % 3), *time, &data));
                latest = latest.max(time.map_or(-1, i64::from));
                expected.push(((latest, at, order), data, name.clone()));
            }
            made.push((name, if packing[at] == 0 { gzipped(text.as_bytes()) } else { text.into_bytes() }));
        }
        expected.sort_by_key(|(key, ..)| *key);
        let late = files.iter().map(|file| {
            let mut latest = 0;
            file.iter().filter(|(time, _)| { let late = time.is_some_and(|time| time < latest); latest = latest.max(time.unwrap_or(0)); late }).count() as u64
        }).sum::<u64>();
        let untimed = files.iter().flatten().filter(|(time, _)| time.is_none()).count() as u64;
        let switches = expected.windows(2).filter(|pair| pair[0].2 != pair[1].2).count() as u64;

        let named: Vec<(&str, Vec<u8>)> = made.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        let named = if in_archive { vec![("all.zip", archive(&named))] } else { named };
        let (store, report) = import(&named, true);
        let report = report.unwrap();
        let merge = report.merge.clone().unwrap();
        prop_assert_eq!((merge.late, merge.untimed, merge.switches), (late, untimed, switches));
        prop_assert_eq!(report.files.len(), files.len());
        let found = all(&store);
        prop_assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            prop_assert_eq!((&found.1, &found.2), (&expected.1, &expected.2));
        }
        // Read by the store, the log is whole.
        prop_assert_eq!(block_on(store.log().verify(&mut |_| true)).unwrap().damaged.len(), 0);
    }
}

fn two() -> Vec<(&'static str, Vec<u8>)> {
    let file =
        |name: &str, from: u32| (from..from + 50).map(|n| line(name, Some(n * 2 + from), "{}")).collect::<String>();
    vec![("a.ndjson", file("a", 0).into_bytes()), ("b.ndjson", file("b", 1).into_bytes())]
}

#[test]
fn each_event_says_which_file_it_is_of_and_where_in_it() {
    let mut files = two();
    files.push(("a.ndjson", line("c", Some(0), "{\"x\":1}").into_bytes()));
    let (store, report) = import(&files, true);
    let report = report.unwrap();
    let names: Vec<&str> = report.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["a.ndjson", "b.ndjson", "a.ndjson (2)"]);
    assert_eq!(report.grade, Grade::Fine);
    assert!(report.format.contains("3 files"), "{}", report.format);
    let other = block_on(store.event(Position(1))).unwrap().unwrap();
    assert_eq!((other.stream.as_str(), other.tags), ("c", vec!["file:a.ndjson (2)".to_owned()]));
    let second = block_on(store.event(Position(2))).unwrap().unwrap();
    assert_eq!(second.source.unwrap().place, line("a", Some(0), "{}").len() as u64);
}

#[test]
fn a_file_that_is_no_log_is_left_out_by_name_or_refuses_all() {
    let mut files = two();
    files.insert(1, ("picture.png", b"\x89PNG\r\n\x1a\n0000000000000000".to_vec()));
    files.push(("empty.json", Vec::new()));
    let (store, report) = import(&files, false);
    let report = report.unwrap();
    assert_eq!((store.events(), report.grade), (100, Grade::Risky));
    assert!(report.files[1].left_out.as_ref().unwrap().contains("PNG"), "{:?}", report.files[1]);
    assert!(report.files[3].left_out.is_some() && report.files[0].left_out.is_none());
    let group = report.warnings.iter().find(|group| group.code == "FileLeftOut").unwrap();
    let named: Vec<Option<&str>> = group.first.iter().map(|place| place.file.as_deref()).collect();
    assert_eq!(named, [Some("picture.png"), Some("empty.json")]);

    let (store, report) = import(&files, true);
    let error = report.unwrap_err();
    assert!(matches!(&error, StoreError::InFile { file, .. } if file == "picture.png"), "{error:?}");
    assert!(error.to_string().starts_with("picture.png: "), "{error}");
    assert!(store.head().importing && store.head().next == 0);

    let (_, report) = import(&files[1..2], false);
    assert!(report.unwrap_err().to_string().starts_with("picture.png: "));
    let (_, report) = import(&[files[1].clone(), files[3].clone()], false);
    let error = report.unwrap_err().to_string();
    assert!(error.contains("None of the 2 files") && error.contains("picture.png"), "{error}");
}

#[test]
fn a_bad_record_is_named_with_its_file() {
    let mut files = two();
    files[1].1.extend_from_slice(b"this is no JSON\n");
    let (_, report) = import(&files, false);
    let report = report.unwrap();
    assert_eq!((report.skipped, report.files[0].skipped, report.files[1].skipped), (1, 0, 1));
    assert_eq!((report.files[0].warnings.len(), report.files[1].warnings.len()), (0, 1));
    let place = &report.warnings[0].first[0];
    assert_eq!((place.file.as_deref(), place.line), (Some("b.ndjson"), 51));

    let (_, report) = import(&files, true);
    let error = report.unwrap_err().to_string();
    assert!(error.starts_with("b.ndjson: Line 51") && error.ends_with("nothing was kept."), "{error}");
}

#[test]
fn what_is_in_an_archive_is_told_by_its_content() {
    let inner = archive(&two());
    let text = line("z", Some(3), "{}").into_bytes();
    let (gz, twice) = (gzipped(&text), deflated(&inner));
    let entry = |name: &'static str, text| zip::Entry { name: name.as_bytes(), text, ..zip::Entry::default() };
    let file = zip(&[
        entry("logs/", b""),
        entry("__MACOSX/logs/._z", b"junk"),
        entry("logs/inner", &inner),
        zip::Entry { method: DEFLATED, data: Some(&twice), ..entry("logs/twice", &inner) },
        entry("logs/z", &gz),
        zip::Entry { flags: 1, ..entry("logs/secret", b"abc") },
    ]);
    let (_, report) = import(&[("all.zip", file.clone())], false);
    let report = report.unwrap();
    let told: Vec<(&str, u64)> = report.files.iter().map(|file| (file.name.as_str(), file.events)).collect();
    let expected = [
        ("logs/inner/a.ndjson", 50),
        ("logs/inner/b.ndjson", 50),
        ("logs/twice", 0),
        ("logs/z", 1),
        ("logs/secret", 0),
    ];
    assert_eq!(told, expected);
    assert!(report.files[2].left_out.as_ref().unwrap().contains("a ZIP archive"), "{:?}", report.files[2]);
    assert!(report.files[4].left_out.as_ref().unwrap().contains("encrypted"), "{:?}", report.files[4]);
    let passed = report.warnings.iter().find(|group| group.code == "PassedOver").unwrap();
    assert!(passed.first[0].message.contains("a folder") && passed.first[0].message.contains("__MACOSX"));

    let broken = file[..file.len() - 30].to_vec();
    assert!(matches!(parts(&[("all.zip", broken.clone())]), Err(StoreError::Import(_))));
    let mut files = two();
    files.push(("broken.zip", broken));
    let (_, report) = import(&files, false);
    assert!(report.unwrap().files[2].left_out.as_ref().unwrap().contains("zip archive"));
    let (_, report) = import(&[("none.zip", zip(&[]))], false);
    assert!(report.unwrap_err().to_string().contains("no files"));
}

/// A folder that was dropped, or a file that has changed since it was chosen.
#[derive(Clone, Debug)]
struct Gone;

impl File for Gone {
    fn size(&self) -> u64 {
        4096
    }

    fn read(&self, _: Range<u64>) -> impl Future<Output = Result<Vec<u8>, String>> + 'static + use<> {
        async { Err("it is gone".to_owned()) }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let files = || vec![("a".to_owned(), Gone), ("b".to_owned(), Gone)];
    let error = block_on(Parts::of(files(), &|| false)).unwrap_err().to_string();
    assert!(error.starts_with("a: ") && error.contains("it is gone"), "{error}");
}

#[test]
fn a_damaged_entry_says_so_and_the_others_are_whole() {
    let long: Vec<u8> = (0..20_000)
        .flat_map(|n: u32| line("a", Some(n % 60), &n.wrapping_mul(2_654_435_761).to_string()).into_bytes())
        .collect();
    let mut file = archive(&[("long.ndjson", long), ("b.ndjson", two()[1].1.clone())]);
    file[60_000..60_020].fill(0);
    let (_, report) = import(&[("all.zip", file)], false);
    let report = report.unwrap();
    assert!(report.files[0].events > 100 && report.files[0].events < 20_000, "{:?}", report.files[0]);
    assert!(report.files[0].warnings.iter().any(|group| group.code == "Zip"));
    assert_eq!((report.files[1].events, report.files[1].warnings.len()), (50, 0));
}

#[test]
fn a_cancelled_import_publishes_nothing_whenever_it_is_cancelled() {
    let long = |name: &str| {
        (0..20_000).map(|n| line(name, Some(n % 60), "{\"a\":\"some text\"}")).collect::<String>().into_bytes()
    };
    let files = [("a.ndjson", long("a")), ("b.ndjson", long("b"))];
    let mut cancelled = 0;
    for cancel_at in 0.. {
        let place = MemoryBackend::default();
        let store = block_on(Store::open(place.clone())).unwrap();
        let watch = Watch { cancel_at: Some(cancel_at), ..Watch::default() };
        let done = block_on(store.import_files(parts(&files).unwrap(), options(false), &watch, |_| Vec::new()));
        let other = block_on(Store::open(place)).unwrap();
        if done.is_ok() {
            assert_eq!(other.events(), 40_000);
            let seen = watch.seen.borrow();
            assert!(seen.windows(2).all(|pair| pair[0].bytes <= pair[1].bytes && pair[0].events <= pair[1].events));
            break;
        }
        assert_eq!(done.unwrap_err(), StoreError::Aborted);
        assert!(other.events() == 0 && other.head().importing);
        cancelled += 1;
    }
    assert!(cancelled > 5, "{cancelled}");
}

#[test]
fn a_thousand_files_that_follow_each_other_are_open_one_after_another() {
    let text = |file: u32| {
        (0..800)
            .map(|n| line(&format!("s-{}", n % 7), Some(file * 3 + n % 3), "{\"a\":\"some more text\"}"))
            .collect::<String>()
    };
    let reads: Rc<RefCell<Vec<usize>>> = Rc::default();
    let files: Vec<(String, Bytes)> = (0..1000)
        .map(|at| {
            let bytes = Rc::new(text(at as u32).into_bytes());
            (format!("{at}.ndjson"), Bytes { at, bytes, reads: Rc::clone(&reads) })
        })
        .collect();
    let store = opened();
    let found = block_on(Parts::of(files, &|| false)).unwrap();
    reads.borrow_mut().clear();
    let report = block_on(store.import_files(found, options(true), &Watch::default(), |_| Vec::new())).unwrap();
    assert_eq!((report.events, report.files.len()), (800_000, 1000));
    // Each file is looked at once; then it is read from end to end before the next one is.
    let reads = reads.borrow();
    let (looked, read) = reads.split_at(1000);
    assert_eq!(looked, (0..1000).collect::<Vec<_>>());
    assert!(read.is_sorted(), "files are read in turns");
    assert!(read.len() >= 2000, "{}", read.len());
}

#[test]
fn several_files_are_appended_to_a_store_that_has_events() {
    let store = opened();
    let there =
        |id: &'static str| EventRef { stream: "a", event_type: "t", id: Some(id), data: b"{}", ..EventRef::default() };
    block_on(store.append(Append { events: &[there("a-3")], ..Append::default() })).unwrap();
    let file = |name: &str| {
        (0..10).map(|n| format!("{{\"stream\":\"{name}\",\"type\":\"t\",\"id\":\"{name}-{n}\",\"time\":\"2026-01-01T00:00:{n:02}Z\",\"data\":{{}}}}\n")).collect::<String>().into_bytes()
    };
    let files = [("a.ndjson", file("a")), ("no.txt", b"hello there".to_vec()), ("b.ndjson", file("b"))];
    let checked = block_on(store.check_files(parts(&files).unwrap(), options(true), &Watch::default()));
    assert!(matches!(checked, Err(StoreError::InFile { ref file, .. }) if file == "no.txt"), "{checked:?}");
    assert_eq!(store.events(), 1);

    let done = block_on(store.import_files_into(parts(&files).unwrap(), options(false), &Watch::default())).unwrap();
    let report = done.report;
    assert_eq!((report.events, done.already_there, store.events()), (19, 1, 20));
    let events: Vec<u64> = report.files.iter().map(|file| file.events).collect();
    assert_eq!(events, [9, 0, 10]);
    let order: Vec<String> = (1..6).map(|at| block_on(store.event(Position(at))).unwrap().unwrap().id).collect();
    assert_eq!(order, ["a-0", "b-0", "a-1", "b-1", "a-2"]);
}
