//! Makes a segment of events handed in one after another.

use foldback_event::EventRef;
use rustc_hash::FxHashMap;

use super::block::BlockBuilder;
use super::{BlockEntry, Header, IndexRow};
use crate::chain::{self, Link};
use crate::id;
use crate::{Index, LogError, StoredSegment};

/// Bytes of events in a block: a compressor that looks back 64 KiB gains little from more, and one event costs one block.
const BLOCK: usize = 64 << 10;

/// Compressed bytes after which a segment is full. Opening reads one header a segment, reading an event one payload.
const SEGMENT: usize = 192 << 10;

/// Events after which it is full, however small they are.
const EVENTS: usize = 1 << 16;

/// A segment that is complete.
#[derive(Debug)]
pub struct Sealed {
    /// What to store.
    pub stored: StoredSegment,
    /// What the index takes up.
    pub header: Header,
}

/// A segment in the making.
#[derive(Debug)]
pub struct SegmentBuilder {
    header: Header,
    streams: FxHashMap<Box<str>, u32>,
    next_revisions: Vec<u64>,
    types: FxHashMap<Box<str>, u32>,
    tags: FxHashMap<Box<str>, u32>,
    block: BlockBuilder,
    payload: Vec<u8>,
    scratch: Vec<u8>,
    id: String,
}

impl SegmentBuilder {
    /// Begins behind the event with the chain `link`.
    pub fn new(first: u64, link: Link) -> Self {
        Self {
            header: Header { first, link, ..Header::default() },
            streams: FxHashMap::default(),
            next_revisions: Vec::new(),
            types: FxHashMap::default(),
            tags: FxHashMap::default(),
            block: BlockBuilder::default(),
            payload: Vec::new(),
            scratch: Vec::new(),
            id: String::new(),
        }
    }

    /// How many events it holds.
    pub fn len(&self) -> usize {
        self.header.events.len()
    }

    /// Whether it should be sealed before more is pushed.
    pub fn is_full(&self) -> bool {
        self.payload.len() >= SEGMENT || self.len() >= EVENTS
    }

    /// The position that the next event gets.
    pub fn next(&self) -> u64 {
        self.header.first + self.len() as u64
    }

    /// The revision that the next event of a stream gets. `index` covers all that comes before this segment.
    pub fn next_revision(&self, index: &Index, stream: &str) -> u64 {
        match self.streams.get(stream) {
            Some(local) => self.next_revisions[*local as usize],
            None => index.stream(stream).map_or(0, |entry| entry.positions.len() as u64),
        }
    }

    /// Adds an event. `index` covers all that comes before this segment.
    ///
    /// # Errors
    /// [`LogError::Full`].
    pub fn push(&mut self, index: &Index, event: &EventRef<'_>) -> Result<(), LogError> {
        let position = self.next();
        if position >= u64::from(u32::MAX) {
            return Err(LogError::Full);
        }
        let stream = self.stream(index, event.stream);
        let revision = self.next_revisions[stream as usize];
        self.next_revisions[stream as usize] += 1;
        let kind = intern(&mut self.types, &mut self.header.types, event.event_type);
        let tags = event.tags.iter().map(|tag| intern(&mut self.tags, &mut self.header.tags, tag)).collect();
        self.header.events.push(IndexRow { stream, kind, created: event.created, tags });
        let id = match event.id {
            Some(id) => id,
            None => {
                let hash = chain::digest(event, "", revision, &mut self.scratch);
                self.id.clear();
                id::write_uuid(&id::derived(&hash), &mut self.id);
                &self.id
            }
        };
        let digest = chain::digest(event, id, revision, &mut self.scratch);
        self.header.link = chain::link(&self.header.link, position, &digest);
        self.block.push(event, id);
        if self.block.len() >= BLOCK {
            self.close_block();
        }
        Ok(())
    }

    fn stream(&mut self, index: &Index, name: &str) -> u32 {
        if let Some(local) = self.streams.get(name) {
            return *local;
        }
        let local = self.next_revisions.len() as u32;
        let revision = self.next_revision(index, name);
        self.streams.insert(name.into(), local);
        self.header.streams.push((name.into(), revision));
        self.next_revisions.push(revision);
        local
    }

    fn close_block(&mut self) {
        if self.block.count == 0 {
            return;
        }
        let before = self.header.blocks.last().map_or(0, |block: &BlockEntry| block.before + block.count);
        let entry = self.block.close(before, &mut self.payload);
        self.header.blocks.push(entry);
    }

    /// Completes the segment.
    pub fn seal(mut self) -> Sealed {
        self.close_block();
        self.header.payload = self.payload.len() as u64;
        let stored = StoredSegment { first: self.header.first, header: self.header.to_bytes(), payload: self.payload };
        Sealed { stored, header: self.header }
    }

    /// The hash chain behind the last event.
    pub fn link(&self) -> Link {
        self.header.link
    }
}

fn intern(ids: &mut FxHashMap<Box<str>, u32>, names: &mut Vec<Box<str>>, name: &str) -> u32 {
    if let Some(id) = ids.get(name) {
        return *id;
    }
    let id = names.len() as u32;
    ids.insert(name.into(), id);
    names.push(name.into());
    id
}
