//! Files whose first record, or what stands before their array, is longer than what usually tells a layout: the
//! answer is still the same however the file is cut.

mod collect;

use collect::{decode_by, gzip};
use foldback_format::Options;

const ONE: &str = r#"{"stream":"s-1","type":"A","data":{"n":1}}"#;

/// The events and the format, after the same came out of every cut.
fn outcome(text: &str, max_record: usize) -> (u64, &'static str) {
    let options = || Options { max_record, ..Options::named("file") };
    let whole = decode_by(text.as_bytes(), usize::MAX, options());
    for step in [1000, 65_536, 262_143, 262_144, 262_145, 1 << 20] {
        assert_eq!(decode_by(text.as_bytes(), step, options()), whole, "{step}");
    }
    let packed = decode_by(&gzip(text.as_bytes()), 4096, options());
    assert_eq!(packed, whole);
    whole.1.map_or((0, "nothing"), |outcome| (outcome.events, outcome.format.as_str()))
}

#[test]
fn long_text_before_the_array() {
    let long = "x".repeat(600_000);
    let many = format!("{ONE},").repeat(20_000);
    for text in [
        format!("{{\"start\":\"{long}\",\"events\":[{ONE},{ONE}]}}"),
        format!("{{\"start\":\"{long}\",\"a\":{{\"events\":[{ONE},{ONE}]}}}}"),
        format!("{{\"objects\":[{many}{ONE}],\"events\":[{ONE},{ONE}],\"end\":\"{long}\"}}"),
        format!("{{\"events\":[{ONE},{ONE}],\"end\":\"{long}\"}}"),
    ] {
        assert_eq!(outcome(&text, 16 << 20), (2, "json-object"));
    }
    // Where no name tells, the longest array of objects it is.
    let text = format!("{{\"few\":[{ONE}],\"things\":[{many}{ONE}]}}");
    assert_eq!(outcome(&text, 16 << 20), (20_001, "json-object"));
    assert_eq!(outcome(&text, 400_000), (20_001, "json-object"));
}

#[test]
fn long_first_records() {
    let long = "x".repeat(600_000);
    let first = format!("{{\"stream\":\"s\",\"type\":\"A\",\"data\":{{\"text\":\"{long}\",\"items\":[{{}}]}}}}");
    let late = format!("{{\"data\":{{\"text\":\"{long}\"}},\"stream\":\"s\",\"type\":\"A\"}}");
    for (text, events) in [
        (format!("{first}\n{ONE}\n{ONE}\n"), 3),
        (format!("{late}\n{ONE}\n{ONE}\n"), 3),
        (format!("[{late},{first},{ONE}]"), 3),
        (format!("{late}{first}{ONE}"), 3),
        (late, 1),
    ] {
        assert_eq!(outcome(&text, 16 << 20).0, events);
        let small = outcome(&format!("{text}\n{ONE}"), 300_000).0;
        assert!(small >= 1, "{small}");
    }
}

#[test]
fn long_blanks() {
    let blank = " \n".repeat(200_000);
    assert_eq!(outcome(&format!("{blank}{ONE}\n{ONE}"), 16 << 20).0, 2);
    assert_eq!(outcome(&format!("{ONE}{blank}{ONE}\n"), 16 << 20).0, 2);
    assert_eq!(outcome(&format!("[{blank}{ONE}{blank},{ONE}{blank}]{blank}"), 16 << 20), (2, "json-array"));
}
