//! Zip archives: what is listed, what its entries hold, what is left out, and that no archive brings the reader down.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

mod collect;

use std::io::Write as _;

use collect::Collected;
use foldback_format::zip::{Content, Entry, Listing, Packed, Step};
use foldback_format::{Decoder, ImportError, Options, Outcome, WarningCode, preview};
use foldback_sample::zip::{self, DEFLATED, zip};
use proptest::prelude::*;

type Made<'a> = zip::Entry<'a>;

fn deflated(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn gzipped(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// Lists an archive as a caller does: `None` when it asks for the same bytes again and again.
fn list(file: &[u8]) -> Option<Result<Vec<Entry>, ImportError>> {
    let mut listing = Listing::new(file.len() as u64);
    for _ in 0..10_000 {
        match listing.next() {
            Err(error) => return Some(Err(error)),
            Ok(Step::Entries(entries)) => return Some(Ok(entries)),
            Ok(Step::Read(range)) => {
                assert!(range.start < range.end && range.end <= file.len() as u64, "{range:?} of {}", file.len());
                listing.give(range.start, file[range.start as usize..range.end as usize].to_vec());
            }
        }
    }
    None
}

fn entries(file: &[u8]) -> Vec<Entry> {
    list(file).unwrap().unwrap()
}

fn read(file: &[u8], entry: &Entry, step: usize) -> (Collected, Result<Outcome, ImportError>) {
    let Content::File { range, packed } = &entry.content else { panic!("{entry:?}") };
    let mut collected = Collected::default();
    let mut decoder = Decoder::new(Options { packed: Some(*packed), ..Options::named("log") });
    for piece in file[range.start as usize..range.end as usize].chunks(step) {
        if let Err(error) = decoder.push(piece, &mut collected) {
            return (collected, Err(error));
        }
    }
    let outcome = decoder.finish(&mut collected);
    (collected, outcome)
}

fn lines(from: usize, to: usize) -> Vec<u8> {
    (from..to)
        .flat_map(|n| format!("{{\"stream\":\"s-{}\",\"type\":\"t\",\"data\":{{\"n\":{n}}}}}\n", n % 3).into_bytes())
        .collect()
}

#[test]
fn stored_and_deflated_entries_are_read_whatever_their_headers_look_like() {
    let text = lines(0, 2000);
    let packed = deflated(&text);
    let inside = gzipped(&text);
    for zip64 in [false, true] {
        for flags in [0, 8, 1 << 11] {
            let deflate = |name| Made { name, flags, method: DEFLATED, text: &text, data: Some(&packed), zip64 };
            let stored = Made { name: b"b/stored.ndjson", flags, text: &text, zip64, ..Made::default() };
            let twice = Made { name: b"c.ndjson.gz", flags, text: &inside, zip64, ..Made::default() };
            let file = zip(&[deflate(b"a.ndjson"), stored, twice]);
            let entries = entries(&file);
            let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
            assert_eq!(names, ["a.ndjson", "b/stored.ndjson", "c.ndjson.gz"]);
            for entry in &entries {
                for step in [13, 70_000, 1 << 20] {
                    let (collected, outcome) = read(&file, entry, step);
                    assert_eq!(collected.warnings, [], "{} {step}", entry.name);
                    assert_eq!((collected.events.len(), outcome.unwrap().records), (2000, 2000));
                    assert_eq!(collected.events[1999].data, "{\"n\":1999}");
                }
            }
        }
    }
}

#[test]
fn an_archive_behind_other_bytes_and_before_a_comment_is_found() {
    let text = lines(0, 5);
    let mut file = zip(&[Made { name: b"a.ndjson", text: &text, ..Made::default() }]);
    let length = file.len();
    file[length - 2..].copy_from_slice(&40_000u16.to_le_bytes());
    file.extend_from_slice(&vec![b'c'; 40_000]);
    assert_eq!(read(&file, &entries(&file)[0], 100).1.unwrap().events, 5);
    let file = [vec![b'x'; 100_000], file].concat();
    assert_eq!(read(&file, &entries(&file)[0], 100).1.unwrap().events, 5);
}

#[test]
fn what_is_no_file_to_be_read_is_told() {
    let text = lines(0, 1);
    let made = |name, flags, method| Made { name, flags, method, text: &text, ..Made::default() };
    let file = zip(&[
        made(b"folder/", 0, 0),
        made(b"__MACOSX/._a.ndjson", 0, 0),
        made(b"folder/.DS_Store", 0, 0),
        made(b"secret.ndjson", 1, 0),
        made(b"lzma.ndjson", 0, 14),
        made(b"gr\x94\xe1e.ndjson", 0, 0),
    ]);
    let entries = entries(&file);
    assert_eq!(entries[0].content, Content::Folder);
    assert_eq!((&entries[1].content, &entries[2].content), (&Content::Hidden, &Content::Hidden));
    let why = |at: usize| match &entries[at].content {
        Content::Unreadable(why) => why.as_str(),
        other => panic!("{other:?}"),
    };
    assert!(why(3).contains("encrypted"), "{}", why(3));
    assert!(why(4).contains("LZMA") || why(4).contains("14"), "{}", why(4));
    assert_eq!(entries[5].name, "größe.ndjson");
    assert_eq!(self::entries(&zip(&[])), []);
}

#[test]
fn damaged_entries_keep_what_came_before_and_say_so() {
    let text = lines(0, 20_000);
    let packed = deflated(&text);
    let whole = zip(&[Made { name: b"a", method: DEFLATED, text: &text, data: Some(&packed), ..Made::default() }]);
    let mut file = whole.clone();
    let at = 31 + packed.len() * 3 / 4;
    file[at..at + 40].fill(0xff);
    let (collected, outcome) = read(&file, &entries(&file)[0], 4096);
    let outcome = outcome.unwrap();
    assert!(collected.events.len() > 1000, "{}", collected.events.len());
    assert_eq!(outcome.events + outcome.skipped, outcome.records);
    let zips: Vec<_> = collected.warnings.iter().filter(|warning| warning.code == WarningCode::Zip).collect();
    assert_eq!(zips.len(), 1, "{:?}", collected.warnings);

    // Nothing at all can be unpacked: the end of this entry.
    let mut file = whole;
    file[31..60].fill(0xff);
    let (_, outcome) = read(&file, &entries(&file)[0], 4096);
    assert!(matches!(outcome, Err(ImportError::Zip { ref message }) if message.contains("byte")), "{outcome:?}");
}

#[test]
fn an_archive_that_is_cut_behind_one_inside_it_is_not_taken_for_that_one() {
    let text = lines(0, 9);
    let inner = zip(&[Made { name: b"inner.ndjson", text: &text, ..Made::default() }]);
    let entries = [
        Made { name: b"inner.zip", text: &inner, ..Made::default() },
        Made { name: b"b", text: &text, ..Made::default() },
    ];
    let file = zip(&entries);
    assert_eq!(self::entries(&file).len(), 2);
    for cut in inner.len() + 100..file.len() - 1 {
        let listed = list(&file[..cut]).unwrap();
        assert!(matches!(listed, Err(ImportError::Zip { .. })), "{cut} of {}: {listed:?}", file.len());
    }
}

#[test]
fn the_beginning_of_an_entry_can_be_previewed() {
    let text = lines(0, 50_000);
    let packed = deflated(&text);
    let file = zip(&[Made { name: b"a", method: DEFLATED, text: &text, data: Some(&packed), ..Made::default() }]);
    let Content::File { range, packed } = entries(&file)[0].content.clone() else { panic!() };
    let prefix = &file[range.start as usize..range.start as usize + 20_000];
    let shown = preview(prefix, &Options { packed: Some(packed), ..Options::named("log") }, 5).unwrap();
    assert_eq!((shown.rows.len(), shown.warnings.len()), (5, 0));
}

#[test]
fn a_step_of_a_bomb_makes_a_bounded_amount_of_text() {
    let text: Vec<u8> = [lines(0, 1), vec![b' '; 100 << 20]].concat();
    let packed = deflated(&text);
    let once = (Packed { method: foldback_format::zip::Method::Deflated, crc: 0, size: 0 }, packed);
    let twice = gzipped(&text);
    let thrice = deflated(&twice);
    for (packed, bytes) in [(Some(once.0), &once.1), (None, &twice), (Some(once.0), &thrice)] {
        let mut decoder = Decoder::new(Options { packed, ..Options::named("log") });
        let mut collected = Collected::default();
        let (mut at, mut before) = (0, 0);
        while at < bytes.len() || decoder.holds() {
            let to = bytes.len().min(at + (1 << 20));
            at += decoder.push_some(&bytes[at..to], &mut collected).unwrap();
            assert!(decoder.decompressed() - before <= 128 << 10, "{}", decoder.decompressed() - before);
            before = decoder.decompressed();
        }
        assert!(before > 90 << 20, "{before}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_brings_the_reader_down(
        zip64: bool,
        cut in 0usize..1200,
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
    ) {
        let text = lines(0, 9);
        let packed = deflated(&text);
        let deflate = Made { name: b"a.ndjson", method: DEFLATED, text: &text, data: Some(&packed), zip64, ..Made::default() };
        let mut file = zip(&[deflate.clone(), Made { name: b"b.ndjson", text: &text, zip64, ..Made::default() }, deflate]);
        for (at, byte) in hits {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if cut < file.len() {
            file.truncate(cut);
        }
        let Some(listed) = list(&file) else { panic!("it never ends") };
        for entry in listed.unwrap_or_default() {
            if let Content::File { range, .. } = &entry.content {
                prop_assert!(range.end <= file.len() as u64);
                let (collected, outcome) = read(&file, &entry, 50);
                if let Ok(outcome) = outcome {
                    prop_assert_eq!(outcome.events, collected.events.len() as u64);
                    prop_assert_eq!(outcome.events + outcome.skipped, outcome.records);
                }
            }
        }
    }
}
