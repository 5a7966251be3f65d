//! A sink that keeps everything as owned values, and ways to decode a text into it.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "it runs in tests, where a panic is a failure")]

pub mod mining;
pub mod shapes;

use std::io::Write as _;

use foldback_event::EventRef;
use foldback_format::{Decoder, ImportError, Options, Outcome, Sink, Warning, WarningCode};

/// An event as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub stream: String,
    pub event_type: String,
    pub id: Option<String>,
    pub time: Option<String>,
    pub micros: Option<i64>,
    pub content_type: String,
    pub data: String,
    pub metadata: String,
    pub tags: Vec<String>,
    pub revision: Option<String>,
    pub position: Option<String>,
    pub place: u64,
}

/// What a decoder gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    pub events: Vec<Seen>,
    pub warnings: Vec<Warning>,
}

impl Sink for Collected {
    fn event(&mut self, event: EventRef<'_>) {
        let source = event.source.unwrap();
        self.events.push(Seen {
            stream: event.stream.to_owned(),
            event_type: event.event_type.to_owned(),
            id: event.id.map(str::to_owned),
            time: event.time.map(str::to_owned),
            micros: event.created.map(|created| created.0),
            content_type: event.content_type.to_owned(),
            data: String::from_utf8_lossy(event.data).into_owned(),
            metadata: String::from_utf8(event.metadata.to_vec()).unwrap(),
            tags: event.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            revision: source.revision.map(str::to_owned),
            position: source.position.map(str::to_owned),
            place: source.place,
        });
    }

    fn warning(&mut self, warning: Warning) {
        assert!(warning.message.chars().count() < 400, "{}", warning.message);
        self.warnings.push(warning);
    }
}

impl Collected {
    /// The kinds of warnings with line and byte, in order.
    pub fn places(&self) -> Vec<(WarningCode, u64, u64)> {
        let place = |warning: &Warning| (warning.code, warning.line, warning.byte);
        self.warnings.iter().map(place).collect()
    }
}

/// Decodes `bytes`, pushed in pieces of `step` bytes.
pub fn decode_by(bytes: &[u8], step: usize, options: Options) -> (Collected, Result<Outcome, ImportError>) {
    let mut collected = Collected::default();
    let mut decoder = Decoder::new(options);
    let result = bytes
        .chunks(step)
        .try_for_each(|piece| decoder.push(piece, &mut collected))
        .and_then(|()| decoder.finish(&mut collected));
    if let Ok(outcome) = &result {
        assert_eq!(outcome.events + outcome.skipped, outcome.records);
        assert_eq!(outcome.events, collected.events.len() as u64);
        let skipped = collected.warnings.iter().filter(|warning| warning.skipped).count();
        assert_eq!(outcome.skipped, skipped as u64, "{:?}", collected.warnings);
    }
    (collected, result)
}

/// Decodes `bytes`, pushed at once, with guessed fields.
pub fn decode(bytes: impl AsRef<[u8]>) -> (Collected, Result<Outcome, ImportError>) {
    decode_by(bytes.as_ref(), usize::MAX, Options::named("file"))
}

/// The bytes as a gzip file.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
