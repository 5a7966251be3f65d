//! `cargo xtask tidy`: the project's rules that no compiler knows, one file a rule.
//! Never changes a file, and looks at nothing that git ignores.

mod arrows;
mod crate_places;
mod doc_paths;
mod file_length;
mod finding;
mod manifest;
mod module_docs;
mod module_names;
mod private_places;
mod required_files;
mod tree;
mod unsafe_code;
mod versions;
mod whitespace;

use crate::checkout::Checkout;
use crate::failure::Outcome;
use finding::Finding;
use tree::Tree;

/// The crates that know no browser: pure Rust that runs anywhere.
const PURE: [&str; 7] = ["event", "format", "log", "protocol", "replay", "sample", "store"];

const CHECKS: [fn(&Tree) -> Vec<Finding>; 11] = [
    arrows::check,
    crate_places::check,
    doc_paths::check,
    file_length::check,
    module_docs::check,
    module_names::check,
    private_places::check,
    required_files::check,
    unsafe_code::check,
    versions::check,
    whitespace::check,
];

/// Prints one line a finding; `true` when there is none.
pub fn run(checkout: &Checkout) -> Outcome<bool> {
    let tree = Tree::read(checkout.root())?;
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(&tree)).collect();
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => println!("tidy: {} files, nothing found", tree.len()),
        number => println!("tidy: {} files, {number} to mend", tree.len()),
    }
    Ok(findings.is_empty())
}
