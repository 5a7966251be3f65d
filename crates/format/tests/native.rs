//! Events that are written as Foldback's own lines and read again are the same events, whatever they hold.
#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use foldback_event::{EventRef, JSON_CONTENT_TYPE, SourceRef, Timestamp};
use foldback_format::{Decoder, Mapping, Options, Sink, Warning, write_line};
use proptest::prelude::*;

#[derive(Clone, Debug, Default, PartialEq)]
struct Owned {
    stream: String,
    event_type: String,
    id: Option<String>,
    time: Option<String>,
    created: Option<Timestamp>,
    content_type: String,
    data: Vec<u8>,
    metadata: Vec<u8>,
    tags: Vec<String>,
    source: Option<(Option<String>, Option<String>, u64)>,
}

impl Owned {
    fn of(event: &EventRef<'_>) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Self {
            stream: event.stream.to_owned(),
            event_type: event.event_type.to_owned(),
            id: text(event.id),
            time: text(event.time),
            created: event.created,
            content_type: event.content_type.to_owned(),
            data: event.data.to_vec(),
            metadata: event.metadata.to_vec(),
            tags: event.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            source: event.source.map(|source| (text(source.revision), text(source.position), source.place)),
        }
    }

    fn line(&self, position: u64, revision: u64, out: &mut Vec<u8>) {
        let tags: Vec<&str> = self.tags.iter().map(String::as_str).collect();
        let source = self.source.as_ref().map(|(revision, position, place)| SourceRef {
            revision: revision.as_deref(),
            position: position.as_deref(),
            place: *place,
        });
        let event = EventRef {
            stream: &self.stream,
            event_type: &self.event_type,
            id: self.id.as_deref(),
            time: self.time.as_deref(),
            created: self.created,
            content_type: &self.content_type,
            data: &self.data,
            metadata: &self.metadata,
            tags: &tags,
            source,
        };
        write_line(&event, position, revision, out);
    }
}

#[derive(Default)]
struct Found {
    events: Vec<Owned>,
    warnings: Vec<Warning>,
}

impl Sink for Found {
    fn event(&mut self, event: EventRef<'_>) {
        self.events.push(Owned::of(&event));
    }
    fn warning(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }
}

fn decode(bytes: &[u8], options: Options) -> Found {
    let (mut found, mut decoder) = (Found::default(), Decoder::new(options));
    for piece in bytes.chunks(7) {
        decoder.push(piece, &mut found).unwrap();
    }
    decoder.finish(&mut found).unwrap();
    found
}

/// Any text, and the names that mean something elsewhere.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,12}",
        Just("null".to_owned()),
        Just("\u{feff}\u{2028}\"\\\n\u{0}𝄞".to_owned()),
    ]
}

fn name() -> impl Strategy<Value = String> {
    text().prop_filter("a name is not empty", |name| !name.is_empty())
}

/// Payloads that are no values of their own, or look like something else.
const ODD: &[&str] = &[
    " {}",
    "{} ",
    "{\n}",
    "{\r}",
    "1,\"data\":2",
    "{}}",
    "null",
    "\"{\\\"a\\\":1}\"",
    "{},\"x\":1",
    "1}",
    "1 ",
    "01",
    "{\"a\":1",
];

fn payload() -> impl Strategy<Value = Vec<u8>> {
    let deep = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth)).into_bytes();
    prop_oneof![
        4 => (any::<u32>(), text()).prop_map(|(n, text)| {
            format!("{{\"n\":{n}.{n}0e+07,\"t\":{},\"n\":[{{\"events\":[{{}}]}}]}}", serde_json::to_string(&text).unwrap()).into_bytes()
        }),
        1 => any::<Vec<u8>>(),
        1 => Just(Vec::new()),
        1 => text().prop_map(String::into_bytes),
        1 => (505usize..520).prop_map(deep),
        1 => prop::sample::select(ODD).prop_map(|odd| odd.as_bytes().to_vec()),
        1 => Just(b"\xff".to_vec()),
    ]
}

fn time() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(prop_oneof![
        Just("2026-03-02T14:03:11.202+01:00".to_owned()),
        Just("1690749924123".to_owned()),
        Just("2026-03-02".to_owned()),
        text(),
    ])
}

prop_compose! {
    fn event()(
        (stream, event_type) in (name(), name()),
        id in proptest::option::of(text()),
        time in time(),
        created in proptest::option::of(any::<i64>().prop_map(Timestamp)),
        says in any::<bool>(),
        content_type in prop_oneof![3 => Just(String::new()), 1 => Just("application/avro".to_owned()), 1 => name()],
        (data, metadata) in (payload(), payload()),
        tags in proptest::collection::vec(text(), 0..4),
        source in proptest::option::of((proptest::option::of(text()), proptest::option::of(text()), any::<u64>())),
    ) -> Owned {
        let said = time.as_deref().and_then(Timestamp::parse);
        let created = if says { said } else { created };
        Owned { stream, event_type, id, time, created, content_type, data, metadata, tags, source }
    }
}

