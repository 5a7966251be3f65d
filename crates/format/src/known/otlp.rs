//! Logs and spans of OpenTelemetry as the collector writes them in JSON: logs of scopes of resources, one event each.

use std::borrow::Cow;

use foldback_event::json::write_string;

use super::Shape;
use super::draft::{Data, Draft, Metadata};
use super::view::{Object, Value};
use super::writer::{Writer, write_elements};
use crate::Role;

const ROLES: &[(Role, &[&str])] = &[];

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "otlp-logs",
        name: "OpenTelemetry logs",
        evidence: "hold resourceLogs",
        fits: |record| record.get("resourceLogs").is_some_and(Value::is_array),
        roles: ROLES,
        rule: Some(|record, _, out| {
            let resources = record.get("resourceLogs").map(Value::elements).unwrap_or_default();
            for resource in resources.into_iter().filter_map(Value::object) {
                read(&resource, out);
            }
        }),
        ..Shape::PLAIN
    },
    Shape {
        id: "otlp-logs-resource",
        name: "OpenTelemetry logs",
        evidence: "hold scopeLogs of a resource",
        fits: |record| record.get("scopeLogs").is_some_and(Value::is_array),
        roles: ROLES,
        rule: Some(|record, _, out| read(record, out)),
        ..Shape::PLAIN
    },
    Shape {
        id: "otlp-spans",
        name: "OpenTelemetry spans",
        evidence: "hold resourceSpans",
        fits: |record| record.get("resourceSpans").is_some_and(Value::is_array),
        roles: ROLES,
        rule: Some(|record, _, out| {
            let resources = record.get("resourceSpans").map(Value::elements).unwrap_or_default();
            for resource in resources.into_iter().filter_map(Value::object) {
                read_spans(&resource, out);
            }
        }),
        ..Shape::PLAIN
    },
    Shape {
        id: "otlp-spans-resource",
        name: "OpenTelemetry spans",
        evidence: "hold scopeSpans of a resource",
        fits: |record| record.get("scopeSpans").is_some_and(Value::is_array),
        roles: ROLES,
        rule: Some(|record, _, out| read_spans(record, out)),
        ..Shape::PLAIN
    },
];

/// The events of one resource, whose service is the stream.
fn read(record: &Object<'_>, out: &mut dyn FnMut(Draft<'_>)) {
    let resource = record.object("resource").and_then(|resource| resource.get("attributes"));
    let resource = attributes(resource);
    let service = Object::of(&resource).and_then(|resource| Some(resource.word("service.name")?.into_owned()));
    let scopes = record.get("scopeLogs").map(Value::elements).unwrap_or_default();
    for scope in scopes.into_iter().filter_map(Value::object) {
        let logs = scope.get("logRecords").map(Value::elements).unwrap_or_default();
        for log in logs.into_iter().filter_map(Value::object) {
            let time = |name| log.get(name).filter(|value| value.word().is_some_and(|time| time != "0"));
            let event_type = log.word("eventName").or_else(|| named(log.get("attributes")));
            let mut data = Writer::default();
            if let Some(body) = log.get("body") {
                any(body, data.begin("body"));
            }
            write_attributes(log.get("attributes"), data.begin("attributes"));
            let mut metadata = Metadata::rest(
                &log,
                &[
                    "attributes",
                    "body",
                    "timeUnixNano",
                    if time("timeUnixNano").is_some() { "" } else { "observedTimeUnixNano" },
                    "eventName",
                ],
            );
            metadata = metadata.with_json("resource", &resource).with("scope", scope.get("scope"));
            out(Draft {
                stream: service.as_deref().map_or(Cow::Borrowed("unknown_service"), Cow::Borrowed),
                event_type: event_type.or_else(|| log.word("severityText")).unwrap_or(Cow::Borrowed("Log")),
                time: time("timeUnixNano").or_else(|| time("observedTimeUnixNano")).and_then(Value::time),
                data: Data::json(data.finish()),
                metadata: metadata.correlation(log.word("traceId")).finish(),
                ..Draft::default()
            });
        }
    }
}

/// The spans of one resource: what a span is part of is its cause, the trace its conversation.
fn read_spans(record: &Object<'_>, out: &mut dyn FnMut(Draft<'_>)) {
    let resource = attributes(record.object("resource").and_then(|resource| resource.get("attributes")));
    let service = Object::of(&resource).and_then(|resource| Some(resource.word("service.name")?.into_owned()));
    for scope in record.get("scopeSpans").map(Value::elements).unwrap_or_default().into_iter().filter_map(Value::object)
    {
        let spans = scope.get("spans").map(Value::elements).unwrap_or_default();
        for span in spans.into_iter().filter_map(Value::object) {
            let mut data = Writer::default();
            data.rest(&span, &["traceId", "spanId", "parentSpanId", "name", "startTimeUnixNano", "attributes"]);
            write_attributes(span.get("attributes"), data.begin("attributes"));
            let metadata = Metadata::default().with_json("resource", &resource).with("scope", scope.get("scope"));
            out(Draft {
                stream: service.as_deref().map_or(Cow::Borrowed("unknown_service"), Cow::Borrowed),
                event_type: span.word("name").unwrap_or(Cow::Borrowed("Span")),
                id: span.word("spanId"),
                time: span.get("startTimeUnixNano").and_then(Value::time),
                data: Data::json(data.finish()),
                metadata: metadata.correlation(span.word("traceId")).causation(span.word("parentSpanId")).finish(),
                ..Draft::default()
            });
        }
    }
}

/// The name of an event that stands among its attributes.
fn named(list: Option<Value<'_>>) -> Option<Cow<'static, str>> {
    let own = attributes(list);
    Some(Object::of(&own)?.word("event.name")?.into_owned().into())
}

/// An object of a list of keys and values.
fn attributes(list: Option<Value<'_>>) -> String {
    let mut out = String::new();
    write_attributes(list, &mut out);
    out
}

fn write_attributes(list: Option<Value<'_>>, out: &mut String) {
    out.push('{');
    for (at, pair) in list.into_iter().flat_map(Value::each).filter_map(Value::object).enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        write_string(&pair.word("key").unwrap_or_default(), out);
        out.push(':');
        match pair.get("value") {
            Some(value) => any(value, out),
            None => out.push_str("null"),
        }
    }
    out.push('}');
}

/// A value that names its type, as plain JSON.
fn any(value: Value<'_>, out: &mut String) {
    let Some((name, inner)) = value.object().and_then(|object| object.members().next()) else {
        out.push_str(value.raw());
        return;
    };
    match name {
        "intValue" => match inner.word() {
            Some(digits) if digits.parse::<i64>().is_ok() => out.push_str(&digits),
            _ => out.push_str(inner.raw()),
        },
        "arrayValue" => write_elements(inner.object().and_then(|array| array.get("values")), out, any),
        "kvlistValue" => write_attributes(inner.object().and_then(|list| list.get("values")), out),
        "stringValue" => match inner.text() {
            Some(text) => write_string(&text, out),
            None => out.push_str(inner.raw()),
        },
        "doubleValue" | "boolValue" | "bytesValue" => out.push_str(inner.raw()),
        _ => out.push_str(value.raw()),
    }
}
