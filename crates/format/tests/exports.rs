//! What is exported in the form of another system is read back as the same events, and is what that system asks for.
#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

mod any_event;

use any_event::{Found, Owned, decode, event};
use foldback_format::{Decoder, ExportFormat, Mapping, Options};
use proptest::prelude::*;
use serde_json::Value;

/// Events as a file; the first is at position 7 and revision 2.
fn file(format: ExportFormat, events: &[Owned]) -> Vec<u8> {
    let mut out = format.opening().to_vec();
    for (at, event) in events.iter().enumerate() {
        event.with(|event| format.write(event, at as u64 + 7, at as u64 + 2, at == 0, &mut out));
    }
    out.extend_from_slice(format.closing());
    out
}

/// How a file was understood: layout and shape.
fn understood(bytes: &[u8]) -> (&'static str, Option<&'static str>) {
    let (mut found, mut decoder) = (Found::default(), Decoder::new(Options::named("export")));
    decoder.push(bytes, &mut found).unwrap();
    decoder.finish(&mut found).unwrap();
    let detection = decoder.detection().unwrap();
    (detection.format.as_str(), detection.shape)
}

fn sample() -> Owned {
    Owned {
        stream: "cart-1".to_owned(),
        event_type: "ItemAdded".to_owned(),
        id: Some("0aaec32e-5395-4898-9189-9a065faa47e5".to_owned()),
        time: Some("2026-03-02T14:03:11.202+01:00".to_owned()),
        created: foldback_event::Timestamp::parse("2026-03-02T14:03:11.202+01:00"),
        data: br#"{"total": 8.60, "id": 123456789012345678901234567890}"#.to_vec(),
        metadata: br#"{"$correlationId":"c1"}"#.to_vec(),
        tags: vec!["sku:tea".to_owned()],
        ..Owned::default()
    }
}

