//! Builds the debugger into `dist/`, and only when something has changed: its page, its engine, and what of it is JavaScript.
//! Never leaves half a page there: the folder is exchanged when all of it is built.

pub mod fingerprint;
mod split;
pub mod web;

use std::fs;
use std::path::Path;
use std::time::Instant;

use crate::checkout::Checkout;
use crate::duration;
use crate::failure::{Doing, Failure, Outcome};
use crate::files;
use crate::lockfile;
use crate::tools::{Toolbox, pinned};
use crate::wasm;

/// The page's name in `dist/`: `app/public/start.js` starts it.
const PAGE: &str = "foldback";

/// The engine's: `app/public/engine_loader.js` starts it in its worker.
const ENGINE: &str = "engine";

/// Brings `dist/` up to date, installing what that needs.
pub fn build(checkout: &Checkout, toolbox: &mut Toolbox) -> Outcome {
    let public = checkout.public();
    if !public.join("index.html").is_file() {
        return Err(Failure::new("app/public/index.html is missing: restore it with `git checkout app/public`"));
    }
    let started = Instant::now();
    let versions = format!(
        "wasm-split {} binaryen {} wasm-bindgen {}",
        pinned::WASM_SPLIT,
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
    println!("app: building (the first build takes about 4 minutes, later ones less)");
    let building = Instant::now();
    let folder = checkout.target("page")?;
    files::copy_folder(&public, &folder)?;
    build_page(checkout, toolbox, &folder)?;
    build_engine(checkout, toolbox, &folder)?;
    web::build(checkout, &folder)?;
    files::copy_folder(&folder, &checkout.dist())?;
    fs::write(&note, describe(checkout, &sources)?).doing(|| format!("write {}", note.display()))?;
    println!("app: built in {}", duration::in_words(building.elapsed()));
    Ok(())
}

/// Small, as everyone waits for it.
fn build_page(checkout: &Checkout, toolbox: &Toolbox, folder: &Path) -> Outcome {
    let compiled = wasm::compile(checkout, toolbox, "foldback-app", "", "foldback.wasm")?;
    let parts = checkout.target("page-parts")?;
    let first = split::split(toolbox, &compiled, PAGE, &parts)?;
    // What comes later shares its memory and its table, which are exports of the linker.
    wasm::bind(toolbox, &first, &["--target", "web", "--keep-lld-exports"], PAGE, folder)?;
    let mut built = split::take_rest(&parts, &first, folder)?;
    built.push(folder.join(format!("{PAGE}_bg.wasm")));
    for file in built {
        wasm::optimise(
            toolbox,
            &file,
            &["-Oz", "--strip-debug", "--strip-producers"],
            &checkout.note("wasm-opt.log")?,
        )?;
    }
    Ok(())
}

/// Fast, as every byte of a log passes through it.
fn build_engine(checkout: &Checkout, toolbox: &Toolbox, folder: &Path) -> Outcome {
    let compiled = wasm::compile(checkout, toolbox, "foldback-wasm", "debugger", "engine.wasm")?;
    wasm::bind(toolbox, &compiled, &["--target", "no-modules"], ENGINE, folder)?;
    let file = folder.join(format!("{ENGINE}_bg.wasm"));
    wasm::optimise(toolbox, &file, &["-O3", "--strip-debug", "--strip-producers"], &checkout.note("wasm-opt.log")?)
}

/// The built app is part of what is noted: a file that is missing from it leads to a build.
fn describe(checkout: &Checkout, sources: &str) -> Outcome<String> {
    let dist = fingerprint::of_built(&checkout.dist())?;
    Ok(format!("sources {sources}\ndist {dist}\n"))
}
