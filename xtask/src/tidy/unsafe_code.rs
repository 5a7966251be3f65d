//! The pure crates forbid unsafe code in a way that no line of theirs can lift.

use super::PURE;
use super::finding::Finding;
use super::tree::Tree;

const ATTRIBUTE: &str = "#![forbid(unsafe_code)]";

/// Every pure crate without the attribute.
pub fn check(tree: &Tree) -> Vec<Finding> {
    PURE.iter()
        .map(|name| format!("crates/{name}/src/lib.rs"))
        .filter_map(|path| {
            let text = tree.text(&path)?;
            let forbids = text.lines().any(|line| line.trim() == ATTRIBUTE);
            (!forbids).then(|| {
                let what = format!("a pure crate must forbid unsafe code, write `{ATTRIBUTE}`");
                Finding::new(&path, 1, what)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pure_crate_without_the_attribute_is_found() {
        let tree = Tree::of(&[
            ("crates/log/src/lib.rs", "//! The log.\n"),
            ("crates/event/src/lib.rs", "//! Events.\n#![forbid(unsafe_code)]\n"),
            ("crates/idb/src/lib.rs", "//! Not pure.\n"),
        ]);
        let findings = check(&tree);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].to_string().starts_with("crates/log/src/lib.rs:1: "));
    }
}
