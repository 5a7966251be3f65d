//! Every Rust file opens with what it holds.

use super::finding::Finding;
use super::tree::Tree;

/// Every Rust file whose first line is no module documentation.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| {
            let what = "opens without `//!`, say what the file holds and what it never does";
            Finding::new(path, 1, what)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_documentation_is_found() {
        let tree = Tree::of(&[("a.rs", "use x;\n"), ("b.rs", "//! Blame.\n"), ("c.rs", "")]);
        assert_eq!(check(&tree).len(), 2);
    }
}
