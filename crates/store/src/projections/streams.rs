//! States of each stream by a fold of the engine: folded ahead in the background, and on demand where that has not come yet.

use std::cell::RefCell;
#[cfg(feature = "time")]
use std::rc::Rc;

use foldback_log::{Backend, LogError, View, Visit};
use foldback_protocol::StreamFilter;
#[cfg(feature = "time")]
use foldback_replay::Standing;
use foldback_replay::{History, Input};
#[cfg(feature = "time")]
use futures::lock::Mutex;
use rustc_hash::{FxHashMap, FxHashSet};

#[cfg(feature = "time")]
use super::fits;
use super::folder::Folder;
use crate::{Store, StoreError};

/// Bytes that histories may take.
pub const BUDGET: usize = 256 << 20;

/// A stream's events are picked one by one when they are rarer in the log than this; otherwise reading past the others is faster.
pub const SPARSE: u64 = 64;

/// Events that are folded ahead at once at least. About a hundredth of a second's work.
#[cfg(feature = "time")]
pub const STRETCH: u64 = 2048;

/// The same for a question that waits: reads run ahead of each other within a stretch only.
#[cfg(feature = "time")]
const LONG_STRETCH: u64 = 16 * STRETCH;

/// The projection and what it remembers.
#[derive(Debug)]
pub struct Streams {
    pub(super) fold: Folder,
    /// Which streams there are.
    filter: StreamFilter,
    pub(super) history: History,
    budget: usize,
    /// How far they are folded in the order of the log.
    #[cfg(feature = "time")]
    ahead: u64,
    /// Held by whoever folds in the order of the log: the background and a question would read the same stretch.
    #[cfg(feature = "time")]
    turn: Rc<Mutex<()>>,
    /// When a partition was last asked for.
    asked: FxHashMap<u32, u64>,
    clock: u64,
    /// Questions that are being asked: what was folded again for them stays until they are answered.
    pub(super) asking: u32,
    /// Whether a scavenge keeps the states of this fold.
    is_merge: bool,
    /// What was kept of them is to be taken up again.
    #[cfg_attr(not(feature = "time"), expect(dead_code, reason = "nothing is kept of them without projections"))]
    anew: bool,
    /// The first revision in the histories that begin with a snapshot. A scavenge that was killed in the middle has left events before it.
    begun: FxHashMap<u32, u64>,
    /// Those of them that go on from where they stood when they were written down. They are not let go of: nothing else may lead there.
    resumed: FxHashSet<u32>,
    /// The generation in which events were last removed, when this was begun. Removing gives streams other numbers.
    removed_at: u64,
}

impl Streams {
    /// Streams of which nothing is folded yet.
    pub fn new(fold: Folder, budget: usize) -> Self {
        Self {
            fold,
            filter: StreamFilter::default(),
            history: History::with_budget(budget),
            budget,
            #[cfg(feature = "time")]
            ahead: 0,
            #[cfg(feature = "time")]
            turn: Rc::default(),
            asked: FxHashMap::default(),
            clock: 0,
            asking: 0,
            is_merge: false,
            anew: false,
            begun: FxHashMap::default(),
            resumed: FxHashSet::default(),
            removed_at: 0,
        }
    }

    /// Only some streams.
    #[cfg(feature = "time")]
    pub fn only(self, filter: StreamFilter) -> Self {
        Self { filter, ..self }
    }

    /// A scavenge keeps the states of this fold.
    pub fn kept_by_scavenges(self) -> Self {
        Self { is_merge: true, ..self }
    }

    /// The same fold over nothing yet, in the generation in which events were last removed.
    pub fn begun_anew(&self, removed_at: u64) -> Self {
        let anew = Self::new(self.fold.clone(), self.budget);
        Self { removed_at, is_merge: self.is_merge, filter: self.filter.clone(), ..anew }
    }

    /// Forgets a partition: it is folded again from its first event on.
    pub fn let_go(&mut self, partition: u32) {
        self.history.forget(partition);
        self.begun.remove(&partition);
        self.resumed.remove(&partition);
    }

    /// The history, to ask it about `partition`.
    pub fn history(&mut self, partition: u32) -> &History {
        self.clock += 1;
        self.asked.insert(partition, self.clock);
        &self.history
    }

    /// Folds an event if it is the next one of its partition, which it is not where another future was faster, nor where
    /// the partition begins with a snapshot that nobody has asked for yet. `first` is the first revision that there is.
    fn take(&mut self, view: &View<'_>, first: u64) {
        let first = self.begun.get(&view.stream_id).copied().unwrap_or(first);
        let entries = self.history.entries(view.stream_id);
        if first > 0 && entries.is_none() {
            return;
        }
        if view.revision.0 == first + entries.unwrap_or_default() as u64 {
            // What is gone of a partition keeps nothing from being added to it.
            let _ = self.history.fold(self.fold.get(), view.stream_id, &input(view));
        }
    }

