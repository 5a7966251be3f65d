//! Two futures side by side: where they part, and what is different in the end.

use foldback_event::{Change, Json, Pointer};

use super::future::Future;
use crate::history::gone::Gone;
use crate::history::lens::{Lens, between};
use crate::history::partition::{Known, Partition};
use crate::history::paths::Paths;
use crate::tree;

/// How a partition is different in two futures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The first position after which its states differ; they may become the same again.
    pub first: Option<u64>,
    /// What leads from the last state of the one to that of the other.
    pub head: Vec<Change>,
}

/// What must be folded again before two futures can be compared, and in which of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoneIn {
    /// In the base of the first.
    One(Gone),
    /// In the base of the second.
    Other(Gone),
}

/// The partitions that may be different in two futures whose partitions have the same numbers.
pub fn parted(a: Future<'_>, b: Future<'_>) -> Vec<u32> {
    let mut partitions: Vec<u32> = if a.has_base_of(&b) {
        a.differing().chain(b.differing()).collect()
    } else {
        [a.partitions(), b.partitions()].concat()
    };
    partitions.sort_unstable();
    partitions.dedup();
    partitions
}

/// Compares a partition in two futures: a log and a branch of it, two branches, two folds of one log, or two logs. Each has
/// a number for it; `None` where it has no such partition.
///
/// # Errors
/// What must be folded again first.
pub fn compare(a: (Future<'_>, Option<u32>), b: (Future<'_>, Option<u32>)) -> Result<Comparison, GoneIn> {
    let root = Pointer::root();
    let last = |(future, partition): (Future<'_>, Option<u32>)| {
        partition.map_or(Ok(None), |partition| future.value(partition, &root, u64::MAX))
    };
    let (old, new) = (last(a).map_err(GoneIn::One)?, last(b).map_err(GoneIn::Other)?);
    let head = between(&root, old.as_ref(), new.as_ref());
    // What two branches of one base have in common need not be looked at.
    let same = a.0.has_base_of(&b.0) && a.1 == b.1;
    let from = if same { a.0.first().min(b.0.first()) } else { 0 };
    if from == u64::MAX {
        return Ok(Comparison::default());
    }
    let mut one = Walk::begin(a, from).map_err(GoneIn::One)?;
    let mut other = Walk::begin(b, from).map_err(GoneIn::Other)?;
    loop {
        let next = (one.position().map_err(GoneIn::One)?, other.position().map_err(GoneIn::Other)?);
        let Some(position) = next.0.into_iter().chain(next.1).min() else {
            return Ok(Comparison { first: None, head });
        };
        let mut written = Vec::new();
        one.go_to(position, &mut written).map_err(GoneIn::One)?;
        other.go_to(position, &mut written).map_err(GoneIn::Other)?;
        // Before this position they were the same, so only what was written in either can be different.
        let differs = |path: &Pointer| one.value(path) != other.value(path);
        if written.iter().any(differs) {
            return Ok(Comparison { first: Some(position), head });
        }
    }
}

/// A partition on its way through a future.
struct Walk<'a> {
    parts: std::iter::Peekable<std::vec::IntoIter<(&'a Partition, &'a Paths, usize)>>,
    next: usize,
    state: Option<Json>,
}

impl<'a> Walk<'a> {
    /// Behind the events before `from`.
    fn begin((future, partition): (Future<'a>, Option<u32>), from: u64) -> Known<Self> {
        let Some(partition) = partition else {
            return Ok(Self { parts: Vec::new().into_iter().peekable(), next: 0, state: None });
        };
        let state = match from.checked_sub(1) {
            Some(before) => future.value(partition, &Pointer::root(), before)?,
            None => None,
        };
        let mut walk = Self { parts: future.parts(partition)?.into_iter().peekable(), next: 0, state };
        while let Some((part, _, end)) = walk.parts.peek() {
            walk.next = part.entries_before(from)?;
            if walk.next < *end {
                break;
            }
            walk.next = 0;
            walk.parts.next();
        }
        Ok(walk)
    }

    /// Where the next event is.
    fn position(&mut self) -> Known<Option<u64>> {
        while let Some((part, _, end)) = self.parts.peek() {
            if self.next < *end {
                return part.position(self.next);
            }
            self.next = 0;
            self.parts.next();
        }
        Ok(None)
    }

    /// Takes all events at a position and adds what they wrote to `written`.
    fn go_to(&mut self, position: u64, written: &mut Vec<Pointer>) -> Known<()> {
        let root = Pointer::root();
        while self.position()? == Some(position)
            && let Some((part, paths, _)) = self.parts.peek()
        {
            let lens = Lens::new(paths, &root);
            let mut keys = Vec::new();
            for write in part.patch(paths, self.next)?.1 {
                paths.keys(write.path, &write.numbers, &mut keys);
                written.push(tree::pointer(&keys));
                lens.apply(&mut self.state, &write, None);
            }
            self.next += 1;
        }
        Ok(())
    }

    fn value(&self, path: &Pointer) -> Option<&Json> {
        self.state.as_ref().and_then(|state| state.get(path))
    }
}
