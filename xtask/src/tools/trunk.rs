//! Trunk, which builds the app.

use std::path::PathBuf;

use super::cache::{Cache, Notice};
use super::cargo_install::CargoTool;
use super::pinned;
use crate::failure::Outcome;

/// Returns the folder of the program.
pub fn ensure(cache: &Cache) -> Outcome<PathBuf> {
    CargoTool {
        notice: Notice { name: "trunk", version: pinned::TRUNK, why: "builds the app", expected: "about 3 minutes" },
        package: "trunk",
        program: "trunk",
        // Without its features: they download tools and serve pages, which is done here.
        options: &["--locked", "--no-default-features"],
    }
    .ensure(cache)
}