    fn is_full(&self) -> bool {
        self.history.weight() > self.budget
    }

    /// Lets go of what was not asked for lately, but never of `keep`.
    fn thin(&mut self, keep: u32) {
        if self.asking > 0 {
            return;
        }
        self.history.thin();
        if !self.is_full() {
            return;
        }
        let others =
            self.history.partitions().filter(|partition| *partition != keep && !self.resumed.contains(partition));
        // When it was asked for, then its number: whole numbers need no sort of their own. The clock ticks once a question.
        let when = |partition| self.asked.get(&partition).copied().unwrap_or_default() << 32 | u64::from(partition);
        let mut partitions: Vec<u64> = others.map(when).collect();
        partitions.sort_unstable();
        for partition in partitions.into_iter().map(|when| when as u32) {
            if self.history.weight() <= self.budget / 4 * 3 {
                break;
            }
            self.history.forget(partition);
        }
    }
}

#[cfg(feature = "time")]
impl Streams {
    /// Goes on from where a stream stood, with its event of that revision.
    pub fn resume(&mut self, partition: u32, revision: u64, standing: &Standing) {
        self.history.resume(partition, standing);
        self.begun.insert(partition, revision);
        self.resumed.insert(partition);
    }

    /// All that was kept is taken up, which reaches to `next`.
    pub fn resumed(&mut self, next: u64, removed_at: u64) {
        (self.ahead, self.removed_at, self.anew) = (next, removed_at, false);
    }

    /// Whether what was kept of them is to be taken up again: since events were removed, streams have other numbers.
    pub fn is_anew(&self, removed_at: u64) -> bool {
        self.anew || self.removed_at != removed_at
    }

    /// How far they are folded ahead.
    pub fn ahead(&self) -> u64 {
        self.ahead
    }

    /// The history, to be looked at.
    pub fn all(&self) -> &History {
        &self.history
    }

    /// The history, to declare an index in it.
    pub fn all_mut(&mut self) -> &mut History {
        &mut self.history
    }
}

/// An event as folds see it.
pub fn input<'a>(view: &View<'a>) -> Input<'a> {
    Input {
        position: view.position.0,
        stream: view.stream,
        event_type: view.event_type,
        data: view.is_json().then(|| view.data()),
        metadata: view.metadata(),
    }
}

impl<B: Backend> Store<B> {
    /// Makes sure that a stream is folded up to `at`, and gives its number.
    ///
    /// Of a stream whose first events were removed the states from there on are known, by the snapshot that was taken then.
    pub(crate) async fn fold_stream(&self, of: &RefCell<Streams>, stream: &str, at: u64) -> Result<u32, StoreError> {
        loop {
            self.begin_anew_after_removal(of);
            let removed_at = self.head().removed_at;
            let folded = self.fold_up_to(of, stream, at).await;
            // What was removed meanwhile gave streams other numbers.
            if self.head().removed_at == removed_at {
                return folded;
            }
        }
    }

    /// Shows the events of a stream at these positions, and maybe others between.
    pub(super) async fn read_stream(&self, positions: &[u64], take: &mut Visit<'_>) -> Result<(), StoreError> {
        let (Some(first), Some(last)) = (positions.first(), positions.last()) else { return Ok(()) };
        if (last - first) / positions.len() as u64 >= SPARSE {
            self.log.pick(positions, take).await?;
        } else {
            self.log.visit(*first..last + 1, take).await?;
        }
        Ok(())
    }

