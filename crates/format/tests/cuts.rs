//! What comes out depends on the bytes of a file and never on how they are cut into pushes; and any bytes are
//! survived, with every record accounted for.

mod collect;

use collect::{decode_by, gzip};
use foldback_format::{Compression, ImportError, Options, preview};
use proptest::prelude::*;
use serde_json::{Value, json};

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[\\[\\]{}\",:\\\\\n a]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"\\\\é]{0,4}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn event() -> impl Strategy<Value = Value> {
    ("[a-c]{0,2}", 0..4u8, value(), value()).prop_map(|(stream, kind, data, extra)| {
        json!({"stream": stream, "type": format!("T{kind}"), "data": data, "extra": extra})
    })
}

/// A text in one of the layouts, sometimes with a fault.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let records = prop::collection::vec(prop_oneof![9 => event(), 1 => value()], 0..8);
    (records, 0..6u8, any::<bool>(), prop::option::of((any::<prop::sample::Index>(), any::<u8>()))).prop_map(
        |(records, layout, pretty, fault)| {
            let write = |value: &Value| {
                if pretty { format!("{value:#}") } else { value.to_string() }
            };
            let parts: Vec<String> = records.iter().map(write).collect();
            let text = match layout {
                0 | 1 => parts.join("\n"),
                2 => parts.concat(),
                3 => format!("[{}]", parts.join(", ")),
                4 => format!("{{\"a\":1,\"events\":[{}],\"z\":[{{}}]}}", parts.join(",\n")),
                _ => write(&json!({"data": {"rows": records}})),
            };
            let mut bytes = text.into_bytes();
            if let (Some((at, byte)), false) = (fault, bytes.is_empty()) {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        },
    )
}

fn small() -> Options {
    Options { max_record: 300, ..Options::named("file") }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cuts_change_nothing(bytes in text(), step in 1usize..40) {
        for options in [small(), Options::named("file")] {
            let whole = decode_by(&bytes, usize::MAX, options.clone());
            for step in [1, step] {
                prop_assert_eq!(&decode_by(&bytes, step, options.clone()), &whole);
            }
            let packed = gzip(&bytes);
            for step in [1, step, usize::MAX] {
                let mut unpacked = decode_by(&packed, step, options.clone());
                if let Err(ImportError::NeedsMapping(detection)) = &mut unpacked.1 {
                    prop_assert_eq!(detection.compression.take(), Some(Compression::Gzip));
                }
                prop_assert_eq!(&unpacked, &whole);
            }
        }
    }

    #[test]
    fn lines_give_the_events_that_were_written(events in prop::collection::vec(event(), 1..20)) {
        let text: String = events.iter().map(|event| format!("{event}\n")).collect();
        let (collected, outcome) = decode_by(text.as_bytes(), 7, Options::named("file"));
        prop_assert_eq!(outcome.unwrap().events, events.len() as u64);
        for (seen, event) in collected.events.iter().zip(&events) {
            prop_assert_eq!(&seen.event_type, event["type"].as_str().unwrap());
            let data: Value = serde_json::from_str(&seen.data).unwrap();
            if !event["data"].is_string() {
                prop_assert_eq!(&data, &event["data"]);
            }
            let metadata: Value = serde_json::from_str(&seen.metadata).unwrap();
            prop_assert_eq!(&metadata["$fields"]["extra"], &event["extra"]);
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>, step in 1usize..9) {
        let whole = decode_by(&bytes, usize::MAX, small());
        prop_assert_eq!(decode_by(&bytes, step, small()), whole);
        let _ = preview(&bytes, &small(), 3);
    }

    #[test]
    fn bytes_of_json_are_survived(text in "[\\[\\]{}\",:\\\\\n 0-9tae\u{1e}é]{0,60}", step in 1usize..9) {
        for prefix in ["", "[", "{\"type\":\"a\"}\n", "{\"events\":[{\"type\":\"a\"},"] {
            let bytes = format!("{prefix}{text}").into_bytes();
            let whole = decode_by(&bytes, usize::MAX, small());
            prop_assert_eq!(decode_by(&bytes, step, small()), whole);
            let _ = preview(&bytes, &small(), 3);
        }
    }

    #[test]
    fn damaged_gzip_is_survived(bytes in text(), at: prop::sample::Index, byte: u8, step in 1usize..50) {
        let mut packed = gzip(&bytes);
        let at = at.index(packed.len());
        packed[at] = byte;
        for bytes in [&packed[..], &packed[..at]] {
            // How far behind the damage it is noticed is for the decompressor to say; what came before is the same.
            let whole = decode_by(bytes, usize::MAX, Options::named("file")).0.events;
            prop_assert_eq!(decode_by(bytes, step, Options::named("file")).0.events, whole);
        }
    }
}
