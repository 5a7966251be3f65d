//! Import: a file's bytes become events on the disk while they are read.
//!
//! Reading, decoding and writing overlap: while one piece is decoded, the next is on its way and segments made of
//! earlier ones are being written.

use foldback_event::EventRef;
use foldback_format::{Decoder, Mapping, Options, Sink, Warning};
use foldback_log::{Backend, Importer, LogError, fingerprint};
use foldback_protocol::{ImportReport, Progress};
use futures::future::{Either, select};
use futures::stream::{FuturesOrdered, StreamExt as _};

use crate::report::{Warnings, grade, of_fields};
use crate::{Store, StoreError};

/// Segments on their way to the disk at once. More would hold memory and gain nothing: the database writes one after another.
const IN_FLIGHT: usize = 4;

/// Where the bytes of a file come from.
#[allow(async_fn_in_trait, reason = "the engine is single-threaded: its futures need not be Send")]
pub trait Source {
    /// The next piece, about 1 MiB; `None` at the end.
    ///
    /// # Errors
    /// What the place where the bytes are has to say.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, String>;
}

/// Whoever watches a long call.
pub trait Monitor {
    /// It has got this far. `total` and `millis` are the monitor's to fill in.
    fn progress(&self, progress: Progress);
    /// Whether it is to end.
    fn cancelled(&self) -> bool;
}

/// What is known about a file beside its bytes.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Its name without extensions.
    pub name: String,
    /// Which field plays which role; guessed when absent.
    pub mapping: Option<Mapping>,
    /// Whether one record that cannot be read refuses the whole import.
    pub refuse_bad: bool,
}

struct Events<'a, B> {
    store: &'a Store<B>,
    importer: Importer,
    /// Hashes of all ids. Sorting them once at the end costs less than looking each up as it comes.
    ids: Vec<u64>,
    warnings: Warnings,
    refuse_bad: bool,
    failure: Option<StoreError>,
}

impl<B: Backend> Sink for Events<'_, B> {
    fn event(&mut self, event: EventRef<'_>) {
        if self.failure.is_some() {
            return;
        }
        self.ids.extend(event.id.map(fingerprint));
        if let Err(error) = self.importer.push(&self.store.log, &event) {
            self.failure = Some(error.into());
        }
    }

    fn warning(&mut self, warning: Warning) {
        if self.refuse_bad && warning.skipped && self.failure.is_none() {
            let Warning { line, byte, message, .. } = warning.clone();
            self.failure = Some(StoreError::Refused { line, byte, message });
        }
        self.warnings.add(warning);
    }
}

