//! The steps that check the npm package: its types, its tests in Node, its reference, what is in the packed file, and
//! apps of every bundler built with that file.
//! Never looks at the sources' folder where the packed file is meant.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::checkout::Checkout;
use crate::child;
use crate::failure::Outcome;
use crate::node_modules;
use crate::package;
use crate::page::web;

const LIMIT: Duration = Duration::from_secs(20 * 60);

/// Everything about the package that needs no browser. `tarball` is the packed package.
pub fn check(checkout: &Checkout, tarball: &Path) -> Outcome {
    let npm = checkout.npm();
    script(&npm, "types", &[])?;
    // The page's JavaScript runs the package's sources, and is read by the package's compiler.
    web::prepare(checkout)?;
    package::node(&npm, "node_modules/typescript/bin/tsc", &[Path::new("-p"), &checkout.web()])?;
    script(&npm, "test", &[])?;
    script(&npm, "docs", &[])?;
    script(&npm, "lint", &[tarball])
}

/// Builds an app with each bundler, for the end-to-end tests to drive.
pub fn apps(checkout: &Checkout, tarball: &Path) -> Outcome {
    package::node(&checkout.npm(), "tests/apps/build.mjs", &[tarball, &checkout.apps()])
}

/// The same, where they were not built with this package yet.
pub fn ensure_apps(checkout: &Checkout, tarball: &Path) -> Outcome {
    let changed = |path: &Path| path.metadata().and_then(|about| about.modified()).ok();
    match (changed(&checkout.apps().join("sizes.json")), changed(tarball)) {
        (Some(built), Some(packed)) if built >= packed => Ok(()),
        _ => apps(checkout, tarball),
    }
}

fn script(npm: &Path, name: &str, arguments: &[&Path]) -> Outcome {
    let mut run = Command::new(node_modules::npm()?);
    run.args(["run", "--silent", name, "--"]).args(arguments).current_dir(npm);
    child::run(&mut run, LIMIT)
}
