//! The cases of RFC 8259 as the payload of a record: what is JSON comes out byte for byte, what is not costs one warning, and
//! the records around it are read.
#![allow(clippy::unwrap_used, clippy::panic, reason = "it runs in tests, where a panic is a failure")]

#[path = "../../event/tests/rfc8259/cases.rs"]
mod cases;
mod collect;

use cases::{ACCEPT, Decided, REFUSE, either};
use collect::decode;

/// The events and skipped records of a text with `payload` between two good records, and the data of the second event.
fn around(payload: &[u8]) -> (u64, u64, String) {
    let mut text = b"{\"stream\":\"s\",\"type\":\"a\",\"data\":{}}\n".repeat(20);
    text.extend_from_slice(b"{\"stream\":\"s\",\"type\":\"b\",\"data\":");
    text.extend_from_slice(payload);
    text.extend_from_slice(b"}\n{\"stream\":\"s\",\"type\":\"c\",\"data\":{}}\n");
    let (collected, outcome) = decode(&text);
    let outcome = outcome.unwrap();
    let types: String = collected.events.iter().map(|event| event.event_type.as_str()).collect();
    assert!(types.starts_with("aaaaaaaaaaaaaaaaaaaa"), "{}: {types}", String::from_utf8_lossy(payload));
    let second = collected.events.iter().find(|event| event.event_type == "b");
    (outcome.events, outcome.skipped, second.map(|event| event.data.clone()).unwrap_or_default())
}

/// Whether a text may stand in one line.
fn in_one_line(text: &[u8]) -> bool {
    !text.iter().any(|byte| matches!(byte, b'\n' | b'\r'))
}

#[test]
fn what_is_json_comes_out_as_it_is() {
    let accepted = ACCEPT.iter().flat_map(|(_, texts)| texts.iter().map(|text| text.to_vec()));
    // A level of the depth is the record's own.
    let either = either().into_iter().filter(|(_, decided, text)| *decided == Decided::Accepted && text.len() < 512);
    for text in accepted.chain(either.map(|(_, _, text)| text)).filter(|text| in_one_line(text)) {
        let plain = String::from_utf8(text.clone()).unwrap();
        let (events, skipped, data) = around(&text);
        assert_eq!((events, skipped, data.as_str()), (22, 0, plain.trim()), "{plain}");
    }
}

#[test]
fn what_is_not_json_costs_its_own_record_and_no_other() {
    // Some texts close the record themselves or open a string to its end: these are about what is no JSON in themselves.
    let closes = |text: &[u8]| text.contains(&b'}') || text.is_empty() || text.starts_with(b"#");
    let refused = REFUSE.iter().flat_map(|(_, texts)| texts.iter().copied());
    let mut tried = 0;
    for text in refused.filter(|text| in_one_line(text) && !closes(text)) {
        let (events, skipped, data) = around(text);
        assert_eq!((events, skipped, data.as_str()), (21, 1, ""), "{}", String::from_utf8_lossy(text));
        tried += 1;
    }
    assert!(tried > 150, "{tried}");
}
