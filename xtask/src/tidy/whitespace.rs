//! Text files end with a newline; Rust files hold no tabs.
//! Never looks at recorded data, whose bytes are what they are.

use super::finding::Finding;
use super::tree::Tree;

/// Written by hand.
const WRITTEN: [&str; 10] = [".css", ".html", ".js", ".json", ".md", ".mjs", ".rs", ".toml", ".ts", ".yml"];

/// Every file without a newline at its end, and every line of Rust with a tab.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        let is_written = WRITTEN.iter().any(|ending| path.ends_with(ending));
        if !is_written || path.split('/').any(|part| part == "fixtures") {
            continue;
        }
        if !text.is_empty() && !text.ends_with('\n') {
            let what = "ends without a newline, add one";
            findings.push(Finding::new(path, text.lines().count(), what));
        }
        if path.ends_with(".rs") {
            let tabs = text.lines().enumerate().filter(|(_, line)| line.contains('\t'));
            findings.extend(tabs.map(|(index, _)| Finding::new(path, index + 1, "holds a tab, write spaces or `\\t`")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_newline_and_a_tab_are_found_and_fixtures_are_left_alone() {
        let tree = Tree::of(&[
            ("a.rs", "//! a\n\tx\n"),
            ("b.md", "text"),
            ("tests/fixtures/cut.json", "{"),
            ("empty.css", ""),
        ]);
        let lines: Vec<String> = check(&tree).iter().map(Finding::to_string).collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].starts_with("a.rs:2: holds a tab"));
        assert!(lines[1].starts_with("b.md:1: ends without"));
    }
}
