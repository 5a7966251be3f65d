//! Exports of Kafka's tools, of services, of MongoDB and DynamoDB, and of OpenTelemetry.

mod collect;

use collect::shapes::{known, parsed, real};
use serde_json::{Value, json};

#[test]
fn kafka_messages_of_kcat() {
    let found = known(
        r#"{"topic":"orders","partition":0,"offset":7,"tstype":"create","ts":1704067200123,"broker":1,"headers":["eventType","Placed","ce_id","m-1"],"key":"o-1","payload":"{\"total\": 3}"}
{"topic":"orders","partition":1,"offset":8,"tstype":"create","ts":1704067200124,"broker":1,"key":null,"payload":"plain"}
{"topic":"orders","partition":0,"offset":9,"tstype":"create","ts":1704067200125,"broker":1,"key":"o-1","payload":null}
"#,
    );
    assert_eq!((found.shape, found.skipped), ("Kafka messages (kcat -J)", 0));
    assert_eq!(found.names(), [("orders-o-1", "Placed"), ("orders", "Message"), ("orders-o-1", "Tombstone")]);
    let event = &found.events()[0];
    assert_eq!(
        (event.id.as_deref(), event.position.as_deref(), event.micros),
        (Some("m-1"), Some("7"), Some(1_704_067_200_123_000))
    );
    assert_eq!((event.data.as_str(), parsed(&event.metadata)["partition"].clone()), (r#"{"total": 3}"#, json!(0)));
    assert_eq!((found.events()[1].data.as_str(), found.events()[2].data.as_str()), ("\"plain\"", "null"));
}

#[test]
fn kafka_messages_that_hold_events() {
    let change = r#"{\"before\":null,\"after\":{\"name\":\"tea\",\"sku\":\"t-1\"},\"source\":{\"db\":\"shop\",\"table\":\"items\",\"ts_ms\":1704067200000},\"op\":\"c\"}"#;
    let found = known(format!(
        r#"{{"topic":"x","partition":0,"offset":7,"ts":1704067200123,"key":"{{\"schema\":{{}},\"payload\":{{\"sku\":\"t-1\"}}}}","payload":"{change}"}}"#
    ));
    assert_eq!(found.names(), [("shop.items-t-1", "create")]);
    assert_eq!(found.events()[0].position.as_deref(), Some("7"));
    let found = known(
        r#"{"topic":"x","partition":0,"offset":7,"ts":1704067200123,"key":null,"payload":"{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}"}"#,
    );
    assert_eq!(found.names(), [("/s", "t")]);
}

#[test]
fn kafka_messages_of_other_tools() {
    for (text, stream, kind) in [
        (
            r#"[{"partition":0,"offset":1,"timestamp":"2024-01-01T00:00:00.000Z","keySchemaId":null,"valueSchemaId":null,"headers":[{"key":"type","value":"Placed"}],"key":"o-1","value":"{\"a\":1}"}]"#,
            "file-o-1",
            "Placed",
        ),
        (
            r#"[{"partition":0,"offset":1,"timestamp":"2024-01-01T00:00:00Z","timestampType":"CREATE_TIME","headers":{"event-type":"Placed"},"key":"o-1","content":"{\"a\":1}"}]"#,
            "file-o-1",
            "Placed",
        ),
        (
            r#"[{"partitionID":0,"offset":1,"timestamp":1704067200000,"compression":"none","headers":[],"key":{"payload":"o-1","encoding":"text"},"value":{"payload":{"a":1,"type":"Placed"},"encoding":"json"}}]"#,
            "file-o-1",
            "Placed",
        ),
    ] {
        let found = known(text);
        assert_eq!((found.shape, found.names()), ("Kafka messages", vec![(stream, kind)]), "{text}");
        assert_eq!(parsed(&found.events()[0].data)["a"], 1);
        found.assert_times();
    }
}

#[test]
fn stripe_events() {
    let found = known(
        r#"{"id":"evt_1","object":"event","api_version":"2020-08-27","created":1648320028,"data":{"object":{"id":"ch_1","object":"charge","amount":5},"previous_attributes":{"amount":4}},"livemode":false,"request":{"id":"req_1","idempotency_key":null},"type":"charge.updated"}"#,
    );
    assert_eq!((found.shape, found.names()), ("Stripe events", vec![("charge-ch_1", "charge.updated")]));
    let event = &found.events()[0];
    assert_eq!(parsed(&event.data), json!({"id": "ch_1", "object": "charge", "amount": 5}));
    let metadata = parsed(&event.metadata);
    assert_eq!(metadata["data"]["previous_attributes"]["amount"], 4);
    assert_eq!((&metadata["$correlationId"], event.micros), (&json!("req_1"), Some(1_648_320_028_000_000)));
}

#[test]
fn event_bridge_and_cloud_trail() {
    let found = known(
        r#"{"version":"0","id":"i","detail-type":"State Change","source":"aws.ec2","account":"1","time":"2017-12-22T18:43:48Z","region":"us-west-1","resources":["arn:x"],"detail":{"state":"terminated"}}"#,
    );
    assert_eq!((found.shape, found.names()), ("Amazon EventBridge events", vec![("aws.ec2", "State Change")]));
    assert_eq!(
        (found.events()[0].data.as_str(), &found.events()[0].tags),
        (r#"{"state":"terminated"}"#, &vec!["arn:x".to_owned()])
    );
    let found = known(
        r#"{"Records":[{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"ann"},"eventTime":"2023-07-10T11:42:24Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","requestID":"r","eventID":"e","requestParameters":{"bucketName":"b"}}]}"#,
    );
    assert_eq!((found.shape, found.names()), ("AWS CloudTrail", vec![("IAMUser-ann", "GetObject")]));
    assert_eq!(found.events()[0].metadata, r#"{"$correlationId":"r"}"#);
}

#[test]
fn open_telemetry_logs_are_one_event_each() {
    let text = r#"{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"scope":{"name":"lib"},"logRecords":[
 {"timeUnixNano":"1544712660300000000","severityText":"INFO","body":{"stringValue":"hello"},"attributes":[{"key":"n","value":{"intValue":"7"}},{"key":"l","value":{"arrayValue":{"values":[{"boolValue":true},{"kvlistValue":{"values":[{"key":"d","value":{"doubleValue":1.5}}]}}]}}}],"traceId":"t1","spanId":"s1"},
 {"timeUnixNano":"0","observedTimeUnixNano":"1544712660300000000","eventName":"page_view"}]}]}]}"#;
    let lines = format!("{0}\n{0}\n", text.replace('\n', ""));
    for (text, count) in [(text, 2), (lines.as_str(), 4)] {
        let found = known(text);
        assert_eq!((found.shape, found.events().len(), found.skipped), ("OpenTelemetry logs", count, 0));
        assert_eq!(found.names()[..2], [("shop", "INFO"), ("shop", "page_view")]);
        let event = &found.events()[0];
        assert_eq!(parsed(&event.data), json!({"body": "hello", "attributes": {"n": 7, "l": [true, {"d": 1.5}]}}));
        let metadata = parsed(&event.metadata);
        assert_eq!((&metadata["$correlationId"], &metadata["scope"]["name"]), (&json!("t1"), &json!("lib")));
        found.assert_times();
        assert_eq!(event.micros, Some(1_544_712_660_300_000));
    }
}

