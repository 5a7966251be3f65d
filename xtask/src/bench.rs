//! `cargo xtask bench`: serves the built app and package beside the benchmark's pages and runs the benchmark.
//! Never measures anything itself.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::arguments::{Bench, BenchName};
use crate::checkout::Checkout;
use crate::child;
use crate::failure::{Doing, Failure, Outcome};
use crate::members::END_TO_END;
use crate::node_modules;
use crate::package;
use crate::server::route::Site;
use crate::test;
use crate::tools::Toolbox;
use crate::tools::browser::BrowserName;

const LIMIT: Duration = Duration::from_secs(2 * 60 * 60);

/// Builds what is measured and measures it.
pub fn run(checkout: &Checkout, options: &Bench) -> Outcome {
    if options.name == Some(BenchName::Formats) {
        return formats(checkout);
    }
    let pages = checkout.bench_pages();
    if !pages.is_dir() {
        return Err(Failure::new("tests/bench is missing: restore it with `git checkout tests/bench`"));
    }
    let mut toolbox = Toolbox::new()?;
    let browser = toolbox.browser(BrowserName::Chromium)?;
    let tarball = package::build(checkout, &mut toolbox)?;
    node_modules::ensure(checkout, &pages, "the libraries that Foldback is compared with")?;

    let results = checkout.root().join("target").join("bench");
    fs::create_dir_all(&results).doing(|| format!("create {}", results.display()))?;
    let mut cargo = Command::new("cargo");
    cargo
        .args(["run", "--package", END_TO_END, "--bin", "bench", "--"])
        .args(words(options))
        .env("FOLDBACK_BENCH_OUT", &results);
    if matches!(options.name, None | Some(BenchName::Log)) {
        // What a bundler makes of the package is how large it is in a page.
        test::package_steps::ensure_apps(checkout, &tarball)?;
        cargo.env("FOLDBACK_APPS", checkout.apps());
    }
    let site = Site {
        app: checkout.dist(),
        bench: Some(checkout.root().join("tests")),
        package: Some(checkout.npm_dist()),
        apps: None,
        offered: None,
    };
    test::in_browser::with_browser(checkout, &browser, site, &mut cargo, LIMIT)?;
    println!("results are in {}", results.display());
    Ok(())
}

/// Measures the decoders, which need no browser.
fn formats(checkout: &Checkout) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["run", "--quiet", "--release", "--package", "foldback-format", "--example", "decode_speed"])
        .current_dir(checkout.root());
    child::run(&mut cargo, LIMIT)
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
