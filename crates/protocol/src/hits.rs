//! The hits of a search: one bit an event, with counts now and then, so that every question about them is quick however many
//! there are. A hundred thousand among a million take 141 kB.

use std::ops::Range;

/// Words of 64 events between two counts.
const BLOCK: usize = 8;
/// Hits follow as positions.
const POSITIONS: u8 = 0;
/// Hits follow as bits.
const BITS: u8 = 1;

/// A set of positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    words: Vec<u64>,
    /// How many hits there are before each block.
    before: Vec<u32>,
    count: u64,
}

/// The hits of a stretch of the log as bytes: their positions, or a bit for every event where that is shorter.
pub fn write_hits(hits: &[u32]) -> Vec<u8> {
    let first = hits.first().copied().unwrap_or_default();
    let span = hits.last().map_or(0, |last| (last - first) as usize + 1);
    if hits.len() * 4 <= span.div_ceil(8) + 4 {
        let mut out = vec![POSITIONS];
        hits.iter().for_each(|hit| out.extend(hit.to_le_bytes()));
        return out;
    }
    let mut out = vec![0; 5 + span.div_ceil(8)];
    out[0] = BITS;
    out[1..5].copy_from_slice(&first.to_le_bytes());
    for hit in hits {
        let bit = (hit - first) as usize;
        out[5 + bit / 8] |= 1 << (bit % 8);
    }
    out
}

impl Hits {
    /// Takes up the hits of the next stretch. `false` for bytes that [`write_hits`] did not write, or hits before ones that are
    /// here already.
    pub fn add(&mut self, bytes: &[u8]) -> bool {
        let end = self.words.len() as u64 * 64;
        let last = self.nth(self.count.saturating_sub(1)).map_or(0, |last| last + 1);
        let Some((form, rest)) = bytes.split_first() else { return false };
        let added: Vec<u64> = match *form {
            POSITIONS => rest.as_chunks().0.iter().map(|four| u32::from_le_bytes(*four).into()).collect(),
            BITS => {
                let Some((first, bits)) = rest.split_first_chunk() else { return false };
                let first = u64::from(u32::from_le_bytes(*first));
                let set = |at: &usize| bits[at / 8] & (1 << (at % 8)) != 0;
                (0..bits.len() * 8).filter(set).map(|at| first + at as u64).collect()
            }
            _ => return false,
        };
        if !added.is_sorted() || added.first().is_some_and(|first| *first < last) {
            return false;
        }
        let reaches = added.last().map_or(end, |last| last + 1).max(end);
        self.words.resize(reaches.div_ceil(64) as usize, 0);
        for at in &added {
            self.words[(at / 64) as usize] |= 1 << (at % 64);
        }
        // Only blocks behind those that were whole have another count.
        let known = (last / 64) as usize / BLOCK;
        self.before.truncate(known + 1);
        if self.before.is_empty() {
            self.before.push(0);
        }
        for block in self.before.len()..=self.words.len() / BLOCK {
            let words = &self.words[(block - 1) * BLOCK..block * BLOCK];
            let counted: u32 = words.iter().map(|word| word.count_ones()).sum();
            self.before.push(self.before[block - 1] + counted);
        }
        self.count += added.len() as u64;
        true
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether the event at a position is one.
    pub fn contains(&self, position: u64) -> bool {
        let word = usize::try_from(position / 64).ok().and_then(|at| self.words.get(at));
        word.is_some_and(|word| word & (1 << (position % 64)) != 0)
    }

    /// How many there are before a position.
    pub fn before(&self, position: u64) -> u64 {
        let at = (position / 64) as usize;
        if at >= self.words.len() {
            return self.count;
        }
        let block = at / BLOCK;
        let whole: u32 = self.words[block * BLOCK..at].iter().map(|word| word.count_ones()).sum();
        let part = (self.words[at] & ((1 << (position % 64)) - 1)).count_ones();
        u64::from(self.before.get(block).copied().unwrap_or_default() + whole + part)
    }

    /// How many there are in a range.
    pub fn within(&self, range: Range<u64>) -> u64 {
        self.before(range.end).saturating_sub(self.before(range.start))
    }

    /// The one with so many before it.
    pub fn nth(&self, number: u64) -> Option<u64> {
        if number >= self.count {
            return None;
        }
        let block = self.before.partition_point(|before| u64::from(*before) <= number).saturating_sub(1);
        let mut left = number - u64::from(self.before[block]);
        for (at, word) in self.words.iter().enumerate().skip(block * BLOCK) {
            let ones = u64::from(word.count_ones());
            if left < ones {
                let rest = (0..left).fold(*word, |word, _| word & (word - 1));
                return Some(at as u64 * 64 + u64::from(rest.trailing_zeros()));
            }
            left -= ones;
        }
        None
    }

    /// The first behind a position.
    pub fn next(&self, position: u64) -> Option<u64> {
        self.nth(self.before(position.saturating_add(1)))
    }

    /// The last before a position.
    pub fn previous(&self, position: u64) -> Option<u64> {
        self.nth(self.before(position).checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn hits_are_what_was_added(
            hits in prop::collection::btree_set(0u32..4000, 0..600),
            cuts in prop::collection::btree_set(0u32..4000, 0..4),
            asked in 0u64..4100,
        ) {
            let all: Vec<u32> = hits.into_iter().collect();
            let mut set = Hits::default();
            let mut rest = &all[..];
            for cut in cuts.into_iter().chain([u32::MAX]) {
                let (part, later) = rest.split_at(rest.partition_point(|hit| *hit < cut));
                prop_assert!(set.add(&write_hits(part)));
                rest = later;
            }
            let all: Vec<u64> = all.into_iter().map(u64::from).collect();
            prop_assert_eq!(set.len(), all.len() as u64);
            let seen: Vec<u64> = (0..set.len()).filter_map(|number| set.nth(number)).collect();
            prop_assert_eq!(&seen, &all);
            prop_assert_eq!(set.nth(set.len()), None);
            prop_assert_eq!(set.contains(asked), all.contains(&asked));
            prop_assert_eq!(set.before(asked), all.iter().filter(|hit| **hit < asked).count() as u64);
            prop_assert_eq!(set.next(asked), all.iter().copied().find(|hit| *hit > asked));
            prop_assert_eq!(set.previous(asked), all.iter().copied().rfind(|hit| *hit < asked));
            prop_assert_eq!(set.within(asked / 2..asked), set.before(asked) - set.before(asked / 2));
        }
    }

    #[test]
    fn the_shorter_form_is_written_and_other_bytes_are_refused() {
        assert_eq!(write_hits(&[7, 1_000_000]).len(), 9);
        let every_third: Vec<u32> = (0..300_000).map(|at| at * 3).collect();
        assert!(write_hits(&every_third).len() < 113_000);
        for bytes in [&[][..], &[2], &[BITS, 1, 2], &[POSITIONS, 9, 0, 0, 0, 1, 0, 0, 0]] {
            assert!(!Hits::default().add(bytes), "{bytes:?}");
        }
        let mut hits = Hits::default();
        assert!(hits.add(&write_hits(&[5, 6])) && !hits.add(&write_hits(&[6])));
    }
}
