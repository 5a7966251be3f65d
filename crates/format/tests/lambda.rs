//! What AWS hands to functions, and spans of OpenTelemetry.

#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

mod collect;

use collect::shapes::{known, parsed};
use serde_json::json;

#[test]
fn records_of_kinesis() {
    let found = known(
        r#"{"Records":[{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":"cart-1","sequenceNumber":"495","data":"eyJ0eXBlIjoiQWRkZWQiLCJuIjoxLjUwfQ==","approximateArrivalTimestamp":1480641523.477},"eventSource":"aws:kinesis","eventID":"shard:495","eventSourceARN":"arn:aws:kinesis:us-east-1:1:stream/carts"},
{"kinesis":{"partitionKey":"cart-1","sequenceNumber":"496","data":"SGVsbG8="},"eventSource":"aws:kinesis","eventID":"shard:496","eventSourceARN":"arn:aws:kinesis:us-east-1:1:stream/carts"},
{"kinesis":{"partitionKey":"cart-1","sequenceNumber":"497","data":"/w=="},"eventSource":"aws:kinesis","eventID":"shard:497","eventSourceARN":"arn:aws:kinesis:us-east-1:1:stream/carts"}]}"#,
    );
    assert_eq!(
        (found.shape, found.names()),
        (
            "Kinesis records (AWS Lambda)",
            vec![("carts-cart-1", "Added"), ("carts-cart-1", "Record"), ("carts-cart-1", "Record")]
        )
    );
    let [json, text, bytes] = found.events() else { panic!() };
    assert_eq!((json.data.as_str(), text.data.as_str()), (r#"{"type":"Added","n":1.50}"#, "\"Hello\""));
    assert_eq!(bytes.content_type, "application/octet-stream");
    assert_eq!((json.micros, json.position.as_deref()), (Some(1_480_641_523_477_000), Some("495")));
}

#[test]
fn messages_of_sqs_and_sns() {
    let found = known(
        r#"{"Records":[{"messageId":"m-1","receiptHandle":"r","body":"{\"type\":\"Added\",\"n\":1}","attributes":{"SentTimestamp":"1520621625029","MessageGroupId":"cart-1","SequenceNumber":"7"},"messageAttributes":{},"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-west-2:1:carts.fifo"},{"messageId":"m-2","body":"hello","attributes":{"SentTimestamp":"1520621625030"},"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-west-2:1:carts.fifo"}]}"#,
    );
    assert_eq!(
        (found.shape, found.names()),
        ("SQS messages (AWS Lambda)", vec![("carts.fifo-cart-1", "Added"), ("carts.fifo", "Message")])
    );
    let event = &found.events()[0];
    assert_eq!((event.data.as_str(), event.micros), (r#"{"type":"Added","n":1}"#, Some(1_520_621_625_029_000)));
    assert_eq!((event.id.as_deref(), event.position.as_deref()), (Some("m-1"), Some("7")));
    let found = known(
        r#"{"Records":[{"EventVersion":"1.0","EventSource":"aws:sns","Sns":{"MessageId":"m","TopicArn":"arn:aws:sns:us-east-1:1:carts","Subject":"s","Message":"{\"eventType\":\"Added\"}","Timestamp":"2019-01-02T12:45:07.000Z"}}]}"#,
    );
    assert_eq!((found.shape, found.names()), ("SNS messages (AWS Lambda)", vec![("carts", "Added")]));
    assert_eq!(parsed(&found.events()[0].metadata)["Sns"]["Subject"], "s");
    found.assert_times();
}

#[test]
fn notifications_of_s3() {
    let found = known(
        r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-west-2","eventTime":"2019-09-03T19:37:27.192Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"p"},"responseElements":{"x-amz-request-id":"r-1"},"s3":{"bucket":{"name":"b"},"object":{"key":"k/1","size":1305107,"sequencer":"0C0F"}}}]}"#,
    );
    assert_eq!((found.shape, found.names()), ("Amazon S3 notifications", vec![("b-k/1", "ObjectCreated:Put")]));
    assert_eq!(found.events()[0].data, r#"{"key":"k/1","size":1305107,"sequencer":"0C0F"}"#);
    assert_eq!(parsed(&found.events()[0].metadata)["$correlationId"], "r-1");
}

#[test]
fn messages_of_kafka_by_topic() {
    let found = known(
        r#"{"eventSource":"aws:kafka","bootstrapServers":"b:9092","records":{
 "carts-0":[{"topic":"carts","partition":0,"offset":7,"timestamp":1595035749700,"timestampType":"CREATE_TIME","key":"Y2FydC0x","value":"eyJuIjoxLjUwfQ==","headers":[{"type":[65,100,100,101,100]},{"odd":[118,-36]}]},
            {"topic":"carts","partition":0,"offset":8,"timestamp":1595035749701,"key":"Y2FydC0x","value":null,"headers":[]}],
 "other-1":[{"topic":"other","partition":1,"offset":9,"timestamp":1595035749702,"key":null,"value":"aGVsbG8="}]}}"#,
    );
    assert_eq!((found.shape, found.skipped), ("Kafka messages (AWS Lambda)", 0));
    assert_eq!(found.names(), [("carts-cart-1", "Added"), ("carts-cart-1", "Tombstone"), ("other", "Message")]);
    let event = &found.events()[0];
    assert_eq!((event.data.as_str(), event.position.as_deref()), (r#"{"n":1.50}"#, Some("7")));
    assert_eq!(parsed(&event.metadata)["headers"]["odd"], json!([118, -36]));
    found.assert_times();
}

#[test]
fn spans_of_open_telemetry() {
    let found = known(
        r#"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"scope":{"name":"lib"},"spans":[{"traceId":"t","spanId":"s1","parentSpanId":"s0","name":"GET /","startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000","kind":2,"attributes":[{"key":"n","value":{"intValue":"7"}}]}]}]}]}"#,
    );
    assert_eq!((found.shape, found.names()), ("OpenTelemetry spans", vec![("shop", "GET /")]));
    let event = &found.events()[0];
    assert_eq!(
        parsed(&event.data),
        json!({"endTimeUnixNano": "1544712661000000000", "kind": 2, "attributes": {"n": 7}})
    );
    let metadata = parsed(&event.metadata);
    assert_eq!((&metadata["$correlationId"], &metadata["$causationId"]), (&json!("t"), &json!("s0")));
    assert_eq!((event.id.as_deref(), event.micros), (Some("s1"), Some(1_544_712_660_000_000)));
}
