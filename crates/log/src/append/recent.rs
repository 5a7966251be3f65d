//! The ids of the latest events: what tells an append that is tried again from a new one.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::batch::Batch;
use crate::id::fingerprint;

/// Events back from the head whose ids are known. KurrentDB's memory of committed ids is bounded too: who expects a revision
/// needs none of it.
pub const WINDOW: u64 = 8192;

/// Positions by stream and id.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    positions: FxHashMap<u64, u32>,
    order: VecDeque<(u64, u32)>,
    /// All ids from `WINDOW` before here up to here are known.
    covered: u64,
}

fn key(stream: &str, id: &str) -> u64 {
    fingerprint(stream).rotate_left(17) ^ fingerprint(id)
}

impl Recent {
    /// The positions whose ids are to be added before it is asked about a log that ends at `next`.
    pub fn missing(&self, next: u64) -> std::ops::Range<u64> {
        self.covered.max(next.saturating_sub(WINDOW))..next
    }

    /// Takes up the events from `missing` that are there: position, stream and id.
    pub fn cover<'a>(&mut self, to: u64, events: impl Iterator<Item = (u64, &'a str, &'a str)>) {
        for (position, stream, id) in events {
            let key = key(stream, id);
            self.positions.insert(key, position as u32);
            self.order.push_back((key, position as u32));
        }
        self.covered = self.covered.max(to);
        while let Some((oldest, at)) =
            self.order.front().copied().filter(|(_, at)| u64::from(*at) + WINDOW < self.covered)
        {
            self.order.pop_front();
            if self.positions.get(&oldest) == Some(&at) {
                self.positions.remove(&oldest);
            }
        }
    }

    /// Takes up a batch that was written at `first`, unless what comes before it is not known yet.
    pub fn append(&mut self, first: u64, batch: &Batch) {
        if first == self.covered {
            let ids = (0..batch.len()).filter_map(|at| Some((first + at as u64, batch.stream(at), batch.id(at)?)));
            self.cover(first + batch.len() as u64, ids);
        }
    }

    /// Where an event of that stream and id probably is.
    pub fn find(&self, stream: &str, id: &str) -> Option<u64> {
        self.positions.get(&key(stream, id)).map(|position| u64::from(*position))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_known_and_the_rest_forgotten() {
        let mut recent = Recent::default();
        assert_eq!(recent.missing(10), 0..10);
        let ids: Vec<String> = (0..WINDOW + 5).map(|position| position.to_string()).collect();
        recent.cover(WINDOW + 5, ids.iter().enumerate().map(|(at, id)| (at as u64, "s", id.as_str())));
        assert_eq!((recent.find("s", "4"), recent.find("s", "5")), (None, Some(5)));
        assert_eq!(recent.find("t", "5"), None);
        assert_eq!(recent.missing(WINDOW + 7), WINDOW + 5..WINDOW + 7);
        recent.cover(99_999, [(99_990, "s", "x")].into_iter());
        assert_eq!((recent.find("s", "5"), recent.find("s", "x")), (None, Some(99_990)));
    }
}
