//! One of the files that are merged, as far as it is open: the events that were decoded last and wait for their turn.
//!
//! It decodes no more than it takes to have one, so that no file holds more than a step's events.

use std::ops::Range;
use std::rc::Rc;

use foldback_event::{EventRef, Timestamp};
use foldback_format::{Decoder, ImportError, Mapping, Options, Outcome, Sink, Warning};
use foldback_log::{Batch, MAX_TAGS};
use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use super::Totals;
use crate::files::{File, Part};
use crate::format_in_words;
use crate::report::{Fields, of_fields};

/// When an event stands, by the merge: the latest time that its file has reached with it.
pub(super) type Key = i64;

/// Before every time.
pub(super) const FIRST: Key = Key::MIN;

/// A file that is being read.
pub(super) struct Head<F> {
    file: F,
    /// What of it was not asked for yet.
    rest: Range<u64>,
    /// Bytes of a piece.
    piece_size: u64,
    coming: Option<LocalBoxFuture<'static, Result<Vec<u8>, String>>>,
    /// The piece at hand, and how much of it was decoded.
    piece: Vec<u8>,
    at: usize,
    /// Bytes that were decoded.
    pub bytes: u64,
    /// Nothing once the file has ended.
    decoder: Option<Decoder>,
    given: Option<Mapping>,
    pub found: Found,
    /// How the file has ended.
    pub outcome: Option<Result<Outcome, ImportError>>,
    pub taken: Taken,
}

/// What was found out about a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub format: String,
    pub reason: String,
    /// Bytes of text, unpacked.
    pub decompressed: u64,
    pub fields: Fields,
}

impl<F: File> Head<F> {
    pub fn new(part: &Part<F>, options: Options, tag: Rc<str>, piece_size: u64) -> Self {
        Self {
            file: part.file.clone(),
            rest: part.range.clone(),
            piece_size,
            coming: None,
            piece: Vec::new(),
            at: 0,
            bytes: 0,
            given: options.mapping.clone(),
            decoder: Some(Decoder::new(Options { packed: part.packed, ..options })),
            found: Found::default(),
            outcome: None,
            taken: Taken { tag, latest: FIRST, ..Taken::default() },
        }
    }

    /// Reads the next piece; the one behind it is on its way then, if the file is `read_on`.
    pub async fn fill(&mut self, read_on: bool) -> Result<(), String> {
        if self.coming.is_none() {
            self.ask();
        }
        if let Some(coming) = &mut self.coming {
            // It stays until it is there: whoever waits for this may be called off.
            let piece = coming.await;
            self.coming = None;
            self.piece = piece?;
            self.at = 0;
            if read_on {
                self.ask();
            }
        }
        Ok(())
    }

    fn ask(&mut self) {
        if self.rest.start < self.rest.end {
            let end = self.rest.end.min(self.rest.start.saturating_add(self.piece_size));
            self.coming = Some(self.file.read(self.rest.start..end).boxed_local());
            self.rest.start = end;
        }
    }

    /// Decodes until there is an event, or nothing to decode: then a piece has to be read, or the file has ended.
    pub fn decode(&mut self) {
        while self.taken.is_empty()
            && let Some(decoder) = &mut self.decoder
        {
            let bytes = self.piece.get(self.at..).unwrap_or_default();
            let outcome = if !bytes.is_empty() || decoder.holds() {
                decoder.push_some(bytes, &mut self.taken).map(|used| {
                    self.at += used;
                    self.bytes += used as u64;
                    None
                })
            } else if self.coming.is_none() && self.rest.start >= self.rest.end {
                decoder.finish(&mut self.taken).map(Some)
            } else {
                return;
            };
            if let Some(outcome) = outcome.transpose() {
                self.outcome = Some(outcome);
                let detection = decoder.detection();
                self.found = Found {
                    format: detection.map(format_in_words).unwrap_or_default(),
                    reason: detection.map(|detection| detection.reason.clone()).unwrap_or_default(),
                    decompressed: decoder.decompressed(),
                    fields: of_fields(detection, self.given.as_ref()),
                };
                (self.decoder, self.piece, self.coming) = (None, Vec::new(), None);
            }
        }
    }

    /// Whether the file was read to its end.
    pub fn has_ended(&self) -> bool {
        self.outcome.is_some()
    }
}

/// Where and when an event of the batch stands.
#[derive(Clone, Copy, Debug)]
struct Row {
    key: Key,
    line: u64,
    byte: u64,
}

/// What a decoder gave and nobody has taken yet.
#[derive(Default)]
pub(super) struct Taken {
    batch: Batch,
    rows: Vec<Row>,
    /// How many of them have gone.
    gone: usize,
    pub warnings: Vec<Warning>,
    /// Where events stand that have too many tags for one more.
    pub untagged: Vec<(u64, u64)>,
    pub totals: Totals,
    /// Records that were left out so far.
    pub skipped: u64,
    tag: Rc<str>,
    latest: Key,
    place: (u64, u64),
}

impl Taken {
    pub fn is_empty(&self) -> bool {
        self.gone >= self.rows.len()
    }

    /// Bytes of its events.
    pub fn bytes(&self) -> usize {
        self.batch.bytes()
    }

    /// When the next event stands.
    pub fn key(&self) -> Option<Key> {
        self.rows.get(self.gone).map(|row| row.key)
    }

    /// Shows the next event with its line and byte, and lets go of it.
    pub fn next(&mut self, show: impl FnOnce(u64, u64, &EventRef<'_>)) {
        if let Some(row) = self.rows.get(self.gone) {
            self.batch.with(self.gone, |event| show(row.line, row.byte, event));
            self.gone += 1;
        }
        if self.is_empty() {
            self.batch.clear();
            self.rows.clear();
            self.gone = 0;
        }
    }
}

impl Sink for Taken {
    fn place(&mut self, line: u64, byte: u64) {
        self.place = (line, byte);
    }

    fn event(&mut self, event: EventRef<'_>) {
        let (line, byte) = self.place;
        match event.created {
            None => self.totals.untimed += 1,
            Some(Timestamp(time)) if time < self.latest => self.totals.late += 1,
            Some(Timestamp(time)) => self.latest = time,
        }
        self.rows.push(Row { key: self.latest, line, byte });
        if event.tags.len() < MAX_TAGS {
            let tags: Vec<&str> = event.tags.iter().copied().chain([&*self.tag]).collect();
            self.batch.push(&EventRef { tags: &tags, ..event });
        } else {
            self.untagged.push(self.place);
            self.batch.push(&event);
        }
    }

    fn warning(&mut self, warning: Warning) {
        self.skipped += u64::from(warning.skipped);
        self.warnings.push(warning);
    }
}
