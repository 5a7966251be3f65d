//! Tags: for each the events that have it, and for each event its tags.

use std::sync::Arc;

use rustc_hash::FxHashMap;

/// All tags of a log.
#[derive(Clone, Debug, Default)]
pub struct Tags {
    ids: FxHashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
    positions: Vec<Vec<u32>>,
    /// The tags of all events one after another, and where each event's end. Events behind the last tagged one have none.
    list: Vec<u32>,
    ends: Vec<u32>,
}

impl Tags {
    /// The number of a tag, which it gets now if it has none.
    pub fn intern(&mut self, name: &str) -> u32 {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = self.names.len() as u32;
        let name: Arc<str> = name.into();
        self.names.push(name.clone());
        self.positions.push(Vec::new());
        self.ids.insert(name, id);
        id
    }

    /// Takes up the tags of an event behind all before it.
    pub fn add(&mut self, position: u32, tags: impl ExactSizeIterator<Item = u32>) {
        if tags.len() == 0 {
            return;
        }
        self.ends.resize(position as usize, self.list.len() as u32);
        for tag in tags {
            let positions = &mut self.positions[tag as usize];
            // An event may name a tag twice; it is found by it once.
            if positions.last() != Some(&position) {
                positions.push(position);
            }
            self.list.push(tag);
        }
        self.ends.push(self.list.len() as u32);
    }

    /// The tags of an event, as they were given.
    pub fn of(&self, position: u64) -> impl Iterator<Item = &str> {
        let end_of = |at: usize| self.ends.get(at).map(|end| *end as usize);
        let at = usize::try_from(position).unwrap_or(usize::MAX);
        let end = end_of(at).unwrap_or(0);
        let start = if end == 0 { 0 } else { at.checked_sub(1).and_then(end_of).unwrap_or(0) };
        self.list[start..end].iter().map(|tag| &*self.names[*tag as usize])
    }

    /// The events that have a tag.
    pub fn positions(&self, name: &str) -> &[u32] {
        self.ids.get(name).map_or(&[], |id| &self.positions[*id as usize])
    }

    /// Bytes of memory it holds, about.
    pub fn weight(&self) -> usize {
        let lists: usize = self.positions.iter().map(|positions| positions.capacity() * 4 + 24).sum();
        let names: usize = self.names.iter().map(|name| name.len() + 56).sum();
        lists + names + (self.list.capacity() + self.ends.capacity()) * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_their_tags_and_tags_their_events() {
        let mut tags = Tags::default();
        let [tea, jam] = ["tea", "jam"].map(|name| tags.intern(name));
        assert_eq!(tags.intern("tea"), tea);
        tags.add(0, [].into_iter());
        tags.add(2, [tea, jam, tea].into_iter());
        tags.add(3, [].into_iter());
        tags.add(5, [jam].into_iter());
        let of = |position| tags.of(position).collect::<Vec<_>>();
        assert_eq!(of(2), ["tea", "jam", "tea"]);
        assert_eq!(of(5), ["jam"]);
        for none in [0, 1, 3, 4, 6, u64::MAX] {
            assert!(of(none).is_empty(), "{none}");
        }
        assert_eq!((tags.positions("tea"), tags.positions("jam")), (&[2][..], &[2, 5][..]));
        assert!(tags.positions("none").is_empty());
    }
}
