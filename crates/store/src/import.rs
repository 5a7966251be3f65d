//! Import: a file's bytes become events on the disk while they are read.
//!
//! Reading, decoding and writing overlap: while one piece is decoded, the next is on its way and segments made of
//! earlier ones are being written.

use foldback_event::EventRef;
use foldback_format::zip::Packed;
use foldback_format::{Mapping, Sink, Warning};
use foldback_log::{Backend, Importer, LogError, fingerprint};
use foldback_protocol::{FileReport, ImportReport, Progress};
use futures::future::{Either, select};
use futures::stream::{FuturesOrdered, StreamExt as _};

use crate::feed::{Fed, Feed, OneFile, Target};
use crate::files::{File, Parts};
use crate::merge::Merge;
use crate::report::{Tally, grade};
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
    /// The shape of its records, by the stable name that [`foldback_format::Detection::candidates`] gives it; found out when absent.
    pub shape: Option<String>,
    /// Which field plays which role; guessed when absent.
    pub mapping: Option<Mapping>,
    /// Whether one record that cannot be read refuses the whole import; so does, among several, a file that is no log.
    pub refuse_bad: bool,
    /// How its bytes are packed, if it is an entry of an archive; of several files each knows for itself.
    pub packed: Option<Packed>,
    /// What was passed over beside it in its archive, in words.
    pub passed_over: Vec<String>,
}

struct Events<'a, B> {
    store: &'a Store<B>,
    importer: Importer,
    /// Hashes of all ids. Sorting them once at the end costs less than looking each up as it comes.
    ids: Vec<u64>,
    tally: Tally,
}

impl<B: Backend> Sink for Events<'_, B> {
    fn event(&mut self, event: EventRef<'_>) {
        if self.tally.failure.is_some() {
            return;
        }
        self.ids.extend(event.id.map(fingerprint));
        if let Err(error) = self.importer.push(&self.store.log, &event) {
            self.tally.failure = Some(error.into());
        }
    }

    fn warning(&mut self, warning: Warning) {
        self.tally.warning(warning);
    }
}

impl<B: Backend> Target for Events<'_, B> {
    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
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
        let refuse_bad = options.refuse_bad;
        self.import_feed(OneFile::new(source, options, usize::MAX), refuse_bad, monitor, notes).await
    }

    /// Imports several files into this empty store, on one time axis. `notes` is as for one.
    ///
    /// # Errors
    /// As [`Self::import`]; those of one file name it.
    pub async fn import_files<F: File>(
        &self,
        parts: Parts<F>,
        options: ImportOptions,
        monitor: &impl Monitor,
        notes: impl FnOnce(&ImportReport) -> Vec<(String, Option<Vec<u8>>)>,
    ) -> Result<ImportReport, StoreError> {
        if let Some(nothing) = parts.nothing() {
            return Err(nothing);
        }
        let refuse_bad = options.refuse_bad;
        self.import_feed(Merge::new(parts, options), refuse_bad, monitor, notes).await
    }

    async fn import_feed(
        &self,
        mut feed: impl Feed,
        refuse_bad: bool,
        monitor: &impl Monitor,
        notes: impl FnOnce(&ImportReport) -> Vec<(String, Option<Vec<u8>>)>,
    ) -> Result<ImportReport, StoreError> {
        let importer = self.log.begin_import().await?;
        let mut events = Events { store: self, importer, ids: Vec::new(), tally: Tally::new(refuse_bad) };
        let mut writes = FuturesOrdered::new();
        loop {
            {
                let mut filled = std::pin::pin!(feed.fill());
                // Writes go on while the next piece is awaited.
                loop {
                    if writes.is_empty() {
                        break filled.await?;
                    }
                    match select(filled.as_mut(), writes.next()).await {
                        Either::Left((filled, _)) => break filled?,
                        Either::Right((written, _)) => self.written(written)?,
                    }
                }
            }
            if monitor.cancelled() {
                return Err(StoreError::Aborted);
            }
            let ended = feed.drain(&mut events);
            if let Some(failure) = events.tally.failure.take() {
                return Err(failure);
            }
            let ended = ended?;
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
            monitor.progress(Progress {
                format: feed.format(),
                bytes: feed.bytes() as f64,
                events: self.events(),
                streams: self.log.index().streams().len() as u64,
                ..Progress::default()
            });
            if ended {
                while let Some(written) = writes.next().await {
                    self.written(Some(written))?;
                }
                let report = ImportReport {
                    events: events.importer.events(),
                    streams: self.log.index().streams().len() as u64,
                    duplicate_ids: repeated(std::mem::take(&mut events.ids)),
                    time_backwards: self.log.index().backwards(),
                    bytes: feed.bytes() as f64,
                    times: self.log.index().time_range().map(|(first, last)| (first.0, last.0)),
                    ..ImportReport::default()
                };
                let report = reported(report, feed.fed(), std::mem::take(&mut events.tally), 0);
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

/// The report with what was read and found. `already_there` are events that were there before.
pub(crate) fn reported(report: ImportReport, fed: Fed, tally: Tally, already_there: u64) -> ImportReport {
    let left_out: u64 = tally.left_out;
    let warnings = tally.warnings.into_groups();
    let skipped = fed.skipped + left_out;
    let mut files = fed.files;
    for (file, found) in files.iter_mut().zip(tally.files) {
        let FileReport { events, skipped, warnings, .. } = file;
        *events -= found.left_out + found.already_there;
        *skipped += found.left_out;
        *warnings = found.warnings.into_groups();
    }
    ImportReport {
        format: fed.format,
        reason: fed.reason,
        grade: grade(report.events + already_there, skipped, report.duplicate_ids, &warnings),
        records: fed.records,
        skipped,
        warnings,
        decompressed: fed.decompressed as f64,
        files,
        merge: fed.merge,
        candidates: fed.fields.candidates,
        kept_fields: fed.fields.kept_fields,
        source_revisions: fed.fields.source_revisions,
        source_positions: fed.fields.source_positions,
        ..report
    }
}

/// How many of the hashes stand for an id that came before.
pub(crate) fn repeated(mut ids: Vec<u64>) -> u64 {
    ids.sort_unstable();
    ids.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64
}

/// The format as a person would say it.
pub fn format_in_words(detection: &foldback_format::Detection) -> String {
    let compression = detection.compression.map_or_else(String::new, |kind| format!(", {}", kind.as_str()));
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
