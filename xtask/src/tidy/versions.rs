//! A crate that the workspace's table names has its version there and nowhere else.

use super::finding::Finding;
use super::manifest::{self, Kind};
use super::tree::Tree;

/// Every version that is written a second time.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let table: Vec<&str> = manifest::dependencies(tree.text("Cargo.toml").unwrap_or_default())
        .into_iter()
        .filter(|dependency| dependency.kind == Kind::Workspace)
        .map(|dependency| dependency.name)
        .collect();
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        // A manifest that begins a workspace of its own knows nothing of the table.
        if !path.ends_with("/Cargo.toml") || text.lines().any(|line| line.trim() == "[workspace]") {
            continue;
        }
        for dependency in manifest::dependencies(text) {
            if table.contains(&dependency.name) && !dependency.from_workspace {
                findings.push(Finding::new(
                    path,
                    dependency.line,
                    format!(
                        "{name} is in the workspace's table, write `{name}.workspace = true`",
                        name = dependency.name
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
    fn a_second_version_is_found_and_a_crate_outside_the_table_may_have_its_own() {
        let tree = Tree::of(&[
            ("Cargo.toml", "[workspace.dependencies]\nserde = \"1\"\n"),
            ("app/Cargo.toml", "[dependencies]\nserde = \"1\"\n"),
            ("xtask/Cargo.toml", "[dependencies]\nlexopt = \"0.3\"\n"),
        ]);
        let findings = check(&tree);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].to_string().starts_with("app/Cargo.toml:2: serde is in"));
    }
}
