//! Import into a store that is open and may have events: appended in batches at the end, while others append too.
//!
//! Each batch is whole or not at all, the import is not: what was appended before it fails or is cancelled stays. It never writes
//! an event that its stream has among the latest ones already.

use std::collections::VecDeque;

use foldback_event::{EventRef, Timestamp};
use foldback_format::{Decoder, Options, Sink, Warning};
use foldback_log::{Appended, Backend, Batch, Expected, LogError, RecentIds, check_event, fingerprint};
use foldback_protocol::{ImportReport, Progress};
use rustc_hash::FxHashSet;

use crate::import::repeated;
use crate::report::{Warnings, grade};
use crate::{ImportOptions, Monitor, Source, Store, StoreError, format_in_words};

/// Events and bytes of a batch: enough that a transaction is no cost.
const EVENTS: usize = 4096;
const BYTES: usize = 1 << 20;

/// Bytes of the file that are decoded between two looks at what there is to append: compressed they may hold a thousand times as many.
const BITE: usize = 64 << 10;

/// What an import into an open store did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedInto {
    /// As for an import into a new log; `records` are `events`, `skipped` and `already_there`.
    pub report: ImportReport,
    /// Events that were there already, by their ids.
    pub already_there: u64,
    /// Position of the first event that was appended.
    pub first: Option<u64>,
    /// Position of the last. Others may have appended between the two.
    pub last: Option<u64>,
}

/// Takes what the decoder finds.
struct Events<'a, B> {
    store: &'a Store<B>,
    /// What there was before; nothing when events are only looked at.
    recent: Option<RecentIds>,
    refuse_bad: bool,
    /// Where the record of the next event stands.
    place: (u64, u64),
    /// The batch that is being filled, behind those that are full.
    batches: VecDeque<Batch>,
    ids: Vec<u64>,
    streams: FxHashSet<u64>,
    already_there: u64,
    /// Events that the decoder gave and that cannot be appended.
    left_out: u64,
    latest: Option<Timestamp>,
    time_backwards: u64,
    warnings: Warnings,
    failure: Option<StoreError>,
}

impl<B: Backend> Events<'_, B> {
    fn refuse(&mut self, failure: StoreError) {
        self.failure.get_or_insert(failure);
    }
}

impl<B: Backend> Sink for Events<'_, B> {
    fn place(&mut self, line: u64, byte: u64) {
        self.place = (line, byte);
    }

    fn event(&mut self, event: EventRef<'_>) {
        if self.failure.is_some() {
            return;
        }
        let (line, byte) = self.place;
        let log = self.store.log();
        if log.is_tombstoned(event.stream) {
            let stream = event.stream.to_owned();
            if self.refuse_bad {
                return self.refuse(StoreError::StreamDeleted { stream, line, byte });
            }
            self.left_out += 1;
            let message = format!("the stream {stream} was deleted for good and takes no more events");
            return self.warnings.left_out("StreamDeleted", line, byte, message);
        }
        if let Err(reason) = check_event(&event) {
            if self.refuse_bad {
                return self.refuse(StoreError::Refused { line, byte, message: reason });
            }
            self.left_out += 1;
            return self.warnings.left_out("TooLarge", line, byte, reason);
        }
        let Some(recent) = &self.recent else { return };
        if event.id.is_some_and(|id| log.is_recent(recent, event.stream, id)) {
            self.already_there += 1;
            return;
        }
        if event.created.is_some() {
            self.time_backwards += u64::from(event.created < self.latest);
            self.latest = event.created;
        }
        self.ids.extend(event.id.map(fingerprint));
        self.streams.insert(fingerprint(event.stream));
        let full = |batch: &Batch| batch.len() >= EVENTS || batch.bytes() >= BYTES;
        if self.batches.back().is_none_or(full) {
            self.batches.push_back(Batch::default());
        }
        if let Some(batch) = self.batches.back_mut() {
            batch.push(&event);
        }
    }

    fn warning(&mut self, warning: Warning) {
        if self.refuse_bad && warning.skipped {
            let Warning { line, byte, message, .. } = warning.clone();
            self.refuse(StoreError::Refused { line, byte, message });
        }
        self.warnings.add(warning);
    }
}

