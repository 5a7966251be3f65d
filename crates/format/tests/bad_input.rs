//! Every kind of bad input gets a clear answer with line and byte, and what is good is kept.

mod collect;

use collect::{decode, decode_by, gzip};
use foldback_format::WarningCode::{NotAnObject, NotJson, TooDeep, TooLarge, Truncated, Utf8};
use foldback_format::{ImportError, Options, WarningCode};

fn line(n: usize) -> String {
    format!("{{\"stream\":\"s-{n}\",\"type\":\"T\",\"data\":{{\"n\":{n}}}}}\n")
}

fn lines(count: usize) -> String {
    (0..count).map(line).collect()
}

#[test]
fn an_empty_file() {
    assert_eq!(decode("").1, Err(ImportError::Empty));
    assert_eq!(decode(gzip(b"")).1, Err(ImportError::Empty));
    assert!(ImportError::Empty.to_string().contains("0 bytes"));
}

#[test]
fn files_without_events() {
    for text in [
        "[]",
        " [ ] ",
        "{\"events\":[]}",
        "{\"events\":[],\"tags\":[{}]}",
        "{\"a\":1,\"data\":{\"events\":[ ]}}",
        "\n\n \r\n",
        "\u{feff}\n",
    ] {
        assert_eq!(decode(text).1, Err(ImportError::NoEvents), "{text}");
        assert_eq!(decode(gzip(text.as_bytes())).1, Err(ImportError::NoEvents), "{text}");
    }
}

#[test]
fn other_files_are_named() {
    for (bytes, name) in [
        (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10"[..], Some("a PNG image")),
        (b"PK\x03\x04\x14\0\0\0\x08\0", Some("a ZIP archive")),
        (b"\xfd7zXZ\0\0\x04", Some("xz-compressed data")),
        (b"<feed xmlns='x'>", Some("an XML document")),
        (b"[{:db/id 1}}]", Some("EDN")),
        (b"[section]\nkey = value\n", None),
        (b"hello", None),
    ] {
        let (_, result) = decode(bytes);
        let Err(ImportError::UnknownFormat { looks_like, .. }) = &result else {
            panic!("{result:?}");
        };
        assert_eq!(*looks_like, name);
        assert!(!result.unwrap_err().to_string().is_empty());
    }
    let zip = decode(b"PK\x03\x04\x14\0\0\0\x08\0").1.unwrap_err();
    assert!(zip.to_string().contains("Unpack it first"), "{zip}");
}

#[test]
fn one_line_that_is_no_json_among_a_thousand() {
    let before = lines(500);
    let text = format!("{before}{{\"stream\": oops}}\n{}", lines(500));
    let (collected, outcome) = decode(&text);
    let outcome = outcome.unwrap();
    assert_eq!((outcome.records, outcome.events, outcome.skipped), (1001, 1000, 1));
    assert_eq!(collected.places(), [(NotJson, 501, before.len() as u64 + 11)]);
    assert!(collected.warnings[0].message.contains("oops"));
    // The same as the very first line.
    let (collected, outcome) = decode(format!("oops\n{}", lines(100)));
    assert_eq!(outcome.unwrap().events, 100);
    assert_eq!(collected.places(), [(NotJson, 1, 0)]);
}

#[test]
fn a_truncated_last_line() {
    let whole = lines(3);
    let (collected, outcome) = decode(format!("{whole}{{\"stream\":\"s-3\",\"ty"));
    assert_eq!(outcome.unwrap().events, 3);
    assert_eq!(collected.warnings[0].code, Truncated);
    assert_eq!((collected.warnings[0].line, collected.warnings[0].byte), (4, whole.len() as u64 + 19));
    let (collected, outcome) = decode(whole.trim_end());
    assert_eq!((outcome.unwrap().events, collected.warnings.len()), (3, 0));
}

#[test]
fn ten_thousand_levels() {
    let deep = format!("{{\"stream\":\"s\",\"data\":{}{}}}\n", "[".repeat(10_000), "]".repeat(10_000));
    let (collected, outcome) = decode(format!("{}{deep}{}", line(0), line(1)));
    assert_eq!(outcome.unwrap().events, 2);
    assert_eq!((collected.warnings[0].code, collected.warnings[0].line), (TooDeep, 2));
    let (collected, outcome) = decode(format!("[{deep},{}]", line(1)));
    assert_eq!(outcome.unwrap().events, 1);
    assert_eq!(collected.warnings[0].code, TooDeep);
    let (collected, _) = decode(format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)));
    assert_eq!(collected.warnings[0].code, TooDeep);
}

