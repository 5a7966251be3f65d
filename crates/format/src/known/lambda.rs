//! What AWS hands to a Lambda function: records of Kinesis, SQS, SNS and S3, and messages of Kafka by topic. DynamoDB's are
//! with its other forms.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cloud_events::decoded;
use super::draft::{Data, Draft, Metadata, stream_of};
use super::view::{Object, Value};
use super::writer::{Writer, string};
use super::{Shape, kafka};
use crate::Role;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "lambda-kinesis",
        name: "Kinesis records (AWS Lambda)",
        evidence: "have kinesis with partitionKey, sequenceNumber and data",
        fits: |record| kinesis(record).is_some(),
        roles: &[(Role::Id, &["eventID"]), (Role::Data, &["kinesis"])],
        rule: Some(read_kinesis),
        ..Shape::PLAIN
    },
    Shape {
        id: "lambda-sqs",
        name: "SQS messages (AWS Lambda)",
        evidence: "have messageId, body, attributes and eventSourceARN",
        fits: is_sqs,
        roles: &[(Role::Stream, &["eventSourceARN"]), (Role::Id, &["messageId"]), (Role::Data, &["body"])],
        rule: Some(read_sqs),
        ..Shape::PLAIN
    },
    Shape {
        id: "lambda-sns",
        name: "SNS messages (AWS Lambda)",
        evidence: "have Sns with MessageId, TopicArn and Message",
        fits: |record| sns(record).is_some(),
        roles: &[(Role::Stream, &["Sns", "TopicArn"]), (Role::Id, &["Sns", "MessageId"]), (Role::Data, &["Sns"])],
        rule: Some(read_sns),
        ..Shape::PLAIN
    },
    Shape {
        id: "s3-notification",
        name: "Amazon S3 notifications",
        evidence: "have eventName, eventTime and s3 with a bucket and an object",
        fits: |record| s3(record).is_some(),
        roles: &[(Role::EventType, &["eventName"]), (Role::Time, &["eventTime"]), (Role::Data, &["s3"])],
        rule: Some(read_s3),
        ..Shape::PLAIN
    },
    Shape {
        id: "lambda-kafka",
        name: "Kafka messages (AWS Lambda)",
        evidence: "hold records of Kafka by topic and partition",
        fits: is_kafka,
        roles: &[],
        rule: Some(read_kafka),
        ..Shape::PLAIN
    },
];

/// The last part of an ARN: a queue, a topic, or `stream/name`.
fn resource(arn: &str) -> &str {
    let last = arn.rsplit(':').next().unwrap_or(arn);
    last.rsplit('/').next().unwrap_or(last)
}

/// The type that a message itself names.
fn event_type<'a>(message: Option<&Object<'a>>, usual: &'static str) -> Cow<'a, str> {
    let names = ["type", "eventType", "event_type", "detail-type", "eventName", "messageType", "event", "kind"];
    message.and_then(|message| message.first_word(&names)).unwrap_or(Cow::Borrowed(usual))
}

fn kinesis<'a>(record: &Object<'a>) -> Option<Object<'a>> {
    record.object("kinesis").filter(|own| own.has_all(&["partitionKey", "sequenceNumber", "data"]))
}

fn read_kinesis(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(own) = kinesis(record) else {
        return;
    };
    let arn = record.word("eventSourceARN").unwrap_or_default();
    let bytes = own.get("data").and_then(|data| STANDARD.decode(data.text()?.as_bytes()).ok());
    let data = bytes.map_or_else(|| Data::of(own.get("data")), |bytes| decoded(bytes, ""));
    let data = match data {
        Data::Bytes(bytes, kind) => match String::from_utf8(bytes) {
            Ok(text) => Data::json(string(&text)),
            Err(error) => Data::Bytes(error.into_bytes(), kind),
        },
        json @ Data::Json(_) => json,
    };
    let text = if let Data::Json(text) = &data { text.as_ref() } else { "" };
    let message = Object::of(text);
    let event_type = event_type(message.as_ref(), "Record").into_owned();
    let without = ["data", "partitionKey", "sequenceNumber", "approximateArrivalTimestamp"];
    out(Draft {
        stream: stream_of(resource(&arn), own.word("partitionKey").as_deref()),
        event_type: event_type.into(),
        id: record.word("eventID"),
        time: own.get("approximateArrivalTimestamp").and_then(Value::time),
        metadata: Metadata::rest(record, &["kinesis", "eventID"]).with_rest("kinesis", Some(&own), &without).finish(),
        position: own.word("sequenceNumber"),
        data,
        ..Draft::default()
    });
}

fn is_sqs(record: &Object<'_>) -> bool {
    record.has_all(&["messageId", "body", "attributes"]) && record.is("eventSource", "aws:sqs")
}

