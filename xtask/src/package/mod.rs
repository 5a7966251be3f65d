//! `cargo xtask package`: builds the npm package and packs it into one file.
//! Never publishes it, and builds only when something has changed.

mod engine;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::checkout::Checkout;
use crate::child;
use crate::duration;
use crate::failure::{Doing, Failure, Outcome};
use crate::files;
use crate::lockfile;
use crate::node_modules;
use crate::page::{self, fingerprint};
use crate::tools::{Toolbox, pinned, search_path};

const LIMIT: Duration = Duration::from_secs(5 * 60);

const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Builds what has changed, and returns the packed package.
pub fn build(checkout: &Checkout, toolbox: &mut Toolbox) -> Outcome<PathBuf> {
    page::build(checkout, toolbox)?;
    let started = Instant::now();
    let npm = checkout.npm();
    let file = checkout.target("package")?.join(format!("foldback-{}.tgz", version(&npm)?));
    let versions =
        format!("binaryen {} wasm-bindgen {}", pinned::BINARYEN, lockfile::version_of(checkout, "wasm-bindgen")?);
    // Taken before the build: what is edited meanwhile is built the next time.
    let sources = fingerprint::of_package(checkout.root(), &versions)?;
    let note = checkout.note("package.fingerprint")?;
    let describe = || -> Outcome<String> {
        let (dist, app) = (fingerprint::of_built(&checkout.npm_dist())?, fingerprint::of_built(&checkout.dist())?);
        Ok(format!("sources {sources}\ndist {dist}\napp {app}\n"))
    };
    if file.is_file() && fs::read_to_string(&note).is_ok_and(|noted| Ok(noted) == describe()) {
        println!("package: unchanged since its last build ({})", duration::in_words(started.elapsed()));
        return Ok(file);
    }
    toolbox.for_package(checkout)?;
    node_modules::ensure(checkout, &npm, "what the package is built and tested with")?;
    println!("package: building");
    let engine = engine::build(checkout, toolbox)?;
    node(&npm, "scripts/build.mjs", &[&engine])?;
    files::copy_folder(&checkout.dist(), &npm.join("debugger"))?;
    for licence in LICENCES {
        let from = checkout.root().join(licence);
        fs::copy(&from, npm.join(licence)).doing(|| format!("copy {}", from.display()))?;
    }
    pack(checkout, &npm, &file)?;
    fs::write(&note, describe()?).doing(|| format!("write {}", note.display()))?;
    println!("package: built in {}", duration::in_words(started.elapsed()));
    Ok(file)
}

/// Runs a script of the package's.
pub fn node(npm: &Path, script: &str, arguments: &[&Path]) -> Outcome {
    let node = search_path::find("node")
        .ok_or_else(|| Failure::new("`node` is not installed: install Node.js 20 or later"))?;
    child::run(Command::new(node).arg(script).args(arguments).current_dir(npm), LIMIT)
}

fn pack(checkout: &Checkout, npm: &Path, file: &Path) -> Outcome {
    let folder = checkout.target("package")?;
    let log = checkout.note("npm-pack.log")?;
    let mut pack = Command::new(node_modules::npm()?);
    pack.args(["pack", "--ignore-scripts", "--pack-destination"]).arg(&folder).current_dir(npm);
    child::run_logged(&mut pack, &log, LIMIT)?;
    match file.is_file() {
        true => Ok(()),
        false => Err(Failure::new(format!("npm wrote no {}: see {}", file.display(), log.display()))),
    }
}

/// The version that `package.json` says.
fn version(npm: &Path) -> Outcome<String> {
    let manifest = npm.join("package.json");
    let text = fs::read_to_string(&manifest).doing(|| format!("read {}", manifest.display()))?;
    let said = text.split_once("\"version\": \"").and_then(|(_, after)| after.split('"').next());
    said.map(str::to_owned).ok_or_else(|| Failure::new(format!("{} names no version", manifest.display())))
}
