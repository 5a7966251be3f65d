//! Guesses for the field names of real systems.

use super::{Sample, guess};
use crate::Role;
use crate::record::Place;

/// The guess for some records, as `role=path` in the order of roles.
fn guessed(records: &[&str]) -> String {
    let mut sample = Sample::default();
    for record in records {
        sample.keep(record.as_bytes(), Place::default(), false);
    }
    let (fields, objects) = sample.statistics();
    let mapping = guess(&fields, objects, "file").mapping;
    let roles = Role::ALL.iter().filter_map(|role| {
        let path = mapping.field(*role)?;
        Some(format!("{}={path}", role.as_str()))
    });
    roles.collect::<Vec<_>>().join(" ")
}

#[test]
fn fields_of_real_systems_are_found() {
    for (record, expected) in [
        (
            r#"{"streamId":"a-1","eventType":"X","eventId":"e","eventNumber":3,"data":"{}","metadata":{},"updated":"2017-01-22T20:24:16Z"}"#,
            "stream=streamId event_type=eventType id=eventId time=updated data=data metadata=metadata revision=eventNumber",
        ),
        (
            r#"{"global_position":2,"stream_uuid":"9a","stream_version":1,"event_id":"a4","event_type":"T","causation_id":"d","correlation_id":"0","data":{},"metadata":{},"created_at":"2024-04-09T15:06:55+00:00"}"#,
            "stream=stream_uuid event_type=event_type id=event_id time=created_at data=data metadata=metadata \
             revision=stream_version position=global_position correlation=correlation_id causation=causation_id",
        ),
        (
            r#"{"stream_name":"a-1","type":"X","id":"e","position":0,"global_position":9,"data":{},"time":"2024-04-09"}"#,
            "stream=stream_name event_type=type id=id time=time data=data revision=position position=global_position",
        ),
        (
            r#"{"id":"1","type":"PushEvent","actor":{"id":7,"login":"a"},"repo":{"id":3,"name":"a/b"},"payload":{"x":1},"created_at":"2021-07-21T06:00:00Z"}"#,
            "stream=repo.name event_type=type id=id time=created_at data=payload",
        ),
        (
            r#"{"aggregate_identifier":"a","payload_type":"X","event_identifier":"e","sequence_number":0,"global_index":4,"time_stamp":"2021-07-21T06:00:00Z","meta_data":{},"payload":{}}"#,
            "stream=aggregate_identifier event_type=payload_type id=event_identifier time=time_stamp data=payload \
             metadata=meta_data revision=sequence_number position=global_index",
        ),
        (
            r#"{"specversion":"1.0","id":"1","source":"/a","subject":"cart-1","type":"x","time":"2021-07-21T06:00:00Z","data":{}}"#,
            "stream=subject event_type=type id=id time=time data=data",
        ),
        (
            r#"{"context":{"id":"1","source":"/a","type":"x","timestamp":"2021-07-21T06:00:00Z"},"subject":{"id":"s","type":"t"}}"#,
            "stream=subject.id event_type=context.type id=context.id time=context.timestamp metadata=context",
        ),
        (
            r#"{"topic":"t","partition":0,"offset":5,"ts":1690749924123,"key":"k","payload":"x","headers":["a","b"]}"#,
            "stream=topic time=ts data=payload position=offset",
        ),
        (
            r#"{"event":"signup","userId":"u1","properties":{"a":1},"timestamp":"2021-07-21T06:00:00Z"}"#,
            "stream=userId event_type=event time=timestamp data=properties",
        ),
        (
            r#"{"type":"X","data":null,"metadata":null,"causation_id":null,"id":null,"time":null}"#,
            "event_type=type data=data metadata=metadata causation=causation_id",
        ),
        (r#"{"a":1,"b":"x"}"#, ""),
        ("{}", ""),
        ("not json", ""),
    ] {
        assert_eq!(guessed(&[record]), expected, "{record}");
    }
}

#[test]
fn values_decide_where_names_do_not() {
    // An id that comes again and again is none, and a time that cannot be read is none.
    let records: Vec<String> = (0..10)
        .map(|n| format!(r#"{{"id":"same","uuid":"{n}","type":"X","time":"noon","created":{}}}"#, 1_690_749_924 + n))
        .collect();
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    assert_eq!(guessed(&records), "event_type=type id=uuid time=created");
    // A name that few records have gives way to one that most have.
    let mut records = vec![r#"{"stream":"a","topic":"t","kind":"X"}"#];
    records.extend([r#"{"topic":"t","kind":"X"}"#; 5]);
    assert_eq!(guessed(&records), "stream=topic event_type=kind");
}