#[test]
fn mongo_changes_and_documents() {
    let found = known(
        r#"{"_id":{"_data":"82"},"operationType":"insert","clusterTime":{"$timestamp":{"t":1671073935,"i":1}},"fullDocument":{"_id":{"$oid":"63"},"a":{"$numberInt":"1"},"at":{"$date":"2024-01-01T00:00:00Z"}},"ns":{"db":"d","coll":"c"},"documentKey":{"_id":{"$oid":"63"}}}
{"_id":{"_data":"83"},"operationType":"update","clusterTime":{"$timestamp":{"t":1671073936,"i":1}},"wallTime":{"$date":{"$numberLong":"1671073936123"}},"ns":{"db":"d","coll":"c"},"documentKey":{"_id":{"$oid":"63"}},"updateDescription":{"updatedFields":{"a":{"$numberLong":"2"}},"removedFields":["at"],"truncatedArrays":[]}}
{"_id":{"_data":"84"},"operationType":"delete","clusterTime":{"$timestamp":{"t":1671073937,"i":1}},"ns":{"db":"d","coll":"c"},"documentKey":{"_id":{"$oid":"63"}}}
"#,
    );
    assert_eq!((found.shape, found.skipped), ("MongoDB change stream", 0));
    assert_eq!(found.names(), [("d.c-63", "insert"), ("d.c-63", "update"), ("d.c-63", "delete")]);
    let data: Vec<Value> = found.events().iter().map(|event| parsed(&event.data)).collect();
    assert_eq!(data[0], json!({"_id": "63", "a": 1, "at": "2024-01-01T00:00:00Z"}));
    assert_eq!((&data[1], &data[2]), (&json!({"a": 2, "at": null}), &json!({"_id": null})));
    let micros: Vec<_> = found.events().iter().filter_map(|event| event.micros).collect();
    assert_eq!(micros, [1_671_073_935_000_000, 1_671_073_936_123_000, 1_671_073_937_000_000]);

    let found = known(
        r#"{"_id":{"$oid":"63"},"streamId":"a-1","type":"Placed","createdAt":{"$date":"2024-01-01T00:00:00Z"},"total":{"$numberDecimal":"1.10"}}"#,
    );
    assert_eq!((found.shape, found.names()), ("MongoDB extended JSON", vec![("a-1", "Placed")]));
    assert_eq!(parsed(&found.events()[0].data)["total"], "1.10");
    found.assert_times();
}

