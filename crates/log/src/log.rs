//! A log that is open: its head, its index, and where its segments are.

use std::cell::{Ref, RefCell};

use crate::backend::{Backend, Commit, Expect};
use crate::cache::Cache;
use crate::head::Head;
use crate::segment::{Block, BlockEntry, Header};
use crate::{Index, LogError};

/// Compressed payloads kept in memory: the neighbourhood of where someone looks.
const PAYLOADS: usize = 32 << 20;

/// Decompressed blocks kept in memory.
const BLOCKS: usize = 8 << 20;

/// What stays in memory of a segment.
#[derive(Clone, Debug, Default)]
pub struct SegmentEntry {
    /// Position of its first event.
    pub first: u64,
    /// How many events it holds.
    pub count: u64,
    /// Bytes at rest, header and payload.
    pub bytes: u64,
    /// The hash chain behind its last event.
    pub link: crate::Link,
    pub(crate) blocks: Vec<BlockEntry>,
}

impl SegmentEntry {
    pub(crate) fn new(header: &Header, header_bytes: usize) -> Self {
        Self {
            first: header.first,
            count: header.events.len() as u64,
            bytes: header_bytes as u64 + header.payload,
            link: header.link,
            blocks: header.blocks.clone(),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub head: Head,
    /// The head as it is stored, what the next commit expects to find.
    pub stored_head: Option<Vec<u8>>,
    pub index: Index,
    pub segments: Vec<SegmentEntry>,
}

/// One handle on a log. Any number of handles, in any number of tabs, may be open on the same one.
///
/// All methods take `&self`: futures may overlap, and none holds the state while it waits.
#[derive(Debug)]
pub struct Log<B> {
    pub(crate) backend: B,
    pub(crate) state: RefCell<State>,
    pub(crate) payloads: RefCell<Cache<Vec<u8>>>,
    pub(crate) blocks: RefCell<Cache<Block>>,
}

impl<B: Backend> Log<B> {
    /// Opens the log that `backend` holds; an empty place is an empty log. Reads the head and the headers, no payload.
    ///
    /// # Errors
    /// What the backend says, [`LogError::NewerVersion`], and [`LogError::Corrupt`] for a head that is not whole.
    pub async fn open(backend: B) -> Result<Self, LogError> {
        let log = Self {
            backend,
            state: RefCell::default(),
            payloads: RefCell::new(Cache::new(PAYLOADS)),
            blocks: RefCell::new(Cache::new(BLOCKS)),
        };
        log.refresh().await?;
        Ok(log)
    }

    /// Takes up what others have written since. Gives how many events are new.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn refresh(&self) -> Result<u64, LogError> {
        let stored_head = self.backend.head().await?;
        let head = stored_head.as_deref().map_or(Ok(Head::default()), Head::from_bytes)?;
        let (known, same) = {
            let state = self.state.borrow();
            (state.index.len(), state.head.generation == head.generation)
        };
        let from = if same { known } else { 0 };
        let headers = if head.next > from { self.backend.headers(from).await? } else { Vec::new() };
        let mut state = self.state.borrow_mut();
        if !same {
            *state = State::default();
            self.payloads.borrow_mut().clear();
            self.blocks.borrow_mut().clear();
        }
        for stored in headers {
            // Behind the head lies what an import has not published.
            if stored.first >= head.next || stored.first < state.index.len() {
                continue;
            }
            let header = Header::from_bytes(stored.first, &stored.header)?;
            state.index.add(&header)?;
            state.segments.push(SegmentEntry::new(&header, stored.header.len()));
        }
        if state.index.len() < head.next {
            return Err(LogError::Corrupt { first: Some(state.index.len()), reason: "it is missing" });
        }
        state.head = head;
        state.stored_head = stored_head;
        Ok(state.index.len() - known.min(state.index.len()))
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

    /// The position behind the last event of the segment that begins at `first`; 0 when there is none.
    pub fn segment_end(&self, first: u64) -> u64 {
        let state = self.state.borrow();
        let found = state.segments.binary_search_by_key(&first, |segment| segment.first);
        found.map_or(0, |at| first + state.segments[at].count)
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
}