impl<B: Backend> Store<B> {
    fn events_of(&self, recent: Option<RecentIds>, refuse_bad: bool) -> Events<'_, B> {
        Events {
            store: self,
            recent,
            refuse_bad,
            place: (1, 0),
            batches: VecDeque::new(),
            ids: Vec::new(),
            streams: FxHashSet::default(),
            already_there: 0,
            left_out: 0,
            latest: None,
            time_backwards: 0,
            warnings: Warnings::default(),
            failure: None,
        }
    }

    /// Reads a file to its end and appends nothing: whether an import that refuses bad records would refuse it.
    ///
    /// # Errors
    /// What it would be refused for.
    pub async fn check_import(
        &self,
        source: &mut impl Source,
        options: ImportOptions,
        monitor: &impl Monitor,
    ) -> Result<(), StoreError> {
        let mut decoder = Decoder::new(Options { mapping: options.mapping, ..Options::named(&options.name) });
        let mut events = self.events_of(None, true);
        loop {
            let piece = source.next().await.map_err(StoreError::Source)?;
            if monitor.cancelled() {
                return Err(StoreError::Aborted);
            }
            let outcome = match &piece {
                Some(piece) => decoder.push(piece, &mut events),
                None => decoder.finish(&mut events).map(drop),
            };
            if let Some(failure) = events.failure.take() {
                return Err(failure);
            }
            outcome?;
            if piece.is_none() {
                return Ok(());
            }
        }
    }

    /// Appends the events of a file to this store.
    ///
    /// # Errors
    /// [`StoreError::Stopped`], with how many events were appended before. [`StoreError::Aborted`] in it within one batch after the
    /// monitor says so.
    pub async fn import_into(
        &self,
        source: &mut impl Source,
        options: ImportOptions,
        monitor: &impl Monitor,
    ) -> Result<ImportedInto, StoreError> {
        let mut done = ImportedInto::default();
        match self.import_all(source, options, monitor, &mut done).await {
            Ok(()) => Ok(done),
            Err(why) => Err(StoreError::Stopped { appended: done.report.events, why: Box::new(why) }),
        }
    }

    async fn import_all(
        &self,
        source: &mut impl Source,
        options: ImportOptions,
        monitor: &impl Monitor,
        done: &mut ImportedInto,
    ) -> Result<(), StoreError> {
        let mut decoder = Decoder::new(Options { mapping: options.mapping, ..Options::named(&options.name) });
        let recent = self.log.recent_ids().await?;
        let mut events = self.events_of(Some(recent), options.refuse_bad);
        let mut bytes = 0u64;
        loop {
            let piece = source.next().await.map_err(StoreError::Source)?;
            let Some(piece) = piece else { break };
            for bite in piece.chunks(BITE) {
                bytes += bite.len() as u64;
                let outcome = decoder.push(bite, &mut events);
                self.append_full(&mut events, 1, &decoder, bytes, monitor, done).await?;
                outcome?;
            }
        }
        let outcome = decoder.finish(&mut events);
        self.append_full(&mut events, 0, &decoder, bytes, monitor, done).await?;
        let outcome = outcome?;
        let duplicate_ids = repeated(std::mem::take(&mut events.ids));
        let warnings = std::mem::take(&mut events.warnings).into_groups();
        let report = &mut done.report;
        report.skipped = outcome.skipped + events.left_out;
        let there = report.events + events.already_there;
        report.grade = grade(there, report.skipped, duplicate_ids, &warnings);
        report.format = decoder.detection().map(format_in_words).unwrap_or_default();
        report.reason = decoder.detection().map(|detection| detection.reason.clone()).unwrap_or_default();
        report.records = outcome.records;
        report.streams = events.streams.len() as u64;
        report.duplicate_ids = duplicate_ids;
        report.time_backwards = events.time_backwards;
        report.warnings = warnings;
        report.bytes = bytes as f64;
        report.decompressed = decoder.decompressed() as f64;
        done.already_there = events.already_there;
        Ok(())
    }

    /// Appends batches, oldest first, until `leave` are left.
    async fn append_full(
        &self,
        events: &mut Events<'_, B>,
        leave: usize,
        decoder: &Decoder,
        bytes: u64,
        monitor: &impl Monitor,
        done: &mut ImportedInto,
    ) -> Result<(), StoreError> {
        // What was found before something that ends the import is appended: the error says up to where.
        let leave = if events.failure.is_some() { 0 } else { leave };
        while events.batches.len() > leave {
            if monitor.cancelled() {
                return Err(StoreError::Aborted);
            }
            let Some(batch) = events.batches.pop_front() else { break };
            let appended = self.append_imported(&batch).await?;
            if appended.written {
                done.first.get_or_insert(appended.first);
                done.last = Some(appended.last);
                done.report.events += appended.count;
            } else {
                // Another tab has imported the same file meanwhile.
                events.already_there += appended.count;
            }
            monitor.progress(Progress {
                format: decoder.detection().map(format_in_words).unwrap_or_default(),
                bytes: bytes as f64,
                events: done.report.events,
                streams: events.streams.len() as u64,
                ..Progress::default()
            });
        }
        if monitor.cancelled() {
            return Err(StoreError::Aborted);
        }
        events.failure.take().map_or(Ok(()), Err)
    }

    /// Appends a batch behind whatever its streams are at. That is expected, not left open: the ids that the file repeats are
    /// no sign of an append that is tried again.
    async fn append_imported(&self, batch: &Batch) -> Result<Appended, StoreError> {
        loop {
            let streams: FxHashSet<&str> = (0..batch.len()).map(|at| batch.stream(at)).collect();
            let expected: Vec<(&str, Expected)> =
                streams.into_iter().map(|stream| (stream, self.log.expectation(stream))).collect();
            match self.append_batch(batch.clone(), &expected, None, false).await {
                // Someone else has appended to one of them.
                Err(StoreError::Log(LogError::WrongExpectedRevision { .. })) => drop(self.refresh().await?),
                outcome => return outcome,
            }
        }
    }
}
