//! A branch: what is folded again from the first difference on, over the history it leaves.

use foldback_event::{Json, Pointer};
use rustc_hash::FxHashMap;

use crate::history::partition::{Known, Partition};
use crate::history::paths::Paths;
use crate::record::{Fold, Folded, Input};
use crate::wire::{Handled, WireError};
use crate::{History, Moment};

/// The histories of the partitions that are different. What it knows nothing of is as in its base.
///
/// The base goes on to belong to the caller and is given to each call: the same one, with no event taken back.
#[derive(Debug)]
pub struct Branch {
    first: u64,
    history: History,
    /// How many events of the base are before the branch's own, and how many of them were passed over.
    begun: FxHashMap<u32, (usize, u64)>,
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

    /// Says that a partition is different from the first difference on: its own events are all that are in it then.
    /// Those of events that are skipped, replaced or moved away must be named; folding into one names it.
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

    /// Folds the next event of a partition of the branch.
    ///
    /// # Errors
    /// As [`Self::touch`].
    pub fn fold(&mut self, base: &History, fold: &dyn Fold, partition: u32, event: &Input<'_>) -> Known<Folded> {
        self.touch(base, partition)?;
        self.history.fold(fold, partition, event)
    }

    /// Takes what the next event of the branch wrote, as it was found out elsewhere.
    ///
    /// # Errors
    /// As [`History::take`]. The partition must have been named by [`Self::touch`].
    pub fn take(&mut self, partition: u32, handled: &Handled<'_>) -> Result<(), WireError> {
        if !self.begun.contains_key(&partition) {
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

/// A future of a log: a history, or a branch over it.
#[derive(Clone, Copy, Debug)]
pub struct Future<'a> {
    base: &'a History,
    branch: Option<&'a Branch>,
}

impl<'a> From<&'a History> for Future<'a> {
    fn from(base: &'a History) -> Self {
        Self { base, branch: None }
    }
}

impl<'a> Future<'a> {
    /// A branch over its base.
    pub fn of(base: &'a History, branch: &'a Branch) -> Self {
        Self { base, branch: Some(branch) }
    }

    /// The state of a partition after the event at `at`, or the last before it.
    ///
    /// # Errors
    /// As [`History::moment`].
    pub fn moment(&self, partition: u32, at: u64) -> Known<Moment> {
        let Some((branch, (entries, passed_over))) = self.own(partition).filter(|(branch, _)| at >= branch.first)
        else {
            return self.base.moment(partition, at);
        };
        let mut moment = branch.history.moment(partition, at)?;
        moment.entries += entries;
        moment.passed_over += passed_over;
        Ok(moment)
    }

    /// What stands at `path` after the event at `at`.
    ///
    /// # Errors
    /// As [`History::moment`].
    pub fn value(&self, partition: u32, path: &Pointer, at: u64) -> Known<Option<Json>> {
        match self.own(partition).filter(|(branch, _)| at >= branch.first) {
            Some((branch, _)) => branch.history.value(partition, path, at),
            None => self.base.value(partition, path, at),
        }
    }

    /// The branch, where it has a history of its own of the partition.
    fn own(&self, partition: u32) -> Option<(&'a Branch, (usize, u64))> {
        let branch = self.branch?;
        branch.begun.get(&partition).map(|begun| (branch, *begun))
    }

    /// The partitions of its base, and its own.
    pub(super) fn all(&self) -> impl Iterator<Item = u32> {
        self.base.partitions().chain(self.differing())
    }

    /// Those that are different from the base.
    pub(super) fn differing(&self) -> impl Iterator<Item = u32> {
        self.branch.into_iter().flat_map(Branch::partitions)
    }

    pub(super) fn first(&self) -> u64 {
        self.branch.map_or(u64::MAX, Branch::first)
    }

    pub(super) fn has_base_of(&self, other: &Self) -> bool {
        std::ptr::eq(self.base, other.base)
    }

    /// What holds the events of a partition: those of the base before the first difference, then the branch's own.
    pub(super) fn parts(&self, partition: u32) -> Known<Vec<(&'a Partition, &'a Paths, usize)>> {
        let part = |history: &'a History| history.asked(partition).map(|own| (own, history.paths(), own.len()));
        let Some((branch, _)) = self.own(partition) else {
            return Ok(part(self.base).into_iter().collect());
        };
        let mut parts = Vec::new();
        if let (Some((base, paths, _)), Some(before)) = (part(self.base), branch.first.checked_sub(1)) {
            parts.push((base, paths, base.entries_at(before)?));
        }
        parts.extend(part(&branch.history));
        Ok(parts)
    }
}
