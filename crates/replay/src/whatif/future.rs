//! A future of a log, and all that it can be asked: a history, or a branch over it.
//!
//! What a branch answers is put together from its base, up to the first difference, and from its own history behind that.

use std::ops::RangeInclusive;

use foldback_event::{Change, Json, Pointer};

use super::branch::Branch;
use crate::flips::{Flips, Predicate};
use crate::history::blame::{Blame, Write};
use crate::history::lens::between;
use crate::history::partition::{Known, Partition};
use crate::history::paths::Paths;
use crate::series::Series;
use crate::{History, Moment};

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
    /// As [`History::moment`]. So with all questions; what is gone is always of the base.
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

    /// What stood at `path` after the event at `at`.
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn value(&self, partition: u32, path: &Pointer, at: u64) -> Known<Option<Json>> {
        match self.own(partition).filter(|(branch, _)| at >= branch.first) {
            Some((branch, _)) => branch.history.value(partition, path, at),
            None => self.base.value(partition, path, at),
        }
    }

    /// As [`History::diff`].
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn diff(&self, partition: u32, from: Option<u64>, to: Option<u64>) -> Known<Vec<Change>> {
        let root = Pointer::root();
        let state = |at: Option<u64>| at.map_or(Ok(None), |at| self.value(partition, &root, at));
        Ok(between(&root, state(from)?.as_ref(), state(to)?.as_ref()))
    }

    /// As [`History::blame`].
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn blame(&self, partition: u32, path: &Pointer, at: u64, limit: usize) -> Known<Blame> {
        let mut found = Blame::default();
        for part in self.within(partition, 0..=at).into_iter().rev() {
            let blame = part.history.blame(partition, path, *part.at.end(), limit - found.writes.len())?;
            found.total += blame.total;
            let placed = |write: Write| Write { entry: write.entry + part.entries, ..write };
            found.writes.extend(blame.writes.into_iter().map(placed));
        }
        Ok(found)
    }

    /// As [`History::changes`].
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn changes(
        &self,
        partition: u32,
        path: &Pointer,
        at: RangeInclusive<u64>,
        show: &mut dyn FnMut(Write) -> bool,
    ) -> Known<()> {
        let mut goes_on = true;
        for part in self.within(partition, at) {
            part.history.changes(partition, path, part.at, &mut |write| {
                goes_on = show(Write { entry: write.entry + part.entries, ..write });
                goes_on
            })?;
            if !goes_on {
                break;
            }
        }
        Ok(())
    }

    /// As [`History::values`].
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn values(
        &self,
        partition: u32,
        path: &Pointer,
        at: RangeInclusive<u64>,
        show: &mut dyn FnMut(u64, Option<&Json>) -> bool,
    ) -> Known<()> {
        let mut goes_on = true;
        for part in self.within(partition, at) {
            part.history.values(partition, path, part.at, &mut |position, value| {
                goes_on = show(position, value);
                goes_on
            })?;
            if !goes_on {
                break;
            }
        }
        Ok(())
    }

    /// As [`History::series`].
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn series(&self, partition: u32, path: &Pointer, at: RangeInclusive<u64>, width: usize) -> Known<Series> {
        let mut series = Series::new(at.clone(), width);
        for part in self.within(partition, at) {
            part.history.add_to_series(partition, path, part.at, &mut series)?;
        }
        Ok(series.end())
    }

    /// As [`History::flips`].
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn flips(&self, partition: u32, predicate: &mut dyn Predicate, at: RangeInclusive<u64>) -> Known<Flips> {
        let mut found = None;
        for part in self.within(partition, at) {
            found = part.history.flips_behind(partition, predicate, part.at, found)?;
        }
        Ok(found.unwrap_or_default())
    }

    /// As [`History::patches`].
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn patches(
        &self,
        partition: u32,
        name: &str,
        at: RangeInclusive<u64>,
        show: &mut dyn FnMut(u64, &str) -> bool,
    ) -> Known<()> {
        let mut goes_on = true;
        for part in self.within(partition, at) {
            part.history.patches(partition, name, part.at, &mut |position, line| {
                goes_on = show(position, line);
                goes_on
            })?;
            if !goes_on {
                break;
            }
        }
        Ok(())
    }

    /// The position of the last event of a partition.
    pub fn last(&self, partition: u32) -> Option<u64> {
        match self.own(partition) {
            Some((branch, _)) => branch.history.last(partition),
            None => self.base.last(partition),
        }
    }

    /// The numbers of all partitions there are in it, in their order.
    pub fn partitions(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.base.partitions().chain(self.differing()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether both are futures of one history, so that a number means one partition in both.
    pub fn has_base_of(&self, other: &Self) -> bool {
        std::ptr::eq(self.base, other.base)
    }

    /// The branch, where it has a history of its own of the partition.
    fn own(&self, partition: u32) -> Option<(&'a Branch, (usize, u64))> {
        let branch = self.branch?;
        branch.begun.get(&partition).map(|begun| (branch, *begun))
    }

    /// Those that are different from the base.
    pub(super) fn differing(&self) -> impl Iterator<Item = u32> {
        self.branch.into_iter().flat_map(Branch::partitions)
    }

    pub(super) fn first(&self) -> u64 {
        self.branch.map_or(u64::MAX, Branch::first)
    }

    /// The histories that hold the events of a partition at these positions, in order.
    fn within(&self, partition: u32, at: RangeInclusive<u64>) -> Vec<Part<'a>> {
        let (from, to) = at.into_inner();
        let Some((branch, (entries, _))) = self.own(partition) else {
            return vec![Part { history: self.base, at: from..=to, entries: 0 }];
        };
        let before = branch.first.checked_sub(1).filter(|before| from <= *before);
        let base = before.map(|before| Part { history: self.base, at: from..=to.min(before), entries: 0 });
        let own = || Part { history: &branch.history, at: from.max(branch.first)..=to, entries };
        let own = (from.max(to) >= branch.first).then(own);
        base.into_iter().chain(own).collect()
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

/// A history that holds the events at some positions.
struct Part<'a> {
    history: &'a History,
    at: RangeInclusive<u64>,
    /// How many events of the partition are before its own.
    entries: usize,
}
