//! Import into a store that is open and may have events: appended in batches at the end, while others append too.
//!
//! Each batch is whole or not at all, the import is not: what was appended before it fails or is cancelled stays. It never writes
//! an event that its stream has among the latest ones already.

use std::collections::VecDeque;

use foldback_event::{EventRef, Timestamp};
use foldback_format::{Sink, Warning};
use foldback_log::{Appended, Backend, Batch, Expected, LogError, RecentIds, check_event, fingerprint};
use foldback_protocol::{ImportReport, Progress};
use rustc_hash::FxHashSet;

use crate::feed::{Feed, OneFile, Target};
use crate::files::{File, Parts};
use crate::import::{repeated, reported};
use crate::merge::Merge;
use crate::report::Tally;
use crate::{ImportOptions, Monitor, Source, Store, StoreError};

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
    /// Where the record of the next event stands.
    place: (u64, u64),
    /// The batch that is being filled, behind those that are full.
    batches: VecDeque<Batch>,
    ids: Vec<u64>,
    streams: FxHashSet<u64>,
    already_there: u64,
    latest: Option<Timestamp>,
    time_backwards: u64,
    tally: Tally,
}

impl<B: Backend> Target for Events<'_, B> {
    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }
}

impl<B: Backend> Sink for Events<'_, B> {
    fn place(&mut self, line: u64, byte: u64) {
        self.place = (line, byte);
    }

    fn event(&mut self, event: EventRef<'_>) {
        if self.tally.failure.is_some() {
            return;
        }
        let (line, byte) = self.place;
        let log = self.store.log();
        if log.is_tombstoned(event.stream) {
            let stream = event.stream.to_owned();
            if self.tally.refuse_bad {
                return self.tally.refuse(StoreError::StreamDeleted { stream, line, byte });
            }
            let message = format!("the stream {stream} was deleted for good and takes no more events");
            return self.tally.left_out("StreamDeleted", line, byte, message);
        }
        if let Err(reason) = check_event(&event) {
            if self.tally.refuse_bad {
                return self.tally.refuse(StoreError::Refused { line, byte, message: reason });
            }
            return self.tally.left_out("TooLarge", line, byte, reason);
        }
        let Some(recent) = &self.recent else { return };
        if event.id.is_some_and(|id| log.is_recent(recent, event.stream, id)) {
            self.already_there += 1;
            if let Some(file) = self.tally.file() {
                file.already_there += 1;
            }
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
        self.tally.warning(warning);
    }
}

impl<B: Backend> Store<B> {
    fn events_of(&self, recent: Option<RecentIds>, refuse_bad: bool) -> Events<'_, B> {
        Events {
            store: self,
            recent,
            place: (1, 0),
            batches: VecDeque::new(),
            ids: Vec::new(),
            streams: FxHashSet::default(),
            already_there: 0,
            latest: None,
            time_backwards: 0,
            tally: Tally::new(refuse_bad),
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
        self.check_feed(OneFile::new(source, options, usize::MAX), monitor).await
    }

    /// The same for several files.
    ///
    /// # Errors
    /// As [`Self::check_import`].
    pub async fn check_files<F: File>(
        &self,
        parts: Parts<F>,
        options: ImportOptions,
        monitor: &impl Monitor,
    ) -> Result<(), StoreError> {
        match parts.nothing() {
            Some(nothing) => Err(nothing),
            None => self.check_feed(Merge::new(parts, options), monitor).await,
        }
    }

    async fn check_feed(&self, mut feed: impl Feed, monitor: &impl Monitor) -> Result<(), StoreError> {
        let mut events = self.events_of(None, true);
        loop {
            feed.fill().await?;
            if monitor.cancelled() {
                return Err(StoreError::Aborted);
            }
            let ended = feed.drain(&mut events);
            if let Some(failure) = events.tally.failure.take() {
                return Err(failure);
            }
            if ended? {
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
        let refuse_bad = options.refuse_bad;
        self.feed_into(OneFile::new(source, options, BITE), refuse_bad, monitor).await
    }

    /// Appends the events of several files to this store, on one time axis among themselves.
    ///
    /// # Errors
    /// As [`Self::import_into`]; those of one file name it.
    pub async fn import_files_into<F: File>(
        &self,
        parts: Parts<F>,
        options: ImportOptions,
        monitor: &impl Monitor,
    ) -> Result<ImportedInto, StoreError> {
        if let Some(nothing) = parts.nothing() {
            return Err(StoreError::Stopped { appended: 0, why: Box::new(nothing) });
        }
        let refuse_bad = options.refuse_bad;
        self.feed_into(Merge::new(parts, options), refuse_bad, monitor).await
    }

    async fn feed_into(
        &self,
        feed: impl Feed,
        refuse_bad: bool,
        monitor: &impl Monitor,
    ) -> Result<ImportedInto, StoreError> {
        let mut done = ImportedInto::default();
        match self.append_all(feed, refuse_bad, monitor, &mut done).await {
            Ok(()) => Ok(done),
            Err(why) => Err(StoreError::Stopped { appended: done.report.events, why: Box::new(why) }),
        }
    }

    async fn append_all(
        &self,
        mut feed: impl Feed,
        refuse_bad: bool,
        monitor: &impl Monitor,
        done: &mut ImportedInto,
    ) -> Result<(), StoreError> {
        let recent = self.log.recent_ids().await?;
        let mut events = self.events_of(Some(recent), refuse_bad);
        loop {
            feed.fill().await?;
            let ended = feed.drain(&mut events);
            let leave = usize::from(!matches!(ended, Ok(true)));
            self.append_full(&mut events, leave, &feed, monitor, done).await?;
            if ended? {
                break;
            }
        }
        let report = ImportReport {
            streams: events.streams.len() as u64,
            duplicate_ids: repeated(std::mem::take(&mut events.ids)),
            time_backwards: events.time_backwards,
            bytes: feed.bytes() as f64,
            ..std::mem::take(&mut done.report)
        };
        done.report = reported(report, feed.fed(), events.tally, events.already_there);
        done.already_there = events.already_there;
        Ok(())
    }

    /// Appends batches, oldest first, until `leave` are left.
    async fn append_full(
        &self,
        events: &mut Events<'_, B>,
        leave: usize,
        feed: &impl Feed,
        monitor: &impl Monitor,
        done: &mut ImportedInto,
    ) -> Result<(), StoreError> {
        // What was found before something that ends the import is appended: the error says up to where.
        let leave = if events.tally.failure.is_some() { 0 } else { leave };
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
                format: feed.format(),
                bytes: feed.bytes() as f64,
                events: done.report.events,
                streams: events.streams.len() as u64,
                ..Progress::default()
            });
        }
        if monitor.cancelled() {
            return Err(StoreError::Aborted);
        }
        events.tally.failure.take().map_or(Ok(()), Err)
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
