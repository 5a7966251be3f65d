//! A projection that takes all its events in their order: one state of all of them, or the partitions that handlers have named.

use std::collections::BTreeMap;
use std::rc::Rc;

use foldback_log::{Backend, LogError, View};
use foldback_replay::{Folded, History, WireError, read_patches};
use rustc_hash::FxHashMap;

use super::folder::Folder;
use super::registry::{Body, Projection};
use super::streams::{STRETCH, input};
use crate::{Store, StoreError};

/// What the wire calls the state that all partitions share.
pub const SHARED: &str = "\0shared";

/// The names of partitions; a name's place is its number.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<Rc<str>>,
    numbers: FxHashMap<Rc<str>, u32>,
}

impl Names {
    /// The number of a name, given to it if it has none.
    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let (name, number) = (Rc::<str>::from(name), self.names.len() as u32);
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }

    /// The number of a name that has one.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    pub fn name(&self, number: u32) -> Option<&Rc<str>> {
        self.names.get(number as usize)
    }
}

/// The states so far.
#[derive(Debug)]
pub struct Run {
    pub history: History,
    pub names: Names,
    /// Tells these numbers of partitions from those of another run.
    pub mark: Rc<()>,
    /// The position of the next event.
    pub next: u64,
    /// Where its states begin: before that position they were another's, and are kept.
    pub begun: u64,
    pub handled: u64,
    /// How many events nobody handles, by type.
    pub unhandled: BTreeMap<Rc<str>, u64>,
    /// Why it does not go on.
    pub failed: Option<StoreError>,
}

impl Run {
    pub fn new(budget: usize) -> Self {
        Self {
            history: History::with_budget(budget),
            names: Names::default(),
            mark: Rc::default(),
            next: 0,
            begun: 0,
            handled: 0,
            unhandled: BTreeMap::new(),
            failed: None,
        }
    }

    /// Folds the next event by a fold of the engine. Another future may have been faster.
    pub fn fold(&mut self, fold: &Folder, view: &View<'_>) {
        if view.position.0 < self.next {
            return;
        }
        let one = self.names.number("");
        // The last stretch of a partition is always there.
        if let Ok(Folded::Applied) = self.history.fold(fold.get(), one, &input(view)) {
            self.handled += 1;
        } else {
            self.pass_over(view.event_type, 1);
        }
        self.next = view.position.0 + 1;
    }

    pub fn pass_over(&mut self, event_type: &str, events: u64) {
        match self.unhandled.get_mut(event_type) {
            Some(count) => *count += events,
            None => drop(self.unhandled.insert(event_type.into(), events)),
        }
    }

    /// Takes lines that handlers wrote of events in a range, in their order. Gives the position behind the last of these events.
    pub fn take(&mut self, lines: &str, range: &std::ops::Range<u64>) -> Result<u64, WireError> {
        let mut behind = range.start;
        for line in read_patches(lines) {
            let line = line?;
            if !range.contains(&line.position) {
                let message = format!("position {} is not of this job, which is {range:?}", line.position);
                return Err(WireError { line: line.line, byte: None, message });
            }
            let number = self.names.number(&line.partition);
            if line.partition == SHARED {
                self.history.pin(number);
            }
            self.history.take(number, &line)?;
            behind = line.position + 1;
        }
        Ok(behind)
    }
}

impl<B: Backend> Store<B> {
    /// Folds what comes before `to` by a fold of the engine.
    pub(crate) async fn fold_run(&self, projection: &Projection, to: u64) -> Result<(), StoreError> {
        let (Body::Run(run), Some(fold)) = (&projection.body, &projection.fold) else { return Ok(()) };
        let _one = projection.folding.lock().await;
        let (from, to) = (run.borrow().next, to.min(self.events()));
        if from >= to {
            return Ok(());
        }
        self.refuse_removed(projection, from..to)?;
        let mut take = |view: View<'_>| {
            if projection.reads(view.stream, view.event_type) {
                run.borrow_mut().fold(fold, &view);
            }
            true
        };
        self.log.visit(from..to, &mut take).await?;
        let mut run = run.borrow_mut();
        run.next = run.next.max(to);
        if projection.asking.get() == 0 {
            run.history.thin();
        }
        Ok(())
    }

    /// Where a stretch ends that is folded at once.
    pub(crate) fn stretch_end(&self, from: u64, to: u64) -> u64 {
        self.log.segment_end(from).max(from + STRETCH).min(to).min(self.events())
    }

    /// An error where events in a range were removed that a projection may need.
    pub(crate) fn refuse_removed(
        &self,
        projection: &Projection,
        range: std::ops::Range<u64>,
    ) -> Result<(), StoreError> {
        if self.head().removed_at == 0 {
            return Ok(());
        }
        let index = self.log.index();
        let column = index.stream_column();
        let at = |position: u64| usize::try_from(position).unwrap_or(usize::MAX).min(column.len());
        let removed = column[at(range.start)..at(range.end)].iter().position(|stream| *stream == u32::MAX);
        let Some(position) = removed.map(|removed| range.start + removed as u64) else { return Ok(()) };
        // Whose they were is not known any more, but whose there are none of is.
        let whole = |name: &str| index.stream(name).is_some_and(|entry| entry.first_revision == 0);
        let filter = &projection.asked.filter;
        if filter.stream_prefixes.is_empty()
            && !filter.streams.is_empty()
            && filter.streams.iter().all(|name| whole(name))
        {
            return Ok(());
        }
        Err(StoreError::Log(LogError::Scavenged { position }))
    }
}
