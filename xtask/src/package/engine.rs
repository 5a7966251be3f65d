//! Builds the engines for apps: the wasm of each and the glue that loads it as a module.
//! Never the debugger's, which Trunk builds.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::checkout::Checkout;
use crate::child;
use crate::failure::{Doing, Outcome};
use crate::tools::Toolbox;

/// A cold build with link-time optimisation, on a slow machine.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// The crate, and its file as Cargo names it.
const CRATE: (&str, &str) = ("foldback-npm", "foldback_npm.wasm");

/// The engines: their names, and the crate's features of each. The second is loaded when a projection is first asked something,
/// and the third, which has everything, when something is imported, and where there is one engine for all.
const ENGINES: [(&str, &str); 3] = [("engine", ""), ("time", "time"), ("importer", "import,time")];

/// What the compiler may use has to be named to wasm-opt again.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-simd",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Builds them and returns the folder with `NAME.js`, `NAME_bg.wasm` and `NAME.names.json` of each.
pub fn build(checkout: &Checkout, toolbox: &Toolbox) -> Outcome<PathBuf> {
    let folder = checkout.target("npm-engine")?;
    for (name, features) in ENGINES {
        build_one(checkout, toolbox, name, features, &folder)?;
    }
    Ok(folder)
}

fn build_one(checkout: &Checkout, toolbox: &Toolbox, name: &str, features: &str, folder: &Path) -> Outcome {
    let target = "wasm32-unknown-unknown";
    let mut cargo = toolbox.command("cargo");
    cargo
        .args(["build", "--release", "--locked", "--target", target, "--package", CRATE.0, "--features", features])
        .current_dir(checkout.root());
    child::run(&mut cargo, LIMIT)?;

    let built = checkout.target(target)?.join("release").join(CRATE.1);
    let mut bindgen = toolbox.command("wasm-bindgen");
    bindgen
        // The package has its own types, says where the wasm is, and begins anew after a panic.
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--omit-default-module-path",
            "--experimental-reset-state-function",
        ])
        .args(["--out-name", name, "--out-dir"])
        .arg(folder)
        .arg(&built);
    child::run(&mut bindgen, LIMIT)?;
    optimise(toolbox, &folder.join(format!("{name}_bg.wasm")), &folder.join(format!("{name}.names.json")))
}

/// Makes it faster and smaller, and writes down the short names of its imports and exports.
fn optimise(toolbox: &Toolbox, wasm: &Path, names: &Path) -> Outcome {
    let smaller = wasm.with_extension("opt");
    let mut opt = toolbox.command("wasm-opt");
    // Every byte of a log passes through it: fast, not small.
    opt.args(["-O3", "--minify-imports-and-exports-and-modules"]).args(FEATURES).arg("-o").arg(&smaller).arg(wasm);
    child::run_logged(&mut opt, names, LIMIT)?;
    fs::rename(&smaller, wasm).doing(|| format!("rename {}", smaller.display()))
}