impl<B: Backend> Store<B> {
    /// Imports a file into this empty store. `notes` makes of the report what is to be kept with the log.
    ///
    /// # Errors
    /// When it ends without success the store is half full and not published: the caller deletes it.
    /// [`StoreError::Aborted`] within one piece's work after the monitor says so.
    pub async fn import(
        &self,
        source: &mut impl Source,
        options: ImportOptions,
        monitor: &impl Monitor,
        notes: impl FnOnce(&ImportReport) -> Vec<(String, Option<Vec<u8>>)>,
    ) -> Result<ImportReport, StoreError> {
        let given = options.mapping.clone();
        let mut decoder = Decoder::new(Options { mapping: options.mapping, ..Options::named(&options.name) });
        let mut events = Events {
            store: self,
            importer: self.log.begin_import().await?,
            ids: Vec::new(),
            warnings: Warnings::default(),
            refuse_bad: options.refuse_bad,
            failure: None,
        };
        let mut writes = FuturesOrdered::new();
        let mut bytes = 0u64;
        loop {
            let piece = {
                let mut next = std::pin::pin!(source.next());
                // Writes go on while the next piece is awaited.
                loop {
                    if writes.is_empty() {
                        break next.await;
                    }
                    match select(next.as_mut(), writes.next()).await {
                        Either::Left((piece, _)) => break piece,
                        Either::Right((written, _)) => self.written(written)?,
                    }
                }
            };
            let piece = piece.map_err(StoreError::Source)?;
            if monitor.cancelled() {
                return Err(StoreError::Aborted);
            }
            let ended = piece.is_none();
            let outcome = match piece {
                Some(piece) => {
                    bytes += piece.len() as u64;
                    decoder.push(&piece, &mut events).map(|()| None)
                }
                None => decoder.finish(&mut events).map(Some),
            };
            if let Some(failure) = events.failure.take() {
                return Err(failure);
            }
            let outcome = outcome?;
            if ended {
                events.importer.seal(&self.log)?;
            }
            while let Some(segment) = events.importer.next_segment() {
                let end = self.log.segment_end(segment.first);
                while writes.len() >= IN_FLIGHT {
                    let written = writes.next().await;
                    self.written(written)?;
                }
                writes.push_back(async move { self.log.write_segment(segment).await.map(|()| end) });
                // A future does nothing until it is polled: this sends its writes off.
                if let std::task::Poll::Ready(written) = futures::poll!(writes.next()) {
                    self.written(written)?;
                }
            }
            let format = decoder.detection().map(format_in_words).unwrap_or_default();
            monitor.progress(Progress {
                format: format.clone(),
                bytes: bytes as f64,
                events: self.events(),
                streams: self.log.index().streams().len() as u64,
                ..Progress::default()
            });
            if let Some(outcome) = outcome {
                while let Some(written) = writes.next().await {
                    self.written(Some(written))?;
                }
                let duplicate_ids = repeated(std::mem::take(&mut events.ids));
                let warnings = std::mem::take(&mut events.warnings).into_groups();
                let report = ImportReport {
                    format,
                    reason: decoder.detection().map(|detection| detection.reason.clone()).unwrap_or_default(),
                    grade: grade(outcome.events, outcome.skipped, duplicate_ids, &warnings),
                    records: outcome.records,
                    events: outcome.events,
                    skipped: outcome.skipped,
                    streams: self.log.index().streams().len() as u64,
                    duplicate_ids,
                    time_backwards: self.log.index().backwards(),
                    warnings,
                    bytes: bytes as f64,
                    decompressed: decoder.decompressed() as f64,
                    times: self.log.index().time_range().map(|(first, last)| (first.0, last.0)),
                    ..of_fields(decoder.detection(), given.as_ref())
                };
                if monitor.cancelled() {
                    return Err(StoreError::Aborted);
                }
                self.log.publish(events.importer, notes(&report)).await?;
                self.readable.set(self.log.head().next);
                return Ok(report);
            }
        }
    }

    fn written(&self, written: Option<Result<u64, LogError>>) -> Result<(), StoreError> {
        if let Some(end) = written {
            self.readable.set(end?);
        }
        Ok(())
    }
}

/// How many of the hashes stand for an id that came before.
pub(crate) fn repeated(mut ids: Vec<u64>) -> u64 {
    ids.sort_unstable();
    ids.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64
}

/// The format as a person would say it.
pub fn format_in_words(detection: &foldback_format::Detection) -> String {
    let compression = if detection.gzip { ", gzip" } else { "" };
    match detection.shape {
        Some(shape) => format!("{shape}, {}{compression}", detection.format),
        None => format!("{}{compression}", detection.format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_different_ids_have_different_fingerprints() {
        let ids = (0..1_000_000u64).map(|n| {
            let noise = n.wrapping_mul(0x2545_f491_4f6c_dd1d);
            fingerprint(&format!("{:08x}-0000-4000-8000-{:012x}", noise as u32, noise >> 16 & 0xffff_ffff_ffff))
        });
        assert_eq!(repeated(ids.collect()), 0);
        assert_eq!(repeated((0..1_000_000).map(|n| fingerprint(&n.to_string())).collect()), 0);
        assert_eq!(repeated(["a", "b", "a", "a"].map(fingerprint).to_vec()), 2);
        assert_ne!(fingerprint("a"), fingerprint("a\0"));
    }
}