#[test]
fn a_line_of_fifty_megabytes() {
    let long = format!("{{\"stream\":\"s\",\"type\":\"T\",\"data\":\"{}\"}}\n", "x".repeat(50_000_000));
    for (text, at) in [(format!("{}{long}{}", lines(2), lines(3)), 3), (format!("{long}{}", lines(5)), 1)] {
        let (collected, outcome) = decode_by(text.as_bytes(), 1 << 20, Options::named("file"));
        let outcome = outcome.unwrap();
        assert_eq!((outcome.events, outcome.skipped), (5, 1));
        assert_eq!((collected.warnings[0].code, collected.warnings[0].line), (TooLarge, at));
    }
    let array = format!("[{},{long},{}]", line(0), line(1));
    let (collected, outcome) = decode_by(array.as_bytes(), 1 << 20, Options::named("file"));
    assert_eq!(outcome.unwrap().events, 2);
    assert_eq!(collected.warnings[0].code, TooLarge);
    let roomy = Options { max_record: 64 << 20, ..Options::named("file") };
    assert_eq!(decode_by(long.as_bytes(), 1 << 20, roomy).1.unwrap().events, 1);
}

#[test]
fn bytes_that_are_no_utf8() {
    let mut bytes = lines(2).into_bytes();
    let before = bytes.len() as u64;
    bytes.extend_from_slice(b"{\"stream\":\"s\xff\",\"type\":\"T\"}\n");
    bytes.extend_from_slice(line(2).as_bytes());
    let (collected, outcome) = decode(&bytes);
    assert_eq!(outcome.unwrap().events, 3);
    assert_eq!(collected.places(), [(Utf8, 3, before + 12)]);
    let mut array = b"[{\"type\":\"\xc3\x28\"},".to_vec();
    array.extend_from_slice(line(2).as_bytes());
    array.push(b']');
    let (collected, outcome) = decode(&array);
    assert_eq!((outcome.unwrap().events, collected.places()), (1, vec![(Utf8, 1, 10)]));
}

#[test]
fn values_that_are_no_objects() {
    let (collected, outcome) = decode(format!("{}42\n[1]\n\"x\"\nnull\n{}", line(0), line(1)));
    assert_eq!(outcome.unwrap().skipped, 4);
    assert!(collected.warnings.iter().all(|warning| warning.code == NotAnObject));
    let (collected, outcome) = decode(format!("[{}, 42 ,[{{}}],true,{}]", line(0), line(1)));
    assert_eq!(outcome.unwrap().events, 2);
    assert_eq!(collected.warnings.len(), 3);
    assert!(collected.warnings.iter().all(|warning| warning.code == NotAnObject));
}

#[test]
fn errors_in_arrays_cost_one_element() {
    let good = line(0);
    for (text, events, codes) in [
        (format!("[{good},{{\"type\":oops}},{good}]"), 2, vec![NotJson]),
        (format!("[{good},{good},]"), 2, vec![NotJson]),
        (format!("[{good},,{good}]"), 2, vec![NotJson]),
        (format!("[{good} {good}]"), 2, vec![NotJson]),
        (format!("[{good}}},{good}]"), 2, vec![NotJson]),
        (format!("[{good},{{\"type\":\"x\n{good}]"), 2, vec![NotJson, NotJson]),
        (format!("[{good},{good}"), 2, vec![Truncated]),
        (format!("[{good},{{\"type\":\"x"), 1, vec![Truncated]),
        (format!("[{good}] trailing"), 1, vec![NotJson]),
        (format!("{{\"events\":[{good}"), 1, vec![Truncated]),
        (format!("{{\"events\":[{good}],\"more\":"), 1, vec![Truncated, WarningCode::OtherMembers]),
    ] {
        let (collected, outcome) = decode(&text);
        assert_eq!(outcome.unwrap().events, events, "{text}");
        let found: Vec<_> = collected.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(found, codes, "{text}: {:?}", collected.warnings);
    }
}

#[test]
fn damaged_gzip_keeps_what_came_before() {
    let file = gzip(lines(20_000).as_bytes());
    let (collected, outcome) = decode(&file[..file.len() / 2]);
    assert!(outcome.unwrap().events > 1000);
    let warning = collected.warnings.iter().find(|warning| warning.code == WarningCode::Packed);
    assert_eq!(warning.unwrap().byte, file.len() as u64 / 2);
    let (_, outcome) = decode(&file[..12]);
    assert!(matches!(outcome, Err(ImportError::Packed { .. })), "{outcome:?}");
    let (_, outcome) = decode(b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xff\xff\xff");
    assert!(matches!(outcome, Err(ImportError::Packed { .. })), "{outcome:?}");
}

#[test]
fn without_stream_and_type_a_mapping_is_asked_for() {
    let (_, outcome) = decode("{\"a\":1,\"b\":{\"c\":2}}\n{\"a\":2}\n");
    let Err(ImportError::NeedsMapping(detection)) = outcome else {
        panic!("{outcome:?}");
    };
    let fields: Vec<_> = detection.fields.iter().map(|field| (field.path.to_string(), field.seen)).collect();
    assert_eq!(fields, [("a".to_owned(), 2), ("b".to_owned(), 1), ("b.c".to_owned(), 1)]);
}
