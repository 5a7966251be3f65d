//! Keeping to the budget: keyframes are thinned first, then patches let go that nobody asked about lately.
//!
//! The state before a stretch can always be told: one whose stretch before was let go keeps its keyframe. So whatever is gone
//! can be folded again from where it begins, and no answer is ever another one, only "fold again from here".

use super::History;
use super::partition::{Partition, keyframe};
use super::paths::Paths;

/// What is thinned goes down to this part of the budget, so that it is not thinned again at once.
const QUARTERS_LEFT: usize = 3;

/// At most every eighth keyframe is left where patches are not let go: the way to a state stays bounded.
const KEYFRAME_STEPS: [usize; 3] = [2, 4, 8];

impl History {
    /// Whether it takes more than its budget.
    pub fn is_full(&self) -> bool {
        self.weight() > self.budget
    }

    /// Lets go of what was not used lately when the budget is used up. Nothing that is asked for later is wrong for it.
    pub fn thin(&mut self) {
        if !self.is_full() {
            return;
        }
        let fixed = self.weight() - self.weight;
        let left = (self.budget / 4 * QUARTERS_LEFT).saturating_sub(fixed);
        let paths = &self.recorder.paths;
        for step in KEYFRAME_STEPS {
            for partition in self.partitions.values_mut() {
                if self.weight > left {
                    self.weight -= partition.thin_keyframes(step);
                }
            }
        }
        let mut cold: Vec<(u32, u32, usize)> = Vec::new();
        let loose = self.partitions.iter().filter(|(number, _)| self.pinned != Some(**number));
        for (number, partition) in loose {
            cold.extend(partition.kept().map(|(used, first)| (used, *number, first)));
        }
        cold.sort_unstable();
        for (_, number, first) in cold {
            if self.weight <= left {
                return;
            }
            if let Some(partition) = self.partitions.get_mut(&number) {
                let before = partition.weight();
                partition.let_go(paths, first);
                self.weight = self.weight - before + partition.weight();
            }
        }
        // What is left are mostly keyframes between stretches that are gone: of these, runs become one.
        for partition in self.partitions.values_mut() {
            if self.weight <= left {
                return;
            }
            self.weight -= partition.join_gone();
        }
    }
}

impl Partition {
    /// When the stretches were last used whose patches could be let go: all but the last. With the first entry of each.
    fn kept(&self) -> impl Iterator<Item = (u32, usize)> {
        let closed = self.stretches.iter().take(self.stretches.len().saturating_sub(1));
        closed.filter(|stretch| stretch.body.is_some()).map(|stretch| (stretch.used.get(), stretch.first))
    }

    /// Keeps every so-manieth keyframe, and those that nothing else leads to. Gives how many bytes that saved.
    fn thin_keyframes(&mut self, step: usize) -> usize {
        let before = self.weight();
        let mut gone_before = true;
        let last = self.stretches.len().saturating_sub(1);
        for (at, stretch) in self.stretches.iter_mut().enumerate() {
            if at % step != 0 && at != last && !gone_before {
                stretch.keyframe = None;
            }
            gone_before = stretch.body.is_none();
        }
        self.count_closed();
        before - self.weight()
    }

    fn let_go(&mut self, paths: &Paths, first: usize) {
        let at = self.stretches.partition_point(|stretch| stretch.first < first);
        let Some(end) = self.stretches.get(at).map(super::stretch::Stretch::end) else { return };
        if self.stretches.get(at + 1).is_some_and(|next| next.keyframe.is_none()) {
            // It can be told: the patches that lead there are still here.
            let Ok(state) = self.state(paths, end) else { return };
            if let Some(next) = self.stretches.get_mut(at + 1) {
                next.keyframe = Some(keyframe(state.as_ref()));
            }
        }
        if let Some(stretch) = self.stretches.get_mut(at) {
            stretch.body = None;
        }
        self.count_closed();
    }

    /// Makes one of neighbouring stretches that are gone. Gives how many bytes that saved.
    fn join_gone(&mut self) -> usize {
        let before = self.weight();
        self.stretches.dedup_by(|next, stretch| {
            let both = next.body.is_none() && stretch.body.is_none();
            if both {
                stretch.count += next.count;
                stretch.to = next.to;
            }
            both
        });
        self.stretches.shrink_to_fit();
        self.count_closed();
        before - self.weight()
    }
}
