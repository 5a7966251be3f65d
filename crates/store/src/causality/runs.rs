//! From hashes of ids to positions, in eight bytes an entry: sorted runs that are merged as they grow.
//! Nothing here knows what an id is. Two ids may share a hash: whoever is to be sure reads the events.

/// Bits of an entry that are the position; the others are the hash's. An engine of 4 GiB has room for no more events.
const POSITION: u32 = 28;

/// Positions from here on have no room in an entry.
pub const END: u64 = 1 << POSITION;

/// Rows of entries, each sorted by hash and position; what stands in a later one has later positions.
#[derive(Debug, Default)]
pub struct Runs {
    runs: Vec<Vec<u64>>,
}

fn high(hash: u64) -> u64 {
    hash & !(END - 1)
}

/// An entry. `position` is below [`END`].
pub fn entry(hash: u64, position: u64) -> u64 {
    high(hash) | position
}

fn position(entry: u64) -> u64 {
    entry & (END - 1)
}

impl Runs {
    /// Takes up entries of positions behind all that are here.
    pub fn add(&mut self, mut run: Vec<u64>) {
        if run.is_empty() {
            return;
        }
        run.sort_unstable();
        run.dedup();
        self.runs.push(run);
        // Each is more than twice as long as the next: few of them, and each entry is moved few times.
        while let [.., before, last] = self.runs.as_slice()
            && before.len() <= 2 * last.len()
        {
            let (last, before) = (self.runs.pop(), self.runs.pop());
            self.runs.push(merged(&before.unwrap_or_default(), &last.unwrap_or_default()));
        }
    }

    /// How many entries there are.
    pub fn len(&self) -> u64 {
        self.runs.iter().map(|run| run.len() as u64).sum()
    }

    /// The entries of a hash, run by run.
    fn slices(&self, hash: u64) -> impl DoubleEndedIterator<Item = &[u64]> {
        let from = high(hash);
        self.runs.iter().map(move |run| {
            let start = run.partition_point(|entry| *entry < from);
            let length = run[start..].partition_point(|entry| high(*entry) == from);
            &run[start..start + length]
        })
    }

    /// How many positions a hash has.
    pub fn count(&self, hash: u64) -> u64 {
        self.slices(hash).map(|slice| slice.len() as u64).sum()
    }

    /// How many of them stand before a position.
    pub fn count_before(&self, hash: u64, before: u64) -> u64 {
        let count = |slice: &[u64]| slice.partition_point(|entry| position(*entry) < before) as u64;
        self.slices(hash).map(count).sum()
    }

    /// The positions of a hash, rising.
    pub fn positions(&self, hash: u64) -> impl DoubleEndedIterator<Item = u64> {
        self.slices(hash).flat_map(|slice| slice.iter().map(|entry| position(*entry)))
    }

    /// The next position of a hash after `from`, or the last before it.
    pub fn step(&self, hash: u64, from: u64, forwards: bool) -> Option<u64> {
        if forwards {
            let next = |slice: &[u64]| slice.get(slice.partition_point(|entry| position(*entry) <= from)).copied();
            self.slices(hash).find_map(next).map(position)
        } else {
            let last = |slice: &[u64]| slice[..slice.partition_point(|entry| position(*entry) < from)].last().copied();
            self.slices(hash).rev().find_map(last).map(position)
        }
    }

    /// At most `most` positions of a hash, those nearest to `around` on both sides, rising; and how many are left out before and
    /// after them.
    pub fn near(&self, hash: u64, around: u64, most: usize) -> (Vec<u64>, u64, u64) {
        let (all, before) = (self.count(hash), self.count_before(hash, around));
        let most = most as u64;
        let skipped = before.saturating_sub(most / 2).min(all.saturating_sub(most));
        let found: Vec<u64> = self.positions(hash).skip(skipped as usize).take(most as usize).collect();
        let after = all - skipped - found.len() as u64;
        (found, skipped, after)
    }

    /// Bytes of memory it holds, about.
    pub fn weight(&self) -> usize {
        self.runs.iter().map(|run| run.capacity() * 8).sum()
    }
}

fn merged(one: &[u64], other: &[u64]) -> Vec<u64> {
    let mut out = Vec::with_capacity(one.len() + other.len());
    let (mut ones, mut others) = (one, other);
    while let ([first, rest @ ..], [second, others_rest @ ..]) = (ones, others) {
        if first <= second {
            out.push(*first);
            ones = rest;
        } else {
            out.push(*second);
            others = others_rest;
        }
    }
    out.extend_from_slice(ones);
    out.extend_from_slice(others);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_know_what_a_map_knows(stretches in prop::collection::vec(prop::collection::vec(0u64..6, 0..20), 0..30)) {
            let (mut runs, mut map) = (Runs::default(), BTreeMap::<u64, Vec<u64>>::new());
            let mut at = 0;
            for stretch in stretches {
                let mut run = Vec::new();
                for key in stretch {
                    run.push(entry(key << 40, at));
                    map.entry(key).or_default().push(at);
                    at += 1;
                }
                runs.add(run);
            }
            prop_assert_eq!(runs.len(), at);
            prop_assert!(runs.runs.len() <= 10);
            for key in 0..6 {
                let (right, hash) = (map.remove(&key).unwrap_or_default(), key << 40);
                prop_assert_eq!(runs.positions(hash).collect::<Vec<_>>(), right.clone());
                prop_assert_eq!(runs.count(hash), right.len() as u64);
                for from in 0..at {
                    let next = right.iter().copied().find(|position| *position > from);
                    let last = right.iter().copied().rfind(|position| *position < from);
                    prop_assert_eq!((runs.step(hash, from, true), runs.step(hash, from, false)), (next, last));
                    let (near, before, after) = runs.near(hash, from, 4);
                    prop_assert_eq!(near.len() as u64 + before + after, right.len() as u64);
                    prop_assert_eq!(near.as_slice(), &right[before as usize..right.len() - after as usize]);
                    prop_assert!(near.len() == right.len().min(4));
                }
            }
        }
    }
}
