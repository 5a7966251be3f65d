//! Where an import's events come from: one file, or several on one time axis. A feed reads and decodes; it stores nothing.

use foldback_format::{Decoder, Mapping, Options, Sink};
use foldback_protocol::{FileReport, MergeReport};

use crate::report::{Fields, Tally, of_fields};
use crate::{ImportOptions, Source, StoreError, format_in_words};

/// Takes what a feed hands on.
pub(crate) trait Target: Sink {
    fn tally(&mut self) -> &mut Tally;
}

/// Reads and decodes, in turns: while it reads, what it has handed on before can be written.
#[allow(async_fn_in_trait, reason = "the engine is single-threaded: its futures need not be Send")]
pub(crate) trait Feed {
    /// Reads one piece, if one is needed to get on.
    async fn fill(&mut self) -> Result<(), StoreError>;
    /// Hands on what was read; gives whether that was the last.
    fn drain(&mut self, target: &mut dyn Target) -> Result<bool, StoreError>;
    /// Bytes of the files so far.
    fn bytes(&self) -> u64;
    /// The format, in words, as far as it is known.
    fn format(&self) -> String;
    /// What became of all of it, once it has ended.
    fn fed(&mut self) -> Fed;
}

/// What a feed has read.
#[derive(Default)]
pub(crate) struct Fed {
    /// The format, in words.
    pub format: String,
    pub reason: String,
    pub records: u64,
    pub skipped: u64,
    pub decompressed: u64,
    /// Without what the store has found in them.
    pub files: Vec<FileReport>,
    pub merge: Option<MergeReport>,
    pub fields: Fields,
}

/// Notes what lies in an archive beside logs.
pub(crate) fn passed_over(notes: impl Iterator<Item = String>, tally: &mut Tally) {
    notes.for_each(|note| tally.put("PassedOver", false, 0, 0, note));
}

/// One file, as it comes.
pub(crate) struct OneFile<'a, S> {
    source: &'a mut S,
    decoder: Decoder,
    given: Option<Mapping>,
    is_entry: bool,
    passed_over: Vec<String>,
    /// The piece at hand and how much of it was decoded; at the end of the file `Some(None)`.
    piece: Option<Option<Vec<u8>>>,
    at: usize,
    /// Bytes that are decoded at a time.
    bite: usize,
    bytes: u64,
    fed: Fed,
}

impl<'a, S: Source> OneFile<'a, S> {
    pub fn new(source: &'a mut S, options: ImportOptions, bite: usize) -> Self {
        let ImportOptions { name, shape, mapping, packed, passed_over, .. } = options;
        Self {
            source,
            is_entry: packed.is_some(),
            passed_over,
            given: mapping.clone(),
            decoder: Decoder::new(Options { mapping, shape, packed, ..Options::named(&name) }),
            piece: None,
            at: 0,
            bite,
            bytes: 0,
            fed: Fed::default(),
        }
    }
}

impl<S: Source> Feed for OneFile<'_, S> {
    async fn fill(&mut self) -> Result<(), StoreError> {
        if self.piece.is_none() {
            self.piece = Some(self.source.next().await.map_err(StoreError::Source)?);
            self.at = 0;
        }
        Ok(())
    }

    fn drain(&mut self, target: &mut dyn Target) -> Result<bool, StoreError> {
        passed_over(self.passed_over.drain(..), target.tally());
        match &self.piece {
            None => Ok(false),
            Some(Some(piece)) => {
                let rest = piece.get(self.at..).unwrap_or_default();
                let bite = rest.get(..self.bite).unwrap_or(rest);
                self.at += bite.len();
                self.bytes += bite.len() as u64;
                let outcome = self.decoder.push(bite, target);
                if self.at == piece.len() {
                    self.piece = None;
                }
                outcome?;
                Ok(false)
            }
            Some(None) => {
                let outcome = self.decoder.finish(target)?;
                self.fed.records = outcome.records;
                self.fed.skipped = outcome.skipped;
                Ok(true)
            }
        }
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn format(&self) -> String {
        let zip = if self.is_entry { ", zip" } else { "" };
        self.decoder.detection().map(|detection| format_in_words(detection) + zip).unwrap_or_default()
    }

    fn fed(&mut self) -> Fed {
        let reason = self.decoder.detection().map(|detection| detection.reason.clone()).unwrap_or_default();
        Fed {
            format: self.format(),
            reason,
            fields: of_fields(self.decoder.detection(), self.given.as_ref()),
            decompressed: self.decoder.decompressed(),
            ..std::mem::take(&mut self.fed)
        }
    }
}
