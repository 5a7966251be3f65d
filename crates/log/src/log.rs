//! A log that is open: its head, its index, its streams' rules, and where its segments are.

use std::cell::{Ref, RefCell};

use futures::lock::Mutex;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::append::{Queue, Recent};
use crate::backend::{Backend, Commit, Expect};
use crate::cache::Cache;
use crate::head::Head;
use crate::rules::Rules;
use crate::segment::{Block, BlockEntry, Header};
use crate::{Index, LogError};

/// Decompressed blocks kept in memory: the neighbourhood of where someone looks.
const BLOCKS: usize = 24 << 20;

/// What stays in memory of a segment.
#[derive(Clone, Debug, Default)]
pub struct SegmentEntry {
    /// Position of its first event.
    pub first: u64,
    /// How many events it holds, those counted that were removed.
    pub count: u64,
    /// Bytes at rest, header and payload.
    pub bytes: u64,
    /// The hash chain behind its last event.
    pub link: crate::Link,
    /// Why its header cannot be read, if it cannot.
    pub damaged: Option<&'static str>,
    pub(crate) blocks: Vec<BlockEntry>,
    /// What the hash chain needs of its removed events: place in the segment, and digest.
    pub(crate) removed: Vec<(u32, crate::Link)>,
}

impl SegmentEntry {
    pub(crate) fn new(header: &Header, header_bytes: usize) -> Self {
        Self {
            first: header.first,
            count: header.events.len() as u64,
            bytes: header_bytes as u64 + header.payload,
            link: header.link,
            damaged: None,
            blocks: header.blocks.clone(),
            removed: header.removed.clone(),
        }
    }

    /// Bytes of its payload.
    pub(crate) fn payload(&self) -> u32 {
        self.blocks.last().map_or(0, |block| block.offset + block.length)
    }

    /// The position behind its last event.
    pub fn end(&self) -> u64 {
        self.first + self.count
    }
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub head: Head,
    /// The head as it is stored, what the next commit expects to find.
    pub stored_head: Option<Vec<u8>>,
    /// Why the stored head cannot be read, if it cannot.
    pub head_damaged: Option<&'static str>,
    pub index: Index,
    pub segments: Vec<SegmentEntry>,
    pub rules: FxHashMap<String, Rules>,
    /// Whether what was said of some stream cannot be read.
    pub rules_damaged: bool,
    /// Segments that could not be copied, by first position: no compaction tries them again.
    pub uncopied: FxHashSet<u64>,
    pub recent: Recent,
}

impl State {
    /// What is said of a stream, if anything is.
    pub fn rules(&self, stream: &str) -> Option<&Rules> {
        // Most logs have no rules at all, and this is asked for every event that is appended.
        if self.rules.is_empty() { None } else { self.rules.get(stream) }
    }

    /// The revision that a stream's next event gets.
    pub fn next_revision(&self, stream: &str) -> u64 {
        let recorded = self.index.stream(stream).map_or(0, crate::StreamEntry::next_revision);
        recorded.max(self.rules(stream).map_or(0, |rules| rules.removed))
    }

    /// The revision at which a stream began, after it was deleted if it was.
    pub fn first_revision(&self, stream: &str) -> u64 {
        self.rules(stream).map_or(0, |rules| rules.first)
    }

    /// The place of the segment that holds a position.
    pub fn segment_at(&self, position: u64) -> Option<usize> {
        let at = self.segments.partition_point(|segment| segment.end() <= position);
        (self.segments.get(at)?.first <= position).then_some(at)
    }
}

/// One handle on a log. Any number of handles, in any number of tabs, may be open on the same one.
///
/// All methods take `&self`: futures may overlap, and none holds the state while it waits.
#[derive(Debug)]
pub struct Log<B> {
    pub(crate) backend: B,
    pub(crate) state: RefCell<State>,
    pub(crate) blocks: RefCell<Cache<Block>>,
    pub(crate) queue: RefCell<Queue>,
    /// Held by whoever of this handle commits on the head, so that its own work does not conflict with itself.
    pub(crate) writing: Mutex<()>,
}

