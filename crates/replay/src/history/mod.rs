//! The history of a projection: all its partitions, within a budget of memory.

pub(crate) mod blame;
pub(crate) mod gone;
pub(crate) mod lens;
pub(crate) mod partition;
pub(crate) mod patch;
pub(crate) mod paths;
mod questions;
mod refill;
pub(crate) mod stretch;
mod thin;

pub use questions::Moment;

use std::cell::Cell;

use foldback_event::Json;
use rustc_hash::FxHashMap;

use crate::index::Index;
use crate::record::{Fold, Folded, Input};
use crate::wire::{Handled, WireError};
use gone::Gone;
use partition::{Known, Partition, Standing};
use patch::Recorder;

/// Payload bytes folded after which the latest states are let go: they are trees, several times larger than their text.
const WARM: usize = 16 << 20;

/// Bytes that a history may take unless another number is given.
const BUDGET: usize = 256 << 20;

/// The history of a projection. Partitions are named by numbers that the caller gives.
///
/// Positions only rise within a partition; several events may stand at one, as they do in a branch where events were put
/// before one of the log. A question about a position is about the state behind all of them.
///
/// ```
/// use foldback_event::Pointer;
/// use foldback_replay::{History, Input, Merge};
///
/// let mut history = History::default();
/// for (position, data) in [r#"{"total":3}"#, r#"{"total":5,"paid":true}"#].iter().enumerate() {
///     history.fold(&Merge, 0, &Input { position: position as u64, ..Input::of(data.as_bytes()) })?;
/// }
/// assert_eq!(history.moment(0, 0)?.state.unwrap().to_string(), r#"{"total":3}"#);
/// let blame = history.blame(0, &Pointer::parse("/total").unwrap(), u64::MAX, 10)?;
/// assert_eq!(blame.writes[0].position, 1);
/// # Ok::<(), foldback_replay::Gone>(())
/// ```
#[derive(Debug)]
pub struct History {
    recorder: Recorder,
    partitions: FxHashMap<u32, Partition>,
    weight: usize,
    budget: usize,
    warm: usize,
    /// Counts questions and events, so that it is known what was used last.
    clock: Cell<u32>,
    indexes: Vec<Index>,
    /// The partition of which nothing is let go.
    pinned: Option<u32>,
}

impl Default for History {
    fn default() -> Self {
        Self::with_budget(BUDGET)
    }
}

impl History {
    /// A history that lets go of patches, by [`Self::thin`], when it takes more than so many bytes.
    pub fn with_budget(budget: usize) -> Self {
        Self {
            budget,
            recorder: Recorder::default(),
            partitions: FxHashMap::default(),
            weight: 0,
            warm: 0,
            clock: Cell::default(),
            indexes: Vec::new(),
            pinned: None,
        }
    }

    /// Bytes of memory it holds, about, the latest states aside.
    pub fn weight(&self) -> usize {
        self.weight + self.recorder.paths.weight() + self.indexes.iter().map(Index::weight).sum::<usize>()
    }

    /// How many events of a partition it has taken; `None` when it knows nothing of it.
    pub fn entries(&self, partition: u32) -> Option<usize> {
        self.partitions.get(&partition).map(Partition::len)
    }

    /// The position of the last event of a partition in it.
    pub fn last(&self, partition: u32) -> Option<u64> {
        self.partitions.get(&partition).and_then(Partition::last)
    }

    /// Forgets a partition. Whoever asks for it again folds it again.
    pub fn forget(&mut self, partition: u32) {
        if let Some(gone) = self.partitions.remove(&partition) {
            self.weight -= gone.weight();
        }
        if self.partitions.is_empty() {
            self.recorder = Recorder::default();
        }
    }

    /// The numbers of all partitions it holds.
    pub fn partitions(&self) -> impl Iterator<Item = u32> {
        self.partitions.keys().copied()
    }

    /// Begins a partition behind the event at `position`, whose state is known though the events that led to it are not here.
    pub fn begin(&mut self, partition: u32, position: u32, state: Option<&Json>) {
        self.forget(partition);
        let begun = Partition::after(partition, position, state);
        self.weight += begun.weight();
        self.partitions.insert(partition, begun);
        self.indexes.iter_mut().for_each(|index| index.take(partition, u64::from(position), state));
    }

    /// Where a partition stands, to go on from there another time; `None` when it knows nothing of it.
    ///
    /// # Errors
    /// [`Gone`](crate::Gone) never: latest states can always be told.
    pub fn standing(&self, partition: u32) -> Known<Option<Standing>> {
        self.partitions.get(&partition).map_or(Ok(None), |own| own.standing(&self.recorder.paths))
    }

