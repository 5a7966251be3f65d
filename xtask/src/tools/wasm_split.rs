//! wasm-split-cli, which splits the page's wasm into what is loaded first and what is loaded later.

use std::path::PathBuf;

use super::cache::{Cache, Notice};
use super::cargo_install::CargoTool;
use super::pinned;
use crate::failure::Outcome;

/// Returns the folder of the program.
pub fn ensure(cache: &Cache) -> Outcome<PathBuf> {
    CargoTool {
        notice: Notice {
            name: "wasm-split",
            version: pinned::WASM_SPLIT,
            why: "splits the page into what loads first and what loads later",
            expected: "about a minute",
        },
        package: "wasm_split_cli_support",
        program: "wasm-split-cli",
        options: &["--locked", "--features", "build-binary"],
    }
    .ensure(cache)
}
