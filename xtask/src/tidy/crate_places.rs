//! Which foreign crates have one place in the workspace, or none in the pure crates.

use super::PURE;
use super::finding::Finding;
use super::manifest::{self, Kind};
use super::tree::Tree;

/// A crate and the only folder that may use it.
const ONE_PLACE: [(&str, &str); 2] = [("leptos", "app"), ("indexed_db_futures", "crates/idb")];

/// Bindings to the browser: a pure crate runs where there is none.
const BROWSER: [&str; 5] = ["js-sys", "serde-wasm-bindgen", "wasm-bindgen", "wasm-bindgen-futures", "web-sys"];

/// Every dependency that is out of its place.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        let Some(folder) = path.strip_suffix("/Cargo.toml") else {
            continue;
        };
        let is_pure = folder.strip_prefix("crates/").is_some_and(|name| PURE.contains(&name));
        for dependency in manifest::dependencies(text) {
            let name = dependency.name;
            let elsewhere = ONE_PLACE.iter().find(|(only, place)| *only == name && *place != folder);
            if let Some((_, place)) = elsewhere {
                let what = format!("{name} belongs to {place} alone, move what needs it there");
                findings.push(Finding::new(path, dependency.line, what));
            }
            if is_pure && dependency.kind != Kind::Dev && BROWSER.contains(&name) {
                let what = format!("{folder} runs without a browser, remove {name} or move what needs it");
                findings.push(Finding::new(path, dependency.line, what));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_out_of_its_place_is_found() {
        let tree = Tree::of(&[
            ("app/Cargo.toml", "[dependencies]\nleptos.workspace = true\n"),
            ("crates/wasm/Cargo.toml", "[dependencies]\nleptos.workspace = true\nweb-sys = \"1\"\n"),
            ("crates/log/Cargo.toml", "[dependencies]\njs-sys.workspace = true\n"),
        ]);
        let lines: Vec<String> = check(&tree).iter().map(Finding::to_string).collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].starts_with("crates/log/Cargo.toml:2: crates/log runs without"));
        assert!(lines[1].starts_with("crates/wasm/Cargo.toml:2: leptos belongs to app"));
    }
}
