//! CloudEvents 1.0 by their specification, in each layout that they come in.

mod collect;

use collect::shapes::{known, real};
use serde_json::Value;

const ONE: &str = r#"{"specversion":"1.0","id":"A-1","source":"/shop","subject":"cart-7","type":"com.shop.added","time":"2018-04-05T17:31:00Z","datacontenttype":"application/json","region":"eu","data":{"qty":2}}"#;

#[test]
fn attributes_play_their_roles() {
    for text in [ONE.to_owned(), format!("[{ONE}]"), format!("{ONE}\n{ONE}\n"), format!("{{\"events\":[{ONE}]}}")] {
        let found = known(&text);
        assert_eq!(found.shape, "CloudEvents", "{text}");
        assert!(found.reason.contains("have specversion, id, source and type"), "{}", found.reason);
        let event = &found.events()[0];
        assert_eq!((event.stream.as_str(), event.event_type.as_str()), ("cart-7", "com.shop.added"));
        assert_eq!((event.id.as_deref(), event.micros), (Some("A-1"), Some(1_522_949_460_000_000)));
        assert_eq!(event.data, r#"{"qty":2}"#);
        let metadata = r#"{"specversion":"1.0","source":"/shop","datacontenttype":"application/json","region":"eu"}"#;
        assert_eq!(event.metadata, metadata);
    }
    // Over several lines.
    let spread = serde_json::from_str::<Value>(ONE).map(|value| format!("{value:#}")).unwrap();
    let found = known(&spread);
    assert_eq!((found.shape, found.names()), ("CloudEvents", vec![("cart-7", "com.shop.added")]));
}

#[test]
fn the_source_stands_in_for_a_subject_and_extensions_link_events() {
    let found = known(
        r#"{"specversion":"1.0","id":"1","source":"/s","type":"t","sequence":"5","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","causationid":"0"}"#,
    );
    let event = &found.events()[0];
    assert_eq!((event.stream.as_str(), event.position.as_deref(), event.data.as_str()), ("/s", Some("5"), "{}"));
    let metadata: Value = serde_json::from_str(&event.metadata).unwrap();
    assert_eq!(metadata["$correlationId"], "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(metadata["$causationId"], "0");
    assert_eq!(found.collected.warnings, []);
}

#[test]
fn base64_is_decoded() {
    let of = |content_type: &str, base64: &str| {
        let head = r#"{"specversion":"1.0","id":"1","source":"/s","type":"t""#;
        let found = known(format!(r#"{head},"datacontenttype":"{content_type}","data_base64":"{base64}"}}"#));
        let event = &found.events()[0];
        (event.content_type.clone(), event.data.clone())
    };
    assert_eq!(of("application/json", "eyJhIjoxfQ=="), (String::new(), "{\"a\":1}".to_owned()));
    assert_eq!(of("text/plain", "aGVsbG8="), ("text/plain".to_owned(), "hello".to_owned()));
    assert_eq!(of("", "aGVsbG8="), ("application/octet-stream".to_owned(), "hello".to_owned()));
    // What is no Base64 stays as it is.
    assert_eq!(of("text/plain", "!"), (String::new(), "{}".to_owned()));
}

#[test]
fn records_of_another_shape_are_read_by_their_names() {
    let text =
        format!("{}{{\"stream\":\"s\",\"type\":\"T\",\"id\":\"x\"}}\n{{\"type\":\n", format!("{ONE}\n").repeat(20));
    let found = known(&text);
    assert_eq!((found.shape, found.events().len(), found.skipped), ("CloudEvents", 21, 1));
    assert_eq!(found.events()[20].event_type, "T");
    // One of few is not enough.
    assert_eq!(known(format!("{ONE}\n{{\"stream\":\"s\",\"type\":\"T\",\"id\":\"x\"}}\n")).shape, "");
}

#[test]
fn real_cloud_events() {
    let Some(found) = real("cloudevents/tractusx_certificate-management_execution-trace.jsonl") else { return };
    assert_eq!((found.shape, found.skipped), ("CloudEvents", 0));
    assert_eq!(found.events().len(), 39);
    assert_eq!(found.events()[0].stream, "testlab/player/lifecycle");
    assert_eq!(found.events()[0].position.as_deref(), Some("1"));
    found.assert_times();
}

#[test]
fn real_cd_events() {
    let Some(found) = real("cloudevents/cdevents_artifact_deleted.json") else { return };
    assert_eq!((found.shape, found.events().len()), ("CDEvents", 1));
    assert_eq!(found.events()[0].event_type, "dev.cdevents.artifact.deleted.0.2.0");
    found.assert_times();
    for name in ["incident_detected", "pipelinerun_queued", "artifact_signed"] {
        let Some(found) = real(&format!("cloudevents/cdevents_{name}.json")) else { return };
        assert_eq!((found.shape, found.events().len()), ("CDEvents", 1), "{name}");
    }
}
