//! A stretch of a partition: some of its events, one patch each, and the state before them where that is kept.
//!
//! The patches of a stretch that nobody asked about lately are let go when memory runs out; what remains says what to fold again.

use std::cell::Cell;

use super::partition::KEYFRAME_LEAST;
use super::patch::Head;

/// Where an event is, and where its patch ends.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub position: u32,
    end: u32,
}

/// Most partitions of some logs have a few events only, and should take no more than these,
const SMALL: usize = 512;

/// and the stretches of the others are about this long.
const USUAL: usize = KEYFRAME_LEAST + KEYFRAME_LEAST / 8;

/// The patches of a stretch.
#[derive(Debug, Default)]
pub struct Body {
    entries: Vec<Entry>,
    /// All in a row. A stretch is closed long before this reaches 4 GiB.
    patches: Vec<u8>,
}

impl Body {
    /// Takes the next patch, which `write` adds.
    pub fn push(&mut self, position: u32, write: impl FnOnce(&mut Vec<u8>)) {
        // Room for a usual stretch at once: to grow step by step costs more than to write the patches.
        if self.patches.len() > SMALL && self.patches.capacity() < USUAL {
            self.patches.reserve_exact(USUAL - self.patches.len());
        }
        write(&mut self.patches);
        self.entries.push(Entry { position, end: self.patches.len() as u32 });
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Bytes of all patches.
    pub fn bytes(&self) -> usize {
        self.patches.len()
    }

    pub fn position(&self, at: usize) -> Option<u32> {
        self.entries.get(at).map(|entry| entry.position)
    }

    /// How many of its events are at or before a position.
    pub fn entries_at(&self, at: u64) -> usize {
        self.entries.partition_point(|entry| u64::from(entry.position) <= at)
    }

    /// The head of a patch, and what follows it.
    pub fn patch(&self, at: usize) -> (Head, &[u8]) {
        let start = at.checked_sub(1).and_then(|before| self.entries.get(before)).map_or(0, |entry| entry.end as usize);
        let end = self.entries.get(at).map_or(start, |entry| entry.end as usize);
        let mut patch = self.patches.get(start..end).unwrap_or_default();
        let head = Head::read(&mut patch);
        (head, patch)
    }

    pub fn shrink(&mut self) {
        self.entries.shrink_to_fit();
        self.patches.shrink_to_fit();
    }

    fn weight(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>() + self.patches.capacity()
    }
}

/// The whole state as JSON text; empty where there is none.
pub type Keyframe = Box<str>;

/// See above. `body` is `None` when it was let go.
#[derive(Debug, Default)]
pub struct Stretch {
    /// Which of the partition's events is its first.
    pub first: usize,
    pub count: usize,
    /// Positions of its first and last event.
    pub from: u32,
    pub to: u32,
    /// How many events before it were passed over.
    pub passed_over: u64,
    pub keyframe: Option<Keyframe>,
    pub body: Option<Body>,
    /// When it was last asked about.
    pub used: Cell<u32>,
}

impl Stretch {
    /// Begins behind `first` events of the partition.
    pub fn begin(first: usize, passed_over: u64, keyframe: Option<Keyframe>, used: u32) -> Self {
        Self { first, passed_over, keyframe, body: Some(Body::default()), used: Cell::new(used), ..Self::default() }
    }

    /// Which of the partition's events is the first behind it.
    pub fn end(&self) -> usize {
        self.first + self.count
    }

    pub fn weight(&self) -> usize {
        size_of::<Self>()
            + self.body.as_ref().map_or(0, Body::weight)
            + self.keyframe.as_ref().map_or(0, |state| state.len())
    }
}
