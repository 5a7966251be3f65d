//! Folding again what was let go.

use super::gone::{Differs, Gone, Refill};
use super::partition::{Known, keyframe};
use super::stretch::Body;
use super::{History, partition::Partition};
use crate::record::{Fold, Folded, Input};
use crate::wire::{Handled, WireError};

impl History {
    /// Begins to fold again what is gone. The partition's events behind `gone.after` up to `gone.to`, `gone.events` in
    /// number, go through [`Self::refold`] or [`Self::retake`], then [`Self::fill`] puts them in their place.
    ///
    /// # Errors
    /// `Gone` never: the state before a stretch that was let go can always be told.
    pub fn refill(&self, gone: &Gone) -> Known<Refill> {
        let partition = self.partitions.get(&gone.partition);
        let state = partition.map_or(Ok(None), |partition| partition.state(&self.recorder.paths, gone.first))?;
        Ok(Refill { gone: gone.clone(), state, body: Body::default() })
    }

    /// Folds the next of the events again.
    pub fn refold(&mut self, refill: &mut Refill, fold: &dyn Fold, event: &Input<'_>) {
        self.recorder.begin();
        let folded = fold.apply(&mut refill.state, event, &mut self.recorder);
        let passed_over = folded != Folded::Applied;
        refill.body.push(event.position as u32, |out| self.recorder.finish(passed_over, out));
    }

    /// Takes the next of the events again, from outside.
    ///
    /// # Errors
    /// Writes that lead nowhere.
    pub fn retake(&mut self, refill: &mut Refill, handled: &Handled<'_>) -> Result<(), WireError> {
        self.recorder.begin();
        handled.apply(&mut refill.state, &mut self.recorder)?;
        refill.body.push(handled.position as u32, |out| self.recorder.finish(false, out));
        Ok(())
    }

    /// Puts back what was folded again.
    ///
    /// # Errors
    /// What was folded leads to another state than the first time, or is another number of events. Nothing is put back then.
    pub fn fill(&mut self, refill: Refill) -> Result<(), Differs> {
        let Refill { gone, state, mut body } = refill;
        let clock = self.tick();
        let differs = Differs { partition: gone.partition, position: gone.to };
        let Some(partition) = self.partitions.get_mut(&gone.partition) else { return Err(differs) };
        let at = partition.stretches.partition_point(|stretch| stretch.first < gone.first);
        let next = partition.stretches.get(at + 1).and_then(|stretch| stretch.keyframe.clone());
        let same = next.is_none_or(|next| next == keyframe(state.as_ref()));
        let before = partition.weight();
        let Some(stretch) = partition.stretches.get_mut(at) else { return Err(differs) };
        let whole = stretch.first == gone.first && stretch.count == body.len() && stretch.body.is_none();
        let placed = body.position(0) == Some(stretch.from) && body.position(body.len() - 1) == Some(stretch.to);
        if !same || !whole || !placed {
            return Err(differs);
        }
        body.shrink();
        stretch.body = Some(body);
        stretch.used.set(clock);
        partition.count_closed();
        self.weight = self.weight - before + partition.weight();
        Ok(())
    }
}

impl Partition {
    /// Counts the bytes of all stretches but the last anew.
    pub(super) fn count_closed(&mut self) {
        let before_last = self.stretches.len().saturating_sub(1);
        self.closed = self.stretches.iter().take(before_last).map(super::stretch::Stretch::weight).sum();
    }
}
