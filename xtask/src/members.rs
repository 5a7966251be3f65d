//! The workspace's packages, and which of them only exist in a browser.
//! Never reads more of a manifest than its package name.

use std::fs;
use std::path::PathBuf;

use crate::checkout::Checkout;
use crate::failure::{Doing, Outcome};

/// Packages that are built for a browser only.
pub const BROWSER_ONLY: [&str; 4] = [PAGE, "foldback-idb", "foldback-npm", "foldback-wasm"];

/// The page: what in it needs no browser is tested without one.
pub const PAGE: &str = "foldback-app";

/// Drives a browser: its tests run in the `e2e` step and nowhere else.
pub const END_TO_END: &str = "foldback-tests";

/// The folders of the workspace's packages, below the checkout, sorted.
pub fn folders(checkout: &Checkout) -> Outcome<Vec<PathBuf>> {
    let crates = checkout.root().join("crates");
    let mut found = vec!["app".into(), "tests".into(), "xtask".into()];
    for entry in fs::read_dir(&crates).doing(|| format!("read {}", crates.display()))? {
        let entry = entry.doing(|| format!("read {}", crates.display()))?;
        found.push(PathBuf::from("crates").join(entry.file_name()));
    }
    found.retain(|folder| checkout.root().join(folder).join("Cargo.toml").is_file());
    found.sort();
    Ok(found)
}

/// The names of the workspace's packages, sorted by folder.
pub fn names(checkout: &Checkout) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for folder in folders(checkout)? {
        let manifest = checkout.root().join(folder).join("Cargo.toml");
        let text = fs::read_to_string(&manifest).doing(|| format!("read {}", manifest.display()))?;
        names.extend(package_name(&text).map(str::to_owned));
    }
    Ok(names)
}

fn package_name(manifest: &str) -> Option<&str> {
    manifest.lines().find_map(|line| {
        let value = line.strip_prefix("name")?.trim_start().strip_prefix('=')?;
        Some(value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_name_is_read_from_the_manifest() {
        assert_eq!(package_name("[package]\nname = \"foldback-log\"\n"), Some("foldback-log"));
        assert_eq!(package_name("[workspace]\n"), None);
    }
}
