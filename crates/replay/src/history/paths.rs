//! Paths that were ever written, each under a number, so that a patch names its paths in a byte or two.
//!
//! Numbers in a path (the indexes of arrays, above all) are no part of it here: they stand in the patch. So a list that
//! grows, and objects named by number, take one path however long they get.

use foldback_event::Pointer;
use indexmap::{Equivalent, IndexMap};
use rustc_hash::FxBuildHasher;

use crate::tree::{self, Key};

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

/// The way down to a path from the one above it; without a name it is any number.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Node {
    parent: u32,
    name: Option<Box<str>>,
}

#[derive(Hash)]
struct Wanted<'a> {
    parent: u32,
    name: Option<&'a str>,
}

impl Equivalent<Node> for Wanted<'_> {
    fn equivalent(&self, node: &Node) -> bool {
        self.parent == node.parent && self.name == node.name.as_deref()
    }
}

/// The root has no parent: nothing leads from this number.
const NOWHERE: u32 = u32::MAX;

/// The tree of paths. Number 0 is the root.
#[derive(Debug)]
pub struct Paths {
    /// With each, how many numbers there are in its path.
    nodes: IndexMap<Node, u32, FxBuildHasher>,
    text: usize,
}

impl Default for Paths {
    fn default() -> Self {
        let mut nodes = IndexMap::default();
        nodes.insert(Node { parent: NOWHERE, name: None }, 0);
        Self { nodes, text: 0 }
    }
}

impl Paths {
    /// The path one name further down, new if need be, and the number that the name is, if it is one.
    pub fn child(&mut self, parent: u32, key: &str) -> (u32, Option<u32>) {
        let number = tree::number(key);
        let name = if number.is_some() { None } else { Some(key) };
        if let Some(known) = self.nodes.get_index_of(&Wanted { parent, name }) {
            return (known as u32, number);
        }
        let count = self.numbers(parent) + usize::from(number.is_some());
        self.text += name.map_or(0, str::len);
        let (new, _) = self.nodes.insert_full(Node { parent, name: name.map(Box::from) }, count as u32);
        (new as u32, number)
    }

    /// How many numbers there are in a path.
    pub fn numbers(&self, path: u32) -> usize {
        self.nodes.get_index(path as usize).map_or(0, |(_, count)| *count as usize)
    }

    /// The path above one.
    pub fn above(&self, path: u32) -> Option<u32> {
        self.nodes.get_index(path as usize).map(|(node, _)| node.parent).filter(|parent| *parent != NOWHERE)
    }

    /// The steps of a path with these numbers in it, into `keys`.
    pub fn keys<'a>(&'a self, mut path: u32, numbers: &[u32], keys: &mut Vec<Key<'a>>) {
        keys.clear();
        let mut numbers = numbers.iter().rev();
        while let Some((node, _)) = self.nodes.get_index(path as usize).filter(|_| path != 0) {
            keys.push(match &node.name {
                Some(name) => Key::Name(name),
                None => Key::Index(numbers.next().copied().unwrap_or_default()),
            });
            path = node.parent;
        }
        keys.reverse();
    }

    /// How every known path lies to `path`, by number, as long as the numbers in both are the same.
    pub fn lie_to(&self, path: &Pointer) -> LieTo {
        let keys = Key::all(path);
        let mut lies: Vec<Lies> = Vec::with_capacity(self.nodes.len());
        // How many of the path's names lead to a node, for the nodes on the way to it.
        let mut led = vec![0usize; self.nodes.len()];
        for (number, node) in self.nodes.keys().enumerate() {
            let above = if number == 0 { None } else { lies.get(node.parent as usize).copied() };
            let fits = |at: usize| match (keys.get(at), &node.name) {
                (Some(Key::Name(name)), Some(own)) => **own == **name,
                (Some(Key::Index(_)), None) => true,
                _ => false,
            };
            lies.push(match above {
                Some(Lies::AtOrBelow) => Lies::AtOrBelow,
                Some(Lies::Apart) => Lies::Apart,
                Some(Lies::Above) if !fits(led[node.parent as usize]) => Lies::Apart,
                on_the_way => {
                    led[number] = on_the_way.map_or(0, |_| led[node.parent as usize] + 1);
                    if led[number] == keys.len() { Lies::AtOrBelow } else { Lies::Above }
                }
            });
        }
        let numbers = keys.iter().filter_map(|key| if let Key::Index(index) = key { Some(*index) } else { None });
        LieTo { lies, numbers: numbers.collect() }
    }

    /// Bytes of memory it holds, about.
    pub fn weight(&self) -> usize {
        // A node with its count and hash, its place in the table, what an allocation costs.
        self.nodes.len() * (size_of::<Node>() + 8 + 8 + 8 + 16) + self.text
    }
}

