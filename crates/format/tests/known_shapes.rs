//! Records of every known shape, damaged at random: nothing panics, every record is accounted for, and how the bytes are
//! cut changes nothing.

mod collect;

use collect::{decode_by, gzip};
use foldback_format::{ImportError, Options, preview};
use proptest::prelude::*;
use serde_json::{Value, json};

/// One record of each shape, all of its parts filled.
const RECORDS: &[&str] = &[
    r#"{"specversion":"1.0","id":"1","source":"/s","subject":"x","type":"t","time":"2018-04-05T17:31:00Z","traceparent":"00-a-b-01","data_base64":"eyJhIjoxfQ==","datacontenttype":"text/plain"}"#,
    r#"{"context":{"id":"1","source":"/s","type":"t","timestamp":"2018-04-05T17:31:00Z"},"subject":{"id":"s","content":{}}}"#,
    r#"{"eventId":"e","eventType":"T","eventNumber":3,"data":"{\"n\":1}","metaData":"{\"a\":1}","streamId":"a-1","positionEventNumber":4,"positionStreamId":"$ce-a","title":"3@a-1","updated":"2017-01-22T20:24:16Z","links":[{"uri":"x"}]}"#,
    r#"{"title":"3@a-1","id":"http://x","updated":"2017-01-22T20:24:16Z","summary":"T"}"#,
    r#"{"event":{"streamId":"a-1","id":"e","revision":4,"type":"T","created":"2024-01-01","data":"eyJhIjoyfQ==","metadata":{"c":1},"isJson":false,"position":{"commit":7}},"link":{"streamId":"l"},"commitPosition":77}"#,
    r#"{"eventId":"e","eventType":"T","data":{"a":1},"metadata":{"m":1}}"#,
    r#"{"schema":{"type":"struct","fields":[{}]},"payload":{"before":{"id":1,"x":2},"after":"{\"id\": 1}","source":{"db":"d","schema":"s","table":"t","ts_ms":0,"file":"f","pos":3},"op":"u","ts_ms":1704067200999,"transaction":{"id":"tx"}}}"#,
    r#"{"database":"d","table":"t","type":"delete","ts":1449786310,"xid":9,"xoffset":1,"data":{"id":1,"n":{"$oid":"x"}},"primary_key_columns":["id","n"]}"#,
    r#"{"data":[{"id":"1"},{"id":"2"}],"database":"d","table":"t","es":1683357620000,"isDdl":false,"old":[{"a":"w"}],"pkNames":["id"],"type":"UPDATE"}"#,
    r#"{"table":"t","op_type":"U","op_ts":"2020-05-13 17:32:24","pos":"7","primary_keys":["id"],"before":{"id":1,"a":2},"after":{"id":1}}"#,
    r#"{"data":{"id":5,"BI_id":5},"metadata":{"timestamp":"2024-10-27","record-type":"data","operation":"update","schema-name":"s","table-name":"t","transaction-id":9}}"#,
    r#"{"xid":5,"nextlsn":"0/1","timestamp":"2026-11-21 10:39:55+00","change":[{"kind":"update","schema":"p","table":"t","columnnames":["k","j"],"columntypes":["int","jsonb"],"columnvalues":[1,"{\"a\": 1}"],"oldkeys":{"keynames":["k"],"keytypes":["int"],"keyvalues":[1]},"pk":{"pknames":["k"]}},{"kind":"message","prefix":"p","content":"c"}]}"#,
    r#"{"kind":"delete","schema":"p","table":"t","oldkeys":{"keynames":["k"],"keytypes":["int"],"keyvalues":[1]}}"#,
    r#"{"action":"U","xid":5,"timestamp":"2026-11-21","lsn":"0/1","schema":"p","table":"t","columns":[{"name":"b","type":"json","value":"[1]"}],"identity":[{"name":"k","type":"int","value":3}],"pk":[{"name":"b"}]}"#,
    r#"{"topic":"t","partition":0,"offset":7,"ts":1704067200123,"headers":["type","T","a"],"key":"k","payload":"{\"before\":null,\"after\":{\"id\":1},\"source\":{},\"op\":\"c\"}"}"#,
    r#"{"partitionID":0,"offset":1,"timestamp":1704067200000,"headers":[{"key":"type","value":"P"}],"key":{"payload":"o","encoding":"text"},"value":{"payload":{"a":1},"encoding":"json"}}"#,
    r#"{"_id":{"_data":"83"},"operationType":"update","clusterTime":{"$timestamp":{"t":1671073936,"i":1}},"wallTime":{"$date":{"$numberLong":"1"}},"ns":{"db":"d","coll":"c"},"documentKey":{"_id":{"$oid":"63"}},"updateDescription":{"updatedFields":{"a":{"$numberLong":"2"}},"removedFields":["b"]}}"#,
    r#"{"eventID":"e","eventName":"MODIFY","dynamodb":{"ApproximateCreationDateTime":1480642020,"Keys":{"pk":{"S":"c"}},"OldImage":{"g":{"BOOL":true}},"NewImage":{"m":{"M":{"l":{"L":[{"N":"1.5"},{"NULL":true}]}}}},"SequenceNumber":"14"},"eventSourceARN":"a/T/s"}"#,
    r#"{"Item":{"pk":{"S":"a"},"n":{"N":"x"},"s":{"NS":["1"]},"l":{"L":[{"S":"a"}]}}}"#,
    r#"{"_id":{"$oid":"63"},"type":"T","createdAt":{"$date":"2024-01-01"},"n":[{"$numberInt":"1"}]}"#,
    r#"{"id":"evt","object":"event","created":1648320028,"data":{"object":{"id":"c","object":"charge"},"previous_attributes":{}},"request":{"id":"r"},"type":"t"}"#,
    r#"{"id":"1","type":"T","actor":{},"repo":{"name":"a/b"},"payload":{"x":1},"created_at":"2021-07-21"}"#,
    r#"{"eventId":"1","eventTime":"2021-07-21","eventType":"T","taskId":"7","a":{}}"#,
    r#"{"eventVersion":"1","userIdentity":{"type":"U","userName":"a"},"eventTime":"2023-07-10","eventSource":"s3","eventName":"G","requestID":"r","eventID":"e"}"#,
    r#"{"detail-type":"S","source":"a","id":"i","time":"2017-12-22","resources":["x"],"detail":{"s":1}}"#,
    r#"{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},"scopeLogs":[{"scope":{},"logRecords":[{"timeUnixNano":"1544712660300000000","body":{"arrayValue":{"values":[{"intValue":"7"},{"kvlistValue":{"values":[]}}]}},"attributes":[{"key":"k"}]}]}]}]}"#,
    r#"{"stream_uuid":"s","stream_version":3,"event_id":"e","event_type":"T","data":"{}","metadata":{},"created_at":"2024-01-01"}"#,
    r#"{"actionsById":{"0":{"action":{"type":"A"},"timestamp":1},"1":{}},"stagedActionIds":[0,0,7],"skippedActionIds":[0],"computedStates":[{"state":1}]}"#,
    r#"{"payload":"[{\"type\":\"A\"},1,[]]","preloadedState":"{}"}"#,
    r#"{"p":"Cart-1","id":"-1","i":3,"n":5,"e":[{"t":"2024-01-01T00:00:00Z","c":"Added","d":{"n":1},"m":{"u":1},"correlationId":"a"},{"t":"2024-01-01T00:00:00Z","c":"Packed","d":"q1ZKVLIyrAUA","D":1}],"u":[{}]}"#,
    r#"{"Item":{"p":{"S":"Cart-1"},"i":{"N":"2147483647"},"n":{"N":"5"},"c":{"L":[{"S":"Added"}]},"e":{"L":[{"M":{"t":{"S":"2024-01-01"},"d":{"B":"eyJhIjoxfQ=="},"m":{"B":"eyJhIjoxfQ=="},"x":{"S":"x"}}}]},"u":{"L":[]}}}"#,
    r#"{"s":"Cart-1","i":3,"e":[{"c":"Added","t":"2024-01-01T00:00:00Z","d":{"a":1},"m":"{}"}]}"#,
    r#"{"batch-ident":{"db/id":"datomic.tx"},"data":[{"db/id":7,"db/ident":":a/b","db/cardinality":":db.cardinality/many"},[":db/retract",7,":a/b",[1]],["x",":a/b",2,9,true]]}"#,
    r#"[17,10,":a/b",13194139534313,true]"#,
    r#"{"e":1,"a":":a/b","v":{"x":1},"tx":5,"added":false}"#,
    r#"[":db/add",["a/id",7],":a/b","v"]"#,
    r#"{"kinesis":{"partitionKey":"k","sequenceNumber":"7","data":"eyJ0eXBlIjoiVCJ9","approximateArrivalTimestamp":1480641523.477},"eventID":"e","eventSourceARN":"arn:aws:kinesis:x:1:stream/s"}"#,
    r#"{"messageId":"m","body":"{\"type\":\"T\"}","attributes":{"SentTimestamp":"1520621625029"},"eventSource":"aws:sqs","eventSourceARN":"a:b"}"#,
    r#"{"EventSource":"aws:sns","Sns":{"MessageId":"m","TopicArn":"a:t","Message":"x","Timestamp":"2024-01-01T00:00:00Z"}}"#,
    r#"{"eventName":"ObjectCreated:Put","eventTime":"2024-01-01T00:00:00Z","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}"#,
    r#"{"bootstrapServers":"b","records":{"t-0":[{"topic":"t","partition":0,"offset":1,"timestamp":1595035749700,"key":"aw==","value":"eyJhIjoxfQ==","headers":[{"type":[84,-1]}]}]}}"#,
    r#"{"resourceSpans":[{"resource":{"attributes":[]},"scopeSpans":[{"scope":{},"spans":[{"traceId":"t","spanId":"s","name":"n","startTimeUnixNano":"1544712660300000000","attributes":[{"key":"k"}]}]}]}]}"#,
    r#"{"commit":"8c93be2b6271","parents":"a1 b2","author":"ann","date":"2021-08-30T14:09:14-04:00"}"#,
    r#"["EVENT","s",{"id":"i","pubkey":"p","created_at":1690749924,"kind":0,"content":"{\"a\":1}","tags":[["e","x","","root"],["t","y"],[]],"sig":"s"}]"#,
    r#"{"type":"m.room.message","sender":"@a","room_id":"!r","event_id":"$e","origin_server_ts":1690749924123,"depth":4,"prev_events":[["$d",{}]],"content":{"body":"x"}}"#,
    r#"[{"$type":"N.A, B","x":1},{"$type":"C[[N.A]]"}]"#,
    r#"{"$":"SetName","a":"x","b":{"$":"Y"}}"#,
    r#"{"time":"2021-04-19T06:06:58.513Z","patches":[[2208,0,"C"]],"agent":1,"parents":[0]}"#,
];

