//! wasm-bindgen's command-line tools: the bindings of the app and the runner of browser tests.
//! Never another version than the locked library's: the two speak a private format.

use std::path::PathBuf;

use super::cache::{Cache, Notice};
use super::cargo_install::CargoTool;
use crate::checkout::Checkout;
use crate::failure::Outcome;
use crate::lockfile;

/// Returns the folder of the programs.
pub fn ensure(cache: &Cache, checkout: &Checkout) -> Outcome<PathBuf> {
    let version = lockfile::version_of(checkout, "wasm-bindgen")?;
    CargoTool {
        notice: Notice {
            name: "wasm-bindgen",
            version: &version,
            why: "binds the app to the browser and runs browser tests",
            expected: "about 3 minutes",
        },
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen-test-runner",
        // Not --locked: the crate's own lock file names a version that was withdrawn.
        options: &[],
    }
    .ensure(cache)
}
