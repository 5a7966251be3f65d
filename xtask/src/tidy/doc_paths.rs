//! The documents name files that exist.
//! Never judges what is no path of the project: URLs, patterns, commands, what a build writes.

use super::finding::Finding;
use super::tree::Tree;

const DOCUMENTS: [&str; 3] = ["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md"];

/// A word that starts so and has no ending is a folder of the project.
const TOP_FOLDERS: [&str; 9] = [".cargo", ".ci", "app", "crates", "docs", "examples", "npm", "tests", "xtask"];

/// A word that ends so is a file of the project.
const ENDINGS: [&str; 6] = [".css", ".html", ".md", ".rs", ".toml", ".ts"];

/// Every path in backticks or links that leads nowhere.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in DOCUMENTS {
        let mut in_block = false;
        for (index, line) in tree.text(document).unwrap_or_default().lines().enumerate() {
            if line.trim_start().starts_with("```") {
                in_block = !in_block;
            }
            if in_block {
                continue;
            }
            let missing = quoted(line)
                .filter(|word| is_path(word) && !exists(tree, word))
                .chain(linked(line).filter(|link| !tree.has(link)));
            findings.extend(missing.map(|path| {
                let what = format!("names `{path}`, which does not exist: correct or remove it");
                Finding::new(document, index + 1, what)
            }));
        }
    }
    findings
}

/// What stands between backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The targets of links into the project, without their fragments.
fn linked(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|after| after.split(')').next())
        .filter(|link| !link.contains(':'))
        .map(|link| link.split('#').next().unwrap_or_default())
        .map(|link| link.trim_start_matches("./"))
        .filter(|link| !link.is_empty())
}

fn is_path(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if word.starts_with(['/', '-']) || !word.chars().all(plain) || word.contains("..") {
        return false;
    }
    let first = word.split('/').next().unwrap_or_default();
    let names_a_file = ENDINGS.iter().any(|ending| word.strip_suffix(ending).is_some_and(|stem| !stem.is_empty()));
    names_a_file || (word.contains('/') && TOP_FOLDERS.contains(&first))
}

/// A path may be shortened from the front, as in `tidy/arrows.rs`.
fn exists(tree: &Tree, word: &str) -> bool {
    let shortened = format!("/{}", word.trim_end_matches('/'));
    tree.has(word) || tree.paths().any(|path| path.ends_with(&shortened))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(document: &str) -> Vec<String> {
        let tree =
            Tree::of(&[("ARCHITECTURE.md", document), ("crates/log/src/segment.rs", ""), ("app/Cargo.toml", "")]);
        check(&tree).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_path_that_is_gone_is_found() {
        assert_eq!(findings("see `crates/log/src/gone.rs`\n").len(), 1);
        assert_eq!(findings("see `crates/gone/`\n").len(), 1);
        assert_eq!(findings("see `gone.rs`\n").len(), 1);
        let linked = findings("first\n\n[there](docs/gone.md#part)\n");
        assert_eq!(linked.len(), 1);
        assert!(linked[0].starts_with("ARCHITECTURE.md:3: names `docs/gone.md`"));
    }

    #[test]
    fn a_path_that_exists_is_not() {
        let document = "`crates/log` `crates/log/src/segment.rs` `segment.rs` `app/` \
            [log](./crates/log) [this](ARCHITECTURE.md#top)\n";
        assert_eq!(findings(document), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_path_is_left_alone() {
        let document = "`cargo xtask test` `target/bench` `application/wasm` `crates/*` `.rs` \
            [site](https://example.org/a.md)\n```\n`crates/gone`\n```\n";
        assert_eq!(findings(document), Vec::<String>::new());
    }
}
