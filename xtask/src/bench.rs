//! `cargo xtask bench`: serves the built app beside the benchmark's pages and runs the benchmark.
//! Never measures anything itself.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::arguments::Bench;
use crate::checkout::Checkout;
use crate::child;
use crate::failure::{Doing, Failure, Outcome};
use crate::members::END_TO_END;
use crate::page;
use crate::server::route::Site;
use crate::test;
use crate::tools::browser::BrowserName;
use crate::tools::{Toolbox, advice, search_path};

const INSTALL_LIMIT: Duration = Duration::from_secs(10 * 60);
const LIMIT: Duration = Duration::from_secs(2 * 60 * 60);

/// Builds what is measured and measures it.
pub fn run(checkout: &Checkout, options: &Bench) -> Outcome {
    let pages = checkout.bench_pages();
    if !pages.is_dir() {
        return Err(Failure::new("tests/bench is missing: restore it with `git checkout tests/bench`"));
    }
    let mut toolbox = Toolbox::new()?;
    let browser = toolbox.browser(BrowserName::Chromium)?;
    page::build(checkout, &mut toolbox)?;
    install_libraries(checkout, &pages)?;

    let results = checkout.root().join("target").join("bench");
    fs::create_dir_all(&results).doing(|| format!("create {}", results.display()))?;
    let mut cargo = Command::new("cargo");
    cargo
        .args(["run", "--package", END_TO_END, "--bin", "bench", "--"])
        .args(words(options))
        .env("FOLDBACK_BENCH_OUT", &results)
        .env("FOLDBACK_ENGINE", checkout.dist().join("engine_bg.wasm"));
    let site = Site { app: checkout.dist(), bench: Some(checkout.root().join("tests")), apps: None, offered: None };
    test::in_browser::with_browser(checkout, &browser, site, &mut cargo, LIMIT)?;
    println!("results are in {}", results.display());
    Ok(())
}

/// The options as the benchmark's own program reads them.
fn words(options: &Bench) -> Vec<String> {
    let mut words: Vec<String> = options.name.iter().map(|name| name.as_str().to_owned()).collect();
    let mut option = |name: &str, value: String| words.extend([name.to_owned(), value]);
    if let Some(rounds) = options.rounds {
        option("--rounds", rounds.to_string());
    }
    if let Some(events) = options.events {
        option("--events", events.to_string());
    }
    for without in &options.without {
        option("--without", without.clone());
    }
    words
}

/// Brings the libraries that Foldback is compared with to what the lock file says.
fn install_libraries(checkout: &Checkout, pages: &Path) -> Outcome {
    let lock = pages.join("package-lock.json");
    // npm writes this file last, so that it also shows an interrupted install.
    let installed = pages.join("node_modules").join(".package-lock.json");
    if !lock.is_file() || is_newer(&installed, &lock) {
        return Ok(());
    }
    println!("bench: installing the libraries to compare with (npm ci)");
    let log = checkout.note("npm-ci.log")?;
    let npm = search_path::find("npm")
        .ok_or_else(|| Failure::new("`npm` is not installed: install Node.js 20 or later, which has it"))?;
    let mut npm = Command::new(npm);
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(pages);
    child::run_logged(&mut npm, &log, INSTALL_LIMIT).map_err(|failure| advice::with(&failure, &log))
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|about| about.modified()).ok();
    let (file, than): (Option<SystemTime>, Option<SystemTime>) = (changed(file), changed(than));
    file.is_some() && file >= than
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_install_is_never_newer() {
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        assert!(!is_newer(Path::new("no-such-file"), &lock));
        assert!(is_newer(&lock, &lock));
    }
}