fn read_sqs(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    if !is_sqs(record) {
        return;
    }
    let arn = record.word("eventSourceARN").unwrap_or_default();
    let own = record.object("attributes");
    let attribute = |name: &str| own.as_ref().and_then(|own| own.get(name));
    let body = record.get("body").map(Value::unwrapped).unwrap_or_default();
    let group = attribute("MessageGroupId").and_then(Value::word);
    let message = Object::of(&body);
    out(Draft {
        stream: stream_of(resource(&arn), group.as_deref()),
        event_type: event_type(message.as_ref(), "Message"),
        id: record.word("messageId"),
        time: attribute("SentTimestamp").and_then(Value::time),
        data: Data::of(record.get("body")),
        metadata: Metadata::rest(record, &["messageId", "body"]).finish(),
        position: attribute("SequenceNumber").and_then(Value::word),
        ..Draft::default()
    });
}

fn sns<'a>(record: &Object<'a>) -> Option<Object<'a>> {
    record.object("Sns").filter(|own| own.has_all(&["MessageId", "TopicArn", "Message"]))
}

fn read_sns(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(own) = sns(record) else {
        return;
    };
    let arn = own.word("TopicArn").unwrap_or_default();
    let text = own.get("Message").map(Value::unwrapped).unwrap_or_default();
    let message = Object::of(&text);
    out(Draft {
        stream: resource(&arn).into(),
        event_type: event_type(message.as_ref(), "Notification"),
        id: own.word("MessageId"),
        time: own.get("Timestamp").and_then(Value::time),
        data: Data::of(own.get("Message")),
        metadata: Metadata::rest(record, &["Sns"])
            .with_rest("Sns", Some(&own), &["MessageId", "Message", "Timestamp"])
            .finish(),
        ..Draft::default()
    });
}

fn s3<'a>(record: &Object<'a>) -> Option<Object<'a>> {
    let own = record.object("s3").filter(|own| own.has_all(&["bucket", "object"]))?;
    record.has_all(&["eventName", "eventTime"]).then_some(own)
}

/// A stream for each object of a bucket.
fn read_s3(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(own) = s3(record) else {
        return;
    };
    let word = |path: &[&str]| own.at(path).and_then(Value::word);
    let request = record.at(&["responseElements", "x-amz-request-id"]).and_then(Value::word);
    let (bucket, key) = (word(&["bucket", "name"]).unwrap_or_default(), word(&["object", "key"]));
    out(Draft {
        stream: stream_of(&bucket, key.as_deref()),
        event_type: record.word("eventName").unwrap_or_default(),
        time: record.get("eventTime").and_then(Value::time),
        data: own.get("object").map_or_else(Data::default, |object| Data::Json(object.raw().into())),
        metadata: Metadata::rest(record, &["eventName", "eventTime", "s3"])
            .with_rest("s3", Some(&own), &["object"])
            .correlation(request)
            .finish(),
        position: word(&["object", "sequencer"]),
        ..Draft::default()
    });
}

fn is_kafka(record: &Object<'_>) -> bool {
    let is_list = |value: Value<'_>| value.is_array();
    record.has("bootstrapServers")
        && record.object("records").is_some_and(|lists| lists.members().all(|(_, list)| is_list(list)))
}

/// Keys and values are Base64, headers are lists of bytes; with these as text, they are messages as of any tool.
fn read_kafka(record: &Object<'_>, name: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(lists) = record.object("records").filter(|_| is_kafka(record)) else {
        return;
    };
    let messages = lists.members().flat_map(|(_, list)| list.elements()).filter_map(Value::object);
    for message in messages {
        let mut plain = Writer::default();
        plain.rest(&message, &["key", "value", "headers"]);
        for part in ["key", "value"] {
            plain.member(part, &unpacked(message.get(part)));
        }
        let mut headers = Writer::default();
        for pair in message.get("headers").map(Value::elements).unwrap_or_default() {
            for (name, value) in pair.object().iter().flat_map(Object::members) {
                headers.member(name, &text_of_bytes(value));
            }
        }
        if !headers.is_empty() {
            plain.member("headers", &headers.finish());
        }
        let plain = plain.finish();
        if let Some(message) = Object::of(&plain) {
            kafka::read(&message, name, out);
        }
    }
}

/// The text that Base64 stands for, as JSON; else the value as it is.
fn unpacked(value: Option<Value<'_>>) -> String {
    let Some(value) = value else {
        return "null".to_owned();
    };
    let bytes = value.text().and_then(|text| STANDARD.decode(text.as_bytes()).ok());
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).map_or_else(|| value.raw().to_owned(), |text| string(&text))
}

/// The text of a list of bytes, which Java counts from -128; else the value as it is.
fn text_of_bytes(value: Value<'_>) -> String {
    let byte = |value: &Value<'_>| {
        let number: i16 = value.raw().parse().ok()?;
        u8::try_from(number).ok().or_else(|| i8::try_from(number).ok().map(i8::cast_unsigned))
    };
    let bytes: Option<Vec<u8>> = value.elements().iter().map(byte).collect();
    let text = bytes.filter(|bytes| !bytes.is_empty()).and_then(|bytes| String::from_utf8(bytes).ok());
    text.map_or_else(|| value.raw().to_owned(), |text| string(&text))
}
