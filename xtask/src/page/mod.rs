//! Builds the app into `dist/`, with Trunk and what bundles its JavaScript, and only when something has changed.
//! Never reaches for the network itself once the locked crates are fetched.

pub mod fingerprint;
pub mod web;

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::checkout::Checkout;
use crate::child;
use crate::duration;
use crate::failure::{Doing, Failure, Outcome};
use crate::lockfile;
use crate::tools::{Toolbox, advice, pinned};

/// A cold build of the whole workspace with link-time optimisation, on a slow machine.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Brings `dist/` up to date, installing what that needs.
pub fn build(checkout: &Checkout, toolbox: &mut Toolbox) -> Outcome {
    for needed in ["index.html", "Trunk.toml"] {
        if !checkout.root().join(needed).is_file() {
            return Err(Failure::new(format!("{needed} is missing: restore it with `git checkout {needed}`")));
        }
    }
    let started = Instant::now();
    let versions = format!(
        "trunk {} binaryen {} wasm-bindgen {}",
        pinned::TRUNK,
        pinned::BINARYEN,
        lockfile::version_of(checkout, "wasm-bindgen")?
    );
    // Taken before the build: what is edited meanwhile is built the next time.
    let sources = fingerprint::of_sources(checkout.root(), &versions)?;
    let note = checkout.note("page.fingerprint")?;
    if fs::read_to_string(&note).is_ok_and(|noted| Ok(noted) == describe(checkout, &sources)) {
        println!("app: unchanged since its last build ({})", duration::in_words(started.elapsed()));
        return Ok(());
    }
    web::prepare(checkout)?;
    toolbox.for_page(checkout)?;
    fetch(checkout, toolbox)?;
    println!("app: building (the first build takes about 4 minutes, later ones less)");
    let building = Instant::now();
    run_trunk(checkout, toolbox)?;
    // Trunk empties the folder that it writes to.
    web::build(checkout)?;
    fs::write(&note, describe(checkout, &sources)?).doing(|| format!("write {}", note.display()))?;
    println!("app: built in {}", duration::in_words(building.elapsed()));
    Ok(())
}

/// The built app is part of what is noted: a file that is missing from it leads to a build.
fn describe(checkout: &Checkout, sources: &str) -> Outcome<String> {
    let dist = fingerprint::of_built(&checkout.dist())?;
    Ok(format!("sources {sources}\ndist {dist}\n"))
}

/// Trunk asks Cargo for every locked crate without the network, so they have to be there.
fn fetch(checkout: &Checkout, toolbox: &Toolbox) -> Outcome {
    let started = Instant::now();
    let log = checkout.note("fetch.log")?;
    let mut cargo = toolbox.command("cargo");
    cargo.arg("fetch").current_dir(checkout.root());
    child::run_logged(&mut cargo, &log, LIMIT).map_err(|failure| advice::with(&failure, &log))?;
    println!("app: crates are here ({})", duration::in_words(started.elapsed()));
    Ok(())
}

fn run_trunk(checkout: &Checkout, toolbox: &Toolbox) -> Outcome {
    let mut trunk: Command = toolbox.command("trunk");
    trunk
        .args(["build", "--release", "--offline"])
        // Trunk reads this variable as its own option and stops at the usual value 1.
        .env_remove("NO_COLOR")
        .current_dir(checkout.root());
    child::run(&mut trunk, LIMIT)
        .map_err(|failure| Failure::new(format!("the app was not built, see Trunk's output above: {failure}")))?;
    if checkout.dist().join("index.html").is_file() {
        Ok(())
    } else {
        Err(Failure::new("Trunk wrote no dist/index.html: see that Trunk.toml names `dist` as its output folder"))
    }
}
