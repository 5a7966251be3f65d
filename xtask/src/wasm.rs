//! The way of a crate into a browser: compiled, bound to JavaScript, made smaller or faster.
//! Never decides what is built, nor where it lies in the end.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::checkout::Checkout;
use crate::child;
use crate::failure::{Doing, Outcome};
use crate::tools::Toolbox;

/// A cold build with link-time optimisation, on a slow machine.
pub const LIMIT: Duration = Duration::from_secs(30 * 60);

const TARGET: &str = "wasm32-unknown-unknown";

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

/// Compiles a package, and returns where its file of that name lies.
pub fn compile(checkout: &Checkout, toolbox: &Toolbox, package: &str, features: &str, file: &str) -> Outcome<PathBuf> {
    let mut cargo = toolbox.command("cargo");
    cargo
        .args(["build", "--release", "--locked", "--target", TARGET, "--package", package, "--features", features])
        .current_dir(checkout.root());
    child::run(&mut cargo, LIMIT)?;
    Ok(checkout.target(TARGET)?.join("release").join(file))
}

/// Writes `NAME.js` and `NAME_bg.wasm` into a folder.
pub fn bind(toolbox: &Toolbox, compiled: &Path, options: &[&str], name: &str, folder: &Path) -> Outcome {
    let mut bindgen = toolbox.command("wasm-bindgen");
    bindgen.args(["--no-typescript", "--out-name", name, "--out-dir"]).arg(folder).args(options).arg(compiled);
    child::run(&mut bindgen, LIMIT)
}

/// Makes a file smaller or faster, as the options say, and writes down what wasm-opt prints.
pub fn optimise(toolbox: &Toolbox, wasm: &Path, options: &[&str], printed: &Path) -> Outcome {
    let smaller = wasm.with_extension("opt");
    let mut opt = toolbox.command("wasm-opt");
    opt.args(options).args(FEATURES).arg("-o").arg(&smaller).arg(wasm);
    child::run_logged(&mut opt, printed, LIMIT)?;
    fs::rename(&smaller, wasm).doing(|| format!("rename {}", smaller.display()))
}
