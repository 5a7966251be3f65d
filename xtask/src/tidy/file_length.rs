//! A file fits a head: most are under 200 lines, none is over the limit. Tests may be longer.

use super::finding::Finding;
use super::tree::Tree;

const LONGEST: usize = 400;

/// Every file over the limit.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust()
        .filter(|(path, _)| !is_test(path))
        .filter_map(|(path, text)| {
            let lines = text.lines().count();
            (lines > LONGEST).then(|| {
                let what = format!("has {lines} lines, split it by content (at most {LONGEST})");
                Finding::new(path, LONGEST + 1, what)
            })
        })
        .collect()
}

fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_found_and_a_long_test_is_not() {
        let long = "line\n".repeat(LONGEST + 1);
        let limit = "line\n".repeat(LONGEST);
        let tree = Tree::of(&[
            ("app/src/a.rs", long.as_str()),
            ("app/src/b.rs", limit.as_str()),
            ("crates/log/tests/c.rs", long.as_str()),
        ]);
        let findings = check(&tree);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].to_string().starts_with("app/src/a.rs:401: has 401 lines"));
    }
}
