//! Paths that were ever written, each under a number, so that a patch names its paths in a byte or two.

use foldback_event::Pointer;
use rustc_hash::FxHashMap;

/// How one path lies to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    /// It is the same path or leads further down.
    AtOrBelow,
    /// It leads to something that holds it.
    Above,
    /// It leads elsewhere.
    Apart,
}

#[derive(Debug, Default)]
struct Node {
    parent: u32,
    key: Box<str>,
    children: FxHashMap<Box<str>, u32>,
}

/// The tree of paths. Number 0 is the root.
#[derive(Debug)]
pub struct Paths {
    nodes: Vec<Node>,
}

impl Default for Paths {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl Paths {
    /// The number of a path, new if need be.
    pub fn intern(&mut self, path: &[&str]) -> u32 {
        path.iter().fold(0, |at, key| {
            if let Some(child) = self.nodes[at as usize].children.get(*key) {
                return *child;
            }
            let child = self.nodes.len() as u32;
            self.nodes.push(Node { parent: at, key: (*key).into(), children: FxHashMap::default() });
            self.nodes[at as usize].children.insert((*key).into(), child);
            child
        })
    }

    /// The path of a number.
    pub fn pointer(&self, mut number: u32) -> Pointer {
        let mut keys = Vec::new();
        while number != 0 {
            let Some(node) = self.nodes.get(number as usize) else { break };
            keys.push(node.key.clone());
            number = node.parent;
        }
        keys.into_iter().rev().collect()
    }

    /// How every known path lies to `path`, by number.
    pub fn lie_to(&self, path: &Pointer) -> Vec<Lies> {
        let mut lies = Vec::with_capacity(self.nodes.len());
        // How many of the path's names lead to a node, for the nodes on the way to it.
        let mut led = vec![0usize; self.nodes.len()];
        for (number, node) in self.nodes.iter().enumerate() {
            let parent = if number == 0 { None } else { lies.get(node.parent as usize).copied() };
            lies.push(match parent {
                Some(Lies::AtOrBelow) => Lies::AtOrBelow,
                Some(Lies::Apart) => Lies::Apart,
                Some(Lies::Above) if path.keys()[led[node.parent as usize]] != node.key => Lies::Apart,
                on_the_way => {
                    led[number] = on_the_way.map_or(0, |_| led[node.parent as usize] + 1);
                    if led[number] == path.keys().len() { Lies::AtOrBelow } else { Lies::Above }
                }
            });
        }
        lies
    }

    /// Bytes of memory it holds, about.
    pub fn weight(&self) -> usize {
        // A node, its key twice, its place in the parent's table.
        self.nodes.iter().map(|node| size_of::<Node>() + node.key.len() * 2 + 32).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_their_numbers_and_know_each_other() {
        let mut paths = Paths::default();
        let all: &[&[&str]] = &[&[], &["a"], &["a", "b"], &["a", "b", "c"], &["a", "x"], &["z"]];
        let numbers: Vec<_> = all.iter().map(|path| paths.intern(path)).collect();
        for (number, path) in numbers.iter().zip(all) {
            assert_eq!(paths.intern(path), *number);
            assert_eq!(paths.pointer(*number).keys().iter().map(|key| &**key).collect::<Vec<_>>(), *path);
        }
        let lies = paths.lie_to(&Pointer::parse("/a/b").unwrap());
        use Lies::{Above, Apart, AtOrBelow};
        assert_eq!(
            numbers.iter().map(|number| lies[*number as usize]).collect::<Vec<_>>(),
            [Above, Above, AtOrBelow, AtOrBelow, Apart, Apart]
        );
        assert!(paths.lie_to(&Pointer::root()).iter().all(|lies| *lies == AtOrBelow));
    }
}