impl<B: Backend> Log<B> {
    /// Opens the log that `backend` holds; an empty place is an empty log. Reads the head and the headers, no payload.
    ///
    /// What is damaged does not keep the rest from being read: [`Self::verify`] names it.
    ///
    /// # Errors
    /// What the backend says, [`LogError::NewerVersion`].
    pub async fn open(backend: B) -> Result<Self, LogError> {
        let log = Self {
            backend,
            state: RefCell::default(),
            blocks: RefCell::new(Cache::new(BLOCKS)),
            queue: RefCell::default(),
            writing: Mutex::new(()),
        };
        log.sync().await?;
        Ok(log)
    }

    /// Takes up what others have written since. Gives how many events are new.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn refresh(&self) -> Result<u64, LogError> {
        let known = self.index().len();
        self.sync().await?;
        Ok(self.index().len().saturating_sub(known))
    }

    /// The head as this handle knows it.
    pub fn head(&self) -> Head {
        self.state.borrow().head
    }

    /// The index. It must not be held over an `await`.
    pub fn index(&self) -> Ref<'_, Index> {
        Ref::map(self.state.borrow(), |state| &state.index)
    }

    /// The segments, in their order. They must not be held over an `await`.
    pub fn segments(&self) -> Ref<'_, [SegmentEntry]> {
        Ref::map(self.state.borrow(), |state| state.segments.as_slice())
    }

    /// What is said of a stream beside its events, if anything is.
    pub fn rules(&self, stream: &str) -> Option<Rules> {
        self.state.borrow().rules(stream).cloned()
    }

    /// The revision that the next event of a stream gets.
    pub fn next_revision(&self, stream: &str) -> u64 {
        self.state.borrow().next_revision(stream)
    }

    /// The position behind the last event of the segment that begins at `first`; 0 when there is none.
    pub fn segment_end(&self, first: u64) -> u64 {
        let state = self.state.borrow();
        let found = state.segments.binary_search_by_key(&first, |segment| segment.first);
        found.map_or(0, |at| state.segments[at].end())
    }

    /// Bytes at rest.
    pub fn bytes(&self) -> u64 {
        self.state.borrow().segments.iter().map(|segment| segment.bytes).sum()
    }

    /// The place under the log.
    pub fn backend(&self) -> &B {
        &self.backend
    }

    /// Reads a note.
    ///
    /// # Errors
    /// What the backend says.
    pub async fn note(&self, key: &str) -> Result<Option<Vec<u8>>, LogError> {
        self.backend.note(key).await
    }

    /// Sets a note, or removes it.
    ///
    /// # Errors
    /// What the backend says.
    pub async fn set_note(&self, key: &str, value: Option<Vec<u8>>) -> Result<(), LogError> {
        self.backend.commit(Commit { notes: vec![(key.to_owned(), value)], ..Commit::default() }).await
    }

    /// The head that a commit of this handle expects to find.
    pub(crate) fn expect(&self) -> Expect {
        Expect::Head(self.state.borrow().stored_head.clone())
    }

    /// Why nothing can be written, if nothing can: what a damaged head or header said is not known, so what follows it would be a guess.
    pub(crate) fn writable(&self) -> Result<(), LogError> {
        const ADVICE: &str = "what it said is lost, so nothing can be added behind it; restore the log from a backup, or export what is left";
        let state = self.state.borrow();
        if state.head.importing {
            return Err(LogError::Conflict);
        }
        match (state.head_damaged.is_some() || state.rules_damaged, state.index.lost().first()) {
            (false, None) => Ok(()),
            (true, _) => Err(LogError::Corrupt { first: None, reason: ADVICE }),
            (false, Some(lost)) => Err(LogError::Corrupt { first: Some(u64::from(*lost)), reason: ADVICE }),
        }
    }
}
