//! cargo-fuzz, which builds and runs the fuzz targets.

use std::path::PathBuf;

use super::cache::{Cache, Notice};
use super::cargo_install::CargoTool;
use super::pinned;
use crate::failure::Outcome;

/// Returns the folder of the program.
pub fn ensure(cache: &Cache) -> Outcome<PathBuf> {
    CargoTool {
        notice: Notice {
            name: "cargo-fuzz",
            version: pinned::CARGO_FUZZ,
            why: "runs the decoders on inputs that nobody wrote",
            expected: "about 1 minute",
        },
        package: "cargo-fuzz",
        program: "cargo-fuzz",
        options: &["--locked"],
    }
    .ensure(cache)
}
