//! What a history is asked: a state, a difference, who wrote a value, the numbers that it was.

use std::ops::RangeInclusive;

use foldback_event::{Change, Json, Pointer};

use super::History;
use super::blame::{Blame, Write, blame, writes};
use super::lens::{Lens, between};
use super::partition::{Known, Partition};
use crate::series::{Point, Series};

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

impl History {
    /// The state of a partition after the event at `at`, or the last before it.
    ///
    /// # Errors
    /// [`Gone`](crate::Gone) where patches were let go: [`Self::refill`] them and ask again. So with all questions.
    pub fn moment(&self, partition: u32, at: u64) -> Known<Moment> {
        let Some(partition) = self.asked(partition) else { return Ok(Moment::default()) };
        let entries = partition.entries_at(at)?;
        let paths = &self.recorder.paths;
        let Some(last) = entries.checked_sub(1) else {
            return Ok(match partition.before().filter(|before| *before <= at) {
                Some(before) => {
                    let (entries, passed_over) = partition.earlier.unwrap_or_default();
                    let state = partition.state(paths, 0)?;
                    Moment { position: Some(before), entries, state, passed_over, ..Moment::default() }
                }
                None => Moment::default(),
            });
        };
        let root = Pointer::root();
        let lens = Lens::new(paths, &root);
        let mut state = partition.value(&lens, paths, last)?;
        let changes = partition.step(&lens, paths, &mut state, last)?;
        let (position, passed_over) = (partition.position(last)?, partition.passed_over(entries)?);
        self.touch(partition, entries);
        let (earlier, passed_over_earlier) = partition.earlier.unwrap_or_default();
        let (entries, passed_over) = (earlier + entries, passed_over_earlier + passed_over);
        Ok(Moment { position, entries, state, changes, passed_over })
    }

    /// Whether a partition had an event at or before `at`.
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn has_begun(&self, partition: u32, at: u64) -> Known<bool> {
        let Some(partition) = self.partitions.get(&partition) else { return Ok(false) };
        Ok(partition.entries_at(at)? > 0 || partition.before().is_some_and(|before| before <= at))
    }

    /// What stood at `path` after the event at `at`, without the rest of the state.
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn value(&self, partition: u32, path: &Pointer, at: u64) -> Known<Option<Json>> {
        let Some(partition) = self.asked(partition) else { return Ok(None) };
        let entries = partition.entries_at(at)?;
        if entries == 0 && partition.before().is_none_or(|before| before > at) {
            return Ok(None);
        }
        let paths = &self.recorder.paths;
        self.touch(partition, entries);
        partition.value(&Lens::new(paths, path), paths, entries)
    }

    /// What leads from the state of a partition at `from` (`None`: before its first event) to that at `to`, either way round.
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn diff(&self, partition: u32, from: Option<u64>, to: impl Into<Option<u64>>) -> Known<Vec<Change>> {
        // Before the first event there is nothing; behind removed ones there is what they led to.
        let state = |at: Option<u64>| at.map_or(Ok(None), |at| self.value(partition, &Pointer::root(), at));
        let (a, b) = (state(from)?, state(to.into())?);
        Ok(between(&Pointer::root(), a.as_ref(), b.as_ref()))
    }

    /// The events up to `at` that changed what `path` leads to, newest first, `limit` of them at most.
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn blame(&self, partition: u32, path: &Pointer, at: u64, limit: usize) -> Known<Blame> {
        let Some(partition) = self.asked(partition) else { return Ok(Blame::default()) };
        self.touch_all(partition);
        blame(partition, &self.recorder.paths, path, at, limit)
    }

    /// Every event of these positions that changed what `path` leads to, oldest first, with the old and the new values,
    /// until `show` says that it is enough.
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
        let Some(partition) = self.asked(partition) else { return Ok(()) };
        self.touch_all(partition);
        writes(partition, &self.recorder.paths, path, at, &mut |write, _| show(write))
    }

    /// What stood at `path` behind every event of these positions that changed it, oldest first, until `show` says that it is
    /// enough. `show` takes the position and the value.
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
        let Some(partition) = self.asked(partition) else { return Ok(()) };
        self.touch_all(partition);
        writes(partition, &self.recorder.paths, path, at, &mut |write, value| show(write.position, value))
    }

    /// What the value at `path` was as a number, for a chart that is `width` wide: at most three points for each part of it.
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn series(&self, partition: u32, path: &Pointer, at: RangeInclusive<u64>, width: usize) -> Known<Series> {
        let mut series = Series::new(at.clone(), width);
        self.add_to_series(partition, path, at, &mut series)?;
        Ok(series.end())
    }

    /// The same where a part of it is known. Of the first part comes what the value was before.
    pub(crate) fn add_to_series(
        &self,
        partition: u32,
        path: &Pointer,
        at: RangeInclusive<u64>,
        series: &mut Series,
    ) -> Known<()> {
        let Some(own) = self.asked(partition) else { return Ok(()) };
        self.touch_all(own);
        if series.total == 0
            && let Some(before) = at.start().checked_sub(1)
        {
            series.before = number(self.value(partition, path, before)?.as_ref());
        }
        writes(own, &self.recorder.paths, path, at, &mut |write, value| {
            series.push(Point { position: write.position, value: number(value) });
            true
        })
    }

    /// The partitions that have an event at a position, in the order of their numbers.
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn partitions_at(&self, position: u64) -> Known<Vec<u32>> {
        let mut found = Vec::new();
        for (number, partition) in &self.partitions {
            if partition.has_event_at(position)? {
                found.push(*number);
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    pub(crate) fn asked(&self, partition: u32) -> Option<&Partition> {
        self.tick();
        self.partitions.get(&partition)
    }

    fn touch(&self, partition: &Partition, entries: usize) {
        if let Some(stretch) = partition.stretch_of(entries.saturating_sub(1)) {
            stretch.used.set(self.clock.get());
        }
    }

    pub(crate) fn touch_all(&self, partition: &Partition) {
        partition.stretches.iter().for_each(|stretch| stretch.used.set(self.clock.get()));
    }
}

fn number(value: Option<&Json>) -> Option<f64> {
    if let Some(Json::Number(text)) = value { text.parse().ok() } else { None }
}
