//! Lists of categories and streams, filtered by name, each with where in the log its events are.

use foldback_log::{Backend, StreamEntry};
use foldback_protocol::{CategoryInfo, StreamInfo, StreamsAnswer};

use crate::Store;

/// Whether `name` contains `needle`, which is in lower case.
fn contains(name: &str, needle: &str) -> bool {
    if needle.is_empty() {
        return true;
    }
    if name.is_ascii() {
        let (name, needle) = (name.as_bytes(), needle.as_bytes());
        return name.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle));
    }
    name.to_lowercase().contains(needle)
}

/// Counts over equal parts of the log's positions.
struct Bars {
    counts: Vec<u32>,
    log: u64,
}

impl Bars {
    fn new(bars: u32, log: u64) -> Self {
        Self { counts: vec![0; bars as usize], log: log.max(1) }
    }

    fn add(&mut self, positions: &[u32]) {
        let bars = self.counts.len() as u64;
        for position in positions {
            if let Some(count) = self.counts.get_mut((u64::from(*position) * bars / self.log) as usize) {
                *count += 1;
            }
        }
    }

    /// Each bar as a share of the highest, so that one event is still seen.
    fn shares(&self) -> Vec<u8> {
        let most = u64::from(self.counts.iter().copied().max().unwrap_or_default().max(1));
        self.counts.iter().map(|count| (u64::from(*count) * 255).div_ceil(most) as u8).collect()
    }
}

/// The part of a stream's positions that can be read.
fn readable(stream: &StreamEntry, events: u64) -> &[u32] {
    let end = stream.positions.partition_point(|position| u64::from(*position) < events);
    &stream.positions[..end]
}

impl<B: Backend> Store<B> {
    /// The categories of the streams whose names contain `filter`, most events first.
    pub fn categories(&self, filter: &str, bars: u32) -> Vec<CategoryInfo> {
        let needle = filter.to_lowercase();
        let index = self.log.index();
        let mut found: Vec<Option<(CategoryInfo, Bars)>> = index.categories().iter().map(|_| None).collect();
        for stream in index.streams().iter().filter(|stream| contains(&stream.name, &needle)) {
            let positions = readable(stream, self.events());
            if positions.is_empty() {
                continue;
            }
            let at = stream.category as usize;
            let (info, counts) = found[at].get_or_insert_with(|| {
                let category = index.categories()[at].name.to_string();
                (CategoryInfo { category, ..CategoryInfo::default() }, Bars::new(bars, self.events()))
            });
            info.streams += 1;
            info.events += positions.len() as u64;
            counts.add(positions);
        }
        let mut categories: Vec<_> =
            found.into_iter().flatten().map(|(info, counts)| CategoryInfo { bars: counts.shares(), ..info }).collect();
        categories.sort_by_key(|category| std::cmp::Reverse(category.events));
        categories
    }

    /// The streams of a category (`None`: of all) whose names contain `filter`, in the order of their first events.
    pub fn streams(
        &self,
        category: Option<&str>,
        filter: &str,
        offset: usize,
        limit: usize,
        bars: u32,
    ) -> StreamsAnswer {
        let needle = filter.to_lowercase();
        let index = self.log.index();
        let wanted = category.map(|name| index.categories().iter().position(|entry| &*entry.name == name));
        let mut answer = StreamsAnswer::default();
        for stream in index.streams() {
            let inside = wanted.is_none_or(|wanted| wanted == Some(stream.category as usize));
            if !inside || !contains(&stream.name, &needle) {
                continue;
            }
            let positions = readable(stream, self.events());
            let (Some(first), Some(last)) = (positions.first(), positions.last()) else { continue };
            if answer.total >= offset as u64 && answer.streams.len() < limit {
                let mut counts = Bars::new(bars, self.events());
                counts.add(positions);
                answer.streams.push(StreamInfo {
                    stream: stream.name.to_string(),
                    events: positions.len() as u64,
                    first: u64::from(*first),
                    last: u64::from(*last),
                    bars: counts.shares(),
                });
            }
            answer.total += 1;
        }
        answer
    }

    /// The position of the nearest event of a stream after (or before) `from`.
    pub fn step(&self, stream: &str, from: u64, forwards: bool) -> Option<u64> {
        let index = self.log.index();
        let positions = readable(index.stream(stream)?, self.events());
        let after = positions.partition_point(|position| u64::from(*position) <= from);
        let found = if forwards {
            positions.get(after)
        } else {
            let before = positions[..after].partition_point(|position| u64::from(*position) < from);
            positions.get(before.checked_sub(1)?)
        };
        found.map(|position| u64::from(*position))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_whatever_their_case() {
        assert!(contains("Cart-17", "cart"));
        assert!(contains("cart-17", "-17"));
        assert!(contains("Éclair-1", "écl"));
        assert!(!contains("cart", "carts"));
        assert!(contains("", ""));
    }

    #[test]
    fn bars_are_shares_of_the_fullest_and_show_single_events() {
        let mut bars = Bars::new(4, 8);
        bars.add(&[0, 1, 2, 7]);
        assert_eq!(bars.shares(), [255, 128, 0, 128]);
    }
}
