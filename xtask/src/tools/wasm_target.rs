//! The standard library for `wasm32-unknown-unknown`.
//! Never changes which compiler is used.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::cache::{Cache, Notice};
use super::{advice, search_path};
use crate::child;
use crate::failure::{Failure, Outcome};

const TARGET: &str = "wasm32-unknown-unknown";
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// Adds the target to the compiler in use if it is missing.
pub fn ensure(cache: &Cache) -> Outcome {
    if is_installed() {
        return Ok(());
    }
    if search_path::find("rustup").is_none() {
        return Err(Failure::new(format!(
            "the Rust compiler has no {TARGET}: install Rust with rustup (https://rustup.rs), which adds it, \
             or your system's package of that target"
        )));
    }
    let _lock = cache.lock()?;
    let notice = Notice {
        name: "target",
        version: TARGET,
        why: "lets the Rust compiler build for the browser",
        expected: "a few seconds",
    };
    let begun = notice.begin();
    let log = cache.log("wasm-target");
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]);
    child::run_logged(&mut rustup, &log, LIMIT).map_err(|failure| advice::with(&failure, &log))?;
    notice.finish(begun);
    Ok(())
}

/// Asks the compiler rather than rustup, which need not be where the compiler comes from.
fn is_installed() -> bool {
    let Ok(answer) = Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output() else {
        return false;
    };
    let folder = PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim());
    fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-")))
}
