//! Times whose meaning depends on the other times of a file, and what is said of those that remain open.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use collect::{Collected, decode, decode_by};
use foldback_format::{FieldPath, Mapping, Options, Role, WarningCode};

fn instants(collected: &Collected) -> Vec<String> {
    let write = |micros: i64| {
        let mut out = String::new();
        foldback_event::Timestamp(micros).write_utc(0, &mut out);
        out
    };
    collected.events.iter().map(|event| event.micros.map_or_else(|| "none".to_owned(), write)).collect()
}

fn codes(collected: &Collected) -> Vec<WarningCode> {
    collected.warnings.iter().map(|warning| warning.code).collect()
}

/// One event a time, given as JSON.
fn lines(times: &[&str]) -> String {
    times.iter().map(|time| format!("{{\"stream\":\"s\",\"type\":\"T\",\"time\":{time}}}\n")).collect()
}

#[test]
fn dates_with_slashes_are_read_as_the_sample_says() {
    let (found, _) = decode(lines(&["\"03/04/2024 10:00Z\"", "\"13/04/2024 10:00Z\""]));
    assert_eq!(instants(&found), ["2024-04-03T10:00:00Z", "2024-04-13T10:00:00Z"]);
    assert_eq!(codes(&found), []);
    let (found, _) = decode(lines(&["\"03/04/2024 10:00 AM\"", "\"04/13/2024 1:00 PM\""]));
    assert_eq!(instants(&found), ["2024-03-04T10:00:00Z", "2024-04-13T13:00:00Z"]);
    assert_eq!(codes(&found), [WarningCode::NoZone]);
    let text = lines(&["\"03/04/2024 10:00Z\"", "\"05/04/2024 10:00Z\""]).repeat(100);
    let (found, _) = decode(&text);
    assert_eq!(codes(&found), [WarningCode::AmbiguousTime], "it is said once");
    assert!(found.warnings[0].message.contains("03/04/2024"), "{}", found.warnings[0].message);
    assert_eq!(instants(&found)[0], "2024-03-04T10:00:00Z");
    // Behind the sample the decision stays.
    let days = "\"13/04/2024 10:00Z\"";
    let mut many = vec![days; 60];
    many.push("\"03/04/2024 10:00Z\"");
    assert_eq!(instants(&decode(lines(&many)).0)[60], "2024-04-03T10:00:00Z");
    // In a table too.
    let (found, _) = decode("stream,type,date\ns,T,31/12/2024 23:59\ns,T,01/02/2025 00:00\n");
    assert_eq!(instants(&found), ["2024-12-31T23:59:00Z", "2025-02-01T00:00:00Z"]);
}

#[test]
fn counts_of_every_unit() {
    for (times, expected) in [
        (["1690749924", "1690749925"], "2023-07-30T20:45:24Z"),
        (["1690749924123", "\"1690749924124\""], "2023-07-30T20:45:24Z"),
        (["\"1690749924123456\"", "1690749924123457"], "2023-07-30T20:45:24Z"),
        (["\"1690749924123456789\"", "1690749924123456790"], "2023-07-30T20:45:24Z"),
        (["\"\\/Date(1690749924123+0200)\\/\"", "\"/Date(1690749924123)/\""], "2023-07-30T20:45:24Z"),
        (["\"2012-10-09 14:30:00 +01:00\"", "\"2012-10-09T13:30:00Z\""], "2012-10-09T13:30:00Z"),
    ] {
        let (found, _) = decode(lines(&times));
        assert_eq!((instants(&found)[0].as_str(), codes(&found)), (expected, vec![]), "{times:?}");
        // The text of a time is as it was received.
        assert_eq!(
            found.events[0].time.as_deref().unwrap().replace('\\', ""),
            times[0].trim_matches('"').replace('\\', "")
        );
    }
    let mut mapping = Mapping::named("file");
    *mapping.field_mut(Role::Time) = Some(FieldPath::from(["time"]));
    let given = Options { mapping: Some(mapping), ..Options::named("file") };
    for (times, is_open) in [(["8431", "9000"], true), (["0", "0"], false), (["50000000000", "1690749924123"], false)] {
        let (found, _) = decode_by(lines(&times).as_bytes(), 11, given.clone());
        assert_eq!(codes(&found), if is_open { vec![WarningCode::AmbiguousTime] } else { vec![] }, "{times:?}");
    }
    let (found, _) = decode_by(lines(&["50000000000", "1690749924123"]).as_bytes(), 11, given);
    assert_eq!(instants(&found), ["1971-08-02T16:53:20Z", "2023-07-30T20:45:24Z"], "milliseconds, as the other one");
}

#[test]
fn a_missing_zone_is_said_once() {
    let text = lines(&["\"2024-01-02T10:11:12.5\"", "\"2024-01-02 10:11:13\""]).repeat(100);
    let (found, _) = decode(&text);
    assert_eq!((codes(&found), found.warnings[0].line), (vec![WarningCode::NoZone], 1));
    assert_eq!(instants(&found)[0], "2024-01-02T10:11:12Z");
    assert!(found.warnings[0].message.contains("UTC"));
    let (found, _) = decode(lines(&["\"2024-01-02\"", "\"2024-01-03\""]));
    assert_eq!(codes(&found), []);
    // Where a rule makes the events as well.
    let change = r#"{"action":"I","xid":5,"timestamp":"2026-11-21 10:39:55","schema":"p","table":"t","columns":[{"name":"k","type":"int","value":1}]}"#;
    let (found, _) = decode(format!("{change}\n{change}\n"));
    assert_eq!(codes(&found), [WarningCode::NoZone]);
}

#[test]
fn a_date_and_a_time_of_day_in_two_columns() {
    let (found, _) = decode("stream,type,date,time\ns,T,2024-01-02,10:11:12\ns,T,2024-01-03,9:30\ns,T,2024-01-04,\n");
    assert_eq!(instants(&found), ["2024-01-02T10:11:12Z", "2024-01-03T09:30:00Z", "2024-01-04T00:00:00Z"]);
    assert_eq!(codes(&found), [WarningCode::NoZone]);
    assert_eq!(found.events[0].time.as_deref(), Some("2024-01-02T10:11:12"));
    // The columns themselves are still there.
    assert!(found.events[0].data.contains("10:11:12"), "{}", found.events[0].data);
    let (found, _) = decode("stream,type,date,time\ns,T,13/02/2024,10:11:12\ns,T,02/03/2024,10:11\n");
    assert_eq!(instants(&found), ["2024-02-13T10:11:12Z", "2024-03-02T10:11:00Z"]);
}