fn other() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!("")),
        Just(json!("x")),
        Just(json!(7)),
        Just(json!([])),
        Just(json!({})),
        Just(json!([null, {}, "a"])),
        Just(json!({"a": [], "\"é": {"$date": []}})),
        Just(json!("[")),
        Just(json!("{\"a\":1}")),
    ]
}

/// Puts another value in the place of one that is found by walking as the numbers say.
fn replace(value: &mut Value, steps: &[usize], by: Value) {
    let (step, rest) = steps.split_first().map_or((0, steps), |(step, rest)| (*step, rest));
    let inner = match value {
        Value::Object(members) if !members.is_empty() && step % 5 > 0 => {
            let index = step % members.len();
            members.values_mut().nth(index)
        }
        Value::Array(elements) if !elements.is_empty() && step % 5 > 0 => {
            let index = step % elements.len();
            elements.get_mut(index)
        }
        _ => None,
    };
    match inner {
        Some(inner) => replace(inner, rest, by),
        None => *value = by,
    }
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let change = (prop::collection::vec(0usize..30, 1..6), other());
    let changes = prop::collection::vec(prop::option::weighted(0.5, change), 1..8);
    let fault = prop::option::weighted(0.3, (any::<prop::sample::Index>(), any::<u8>()));
    (0..RECORDS.len(), changes, 0..5u8, fault).prop_map(|(shape, changes, layout, fault)| {
        let mut records: Vec<String> = Vec::new();
        for change in changes {
            let mut record: Value = serde_json::from_str(RECORDS[shape]).unwrap_or_default();
            if let Some((steps, by)) = change {
                replace(&mut record, &steps, by);
            }
            records.push(if layout == 4 { format!("{record:#}") } else { record.to_string() });
        }
        // One of them as it should be, so that the shape is often known.
        records.extend(vec![RECORDS[shape].to_owned(); 12]);
        let text = match layout {
            0 | 1 | 4 => records.join("\n"),
            2 => format!("[{}]", records.join(",")),
            _ => format!("{{\"links\":[{{}}],\"entries\":[{}]}}", records.join(",\n")),
        };
        let mut bytes = text.into_bytes();
        if let Some((at, byte)) = fault {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    })
}

/// What is handed on is JSON where it says so, and on one line.
fn assert_json(found: &collect::Collected) {
    let is_json = |text: &str| serde_json::from_str::<Value>(text).is_ok() && !text.contains(['\n', '\r']);
    for event in &found.events {
        assert!(!event.content_type.is_empty() || is_json(&event.data), "{event:?}");
        assert!(event.metadata.is_empty() || event.metadata.starts_with('{') && is_json(&event.metadata), "{event:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_records_are_survived(bytes in text(), step in 1usize..90) {
        for max_record in [200, 16 << 20] {
            let options = || Options { max_record, ..Options::named("file") };
            let whole = decode_by(&bytes, usize::MAX, options());
            assert_json(&whole.0);
            prop_assert_eq!(&decode_by(&bytes, step, options()), &whole);
            let mut unpacked = decode_by(&gzip(&bytes), step, options());
            if let Err(ImportError::NeedsMapping(detection)) = &mut unpacked.1 {
                detection.compression = None;
            }
            prop_assert_eq!(&unpacked, &whole);
            let _ = preview(&bytes, &options(), 3);
        }
    }
}

#[test]
fn every_record_has_a_known_shape() {
    for record in RECORDS {
        let mut sink = collect::Collected::default();
        let mut decoder = foldback_format::Decoder::new(Options::named("file"));
        // An array of objects is one of records, unless it stands in another.
        let is_inner = record.starts_with("[{");
        let text = if is_inner { format!("[{record},{record}]") } else { format!("{record}\n{record}\n") };
        decoder.push(text.as_bytes(), &mut sink).unwrap();
        decoder.finish(&mut sink).unwrap();
        assert!(decoder.detection().unwrap().shape.is_some(), "{record}");
        assert_json(&sink);
    }
}

#[test]
fn deep_values_fit_a_small_stack() {
    let nested = |open: &str, close: &str, levels: usize| format!("{}1{}", open.repeat(levels), close.repeat(levels));
    let texts = [
        format!(r#"{{"_id":{{"$oid":"63"}},"a":{}}}"#, nested("{\"$date\":", "}", 510)),
        format!(r#"{{"_id":{{"$oid":"63"}},"a":{}}}"#, nested("[", "]", 510)),
        format!(r#"{{"Item":{{"a":{}}}}}"#, nested("{\"L\":[", "]}", 254)),
        format!(r#"{{"Item":{{"a":{}}}}}"#, nested("{\"M\":{\"a\":", "}}", 254)),
        format!(
            r#"{{"resourceLogs":[{{"resource":{{}},"scopeLogs":[{{"logRecords":[{{"body":{}}}]}}]}}]}}"#,
            nested("{\"arrayValue\":{\"values\":[", "]}}", 160)
        ),
    ];
    let run = move || {
        for text in texts {
            let (found, outcome) = decode_by(text.as_bytes(), usize::MAX, Options::named("file"));
            assert_eq!(outcome.unwrap().events, 1, "{}", &text[..60]);
            assert!(!found.events[0].data.is_empty());
        }
    };
    let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(run).unwrap();
    assert!(thread.join().is_ok());
}
