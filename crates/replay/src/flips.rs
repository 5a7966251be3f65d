//! Flips: at which events something became true or stopped being so.
//!
//! A predicate says which paths it reads. It is asked again only behind an event that wrote at, above or below one of them.

use std::ops::RangeInclusive;

use foldback_event::{Json, Pointer};

use crate::history::History;
use crate::history::lens::Lens;
use crate::history::partition::Known;
use crate::history::paths::{LieTo, Lies};

/// Which parts of a state something looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reads {
    /// Any.
    #[default]
    All,
    /// What stands at these paths, and nothing else.
    Paths(Vec<Pointer>),
}

/// A question with a yes or a no about a state.
pub trait Predicate {
    /// What it looks at. It is asked for again after each test, for a function may look elsewhere the next time.
    fn reads(&self) -> &Reads;

    /// Whether it is so. While a partition has no state nobody asks: nothing is so then.
    ///
    /// # Errors
    /// Why it cannot be told of this state; it counts as not being so.
    fn test(&mut self, state: &Json) -> Result<bool, String>;
}

/// A change of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flip {
    /// The event with which it changed.
    pub position: u64,
    /// What it is from there on.
    pub value: bool,
}

/// When a predicate was true.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flips {
    /// What it was before the first of the positions asked about.
    pub before: bool,
    /// Where it changed, in order.
    pub flips: Vec<Flip>,
    /// How many times the predicate was asked.
    pub tests: u64,
    /// How many times it could not tell.
    pub failures: u64,
    /// The first of these: the position (`None`: before the first asked about), and why.
    pub failure: Option<(Option<u64>, String)>,
}

impl Flips {
    fn test(&mut self, predicate: &mut dyn Predicate, position: Option<u64>, state: Option<&Json>) -> bool {
        let Some(state) = state else { return false };
        self.tests += 1;
        predicate.test(state).unwrap_or_else(|why| {
            self.failures += 1;
            self.failure.get_or_insert((position, why));
            false
        })
    }
}

impl History {
    /// Where a predicate over the state of a partition flips, within these positions.
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn flips(&self, partition: u32, predicate: &mut dyn Predicate, at: RangeInclusive<u64>) -> Known<Flips> {
        Ok(self.flips_behind(partition, predicate, at, None)?.unwrap_or_default())
    }

    /// The same, going on behind what was found in the positions before. Nothing when there is no such partition.
    pub(crate) fn flips_behind(
        &self,
        partition: u32,
        predicate: &mut dyn Predicate,
        at: RangeInclusive<u64>,
        found: Option<Flips>,
    ) -> Known<Option<Flips>> {
        let Some(partition) = self.asked(partition) else { return Ok(found) };
        self.touch_all(partition);
        let (root, paths) = (Pointer::root(), self.paths());
        let lens = Lens::new(paths, &root);
        let from = partition.entries_before(*at.start())?;
        let mut state = partition.value(&lens, paths, from)?;
        let mut found = found.unwrap_or_else(|| {
            let mut found = Flips::default();
            found.before = found.test(predicate, None, state.as_ref());
            found
        });
        let mut value = found.flips.last().map_or(found.before, |flip| flip.value);
        let mut reads = predicate.reads().clone();
        let lie_to = |reads: &Reads| -> Option<Vec<LieTo>> {
            if let Reads::Paths(read) = reads {
                Some(read.iter().map(|path| paths.lie_to(path)).collect())
            } else {
                None
            }
        };
        let mut lies = lie_to(&reads);
        let to = partition.entries_at(*at.end())?;
        let mut concerned = false;
        for entry in from..to {
            let was_there = state.is_some();
            for write in partition.patch(paths, entry)?.1 {
                concerned |= lies
                    .as_ref()
                    .is_none_or(|lies| lies.iter().any(|lies| lies.of(write.path, &write.numbers) != Lies::Apart));
                lens.apply(&mut state, &write, None);
            }
            // Of one that looks at nothing the answer is another one when there is a state, and when there is none any more.
            concerned |= was_there != state.is_some();
            let position = partition.position(entry)?;
            // Of several events at one position the last one counts.
            if !concerned || entry + 1 < to && partition.position(entry + 1)? == position {
                continue;
            }
            concerned = false;
            let now = found.test(predicate, position, state.as_ref());
            if now != value {
                value = now;
                found.flips.push(Flip { position: position.unwrap_or_default(), value });
            }
            if *predicate.reads() != reads {
                reads = predicate.reads().clone();
                lies = lie_to(&reads);
            }
        }
        Ok(Some(found))
    }
}
