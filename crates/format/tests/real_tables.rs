//! Real tables, where the folder that `FOLDBACK_LOGS` names has them: every row becomes an event, in the right place.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use std::io::Write as _;

use collect::shapes::logs;
use collect::{Collected, decode, decode_by, gzip};
use foldback_format::{FieldPath, Format, ImportError, Options, Outcome, WarningCode};

/// The bytes of a real log, or nothing after saying aloud that it is not there.
fn real_log(name: &str) -> Option<Vec<u8>> {
    let bytes = std::fs::read(logs().join(name)).ok();
    if bytes.is_none() {
        let test = std::thread::current();
        let test = test.name().unwrap_or("a test");
        // Past the capture of the test runner.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: {test}: it needs the real log {name}, which FOLDBACK_LOGS would hold"
        );
    }
    bytes
}

fn read(bytes: &[u8]) -> (Collected, Outcome) {
    let (collected, outcome) = decode(bytes);
    let outcome = outcome.unwrap();
    for packed in [gzip(bytes), bytes.to_vec()] {
        assert_eq!(decode_by(&packed, 4099, Options::named("file")), (collected.clone(), Ok(outcome.clone())));
    }
    (collected, outcome)
}

#[test]
fn an_event_store_as_csv_is_what_it_is_as_json() {
    let (Some(csv), Some(json)) = (real_log("derived-pg/trento_all.csv"), real_log("derived-pg/trento_all.ndjson"))
    else {
        return;
    };
    let (table, outcome) = read(&csv);
    assert_eq!((outcome.format, outcome.events, outcome.skipped), (Format::Csv { delimiter: ',' }, 227, 0));
    assert_eq!(table.warnings, []);
    let (lines, _) = decode(&json);
    assert_eq!(lines.events.len(), 227);
    for (one, other) in table.events.iter().zip(&lines.events) {
        assert_eq!((&one.stream, &one.event_type, &one.id), (&other.stream, &other.event_type, &other.id));
        assert_eq!((&one.revision, &one.position, one.micros), (&other.revision, &other.position, other.micros));
        assert_eq!((&one.data, &one.metadata), (&other.data, &other.metadata));
    }
}

#[test]
fn copy_text_without_names_asks_for_them() {
    let Some(bytes) = real_log("derived-pg/trento_all_copy_text.tsv") else {
        return;
    };
    let Err(ImportError::NeedsMapping(detection)) = decode(&bytes).1 else {
        panic!("it names no columns");
    };
    assert_eq!((detection.format, detection.sampled), (Format::PgCopy, 50));
    let columns: Vec<_> = detection.fields.iter().filter(|field| field.path.0.len() == 1).collect();
    assert_eq!((columns.len(), columns[0].path.to_string().as_str()), (10, "column1"));
    let named = b"global_position\tstream_uuid\tstream_version\tevent_id\tevent_type\tcausation_id\tcorrelation_id\tdata\tmetadata\tcreated_at\n";
    let (collected, outcome) = read(&[named, &bytes[..]].concat());
    assert_eq!((outcome.format, outcome.events, outcome.skipped), (Format::PgCopy, 227, 0));
    assert_eq!(collected.warnings, []);
    let (csv, _) = decode(real_log("derived-pg/trento_all.csv").unwrap());
    for (one, other) in collected.events.iter().zip(&csv.events) {
        assert_eq!((&one.stream, &one.id, &one.data), (&other.stream, &other.id, &other.data));
    }
}

#[test]
fn the_partitions_of_a_dump_are_read() {
    let Some(bytes) = real_log("pg-eventstore/events_before_links_rework.sql") else {
        return;
    };
    let (collected, outcome) = read(&bytes);
    let tables = ["public.event_types_5d3abb", "public.event_types_a32711"].map(str::to_owned).to_vec();
    assert_eq!((outcome.format, outcome.events, outcome.skipped), (Format::PgDump { tables }, 4, 0));
    let types: Vec<&str> = collected.events.iter().map(|event| event.event_type.as_str()).collect();
    assert_eq!(types, ["$>", "$>", "Foo", "Foo"]);
    let event = &collected.events[2];
    assert_eq!((event.data.as_str(), event.position.as_deref()), (r#"{"foo": "foo"}"#, Some("1")));
    assert_eq!(
        (event.revision.as_deref(), event.id.as_deref()),
        (Some("0"), Some("733fe342-ec8e-4837-ad87-897cbb2fe228"))
    );
    assert!(event.micros.is_some());
    let [zone, warning] = collected.warnings.as_slice() else { panic!("{:?}", collected.warnings) };
    assert_eq!(zone.code, WarningCode::NoZone);
    assert!(warning.message.contains("public.migrations, public.partitions"), "{}", warning.message);
}

#[test]
fn a_process_log_as_csv_is_read() {
    let Some(bytes) = real_log("xes/running-example.csv") else {
        return;
    };
    let (collected, outcome) = read(&bytes);
    assert_eq!((outcome.format, outcome.events, outcome.skipped), (Format::Csv { delimiter: ',' }, 42, 0));
    assert_eq!(collected.warnings, []);
    let streams: std::collections::BTreeSet<&str> =
        collected.events.iter().map(|event| event.stream.as_str()).collect();
    assert_eq!(streams.into_iter().collect::<Vec<_>>(), ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(collected.events[0].event_type, "register request");
    assert!(collected.events.iter().all(|event| event.micros.is_some()));
    let shown = foldback_format::preview(&bytes, &Options::named("file"), 10).unwrap();
    assert_eq!(shown.rows.len(), 10);
    assert_eq!(shown.detection.mapping.stream, Some(FieldPath::from(["case:concept:name"])));
}
