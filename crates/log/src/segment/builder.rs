//! Makes a segment of events handed in one after another.

use foldback_event::EventRef;

use super::block::BlockBuilder;
use super::names::Names;
use super::{BlockEntry, Header, IndexRow, REMOVED};
use crate::chain::{self, Link};
use crate::id;
use crate::{LogError, StoredSegment};

/// Bytes of events in a block: a compressor that looks back 64 KiB gains little from more, and one event costs one block.
const BLOCK: usize = 64 << 10;

/// Compressed bytes after which a segment is full. Opening reads one header a segment, reading an event one payload.
const SEGMENT: usize = 192 << 10;

/// Places of removed events after which a block is closed: they hold no bytes that would close it.
const REMOVED_BLOCK: u32 = 1 << 14;

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
#[derive(Debug, Default)]
pub struct SegmentBuilder {
    header: Header,
    streams: Names,
    types: Names,
    tags: Names,
    block: BlockBuilder,
    payload: Vec<u8>,
    scratch: Vec<u8>,
    id: String,
}

impl SegmentBuilder {
    /// Begins behind the event with the chain `link`.
    pub fn new(first: u64, link: Link) -> Self {
        Self { header: Header { first, link, ..Header::default() }, ..Self::default() }
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

    /// Adds an event and gives its revision. `before` says how many revisions of a stream came before the first segment that
    /// this builder makes.
    ///
    /// # Errors
    /// [`LogError::Full`].
    pub fn push(&mut self, before: &dyn Fn(&str) -> u64, event: &EventRef<'_>) -> Result<u64, LogError> {
        self.push_known(before, event, None)
    }

    /// The same with an event whose digest is known.
    ///
    /// # Errors
    /// [`LogError::Full`].
    pub fn push_known(
        &mut self,
        before: &dyn Fn(&str) -> u64,
        event: &EventRef<'_>,
        digest: Option<Link>,
    ) -> Result<u64, LogError> {
        let position = self.next();
        if position >= u64::from(u32::MAX) {
            return Err(LogError::Full);
        }
        let stream = self.streams.take(event.stream, || before(event.stream));
        let revision = stream.count;
        if let Some(name) = stream.first {
            self.header.streams.push(&name);
            self.header.first_revisions.push(revision);
        }
        let kind = self.types.take(event.event_type, || 0);
        if let Some(name) = kind.first {
            self.header.types.push(&name);
        }
        let tags = event.tags.iter().map(|tag| {
            let tag = self.tags.take(tag, || 0);
            if let Some(name) = tag.first {
                self.header.tags.push(&name);
            }
            tag.local
        });
        let tags = tags.collect();
        self.header.events.push(IndexRow { stream: stream.local, kind: kind.local, created: event.created, tags });
        let id = match event.id {
            Some(id) => id,
            None => {
                let hash = chain::digest(event, "", revision, &mut self.scratch);
                self.id.clear();
                id::write_uuid(&id::derived(&hash), &mut self.id);
                &self.id
            }
        };
        let uuid = id::to_uuid(id);
        let digest =
            digest.unwrap_or_else(|| chain::digest_with(event, id, uuid.as_ref(), revision, &mut self.scratch));
        self.header.link = chain::link(&self.header.link, position, &digest);
        self.block.push(event, id, uuid.as_ref());
        if self.block.len() >= BLOCK {
            self.close_block();
        }
        Ok(revision)
    }

    /// Keeps the place of a removed event, and what the hash chain needs of it.
    pub fn push_removed(&mut self, digest: Link) {
        let position = self.next();
        self.header.removed.push((self.len() as u32, digest));
        self.header.events.push(IndexRow { stream: REMOVED, kind: REMOVED, ..IndexRow::default() });
        self.header.link = chain::link(&self.header.link, position, &digest);
        self.block.push_removed();
        if self.block.count >= REMOVED_BLOCK {
            self.close_block();
        }
    }

    fn close_block(&mut self) {
        if self.block.count == 0 {
            return;
        }
        let before = self.header.blocks.last().map_or(0, |block: &BlockEntry| block.before + block.count);
        let entry = self.block.close(before, &mut self.payload);
        self.header.blocks.push(entry);
    }

    /// Completes the segment, and begins the next one behind it.
    pub fn seal(&mut self) -> Sealed {
        self.close_block();
        let next = Header { first: self.next(), link: self.header.link, ..Header::default() };
        let mut header = std::mem::replace(&mut self.header, next);
        let payload = std::mem::take(&mut self.payload);
        header.payload = payload.len() as u64;
        for names in [&mut self.streams, &mut self.types, &mut self.tags] {
            names.next_segment();
        }
        let stored = StoredSegment { first: header.first, header: header.to_bytes(), payload };
        Sealed { stored, header }
    }

    /// The hash chain behind the last event.
    pub fn link(&self) -> Link {
        self.header.link
    }
}
