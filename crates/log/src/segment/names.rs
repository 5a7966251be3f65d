//! Names while segments are made of events: each stream, type and tag under its number in the segment at hand.
//!
//! It lives as long as an import, so that a name that comes again in the next segment costs one look and no memory.

use std::sync::Arc;

use rustc_hash::FxHashMap;

/// A list of names, all in one text: a header has thousands, and most are known already to whoever reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameList {
    text: String,
    ends: Vec<u32>,
}

impl NameList {
    /// Adds a name behind the others.
    pub fn push(&mut self, name: &str) {
        self.text.push_str(name);
        self.ends.push(self.text.len() as u32);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The names, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let name = &self.text[start..*end as usize];
            start = *end as usize;
            name
        })
    }
}

impl<'n> FromIterator<&'n str> for NameList {
    fn from_iter<I: IntoIterator<Item = &'n str>>(names: I) -> Self {
        let mut list = Self::default();
        names.into_iter().for_each(|name| list.push(name));
        list
    }
}

/// What is known of a name.
#[derive(Clone, Debug)]
struct Known {
    name: Arc<str>,
    /// The segment that it was last used in, and its number there.
    segment: u32,
    local: u32,
    /// How many events of all segments have it: for a stream, its next revision.
    count: u64,
}

/// The names of one kind.
#[derive(Debug, Default)]
pub struct Names {
    ids: FxHashMap<Arc<str>, u32>,
    known: Vec<Known>,
    segment: u32,
    used: u32,
}

/// What using a name gives.
#[derive(Debug)]
pub struct Used {
    /// Its number in the segment at hand.
    pub local: u32,
    /// How many events had it before.
    pub count: u64,
    /// The name, when it is its first use in this segment.
    pub first: Option<Arc<str>>,
}

impl Names {
    /// Takes up a name for one more event. `before` says how many events had it before this was made.
    #[inline]
    pub fn take(&mut self, name: &str, before: impl FnOnce() -> u64) -> Used {
        let id = match self.ids.get(name) {
            Some(id) => *id,
            None => self.add(name, before()),
        };
        let known = &mut self.known[id as usize];
        let first = known.segment != self.segment || known.local == u32::MAX;
        if first {
            known.segment = self.segment;
            known.local = self.used;
            self.used += 1;
        }
        let count = known.count;
        known.count += 1;
        Used { local: known.local, count, first: first.then(|| known.name.clone()) }
    }

    fn add(&mut self, name: &str, count: u64) -> u32 {
        let id = self.known.len() as u32;
        let name: Arc<str> = name.into();
        self.known.push(Known { name: name.clone(), segment: self.segment, local: u32::MAX, count });
        self.ids.insert(name, id);
        id
    }

    /// Begins the next segment: numbers start again, counts go on.
    pub fn next_segment(&mut self) {
        self.segment += 1;
        self.used = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_segments_own_and_counts_go_on() {
        let mut names = Names::default();
        let take = |names: &mut Names, name| {
            let used = names.take(name, || 7);
            (used.local, used.count, used.first.is_some())
        };
        assert_eq!(take(&mut names, "a"), (0, 7, true));
        assert_eq!(take(&mut names, "b"), (1, 7, true));
        assert_eq!(take(&mut names, "a"), (0, 8, false));
        names.next_segment();
        assert_eq!(take(&mut names, "b"), (0, 8, true));
        assert_eq!(take(&mut names, "a"), (1, 9, true));
    }
}
