//! The history of a projection: all its partitions, within a budget of memory.

use foldback_event::{Change, Json, Pointer, diff};
use rustc_hash::FxHashMap;

use crate::blame::{Blame, blame};
use crate::partition::Partition;
use crate::paths::Paths;
use crate::record::Fold;

/// Payload bytes folded after which the latest states are let go: they are trees, several times larger than their text.
const WARM: usize = 16 << 20;

/// The state of a partition after one of its events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moment {
    /// Position of the last event that is in the state; `None` before the partition's first.
    pub position: Option<u64>,
    /// How many events of the partition are in it.
    pub entries: usize,
    /// The state; `None` while there is none.
    pub state: Option<Json>,
    /// What the last of them changed.
    pub changes: Vec<Change>,
    /// How many of them the fold passed over.
    pub passed_over: u64,
}

/// The history of a projection. Partitions are named by numbers that the caller gives.
#[derive(Debug, Default)]
pub struct History {
    paths: Paths,
    partitions: FxHashMap<u32, Partition>,
    weight: usize,
    warm: usize,
}

impl History {
    /// Bytes of memory it holds, about.
    pub fn weight(&self) -> usize {
        self.weight + self.paths.weight()
    }

    /// How many events of a partition it holds; `None` when it holds none of it.
    pub fn entries(&self, partition: u32) -> Option<usize> {
        self.partitions.get(&partition).map(Partition::len)
    }

    /// Forgets a partition. Whoever asks for it again folds it again.
    pub fn forget(&mut self, partition: u32) {
        if let Some(gone) = self.partitions.remove(&partition) {
            self.weight -= gone.weight();
        }
    }

    /// The numbers of all partitions it holds.
    pub fn partitions(&self) -> impl Iterator<Item = u32> {
        self.partitions.keys().copied()
    }

    /// Begins a partition behind the event at `position`, whose state is known though the events that led to it are gone.
    pub fn begin(&mut self, partition: u32, position: u32, state: Option<&Json>) {
        self.forget(partition);
        let begun = Partition::after(position, state);
        self.weight += begun.weight();
        self.partitions.insert(partition, begun);
    }

    /// Folds the next event of a partition. `data` is `None` when its payload is no JSON.
    pub fn fold(&mut self, fold: &dyn Fold, partition: u32, position: u32, data: Option<&[u8]>) {
        let entry = self.partitions.entry(partition).or_default();
        let before = if entry.len() == 0 && entry.before().is_none() { 0 } else { entry.weight() };
        entry.fold(fold, &mut self.paths, position, data);
        self.weight = self.weight - before + entry.weight();
        self.warm += data.map_or(0, <[u8]>::len);
        if self.warm > WARM {
            self.warm = 0;
            self.partitions.values_mut().for_each(Partition::cool);
        }
    }

    /// The state of a partition after the event at `at`, or the last before it.
    pub fn moment(&self, partition: u32, at: u64) -> Moment {
        let Some(partition) = self.partitions.get(&partition) else {
            return Moment::default();
        };
        let entries = partition.entries_at(at);
        let Some(last) = entries.checked_sub(1) else {
            return match partition.before().filter(|before| *before <= at) {
                Some(before) => {
                    Moment { position: Some(before), state: partition.state(&self.paths, 0), ..Moment::default() }
                }
                None => Moment::default(),
            };
        };
        let before = partition.state(&self.paths, last);
        let changes = partition.changes(&self.paths, before.as_ref(), last);
        Moment {
            position: partition.position(last),
            entries,
            state: partition.advance(&self.paths, before, last..entries),
            changes,
            passed_over: partition.passed_over(entries),
        }
    }

    /// What leads from the state of a partition at `from` (`None`: before its first event) to that at `to`, either way round.
    pub fn diff(&self, partition: u32, from: Option<u64>, to: impl Into<Option<u64>>) -> Vec<Change> {
        let Some(partition) = self.partitions.get(&partition) else {
            return Vec::new();
        };
        // Before the first event there is nothing; behind removed ones there is what they led to.
        let state = |at: Option<u64>| partition.state(&self.paths, partition.entries_at(at?));
        match (state(from), state(to.into())) {
            (Some(a), Some(b)) => diff(&a, &b),
            (None, None) => Vec::new(),
            (old, new) => vec![Change { path: Pointer::root(), old, new }],
        }
    }

    /// The events up to `at` that changed what `path` leads to, newest first, `limit` of them at most.
    pub fn blame(&self, partition: u32, path: &Pointer, at: u64, limit: usize) -> Blame {
        self.partitions
            .get(&partition)
            .map_or_else(Blame::default, |partition| blame(partition, &self.paths, path, at, limit))
    }
}
