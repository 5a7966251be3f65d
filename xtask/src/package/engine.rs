//! Builds the engines for apps: the wasm of each and the glue that loads it as a module.
//! Never the debugger's, which is built with its page.

use std::path::PathBuf;

use crate::checkout::Checkout;
use crate::failure::Outcome;
use crate::tools::Toolbox;
use crate::wasm;

/// The engines: their names, and the crate's features of each. The second is loaded when a projection is first asked something,
/// and the third, which has everything, when something is imported, and where there is one engine for all.
const ENGINES: [(&str, &str); 3] = [("engine", ""), ("time", "time"), ("importer", "import,time")];

/// The package has its own types, says where the wasm is, and begins anew after a panic.
const AS_MODULE: [&str; 4] = ["--target", "web", "--omit-default-module-path", "--experimental-reset-state-function"];

/// Every byte of a log passes through it: fast, not small. Its imports and exports get short names, which are written down.
const FAST: [&str; 2] = ["-O3", "--minify-imports-and-exports-and-modules"];

/// Builds them and returns the folder with `NAME.js`, `NAME_bg.wasm` and `NAME.names.json` of each.
pub fn build(checkout: &Checkout, toolbox: &Toolbox) -> Outcome<PathBuf> {
    let folder = checkout.target("npm-engine")?;
    for (name, features) in ENGINES {
        let compiled = wasm::compile(checkout, toolbox, "foldback-npm", features, "foldback_npm.wasm")?;
        wasm::bind(toolbox, &compiled, &AS_MODULE, name, &folder)?;
        let names = folder.join(format!("{name}.names.json"));
        wasm::optimise(toolbox, &folder.join(format!("{name}_bg.wasm")), &FAST, &names)?;
    }
    Ok(folder)
}
