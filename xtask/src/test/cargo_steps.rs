//! The steps that Cargo does alone: formatting, lints, tests without a browser.
//! Never another profile or target folder than a plain `cargo` uses, so that nothing is built twice.

use std::process::Command;
use std::time::Duration;

use crate::checkout::Checkout;
use crate::child;
use crate::failure::Outcome;
use crate::members::{self, BROWSER_ONLY, END_TO_END, PAGE};

const MINUTE: Duration = Duration::from_secs(60);

/// `cargo fmt --check` over the whole workspace.
pub fn fmt(checkout: &Checkout) -> Outcome {
    cargo(checkout, &["fmt", "--all", "--check"], &[], &[], 5 * MINUTE)
}

/// Lints what is built for the machine.
pub fn clippy(checkout: &Checkout) -> Outcome {
    let packages = packages(checkout, |name| !is_browser_only(name))?;
    let before = ["clippy", "--all-targets"];
    cargo(checkout, &before, &packages, &["--", "-D", "warnings"], 20 * MINUTE)
}

/// Lints what is built for the browser.
pub fn clippy_wasm(checkout: &Checkout) -> Outcome {
    let packages = packages(checkout, is_browser_only)?;
    let before = ["clippy", "--all-targets", "--target", "wasm32-unknown-unknown"];
    cargo(checkout, &before, &packages, &["--", "-D", "warnings"], 20 * MINUTE)?;
    // Together with the debugger's, the engine for apps has what is the debugger's.
    let alone = ["foldback-npm".to_owned(), "foldback-wasm".to_owned()];
    let before = ["clippy", "--lib", "--no-default-features", "--target", "wasm32-unknown-unknown"];
    cargo(checkout, &before, &alone, &["--", "-D", "warnings"], 20 * MINUTE)?;
    cargo(checkout, &before, &alone, &["--features", "time", "--", "-D", "warnings"], 20 * MINUTE)
}

/// Tests everything that needs no browser.
pub fn native(checkout: &Checkout) -> Outcome {
    let packages = packages(checkout, |name| name == PAGE || (!is_browser_only(name) && name != END_TO_END))?;
    cargo(checkout, &["test"], &packages, &[], 30 * MINUTE)
}

fn is_browser_only(package: &str) -> bool {
    BROWSER_ONLY.contains(&package)
}

fn packages(checkout: &Checkout, wanted: impl Fn(&str) -> bool) -> Outcome<Vec<String>> {
    let mut names = members::names(checkout)?;
    names.retain(|name| wanted(name));
    Ok(names)
}

fn cargo(checkout: &Checkout, before: &[&str], packages: &[String], after: &[&str], limit: Duration) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo.args(before).current_dir(checkout.root());
    for package in packages {
        cargo.args(["--package", package]);
    }
    child::run(cargo.args(after), limit)
}
