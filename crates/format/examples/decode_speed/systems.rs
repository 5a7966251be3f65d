//! Records of known systems: those that a mapping of fields reads, and those that need a rule of their own.

use crate::EVENTS;

/// A time, one a second.
fn time(n: usize) -> String {
    format!("2026-03-02T{:02}:{:02}:{:02}.202Z", n / 3600 % 24, n / 60 % 60, n % 60)
}

/// A line for each event.
fn lines(line: impl Fn(usize) -> String) -> Vec<u8> {
    let lines: Vec<String> = (0..EVENTS).map(line).collect();
    lines.join("\n").into_bytes()
}

pub fn cloud_events() -> Vec<u8> {
    lines(|n| {
        format!(
            concat!(
                r#"{{"specversion":"1.0","id":"{:08x}-17c4-4d0c-9d2a-000000000000","source":"/orders","subject":"order-{:05}","#,
                r#""type":"com.shop.OrderPlaced","time":"{}","datacontenttype":"application/json","#,
                r#""data":{{"status":"placed","customer":{{"id":"c-{:05}","country":"NL"}},"total":{}.50}}}}"#
            ),
            n,
            n % 10_000,
            time(n),
            n % 90_000,
            n % 999
        )
    })
}

pub fn debezium() -> Vec<u8> {
    lines(|n| {
        format!(
            concat!(
                r#"{{"before":{{"id":{id},"status":"new","total":{total}.25}},"after":{{"id":{id},"status":"placed","total":{total}.50}},"#,
                r#""source":{{"version":"2.5.0","connector":"postgresql","name":"shop","ts_ms":{ms},"db":"shop","schema":"public","#,
                r#""table":"orders","txId":{n},"lsn":{lsn}}},"op":"u","ts_ms":{ms}}}"#
            ),
            id = n % 10_000,
            total = n % 999,
            ms = 1_772_460_000_000usize + n,
            n = n,
            lsn = 24_023_128 + n
        )
    })
}

pub fn kcat() -> Vec<u8> {
    lines(|n| {
        format!(
            concat!(
                r#"{{"topic":"orders","partition":{},"offset":{},"tstype":"create","ts":{},"broker":1,"key":"order-{:05}","#,
                r#""payload":"{{\"type\":\"OrderPlaced\",\"status\":\"placed\",\"customer\":{{\"id\":\"c-{:05}\",\"country\":\"NL\"}},\"total\":{}.50}}"}}"#
            ),
            n % 6,
            n / 6,
            1_772_460_000_000usize + n,
            n % 10_000,
            n % 90_000,
            n % 999
        )
    })
}

pub fn wal2json() -> Vec<u8> {
    lines(|n| {
        format!(
            concat!(
                r#"{{"action":"U","xid":{},"timestamp":"2026-03-02 14:{:02}:{:02}.202+00","lsn":"0/{:X}","schema":"public","table":"orders","#,
                r#""columns":[{{"name":"id","type":"integer","value":{}}},{{"name":"status","type":"text","value":"placed"}}],"#,
                r#""identity":[{{"name":"id","type":"integer","value":{}}}]}}"#
            ),
            n,
            n / 60 % 60,
            n % 60,
            24_023_128 + n,
            n % 10_000,
            n % 10_000
        )
    })
}

pub fn mongodb() -> Vec<u8> {
    lines(|n| {
        format!(
            concat!(
                r#"{{"_id":{{"_data":"82{:08X}0000000A2B022C0100296E5A1004"}},"operationType":"update","clusterTime":{{"$timestamp":{{"t":{},"i":1}}}},"#,
                r#""ns":{{"db":"shop","coll":"orders"}},"documentKey":{{"_id":{{"$oid":"{:024x}"}}}},"#,
                r#""updateDescription":{{"updatedFields":{{"status":"placed","total":{}.5}},"removedFields":[]}}}}"#
            ),
            n,
            1_772_460_000usize + n,
            n % 10_000,
            n % 999
        )
    })
}

pub fn otlp() -> Vec<u8> {
    let record = |n: usize| {
        format!(
            concat!(
                r#"{{"timeUnixNano":"{}000000","severityText":"INFO","eventName":"order.placed","body":{{"stringValue":"placed {}"}},"#,
                r#""attributes":[{{"key":"order","value":{{"intValue":"{}"}}}},{{"key":"country","value":{{"stringValue":"NL"}}}}],"#,
                r#""traceId":"{:032x}","spanId":"{:016x}"}}"#
            ),
            1_772_460_000_000usize + n,
            n % 999,
            n % 10_000,
            n + 1,
            n + 1
        )
    };
    let scope = |batch: usize| {
        let records: Vec<String> = (batch * 100..batch * 100 + 100).map(record).collect();
        format!(
            r#"{{"resourceLogs":[{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"shop"}}}}]}},"scopeLogs":[{{"scope":{{"name":"orders"}},"logRecords":[{}]}}]}}]}}"#,
            records.join(",")
        )
    };
    let batches: Vec<String> = (0..EVENTS / 100).map(scope).collect();
    batches.join("\n").into_bytes()
}

pub fn dynamodb() -> Vec<u8> {
    lines(|n| {
        format!(
            concat!(
                r#"{{"eventID":"{:032x}","eventName":"MODIFY","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"eu-west-1","#,
                r#""dynamodb":{{"ApproximateCreationDateTime":{},"Keys":{{"id":{{"N":"{}"}}}},"NewImage":{{"id":{{"N":"{}"}},"status":{{"S":"placed"}}}},"#,
                r#""SequenceNumber":"{}","SizeBytes":26,"StreamViewType":"NEW_IMAGE"}}}}"#
            ),
            n,
            1_772_460_000usize + n,
            n % 10_000,
            n % 10_000,
            n
        )
    })
}