#[test]
fn dynamo_streams_and_exports() {
    let found = known(
        r#"{"Records":[{"eventID":"e1","eventName":"MODIFY","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1","dynamodb":{"ApproximateCreationDateTime":1480642020,"Keys":{"pk":{"S":"cart"},"sk":{"N":"7"}},"OldImage":{"pk":{"S":"cart"},"sk":{"N":"7"},"gone":{"BOOL":true}},"NewImage":{"pk":{"S":"cart"},"sk":{"N":"7"},"m":{"M":{"l":{"L":[{"N":"1.50"},{"NULL":true}]},"s":{"NS":["1","2"]}}}},"SequenceNumber":"14","SizeBytes":54},"eventSourceARN":"arn:aws:dynamodb:us-east-1:1:table/Carts/stream/2016"},
{"eventID":"e2","eventName":"REMOVE","eventVersion":"1.1","eventSource":"aws:dynamodb","dynamodb":{"ApproximateCreationDateTime":1480642021,"Keys":{"pk":{"S":"cart"},"sk":{"N":"7"}},"SequenceNumber":"15"},"eventSourceARN":"arn:aws:dynamodb:us-east-1:1:table/Carts/stream/2016"}]}"#,
    );
    assert_eq!(
        (found.shape, found.names()),
        ("DynamoDB stream", vec![("Carts-cart:7", "MODIFY"), ("Carts-cart:7", "REMOVE")])
    );
    assert_eq!(found.events()[0].data, r#"{"pk":"cart","sk":7,"m":{"l":[1.50,null],"s":[1,2]},"gone":null}"#);
    assert_eq!(found.events()[1].data, r#"{"pk":null,"sk":null}"#);
    let found = known("{\"Item\":{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"},\"ss\":{\"SS\":[\"x\"]}}}\n");
    assert_eq!((found.shape, found.names()), ("DynamoDB export", vec![("file-a", "Item")]));
    assert_eq!(found.events()[0].data, r#"{"pk":"a","n":1,"ss":["x"]}"#);
}

#[test]
fn real_files_of_services() {
    for (name, shape, events, streams) in [
        ("gharchive/pinot_2021-07-21-few-hours.json", "GitHub archive", 800, 623),
        ("stripe/charge.failed.json", "Stripe events", 1, 1),
        ("stripe/balance.available.json", "Stripe events", 1, 1),
        ("stripe/account.application.deauthorized.json", "Stripe events", 1, 1),
        ("stripe/charge.refund.updated.json", "Stripe events", 1, 1),
        ("aws/codebuild-state-change.json", "Amazon EventBridge events", 1, 1),
        ("aws/dynamodb-event.json", "DynamoDB stream", 2, 1),
        ("otel/events.json", "OpenTelemetry logs", 1, 1),
        ("otel/logs.json", "OpenTelemetry logs", 1, 1),
        ("mongodb/change_stream_excerpt.ndjson", "MongoDB change stream", 1, 1),
        ("cloudtrail/218007301253_CloudTrail_us-east-1_20230710T1200Z_iLj9fb7yyUG9X4Bf.json", "AWS CloudTrail", 394, 8),
        ("temporal/customer-service-workflow-history.json", "Temporal workflow history", 65, 1),
    ] {
        let Some(found) = real(name) else { return };
        assert_eq!((found.shape, found.skipped), (shape, 0), "{name}");
        assert_eq!((found.events().len(), found.streams()), (events, streams), "{name}");
        found.assert_times();
    }
    let Some(found) = real("dynamodb-export/docs_example.ndjson") else { return };
    assert_eq!((found.shape, found.names()), ("DynamoDB export", vec![("file-103", "Item")]));
}
