//! A branch: what is folded again from the first difference on, over the history it leaves.

use rustc_hash::FxHashMap;

use crate::history::partition::Known;
use crate::record::{Fold, Folded, Input};
use crate::wire::{Handled, WireError};
use crate::{History, Moment};

/// The histories of the partitions that are different. What it knows nothing of is as in its base.
///
/// The base goes on to belong to the caller and is given to each call: the same one, with no event taken back.
#[derive(Debug)]
pub struct Branch {
    pub(super) first: u64,
    pub(super) history: History,
    /// How many events of the base are before the branch's own, and how many of them were passed over.
    pub(super) begun: FxHashMap<u32, (usize, u64)>,
}

impl Branch {
    /// A branch that is different from this position on.
    pub fn new(first: u64) -> Self {
        Self { first, history: History::default(), begun: FxHashMap::default() }
    }

    /// The first position at which it is different.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// Says that a partition is different from the first difference on: its own events are all that are in it then. It must be
    /// said of a partition before anything is folded into it, and of those of events that are skipped, replaced or moved away.
    ///
    /// # Errors
    /// [`Gone`](crate::Gone) where the base must be folded again first.
    pub fn touch(&mut self, base: &History, partition: u32) -> Known<()> {
        if self.begun.contains_key(&partition) {
            return Ok(());
        }
        let before = match self.first.checked_sub(1) {
            Some(before) => base.moment(partition, before)?,
            None => Moment::default(),
        };
        if let Some(position) = before.position {
            self.history.begin(partition, position as u32, before.state.as_ref());
        }
        self.begun.insert(partition, (before.entries, before.passed_over));
        Ok(())
    }

    /// Whether a partition was said to be different.
    pub fn has(&self, partition: u32) -> bool {
        self.begun.contains_key(&partition)
    }

    /// Folds the next event of a partition that is different; what belongs to another is as in the base, and not taken.
    ///
    /// # Errors
    /// As [`History::fold`].
    pub fn fold(&mut self, fold: &dyn Fold, partition: u32, event: &Input<'_>) -> Known<Option<Folded>> {
        if !self.has(partition) {
            return Ok(None);
        }
        self.history.fold(fold, partition, event).map(Some)
    }

    /// Takes what the next event of the branch wrote, as it was found out elsewhere.
    ///
    /// # Errors
    /// As [`History::take`]. The partition must have been named by [`Self::touch`].
    pub fn take(&mut self, partition: u32, handled: &Handled<'_>) -> Result<(), WireError> {
        if !self.has(partition) {
            return Err(handled.fault("the branch was not told that this partition is different".to_owned()));
        }
        self.history.take(partition, handled)
    }

    /// The partitions that are different.
    pub fn partitions(&self) -> impl Iterator<Item = u32> {
        self.begun.keys().copied()
    }

    /// Bytes of memory it holds, about.
    pub fn weight(&self) -> usize {
        self.history.weight()
    }
}
