//! The JSON layer against the cases of RFC 8259: what must be read is read as it is meant, what must be refused is refused
//! with a place, and what is left to a reader is as decided.
#![allow(clippy::unwrap_used, clippy::panic, reason = "it runs in tests, where a panic is a failure")]

mod cases;

use cases::{ACCEPT, Decided, REFUSE, either};
use foldback_event::json::parse;

fn shown(text: &[u8]) -> String {
    let most = &text[..text.len().min(60)];
    String::from_utf8_lossy(most).into_owned()
}

#[test]
fn what_must_be_read_is_read_as_another_reader_reads_it() {
    for (section, texts) in ACCEPT {
        for text in *texts {
            let read = parse(text).unwrap_or_else(|fault| panic!("section {section}: {}: {fault}", shown(text)));
            let other: serde_json::Value = serde_json::from_slice(text).unwrap();
            let written = read.to_string();
            assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), other, "{section}: {written}");
            assert_eq!(parse(written.as_bytes()), Ok(read), "{section}: {written}");
        }
    }
}

#[test]
fn what_must_be_refused_is_refused_with_a_place() {
    for (section, texts) in REFUSE {
        for text in *texts {
            let fault = parse(text).err();
            let fault = fault.unwrap_or_else(|| panic!("section {section}: {} was read", shown(text)));
            assert!(fault.at <= text.len(), "section {section}: {}: {fault}", shown(text));
            assert!(serde_json::from_slice::<serde_json::Value>(text).is_err(), "section {section}: {}", shown(text));
        }
    }
}

#[test]
fn what_is_left_to_a_reader_is_as_decided() {
    for (section, decided, text) in either() {
        let is_read = parse(&text).is_ok();
        assert_eq!(is_read, decided == Decided::Accepted, "section {section}: {}", shown(&text));
    }
}
