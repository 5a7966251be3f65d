//! Files that a person who finds the project looks for.

use super::finding::Finding;
use super::tree::Tree;

const REQUIRED: [(&str, &str); 6] = [
    ("README.md", "says what the project is"),
    ("ARCHITECTURE.md", "says how it is built"),
    ("CONTRIBUTING.md", "says how to change it"),
    ("CHANGELOG.md", "says what has changed"),
    ("LICENSE-MIT", "is one of the two licences"),
    ("LICENSE-APACHE", "is one of the two licences"),
];

/// Every one that is missing or empty.
pub fn check(tree: &Tree) -> Vec<Finding> {
    REQUIRED
        .iter()
        .filter(|(path, _)| tree.text(path).is_none_or(|text| text.trim().is_empty()))
        .map(|(path, why)| Finding::new(path, 1, format!("is missing, write it: it {why}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_and_empty_files_are_found() {
        let mut files: Vec<(&str, &str)> = REQUIRED.iter().map(|(path, _)| (*path, "x")).collect();
        assert!(check(&Tree::of(&files)).is_empty());
        files[0].1 = "\n";
        files.pop();
        assert_eq!(check(&Tree::of(&files)).len(), 2);
    }
}