    /// Begins a partition where it once stood. Questions that look further back are answered with
    /// [`Gone::is_before_all`](crate::Gone::is_before_all).
    pub fn resume(&mut self, partition: u32, standing: &Standing) {
        self.forget(partition);
        let begun = Partition::resumed(partition, standing);
        self.weight += begun.weight();
        self.partitions.insert(partition, begun);
        let state = standing.state.as_ref();
        self.indexes.iter_mut().for_each(|index| index.take(partition, standing.position, state));
    }

    /// Says of which partition nothing is to be let go.
    pub fn pin(&mut self, partition: u32) {
        self.pinned = Some(partition);
    }

    /// All that was let go of a partition, in order.
    pub fn missing(&self, partition: u32) -> Vec<Gone> {
        self.partitions.get(&partition).map(Partition::missing).unwrap_or_default()
    }

    /// Folds the next event of a partition.
    ///
    /// # Errors
    /// [`Gone`](crate::Gone) never for events that come in order: the last stretch of a partition is always kept.
    pub fn fold(&mut self, fold: &dyn Fold, partition: u32, event: &Input<'_>) -> Known<Folded> {
        let clock = self.tick();
        let own = partition_of(&mut self.partitions, &mut self.weight, partition);
        let before = own.weight();
        let folded = own.fold(fold, &mut self.recorder, event, clock)?;
        self.weight = self.weight - before + own.weight();
        self.after(partition, event.position, event.data.map_or(0, <[u8]>::len));
        Ok(folded)
    }

    /// Takes what an event wrote, as it was found out elsewhere: exactly these writes, or none of them.
    ///
    /// # Errors
    /// Positions that run backwards, and writes that lead nowhere in the state as it is. The history is as it was then.
    pub fn take(&mut self, partition: u32, handled: &Handled<'_>) -> Result<(), WireError> {
        let clock = self.tick();
        let own = partition_of(&mut self.partitions, &mut self.weight, partition);
        if let Some(last) = own.last().filter(|last| *last > handled.position) {
            return Err(
                handled.fault(format!("position {} comes after {last} of the same partition", handled.position))
            );
        }
        let before = own.weight();
        let mut state = own.take(&self.recorder.paths).map_err(|gone| handled.fault(gone.to_string()))?;
        self.recorder.begin();
        // On a fault the half-written state is dropped, and built again from the patches before.
        handled.apply(&mut state, &mut self.recorder)?;
        own.put(handled.position as u32, state, false, &mut self.recorder, clock);
        self.weight = self.weight - before + own.weight();
        self.after(partition, handled.position, handled.bytes);
        Ok(())
    }

    /// Keeps what stands at a path of each partition's latest state, to find partitions by it.
    ///
    /// # Errors
    /// [`Gone`](crate::Gone) never: latest states can always be told.
    pub fn declare(&mut self, mut index: Index) -> Known<()> {
        for (number, partition) in &self.partitions {
            let state = partition.state(&self.recorder.paths, partition.len())?;
            index.take(*number, partition.last().unwrap_or_default(), state.as_ref());
        }
        self.indexes.push(index);
        Ok(())
    }

    /// The indexes that were declared, in that order.
    pub fn indexes(&self) -> &[Index] {
        &self.indexes
    }

    fn after(&mut self, partition: u32, position: u64, bytes: usize) {
        if !self.indexes.is_empty()
            && let Some(Some(state)) = self.partitions.get(&partition).map(Partition::latest)
        {
            for index in &mut self.indexes {
                if self.recorder.wrote(index.path()) {
                    index.take(partition, position, state);
                } else {
                    index.pass(partition, position);
                }
            }
        }
        self.warm += bytes;
        if self.warm > WARM {
            self.warm = 0;
            self.partitions.values_mut().for_each(Partition::cool);
        }
    }

    pub(crate) fn paths(&self) -> &paths::Paths {
        &self.recorder.paths
    }

    fn tick(&self) -> u32 {
        self.clock.set(self.clock.get().saturating_add(1));
        self.clock.get()
    }
}

fn partition_of<'a>(
    partitions: &'a mut FxHashMap<u32, Partition>,
    weight: &mut usize,
    number: u32,
) -> &'a mut Partition {
    partitions.entry(number).or_insert_with(|| {
        let new = Partition::new(number);
        *weight += new.weight();
        new
    })
}
