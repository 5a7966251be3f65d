//! The decoders under libFuzzer, one target after the other. What is found on the way stays in the target folder: the corpus of the
//! checkout changes only where a person adds to it.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::checkout::Checkout;
use crate::child;
use crate::failure::{Doing, Failure, Outcome};
use crate::tools::Toolbox;

/// Where the targets are, below the checkout.
const FOLDER: &str = "crates/format/fuzz";

/// How long each target runs.
const LONG: Duration = Duration::from_secs(5 * 60);
const SHORT: Duration = Duration::from_secs(20);

/// The most that building takes beside.
const BUILDING: Duration = Duration::from_secs(20 * 60);

/// The names of the targets, sorted.
pub fn targets(checkout: &Checkout) -> Outcome<Vec<String>> {
    let folder = checkout.root().join(FOLDER).join("targets");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).doing(|| format!("read {}", folder.display()))? {
        let path = entry.doing(|| format!("read {}", folder.display()))?.path();
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Runs one target, five minutes where `long`.
pub fn run(checkout: &Checkout, toolbox: &Toolbox, target: &str, long: bool) -> Outcome {
    let time = if long { LONG } else { SHORT };
    let found = folder(checkout, target)?;
    let log = found.with_extension("log");
    let fuzz = checkout.root().join(FOLDER);
    let mut cargo = toolbox.command("cargo");
    cargo
        .current_dir(checkout.root())
        .args(["fuzz", "run", "--fuzz-dir", FOLDER, "--target-dir"])
        .arg(checkout.root().join("target/fuzz-build"))
        // The decoders forbid unsafe code, and without a sanitizer the usual compiler will do.
        .args(["--sanitizer", "none", target])
        .arg(&found)
        .args([fuzz.join("corpus").join(target), fuzz.join("crashers")])
        .arg("--")
        .arg(format!("-max_total_time={}", time.as_secs()))
        .args(["-timeout=10", "-rss_limit_mb=2048", "-max_len=65536"])
        .arg(format!("-artifact_prefix={}/failed-", found.display()));
    child::run_logged(&mut cargo, &log, time + BUILDING).map_err(|failure| {
        let what = said(&log).unwrap_or_else(|| failure.to_string());
        Failure::new(format!("{what}; {} has all of it, failed-* beside it the input", log.display()))
    })
}

/// Where a target's finds and its log go.
fn folder(checkout: &Checkout, target: &str) -> Outcome<PathBuf> {
    let folder = checkout.root().join("target/fuzz").join(target);
    fs::create_dir_all(&folder).doing(|| format!("create {}", folder.display()))?;
    Ok(folder)
}

/// What the target said when it failed: the line behind that of the panic, or libFuzzer's own.
fn said(log: &PathBuf) -> Option<String> {
    let text = fs::read(log).ok()?;
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines();
    let panicked = lines.by_ref().any(|line| line.contains("panicked at"));
    let own = || text.lines().find(|line| line.starts_with("SUMMARY: ")).map(str::to_owned);
    let line = if panicked { lines.next().map(str::to_owned) } else { own() };
    line.map(|line| line.chars().take(300).collect())
}