    async fn fold_up_to(&self, of: &RefCell<Streams>, stream: &str, at: u64) -> Result<u32, StoreError> {
        let not_found = || StoreError::StreamNotFound(stream.to_owned());
        let first = self.log.index().stream(stream).ok_or_else(not_found)?.first_revision;
        let number = self.log.index().stream_id(stream).unwrap_or(u32::MAX);
        let resumed = {
            let streams = of.borrow();
            streams.begun.get(&number).copied().filter(|_| streams.resumed.contains(&number))
        };
        let base = match resumed {
            Some(begun) => begun,
            None if first > 0 => self.begin_with_snapshot(of, stream, at).await?,
            None => 0,
        };
        let (partition, missing) = {
            let index = self.log.index();
            let partition = index.stream_id(stream).ok_or_else(not_found)?;
            let entry = &index.streams()[partition as usize];
            let positions = &entry.positions;
            let passed = usize::try_from(base.saturating_sub(entry.first_revision)).unwrap_or(usize::MAX);
            let limit = self.events();
            let wanted =
                positions.partition_point(|position| u64::from(*position) <= at && u64::from(*position) < limit);
            let have = passed.saturating_add(of.borrow().history.entries(partition).unwrap_or_default());
            let missing: Vec<u64> =
                positions[have.min(wanted)..wanted].iter().map(|position| u64::from(*position)).collect();
            (partition, missing)
        };
        if missing.is_empty() {
            return Ok(partition);
        }
        let take = &mut |view: View<'_>| {
            if view.stream_id == partition {
                of.borrow_mut().take(&view, base);
            }
            true
        };
        self.read_stream(&missing, take).await?;
        of.borrow_mut().thin(partition);
        Ok(partition)
    }

    /// Folds the next stretch of the log ahead of any question: a segment, or a few thousand events of small ones.
    /// Gives whether there is more to do.
    ///
    /// # Errors
    /// What reading may say.
    #[cfg(feature = "time")]
    pub async fn fold_ahead(&self) -> Result<bool, StoreError> {
        self.fold_streams_ahead(&self.merge).await
    }

    #[cfg(feature = "time")]
    pub(crate) async fn fold_streams_ahead(&self, of: &RefCell<Streams>) -> Result<bool, StoreError> {
        self.fold_stretch(of, STRETCH).await
    }

    #[cfg(feature = "time")]
    async fn fold_stretch(&self, of: &RefCell<Streams>, events: u64) -> Result<bool, StoreError> {
        let turn = of.borrow().turn.clone();
        let _one = turn.lock().await;
        self.begin_anew_after_removal(of);
        if self.head().importing || of.borrow().is_full() {
            return Ok(false);
        }
        let from = of.borrow().ahead;
        let to = self.log.segment_end(from).max(from + events).min(self.events());
        if from < to {
            self.log
                .visit(from..to, &mut |view| {
                    let first = self.log.index().streams()[view.stream_id as usize].first_revision;
                    let mut streams = of.borrow_mut();
                    if fits(&streams.filter, view.stream) {
                        streams.take(&view, first);
                    }
                    true
                })
                .await?;
            let mut streams = of.borrow_mut();
            // What was removed meanwhile has begun them anew.
            if streams.ahead == from {
                streams.ahead = to;
            }
            if streams.asking == 0 {
                streams.history.thin();
            }
        }
        Ok(to < self.events())
    }

    /// Folds all streams up to `at`, as far as memory goes.
    #[cfg(feature = "time")]
    pub(crate) async fn fold_all_streams(
        &self,
        of: &RefCell<Streams>,
        at: u64,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<(), StoreError> {
        while of.borrow().ahead <= at && self.fold_stretch(of, LONG_STRETCH).await? {
            if !goes_on() {
                return Err(StoreError::Aborted);
            }
        }
        Ok(())
    }

    /// Forgets everything when events were removed since: their streams may have other numbers now.
    fn begin_anew_after_removal(&self, of: &RefCell<Streams>) {
        let removed_at = self.head().removed_at;
        if of.borrow().removed_at != removed_at {
            let mut streams = of.borrow_mut();
            let anew = streams.begun_anew(removed_at);
            *streams = Streams { asking: streams.asking, anew: true, ..anew };
        }
    }

    /// Begins the history of a stream behind its removed events. Gives the first revision that is folded.
    async fn begin_with_snapshot(&self, of: &RefCell<Streams>, stream: &str, at: u64) -> Result<u64, StoreError> {
        let scavenged = || StoreError::Log(LogError::Scavenged { position: at });
        if !of.borrow().is_merge {
            return Err(scavenged());
        }
        let snapshot = self.snapshot(stream).await?.ok_or_else(scavenged)?;
        if at < u64::from(snapshot.position) {
            return Err(scavenged());
        }
        let index = self.log.index();
        let (Some(partition), Some(entry)) = (index.stream_id(stream), index.stream(stream)) else {
            return Err(StoreError::StreamNotFound(stream.to_owned()));
        };
        // It must be the state before an event that there is; those before that are about to be removed.
        if snapshot.revision < entry.first_revision {
            return Err(scavenged());
        }
        let mut projection = of.borrow_mut();
        if projection.history.entries(partition).is_none() {
            projection.history.begin(partition, snapshot.position, snapshot.state.as_ref());
            projection.begun.insert(partition, snapshot.revision);
        }
        Ok(projection.begun.get(&partition).copied().unwrap_or(entry.first_revision))
    }
}
