//! geckodriver, which drives Firefox.

use std::path::PathBuf;

use super::cache::{Cache, Notice};
use super::cargo_install::CargoTool;
use super::{executable, pinned};
use crate::failure::Outcome;

/// Returns the program.
pub fn ensure(cache: &Cache) -> Outcome<PathBuf> {
    let folder = CargoTool {
        notice: Notice {
            name: "geckodriver",
            version: pinned::GECKODRIVER,
            why: "drives Firefox in tests",
            expected: "about 1 minute",
        },
        package: "geckodriver",
        program: "geckodriver",
        options: &["--locked"],
    }
    .ensure(cache)?;
    Ok(folder.join(executable("geckodriver")))
}