/// How paths lie to one.
#[derive(Debug)]
pub struct LieTo {
    lies: Vec<Lies>,
    numbers: Vec<u32>,
}

impl LieTo {
    /// How the path with these numbers in it lies.
    pub fn of(&self, path: u32, numbers: &[u32]) -> Lies {
        match self.lies.get(path as usize) {
            Some(lies) if self.numbers.iter().zip(numbers).all(|(own, other)| own == other) => *lies,
            _ => Lies::Apart,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intern(paths: &mut Paths, path: &str, numbers: &mut Vec<u32>) -> u32 {
        Pointer::parse(path).unwrap().keys().iter().fold(0, |parent, key| {
            let (child, number) = paths.child(parent, key);
            numbers.extend(number);
            child
        })
    }

    fn shown(paths: &Paths, path: u32, numbers: &[u32]) -> String {
        let mut keys = Vec::new();
        paths.keys(path, numbers, &mut keys);
        tree::pointer(&keys).to_string()
    }

    #[test]
    fn paths_keep_their_numbers_and_know_each_other() {
        let mut paths = Paths::default();
        let all = ["", "/a", "/a/b", "/a/b/c", "/a/x", "/z"];
        let numbers: Vec<_> = all.iter().map(|path| intern(&mut paths, path, &mut Vec::new())).collect();
        for (number, path) in numbers.iter().zip(all) {
            assert_eq!(intern(&mut paths, path, &mut Vec::new()), *number);
            assert_eq!(shown(&paths, *number, &[]), path);
        }
        let lies = paths.lie_to(&Pointer::parse("/a/b").unwrap());
        use Lies::{Above, Apart, AtOrBelow};
        assert_eq!(
            numbers.iter().map(|number| lies.of(*number, &[])).collect::<Vec<_>>(),
            [Above, Above, AtOrBelow, AtOrBelow, Apart, Apart]
        );
        let lies = paths.lie_to(&Pointer::root());
        assert!(numbers.iter().all(|number| lies.of(*number, &[]) == AtOrBelow));
    }

    #[test]
    fn all_elements_of_a_list_are_one_path() {
        let mut paths = Paths::default();
        let mut found = Vec::new();
        for at in 0..1000 {
            let mut numbers = Vec::new();
            let path = intern(&mut paths, &format!("/list/{at}/n"), &mut numbers);
            assert_eq!(shown(&paths, path, &numbers), format!("/list/{at}/n"));
            found.push((path, numbers));
        }
        assert!(paths.weight() < 400, "{}", paths.weight());
        let lies = paths.lie_to(&Pointer::parse("/list/7").unwrap());
        let below: Vec<_> = found.iter().filter(|(path, numbers)| lies.of(*path, numbers) == Lies::AtOrBelow).collect();
        assert_eq!(below, [&found[7]]);
        // A name that only looks like a number is a name.
        let name = intern(&mut paths, "/list/007", &mut Vec::new());
        assert_eq!(shown(&paths, name, &[]), "/list/007");
    }
}