proptest! {
    #[test]
    fn what_is_exported_is_read_back(events in proptest::collection::vec(event(), 1..6)) {
        let mut out = Vec::new();
        for (at, event) in events.iter().enumerate() {
            event.line(at as u64, at as u64 + 5, &mut out);
        }
        prop_assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), events.len());
        let found = decode(&out, Options::named("export"));
        prop_assert!(found.warnings.is_empty(), "{:?}", found.warnings);
        prop_assert_eq!(found.events.len(), events.len());
        let mut place = 0;
        for (at, (read, event)) in found.events.into_iter().zip(&events).enumerate() {
            let mut expected = event.clone();
            // Both say JSON.
            if expected.content_type == JSON_CONTENT_TYPE {
                expected.content_type.clear();
            }
            // An event that came from nowhere comes from the log that it was exported from.
            expected.source.get_or_insert((Some((at + 5).to_string()), Some(at.to_string()), place));
            prop_assert_eq!(read, expected);
            place += out[place as usize..].iter().position(|byte| *byte == b'\n').unwrap() as u64 + 1;
        }
    }

    #[test]
    fn a_line_that_was_changed_is_an_event_or_a_warning(event in event(), at in any::<prop::sample::Index>(), by in any::<u8>()) {
        let mut out = Vec::new();
        event.line(0, 0, &mut out);
        let at = at.index(out.len());
        out[at] = by;
        let (mut found, mut decoder) = (Found::default(), Decoder::new(Options::named("export")));
        let ended = decoder.push(&out, &mut found).and_then(|()| decoder.finish(&mut found));
        if let Ok(outcome) = ended {
            prop_assert_eq!(outcome.records, outcome.events + outcome.skipped);
            prop_assert_eq!(outcome.events as usize, found.events.len());
        }
    }
}

#[test]
fn the_line_is_what_it_says() {
    let mut out = Vec::new();
    let mut event = Owned {
        stream: "cart-1".to_owned(),
        event_type: "Added".to_owned(),
        id: Some("a".to_owned()),
        data: br#"{"total": 8.60}"#.to_vec(),
        tags: vec!["sku:tea".to_owned()],
        ..Owned::default()
    };
    event.line(7, 2, &mut out);
    event.content_type = "text/plain".to_owned();
    event.source = Some((None, Some("0/16B".to_owned()), 12));
    event.tags.clear();
    event.line(8, 3, &mut out);
    let expected = concat!(
        r#"{"foldback":1,"position":7,"streamId":"cart-1","revision":2,"type":"Added","id":"a","data":{"total": 8.60},"tags":["sku:tea"]}"#,
        "\n",
        r#"{"foldback":1,"position":8,"streamId":"cart-1","revision":3,"type":"Added","id":"a","contentType":"text/plain","dataBase64":"eyJ0b3RhbCI6IDguNjB9","source":{"place":12,"position":"0/16B"}}"#,
        "\n",
    );
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

#[test]
fn a_newer_version_and_what_cannot_be_read_are_left_out_with_a_warning() {
    let lines = concat!(
        r#"{"foldback":1,"streamId":"a","type":"t"}"#,
        "\n",
        r#"{"foldback":2,"streamId":"a","type":"t"}"#,
        "\n",
        r#"{"foldback":10,"streamId":"a","type":"t"}"#,
        "\n",
        r#"{"foldback":1,"streamId":7,"type":"t"}"#,
        "\n",
        r#"{"foldback":1,"type":"t"}"#,
        "\n",
        r#"{"foldback":1,"streamId":"a","type":"t","dataBase64":"*"}"#,
        "\n",
        r#"{"foldback":1,"streamId":"a","type":"t","tags":"x"}"#,
        "\n",
        r#"{"foldback":1,"streamId":"a","type":"t","source":[]}"#,
        "\n",
        r#"{"streamId":"a","type":"other","data":{"a":1}}"#,
        "\n",
    );
    let found = decode(lines.as_bytes(), Options::named("mixed"));
    let words: Vec<_> =
        found.warnings.iter().map(|warning| (warning.line, warning.skipped, warning.code.as_str())).collect();
    assert_eq!(words, (2..=8).map(|line| (line, true, "Native")).collect::<Vec<_>>());
    assert!(found.warnings[0].message.contains("newer version"), "{}", found.warnings[0].message);
    // A line of another form among them is read as what it is.
    let types: Vec<_> = found.events.iter().map(|event| event.event_type.as_str()).collect();
    assert_eq!(types, ["t", "other"]);
}

#[test]
fn a_mapping_that_is_given_has_the_last_word() {
    let mut out = Vec::new();
    Owned { stream: "a".to_owned(), event_type: "t".to_owned(), ..Owned::default() }.line(0, 0, &mut out);
    let mapping =
        Mapping { stream: Some(["type"].into()), event_type: Some(["streamId"].into()), ..Mapping::named("x") };
    let found = decode(&out, Options { mapping: Some(mapping), ..Options::named("x") });
    assert_eq!((found.events[0].stream.as_str(), found.events[0].event_type.as_str()), ("t", "a"));
}

#[test]
fn a_payload_as_long_as_a_record_may_be_comes_back_as_base64_too() {
    let options = Options { max_record: 60_000, ..Options::named("x") };
    let long =
        Owned { stream: "a".to_owned(), event_type: "t".to_owned(), data: vec![0xfe; 60_000], ..Owned::default() };
    let mut out = Vec::new();
    long.line(0, 0, &mut out);
    out.extend(format!("{{\"streamId\":\"b\",\"type\":\"t\",\"data\":\"{}\"}}\n", "x".repeat(60_000)).bytes());
    let found = decode(&out, options);
    assert_eq!(found.events.iter().map(|event| event.data.len()).collect::<Vec<_>>(), [60_000]);
    assert_eq!((found.warnings.len(), found.warnings[0].line, found.warnings[0].code.as_str()), (1, 2, "TooLarge"));
}
