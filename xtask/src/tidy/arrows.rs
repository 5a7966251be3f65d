//! Which crate of the workspace may depend on which: the architecture, as a table.
//! Never looks at dependencies for tests, which may use anything.

use super::finding::Finding;
use super::manifest::{self, Kind};
use super::tree::Tree;

/// A crate's folder, and the crates of the workspace it may depend on.
const ALLOWED: [(&str, &[&str]); 13] = [
    ("crates/event", &[]),
    ("crates/protocol", &["event"]),
    ("crates/sample", &[]),
    ("crates/format", &["event"]),
    ("crates/log", &["event"]),
    ("crates/replay", &["event"]),
    ("crates/idb", &["log"]),
    ("crates/store", &["event", "format", "log", "protocol", "replay"]),
    ("crates/wasm", &["event", "protocol", "sample", "idb", "log", "store", "format"]),
    ("crates/npm", &["wasm"]),
    ("app", &["event", "protocol"]),
    ("tests", &["sample", "protocol", "event"]),
    ("xtask", &[]),
];

/// Every dependency that the table does not allow, and every crate that it does not know.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        let Some(folder) = path.strip_suffix("/Cargo.toml") else {
            continue;
        };
        let is_member = folder.strip_prefix("crates/").is_some_and(|name| !name.contains('/'))
            || ["app", "tests", "xtask"].contains(&folder);
        if !is_member {
            continue;
        }
        let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| *known == folder) else {
            findings.push(Finding::new(
                path,
                1,
                "this crate is not in the table of xtask/src/tidy/arrows.rs, add it and what it may depend on",
            ));
            continue;
        };
        for dependency in manifest::dependencies(text) {
            let Some(name) = dependency.name.strip_prefix("foldback-") else {
                continue;
            };
            if dependency.kind != Kind::Dev && !allowed.contains(&name) {
                findings.push(Finding::new(
                    path,
                    dependency.line,
                    format!(
                        "{folder} must not depend on {}, dependencies point one way (ARCHITECTURE.md): remove it",
                        dependency.name
                    ),
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_against_the_table_is_found_and_one_along_it_is_not() {
        let tree = Tree::of(&[
            ("crates/event/Cargo.toml", "[dependencies]\nfoldback-log.workspace = true\n"),
            ("crates/log/Cargo.toml", "[dependencies]\nfoldback-event.workspace = true\n"),
            ("crates/format/Cargo.toml", "[dev-dependencies]\nfoldback-sample.workspace = true\n"),
        ]);
        let findings = check(&tree);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].to_string().starts_with("crates/event/Cargo.toml:2: "));
    }

    #[test]
    fn a_crate_that_the_table_does_not_know_is_found() {
        let tree = Tree::of(&[("crates/new/Cargo.toml", "[package]\n")]);
        assert_eq!(check(&tree).len(), 1);
    }
}
