//! Lines of Kafka's console consumer.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use collect::shapes::{known, parsed};
use collect::{decode, decode_by};
use foldback_format::{Format, Options, WarningCode, preview};

const LINES: &str = "CreateTime:1690749924123\tPartition:0\tOffset:7\ttype:Placed,trace:t-1\to-1\t{\"total\":1.50}\n\
    LogAppendTime:1690749924124\tPartition:1\tOffset:8\tNO_HEADERS\to-2\tnot [json\n\
    CreateTime:1690749924125\tPartition:0\tOffset:9\tNO_HEADERS\tnull\tnull\n";

#[test]
fn lines_with_everything() {
    let found = known(LINES);
    assert_eq!((found.shape, found.skipped), ("Kafka messages", 0));
    assert_eq!(found.names(), [("file-o-1", "Placed"), ("file-o-2", "Message"), ("file", "Tombstone")]);
    let event = &found.events()[0];
    assert_eq!((event.data.as_str(), event.micros), (r#"{"total":1.50}"#, Some(1_690_749_924_123_000)));
    assert_eq!(
        (event.position.as_deref(), parsed(&event.metadata)["headers"]["trace"].as_str()),
        (Some("7"), Some("t-1"))
    );
    assert_eq!(found.events()[1].data, "\"not [json\"");
    assert_eq!(decode(LINES).1.unwrap().format, Format::KafkaConsole);
}

#[test]
fn lines_with_less() {
    for (line, stream, data) in [
        ("CreateTime:1690749924123\to-1\t{\"a\":1}", "file-o-1", r#"{"a":1}"#),
        ("CreateTime:1690749924123\tNO_HEADERS\t{\"a\":1}", "file", r#"{"a":1}"#),
        ("CreateTime:1690749924123\t{\"a\":1}", "file", r#"{"a":1}"#),
        ("Partition:3\tOffset:007\tDelivery:1\tEpoch:5\t\"x\"", "file", "\"x\""),
        ("NO_TIMESTAMP\tPartition:3\tx", "file", "\"x\""),
    ] {
        let found = known(format!("{line}\n{line}\r\n\n"));
        assert_eq!((found.events().len(), found.skipped), (2, 0), "{line}");
        let event = &found.events()[1];
        assert_eq!((event.stream.as_str(), event.data.as_str()), (stream, data), "{line}");
    }
}

#[test]
fn other_lines_are_said_and_cuts_change_nothing() {
    let text = format!("{LINES}Processed a total of 3 messages\n{LINES}");
    let whole = decode(&text);
    assert_eq!(whole.0.places(), [(WarningCode::NotJson, 4, LINES.len() as u64)]);
    assert_eq!(whole.1.as_ref().map(|outcome| (outcome.events, outcome.skipped)), Ok((6, 1)));
    for max_record in [60, 16 << 20] {
        let options = || Options { max_record, ..Options::named("file") };
        let whole = decode_by(text.as_bytes(), usize::MAX, options());
        for step in 1..40 {
            assert_eq!(decode_by(text.as_bytes(), step, options()), whole);
        }
    }
    let shown = preview(&text.as_bytes()[..text.len() - 9], &Options::named("file"), 9).unwrap();
    assert_eq!((shown.rows.len(), shown.warnings.len()), (5, 1));
    // A table whose cells hold colons is none of it.
    assert!(!matches!(decode("time:x\ttype\n1\tA\n2\tB\n").1.map(|outcome| outcome.format), Ok(Format::KafkaConsole)));
}
