//! Events of any kind, to be written and read again.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

use foldback_event::{EventRef, JSON_CONTENT_TYPE, SourceRef, Timestamp};
use foldback_format::{Decoder, Options, Sink, Warning, write_line};
use proptest::prelude::*;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Owned {
    pub stream: String,
    pub event_type: String,
    pub id: Option<String>,
    pub time: Option<String>,
    pub created: Option<Timestamp>,
    pub content_type: String,
    pub data: Vec<u8>,
    pub metadata: Vec<u8>,
    pub tags: Vec<String>,
    pub source: Option<(Option<String>, Option<String>, u64)>,
}

impl Owned {
    /// What the event is once it has been written and read again: `place` is where its record stands.
    pub fn read_back(&self, position: u64, revision: u64, place: u64) -> Self {
        let mut expected = self.clone();
        // Both say JSON.
        if expected.content_type == JSON_CONTENT_TYPE {
            expected.content_type.clear();
        }
        // An event that came from nowhere comes from the log that it was exported from.
        expected.source.get_or_insert((Some(revision.to_string()), Some(position.to_string()), place));
        expected
    }

    pub fn of(event: &EventRef<'_>) -> Self {
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

    /// Adds the event as Foldback's own line.
    pub fn line(&self, position: u64, revision: u64, out: &mut Vec<u8>) {
        self.with(|event| write_line(event, position, revision, out));
    }

    /// Shows the event as it is handed to a writer.
    pub fn with<T>(&self, show: impl FnOnce(&EventRef<'_>) -> T) -> T {
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
        show(&event)
    }
}

#[derive(Debug, Default)]
pub struct Found {
    pub events: Vec<Owned>,
    pub warnings: Vec<Warning>,
}

impl Sink for Found {
    fn event(&mut self, event: EventRef<'_>) {
        self.events.push(Owned::of(&event));
    }
    fn warning(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }
}

pub fn decode(bytes: &[u8], options: Options) -> Found {
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
    pub fn event()(
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
