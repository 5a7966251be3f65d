//! One record among a million that is not as the others: one warning, with its line and byte, and all others are there.

#![allow(clippy::unwrap_used, clippy::panic, reason = "it runs in tests, where a panic is a failure")]

use foldback_event::EventRef;
use foldback_format::{Decoder, Options, Sink, Warning, WarningCode};

const RECORDS: u64 = 1_000_000;
/// Which one is bad, from 0.
const BAD: u64 = 765_432;

#[derive(Default)]
struct Count {
    events: u64,
    warnings: Vec<Warning>,
}

impl Sink for Count {
    fn event(&mut self, _: EventRef<'_>) {
        self.events += 1;
    }

    fn warning(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }
}

/// Decodes a head, a million records of which one is `bad`, and a foot; gives what was counted and where the bad one stands: its
/// line, from 1, and its byte.
fn decode(head: &str, record: impl Fn(u64) -> String, bad: &str, foot: &str) -> (Count, (u64, u64), (u64, u64)) {
    let mut count = Count::default();
    let mut decoder = Decoder::new(Options::named("file"));
    let (mut text, mut pushed, mut lines) = (head.to_owned(), 0u64, head.matches('\n').count() as u64);
    let mut place = (0, 0);
    for n in 0..RECORDS {
        if n == BAD {
            place = (lines + 1, pushed + text.len() as u64);
            text.push_str(bad);
            lines += bad.matches('\n').count() as u64;
        } else {
            let record = record(n);
            lines += record.matches('\n').count() as u64;
            text.push_str(&record);
        }
        if text.len() > 1 << 20 {
            decoder.push(text.as_bytes(), &mut count).unwrap();
            pushed += text.len() as u64;
            text.clear();
        }
    }
    text.push_str(foot);
    decoder.push(text.as_bytes(), &mut count).unwrap();
    let outcome = decoder.finish(&mut count).unwrap();
    assert_eq!(outcome.events + outcome.skipped, outcome.records);
    assert_eq!(outcome.events, count.events);
    (count, (outcome.events, outcome.skipped), place)
}

#[test]
fn a_line_of_ndjson() {
    let line = |n| format!("{{\"stream\":\"s-{}\",\"type\":\"t\",\"data\":{{\"n\":{n}}}}}\n", n % 100);
    let bad = "{\"stream\":\"s-1\",\"type\":\"t\",\"data\":{\"n\":01}}\n";
    let (count, found, (line, byte)) = decode("", line, bad, "");
    assert_eq!(found, (RECORDS - 1, 1));
    let [warning] = count.warnings.as_slice() else { panic!("{:?}", count.warnings) };
    assert_eq!((warning.code, warning.line, warning.skipped), (WarningCode::NotJson, line, true));
    // Behind a leading zero no digit may follow.
    let fault = bad.find("01").unwrap() as u64 + 1;
    assert_eq!(warning.byte, byte + fault, "{warning:?}");
}

#[test]
fn an_element_of_an_array() {
    let element = |n| format!("{{\"stream\":\"s-{}\",\"type\":\"t\",\"data\":{{\"n\":{n}}}}},\n", n % 100);
    let bad = "{\"stream\":\"s-1\",\"type\":\"t\",\"data\":{\"n\":tru}},\n";
    let (count, found, (line, _)) = decode("[\n", element, bad, "{\"stream\":\"s\",\"type\":\"t\"}]");
    assert_eq!(found, (RECORDS, 1));
    let [warning] = count.warnings.as_slice() else { panic!("{:?}", count.warnings) };
    assert_eq!((warning.code, warning.line, warning.skipped), (WarningCode::NotJson, line, true));
}

#[test]
fn a_row_of_a_table() {
    let row = |n| format!("s-{},t,{n}\n", n % 100);
    // A row with a cell too many is read, and said.
    let (count, found, (line, byte)) = decode("stream,type,n\n", row, "s-1,t,1,more\n", "");
    assert_eq!(found, (RECORDS, 0));
    let [warning] = count.warnings.as_slice() else { panic!("{:?}", count.warnings) };
    let expected = (WarningCode::FieldCount, line, byte, false);
    assert_eq!((warning.code, warning.line, warning.byte, warning.skipped), expected);
}

#[test]
fn an_event_of_a_log_in_xml() {
    let event = |n| format!("<event><string key=\"concept:name\" value=\"e{}\"/></event>\n", n % 100);
    let head = "<log xes.version=\"1.0\">\n<trace><string key=\"concept:name\" value=\"c\"/>\n";
    let bad = "<event><string key=\"concept:name\" value=\"e1\"/></evnt></event>\n";
    let (count, found, (line, _)) = decode(head, event, bad, "</trace></log>\n");
    assert_eq!(found, (RECORDS - 1, 1));
    let [warning] = count.warnings.as_slice() else { panic!("{:?}", count.warnings) };
    assert_eq!((warning.code, warning.line, warning.skipped), (WarningCode::NotXml, line, true));
}
