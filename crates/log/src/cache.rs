//! What was read lately, up to a number of bytes.

use std::rc::Rc;

use rustc_hash::FxHashMap;

/// Values by key, the longest unused of which go first.
#[derive(Debug)]
pub struct Cache<V> {
    entries: FxHashMap<u64, Entry<V>>,
    used: usize,
    budget: usize,
    clock: u64,
}

#[derive(Debug)]
struct Entry<V> {
    value: Rc<V>,
    weight: usize,
    used_at: u64,
}

impl<V> Cache<V> {
    /// Holds values of `budget` bytes together, and at least the last one.
    pub fn new(budget: usize) -> Self {
        Self { entries: FxHashMap::default(), used: 0, budget, clock: 0 }
    }

    pub fn get(&mut self, key: u64) -> Option<Rc<V>> {
        self.clock += 1;
        let entry = self.entries.get_mut(&key)?;
        entry.used_at = self.clock;
        Some(entry.value.clone())
    }

    pub fn put(&mut self, key: u64, value: V, weight: usize) -> Rc<V> {
        self.clock += 1;
        let value = Rc::new(value);
        let entry = Entry { value: value.clone(), weight, used_at: self.clock };
        if let Some(replaced) = self.entries.insert(key, entry) {
            self.used -= replaced.weight;
        }
        self.used += weight;
        // The budget is a few hundred entries: looking at each is cheaper than keeping them in order on every read.
        while self.used > self.budget && self.entries.len() > 1 {
            let Some(oldest) = self.entries.iter().min_by_key(|(_, entry)| entry.used_at).map(|(key, _)| *key) else {
                break;
            };
            if let Some(gone) = self.entries.remove(&oldest) {
                self.used -= gone.weight;
            }
        }
        value
    }

    pub fn clear(&mut self) {
        self.entries.clear();
        self.used = 0;
    }
}
