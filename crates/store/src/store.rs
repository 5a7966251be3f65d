//! One open store: append, read, and the states of its streams.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use foldback_event::{Change, Event, Pointer, Position, Timestamp};
use foldback_log::{Append, Appended, Backend, Batch, Condition, Expected, Head, Log, Visit};
use foldback_replay::{Blame, Moment};
use futures::lock::Mutex;

use crate::StoreError;
use crate::causality::Causes;
use crate::news::News;
use crate::projections::folder::Folder;
use crate::projections::streams::{BUDGET, Streams};

/// An event store over a backend.
#[derive(Debug)]
pub struct Store<B> {
    pub(crate) log: Log<B>,
    /// The states of all streams by the fold `merge`.
    pub(crate) merge: RefCell<Streams>,
    #[cfg(feature = "time")]
    pub(crate) projections: crate::projections::Projections,
    #[cfg(feature = "time")]
    pub(crate) branches: crate::whatif::Branches,
    #[cfg(feature = "time")]
    pub(crate) declared: crate::questions::Declared,
    /// Events that can be read: while an import runs, those whose segments are written.
    pub(crate) readable: Cell<u64>,
    pub(crate) news: News,
    pub(crate) causes: RefCell<Causes>,
    /// Held by whoever notes causes.
    pub(crate) noting: Mutex<()>,
}

impl<B: Backend> Store<B> {
    /// Opens the store that `backend` holds; an empty place is an empty store.
    ///
    /// # Errors
    /// As [`Log::open`].
    pub async fn open(backend: B) -> Result<Self, StoreError> {
        let log = Log::open(backend).await?;
        let readable = Cell::new(log.head().next);
        let merge = RefCell::new(Streams::new(Folder::merge(), BUDGET).kept_by_scavenges());
        Ok(Self {
            log,
            merge,
            #[cfg(feature = "time")]
            projections: crate::projections::Projections::default(),
            #[cfg(feature = "time")]
            branches: crate::whatif::Branches::default(),
            #[cfg(feature = "time")]
            declared: crate::questions::Declared::default(),
            readable,
            news: News::default(),
            causes: RefCell::default(),
            noting: Mutex::default(),
        })
    }

    /// The log under the store, to be looked at.
    pub fn log(&self) -> &Log<B> {
        &self.log
    }

    /// The head: next position, hash chain, whether an import is running.
    pub fn head(&self) -> Head {
        self.log.head()
    }

    /// How many events can be read.
    pub fn events(&self) -> u64 {
        self.readable.get()
    }

    /// Appends a batch of events, whole or not at all.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub async fn append(&self, append: Append<'_>) -> Result<Appended, StoreError> {
        let appended = self.log.append(append).await;
        self.took_up();
        Ok(appended?)
    }

    /// The same with events that are copied already.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub async fn append_batch(
        &self,
        batch: Batch,
        expected: &[(&str, Expected)],
        condition: Option<Condition>,
        strict: bool,
    ) -> Result<Appended, StoreError> {
        let appended = self.log.append_batch(batch, expected, condition, strict).await;
        self.took_up();
        Ok(appended?)
    }

    /// Takes up what other tabs have written since. Gives how many events are new.
    ///
    /// # Errors
    /// As [`Log::refresh`].
    pub async fn refresh(&self) -> Result<u64, StoreError> {
        let new = self.log.refresh().await?;
        self.took_up();
        Ok(new)
    }

    /// Merges one run of small segments, if there is one that is worth it; gives whether there was. `pause` is awaited now and then.
    ///
    /// # Errors
    /// As [`Log::compact_some`].
    pub async fn compact_some(&self, pause: &mut impl AsyncFnMut()) -> Result<bool, StoreError> {
        Ok(self.log.compact_some(pause).await?)
    }

    /// The log may have taken something up: what can be read, and who waits for it. Whoever has used the log by itself calls this.
    pub fn took_up(&self) {
        let head = self.log.head();
        if !head.importing && self.readable.replace(head.next) != head.next {
            self.news.tell();
        }
    }

    /// The event at a position; `None` behind the last one.
    ///
    /// # Errors
    /// As [`Log::event`].
    pub async fn event(&self, position: Position) -> Result<Option<Event>, StoreError> {
        if position.0 >= self.events() {
            return Ok(None);
        }
        Ok(self.log.event(position).await?)
    }

    /// Shows the events of a range of positions in their order, as far as they exist.
    ///
    /// # Errors
    /// As [`Log::look`].
    pub async fn look(&self, range: Range<u64>, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let range = range.start..range.end.min(self.events());
        if range.is_empty() {
            return Ok(());
        }
        Ok(self.log.look(range, visit).await?)
    }

    /// The last position at which the latest time so far is not later than `time`; `None` before the first event.
    pub fn place_of(&self, time: Timestamp) -> Option<u64> {
        let later = Timestamp(time.0.saturating_add(1));
        self.log.index().position_at(later).min(self.events()).checked_sub(1)
    }

    /// The state of a stream after the event at `at`, or after the stream's last event before it, by the fold `merge`.
    ///
    /// # Errors
    /// [`StoreError::StreamNotFound`], and what reading the stream's events may say.
    pub async fn moment(&self, stream: &str, at: u64) -> Result<Moment, StoreError> {
        self.ask_stream(&self.merge, stream, at, |history, partition| history.moment(partition, at)).await
    }

    /// What leads from a stream's state at `from` to that at `to`, either way round; `None` is before its first event.
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub async fn diff(
        &self,
        stream: &str,
        from: Option<u64>,
        to: impl Into<Option<u64>>,
    ) -> Result<Vec<Change>, StoreError> {
        let to = to.into();
        // Of the earlier one nothing may be known any more, and then the later one alone says nothing.
        let earlier = [from, to].into_iter().flatten().min();
        self.fold_stream(&self.merge, stream, earlier.unwrap_or_default()).await?;
        let later = from.max(to).unwrap_or_default();
        self.ask_stream(&self.merge, stream, later, |history, partition| history.diff(partition, from, to)).await
    }

    /// The events up to `at` that changed what `path` leads to in a stream's state, newest first, `limit` at most.
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub async fn blame(&self, stream: &str, path: &Pointer, at: u64, limit: usize) -> Result<Blame, StoreError> {
        self.ask_stream(&self.merge, stream, at, |history, partition| history.blame(partition, path, at, limit)).await
    }
}
