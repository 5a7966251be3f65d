//! What the person has opened, closed and paged through in a tree.
//! Never kept longer than the tree is on the page.

use std::collections::{HashMap, HashSet};

/// The standing of a tree, by JSON Pointer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Branches that were opened or closed by hand.
    toggled: HashMap<String, bool>,
    /// The first member that is shown of large branches.
    pages: HashMap<String, usize>,
    /// Strings that are shown whole.
    whole: HashSet<String>,
}

impl Standing {
    /// Whether a branch is open; `otherwise` when nobody has said.
    pub fn is_open(&self, path: &str, otherwise: bool) -> bool {
        self.toggled.get(path).copied().unwrap_or(otherwise)
    }

    /// Opens or closes a branch.
    pub fn set_open(&mut self, path: &str, open: bool) {
        self.toggled.insert(path.to_owned(), open);
    }

    /// The first member that is shown of a branch.
    pub fn page(&self, path: &str) -> usize {
        self.pages.get(path).copied().unwrap_or(0)
    }

    /// Shows a large branch from another member on.
    pub fn set_page(&mut self, path: &str, first: usize) {
        self.pages.insert(path.to_owned(), first);
    }

    /// Whether a string is shown whole.
    pub fn is_whole(&self, path: &str) -> bool {
        self.whole.contains(path)
    }

    /// Shows a string whole.
    pub fn set_whole(&mut self, path: &str) {
        self.whole.insert(path.to_owned());
    }
}
