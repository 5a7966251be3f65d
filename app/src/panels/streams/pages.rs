//! The streams that the tree has at hand, in pages.
//! Never more than a few dozen pages; what is old is shown until what is new has come.

use std::collections::HashMap;
use std::sync::Arc;

use foldback_protocol::StreamInfo;

/// Streams of a page.
pub const PAGE: u64 = 100;
/// Pages at hand at most.
const MOST: usize = 40;

/// A page: of a category, or of all streams.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub category: Option<String>,
    pub page: u64,
}

struct Page {
    generation: u32,
    streams: Vec<Arc<StreamInfo>>,
}

/// The pages.
#[derive(Default)]
pub struct Pages {
    pages: HashMap<Key, Page>,
    generation: u32,
}

impl Pages {
    /// What is here is old from now on. Whether it may still be shown: not when it answers another question.
    pub fn outdate(&mut self, is_shown: bool) {
        self.generation += 1;
        if !is_shown {
            self.pages.clear();
        }
    }

    /// Which generation is being asked for.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Takes a page, if it still answers what is asked.
    pub fn fill(&mut self, key: Key, generation: u32, streams: Vec<StreamInfo>) {
        if generation != self.generation {
            return;
        }
        if self.pages.len() >= MOST {
            self.pages.clear();
        }
        let streams = streams.into_iter().map(Arc::new).collect();
        self.pages.insert(key, Page { generation, streams });
    }

    /// A stream, if it is at hand.
    pub fn stream(&self, category: Option<&str>, number: u64) -> Option<Arc<StreamInfo>> {
        let page = self.pages.get(&key(category, number))?;
        page.streams.get((number % PAGE) as usize).cloned()
    }

    /// The page to ask for to have that stream as it is now, if that is needed.
    pub fn wanted(&self, category: Option<&str>, number: u64) -> Option<Key> {
        let key = key(category, number);
        let is_here = self.pages.get(&key).is_some_and(|page| page.generation == self.generation);
        (!is_here).then_some(key)
    }
}

fn key(category: Option<&str>, number: u64) -> Key {
    Key { category: category.map(str::to_owned), page: number / PAGE }
}