proptest! {
    #[test]
    fn what_is_exported_is_read_back(
        events in proptest::collection::vec(event(), 1..6),
        format in prop::sample::select(&ExportFormat::ALL[..]),
    ) {
        let out = file(format, &events);
        let found = decode(&out, Options::named("export"));
        prop_assert!(found.warnings.is_empty(), "{:?}", found.warnings);
        prop_assert_eq!(found.events.len(), events.len());
        for (at, (read, event)) in found.events.into_iter().zip(&events).enumerate() {
            let place = read.source.as_ref().unwrap().2;
            prop_assert_eq!(read, event.read_back(at as u64 + 7, at as u64 + 2, place));
        }
    }

    #[test]
    fn a_file_that_was_changed_is_events_or_warnings(
        events in proptest::collection::vec(event(), 1..4),
        format in prop::sample::select(&ExportFormat::ALL[..]),
        at in any::<prop::sample::Index>(),
        by in any::<u8>(),
    ) {
        let mut out = file(format, &events);
        let at = at.index(out.len());
        out[at] = by;
        let (mut found, mut decoder) = (Found::default(), Decoder::new(Options::named("export")));
        let ended = decoder.push(&out, &mut found).and_then(|()| decoder.finish(&mut found));
        if let Ok(outcome) = ended {
            prop_assert_eq!(outcome.records, outcome.events + outcome.skipped);
            prop_assert_eq!(outcome.events as usize, found.events.len());
        }
    }

    /// The rules of the CloudEvents specification, section 3.1 and its JSON format.
    #[test]
    fn each_event_of_a_batch_is_a_cloud_event(events in proptest::collection::vec(event(), 1..4)) {
        let out = file(ExportFormat::CloudEvents, &events);
        // Deeper than a parser of JSON that recurses goes is no question of attributes.
        prop_assume!(!events.iter().any(|event| event.data.starts_with(b"[[[[")));
        let batch: Vec<serde_json::Map<String, Value>> = serde_json::from_slice(&out).unwrap();
        for event in batch {
            for name in ["specversion", "id", "source", "type"] {
                prop_assert!(event[name].as_str().is_some_and(|text| !text.is_empty()), "{name}");
            }
            prop_assert_eq!(&event["specversion"], "1.0");
            prop_assert!(!(event.contains_key("data") && event.contains_key("data_base64")));
            prop_assert!(event["source"].as_str().unwrap().bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
            for (name, value) in &event {
                if name == "data" || name == "data_base64" {
                    continue;
                }
                prop_assert!(name.len() <= 20 && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{name}");
                match value {
                    Value::String(text) => prop_assert!(!text.chars().any(char::is_control), "{name}: {text:?}"),
                    Value::Number(number) => prop_assert!(number.as_i64().is_some_and(|n| i32::try_from(n).is_ok())),
                    other => prop_assert!(false, "{name} is {other}"),
                }
            }
        }
    }

    /// By a reader of RFC 4180 that knows nothing else: ten cells a row, none of which a spreadsheet would run.
    #[test]
    fn each_row_has_its_cells_and_no_formula(events in proptest::collection::vec(event(), 1..4)) {
        let out = file(ExportFormat::Csv, &events);
        let rows = cells(std::str::from_utf8(&out).unwrap());
        prop_assert_eq!(rows.len(), events.len() + 1);
        for row in rows {
            prop_assert_eq!(row.len(), 10);
            for cell in row {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
            }
        }
    }
}

/// Rows and cells by the grammar of RFC 4180.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut chars) = (Vec::new(), Vec::new(), String::new(), text.chars().peekable());
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.push(chars.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted && chars.next_if_eq(&'\n').is_some() => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(row.is_empty() && cell.is_empty() && !quoted);
    rows
}

#[test]
fn a_batch_of_cloud_events_is_what_it_says() {
    let out = file(ExportFormat::CloudEvents, &[sample()]);
    let expected = concat!(
        "[\n",
        r#"{"foldback":1,"specversion":"1.0","id":"0aaec32e-5395-4898-9189-9a065faa47e5","source":"cart-1","type":"ItemAdded","#,
        r#""subject":"cart-1","time":"2026-03-02T14:03:11.202+01:00","datacontenttype":"application/json","#,
        r#""sequence":"00000000000000000007","revision":"2","correlationid":"c1","#,
        r#""data":{"total": 8.60, "id": 123456789012345678901234567890},"#,
        r#""metadata":"{\"$correlationId\":\"c1\"}","tags":"[\"sku:tea\"]"}"#,
        "\n]\n",
    );
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    assert_eq!(understood(expected.as_bytes()), ("json-array", Some("CloudEvents")));
}

#[test]
fn kurrent_json_is_what_it_says() {
    let binary =
        Owned { content_type: "image/png".to_owned(), data: vec![0xff, 0], time: None, created: None, ..sample() };
    let out = file(ExportFormat::KurrentDb, &[sample(), binary]);
    let expected = concat!(
        "[\n",
        r#"{"foldback":1,"eventNumber":2,"streamId":"cart-1","position":7,"eventId":"0aaec32e-5395-4898-9189-9a065faa47e5","#,
        r#""eventType":"ItemAdded","isJson":true,"data":{"total": 8.60, "id": 123456789012345678901234567890},"#,
        r#""metadata":{"$correlationId":"c1"},"created":"2026-03-02T14:03:11.202+01:00","tags":["sku:tea"]}"#,
        ",\n",
        r#"{"foldback":1,"eventNumber":3,"streamId":"cart-1","position":8,"eventId":"0aaec32e-5395-4898-9189-9a065faa47e5","#,
        r#""eventType":"ItemAdded","isJson":false,"contentType":"image/png","data":"/wA=","#,
        r#""metadata":{"$correlationId":"c1"},"tags":["sku:tea"]}"#,
        "\n]\n",
    );
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    assert_eq!(understood(expected.as_bytes()), ("json-array", Some("KurrentDB JSON (events)")));
}

#[test]
fn csv_is_what_it_says() {
    let formula = Owned { stream: "=1+1".to_owned(), tags: Vec::new(), ..sample() };
    let out = file(ExportFormat::Csv, &[sample(), formula]);
    let id = "0aaec32e-5395-4898-9189-9a065faa47e5";
    let data = r#""{""total"": 8.60, ""id"": 123456789012345678901234567890}","{""$correlationId"":""c1""}""#;
    let expected = format!(
        "stream,revision,position,id,type,time,data,metadata,tags,foldback\r\n\
         cart-1,2,7,{id},ItemAdded,2026-03-02T14:03:11.202+01:00,{data},\"[\"\"sku:tea\"\"]\",\r\n\
         '=1+1,3,8,{id},ItemAdded,2026-03-02T14:03:11.202+01:00,{data},,\r\n"
    );
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    assert_eq!(understood(expected.as_bytes()), ("csv", None));
}

/// Others sort members, drop what they do not know, or save a table anew: what is left is still read by its names.
#[test]
fn without_its_own_mark_a_file_is_read_by_its_names() {
    let mut expected = sample().read_back(7, 2, 0);
    expected.content_type.clear();
    let kurrent = String::from_utf8(file(ExportFormat::KurrentDb, &[sample()])).unwrap();
    let kurrent = kurrent.replace(r#""foldback":1,"#, "").replace(r#""isJson":true,"#, "");
    let read = decode(kurrent.as_bytes(), Options::named("x"));
    expected.source = read.events[0].source.clone();
    assert_eq!(read.events, [expected.clone()]);
    assert_eq!(expected.source.unwrap().0.as_deref(), Some("2"));

    let cloud_events = String::from_utf8(file(ExportFormat::CloudEvents, &[sample()])).unwrap();
    let read = decode(cloud_events.replace(r#""foldback":1,"#, "").as_bytes(), Options::named("x"));
    let [event] = &read.events[..] else { panic!("{read:?}") };
    assert_eq!((event.stream.as_str(), event.id.as_deref()), ("cart-1", sample().id.as_deref()));
    assert_eq!(event.data, sample().data);

    let csv = String::from_utf8(file(ExportFormat::Csv, &[sample()])).unwrap();
    let csv = csv.replace(",foldback\r\n", "\r\n").replace("\",\r\n", "\"\r\n");
    let read = decode(csv.as_bytes(), Options::named("x"));
    let [event] = &read.events[..] else { panic!("{read:?}") };
    assert_eq!((event.stream.as_str(), &event.data), ("cart-1", &sample().data));
}

#[test]
fn a_mapping_that_is_given_has_the_last_word() {
    for format in ExportFormat::ALL {
        let out = file(format, &[Owned { stream: "a".to_owned(), event_type: "t".to_owned(), ..sample() }]);
        let stream = match format {
            ExportFormat::Ndjson | ExportFormat::KurrentDb => "streamId",
            ExportFormat::CloudEvents => "subject",
            ExportFormat::Csv => "stream",
        };
        let mapping = Mapping { event_type: Some([stream].into()), ..Mapping::named("x") };
        let found = decode(&out, Options { mapping: Some(mapping), ..Options::named("x") });
        assert_eq!((found.events[0].stream.as_str(), found.events[0].event_type.as_str()), ("x", "a"), "{format:?}");
    }
}

#[test]
fn a_payload_as_long_as_a_record_may_be_comes_back() {
    for format in ExportFormat::ALL {
        let long = Owned { data: vec![0xfe; 60_000], content_type: "x/y".to_owned(), ..sample() };
        let out = file(format, &[sample(), long.clone()]);
        let found = decode(&out, Options { max_record: 60_000, ..Options::named("x") });
        assert!(found.warnings.is_empty(), "{format:?}: {:?}", found.warnings);
        assert_eq!(found.events[1].data, long.data, "{format:?}");
    }
}

#[test]
fn a_row_whose_last_cell_was_changed_is_left_out_and_said() {
    let mut out = file(ExportFormat::Csv, &[sample()]);
    out.extend_from_slice(b"a,1,1,,t,,,,,oops\r\n,1,1,,t,,,,,\r\n");
    let found = decode(&out, Options::named("x"));
    assert_eq!(found.events.len(), 1);
    let places: Vec<_> = found.warnings.iter().map(|w| (w.code.as_str(), w.line, w.skipped)).collect();
    assert_eq!(places, [("Native", 3, true), ("Native", 4, true)]);
    assert!(found.warnings[0].message.contains("foldback"), "{}", found.warnings[0].message);
}
