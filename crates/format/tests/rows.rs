//! Rows of the tables of event stores, and what Redux DevTools export.

mod collect;

use collect::shapes::{known, real};
use foldback_format::WarningCode;
use serde_json::{Value, json};

#[test]
fn rows_of_event_stores() {
    for (text, shape) in [
        (
            r#"{"seq_id":9,"id":"e","stream_id":"s","version":3,"data":{"a":1},"type":"T","timestamp":"2024-01-01T00:00:00+00:00","tenant_id":"*DEFAULT*","mt_dotnet_type":"A.T, A","is_archived":false}"#,
            "Marten (mt_events)",
        ),
        (
            r#"{"id":"e","stream_name":"s","type":"T","position":3,"global_position":9,"data":{"a":1},"metadata":null,"time":"2024-01-01T00:00:00"}"#,
            "message-db",
        ),
        (
            r#"{"stream_id":"s","stream_position":3,"partition":"global","message_kind":"E","message_data":{"a":1},"message_metadata":{},"message_schema_version":"1","message_type":"T","message_id":"e","is_archived":false,"global_position":9,"transaction_id":"7","created":"2024-01-01T00:00:00Z"}"#,
            "Emmett",
        ),
        (
            r#"{"stream_name":"s","message_id":"e","message_type":"T","stream_position":3,"global_position":9,"json_data":{"a":1},"json_metadata":{},"created":"2024-01-01T00:00:00Z"}"#,
            "Eventuous",
        ),
        (
            r#"{"global_position":9,"stream_uuid":"s","stream_version":3,"event_id":"e","event_type":"T","causation_id":"c","correlation_id":"d","data":{"a":1},"metadata":{},"created_at":"2024-01-01T00:00:00+00:00"}"#,
            "Commanded EventStore",
        ),
        (
            r#"{"global_index":9,"aggregate_identifier":"s","sequence_number":3,"type":"Cart","event_identifier":"e","payload_type":"T","payload_revision":null,"payload":{"a":1},"meta_data":{},"time_stamp":"2024-01-01T00:00:00Z"}"#,
            "Axon",
        ),
        (
            r#"{"position":9,"id_original":"s","stream_version":3,"message_id":"e","type":"T","created_utc":"2024-01-01T00:00:00","json_data":"{\"a\":1}","json_metadata":"{}"}"#,
            "SqlStreamStore",
        ),
        (
            r#"{"stream":"s","position":3,"event_id":"e","event_type":"T","metadata":{},"data":{"a":1},"created_at":"2024-01-01T00:00:00","valid_at":null}"#,
            "Rails Event Store",
        ),
    ] {
        for text in [format!("[{text}]"), format!("{text}\n")] {
            let found = known(&text);
            assert_eq!((found.shape, found.names()), (shape, vec![("s", "T")]), "{text}");
            let event = &found.events()[0];
            let places = (event.id.as_deref(), event.revision.as_deref(), event.data.as_str());
            assert_eq!(places, (Some("e"), Some("3"), r#"{"a":1}"#), "{text}");
            assert!(event.position.as_deref() == Some("9") || shape == "Rails Event Store");
            assert_eq!(event.micros, Some(1_704_067_200_000_000));
            // Times without a zone are said to be, unless their name says what they are.
            let is_bare = text.contains(r#"T00:00:00""#) && !text.contains("created_utc");
            let codes: Vec<_> = found.collected.warnings.iter().map(|warning| warning.code).collect();
            assert_eq!(codes, if is_bare { vec![WarningCode::NoZone] } else { vec![] }, "{text}");
        }
    }
}

#[test]
fn the_state_of_redux_dev_tools() {
    let text = r#"{"monitorState":{},"actionsById":{"0":{"type":"PERFORM_ACTION","action":{"type":"@@INIT"},"timestamp":1461248785265},"2":{"type":"PERFORM_ACTION","action":{"type":"B"},"timestamp":1461248785267},"1":{"type":"PERFORM_ACTION","action":{"type":"A","n":1},"timestamp":1461248785266},"9":{"action":{"type":"Z"},"timestamp":1461248785268}},"nextActionId":3,"stagedActionIds":[0,1,2],"skippedActionIds":[2],"currentStateIndex":2,"computedStates":[{"state":{"n":0}},{"state":{"n":1}},{"state":{"n":1}}]}"#;
    let pretty = serde_json::from_str::<Value>(text).map(|value| format!("{value:#}")).unwrap();
    for text in [text, pretty.as_str()] {
        let found = known(text);
        assert_eq!((found.shape, found.skipped), ("Redux DevTools state", 0));
        assert_eq!(found.names(), [("store", "@@INIT"), ("store", "A"), ("store", "B"), ("store", "Z")]);
        let metadata: Vec<Value> =
            found.events().iter().map(|event| serde_json::from_str(&event.metadata).unwrap()).collect();
        assert_eq!((&metadata[1]["computed"]["state"]["n"], &metadata[2]["skipped"]), (&json!(1), &json!(true)));
        assert_eq!(metadata[3]["staged"], false);
        found.assert_times();
    }
}

#[test]
fn the_actions_of_redux_dev_tools() {
    let found = known(r#"{"payload":"[{\"type\":\"A\",\"n\":1},{\"type\":\"B\"}]","preloadedState":"{\"n\":0}"}"#);
    assert_eq!((found.shape, found.skipped), ("Redux DevTools actions", 0));
    assert_eq!(found.names(), [("store", "@@INIT"), ("store", "A"), ("store", "B")]);
    assert_eq!(
        (found.events()[0].data.as_str(), found.events()[1].data.as_str()),
        (r#"{"n":0}"#, r#"{"type":"A","n":1}"#)
    );
}

#[test]
fn real_tables_and_states() {
    for (name, shape, events, streams) in [
        ("derived-pg/trento_all.ndjson", "Commanded EventStore", 227, 39),
        ("derived-pg/trento_all_json_agg.json", "Commanded EventStore", 227, 39),
        ("rails-event-store/body1.json", "Rails Event Store", 2, 1),
        ("redux-devtools/liftedState_issue348.json", "Redux DevTools state", 6, 1),
        ("redux-devtools/derived_extension_state.json", "Redux DevTools actions", 24, 1),
    ] {
        let Some(found) = real(name) else { return };
        assert_eq!((found.shape, found.skipped), (shape, 0), "{name}");
        assert_eq!((found.events().len(), found.streams()), (events, streams), "{name}");
    }
}
