//! Files and modules are named by what they hold; some names say nothing.

use super::finding::Finding;
use super::tree::Tree;

const EMPTY_NAMES: [&str; 8] = ["common", "helper", "helpers", "manager", "misc", "util", "utils", "shared"];

/// Every file, folder and inline module with such a name.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let advice = "says nothing about its content, name it by what it holds";
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        for part in path.split('/') {
            let name = part.strip_suffix(".rs").unwrap_or(part);
            if EMPTY_NAMES.contains(&name) {
                findings.push(Finding::new(path, 1, format!("the name `{name}` {advice}")));
            }
        }
        for (index, line) in text.lines().enumerate() {
            let declared = line.trim_start().trim_start_matches("pub ");
            let name = declared.strip_prefix("mod ").and_then(|rest| rest.split([' ', ';', '{']).next());
            if let Some(name) = name.filter(|name| EMPTY_NAMES.contains(name)) {
                let what = format!("the module name `{name}` {advice}");
                findings.push(Finding::new(path, index + 1, what));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_names_of_files_folders_and_modules_are_found() {
        let tree = Tree::of(&[
            ("app/src/utils.rs", ""),
            ("app/src/helpers/text.rs", ""),
            ("app/src/main.rs", "mod blame;\npub mod common {\n}\n"),
        ]);
        let lines: Vec<String> = check(&tree).iter().map(Finding::to_string).collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines.iter().any(|line| line.starts_with("app/src/main.rs:2: ")));
    }
}
