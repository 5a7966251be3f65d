//! Builds what of the page is JavaScript, `app/web`, into `dist/`: the code editor, and the sandbox of projections.
//! Never runs what it builds.

use std::process::Command;
use std::time::Duration;

use crate::checkout::Checkout;
use crate::child;
use crate::failure::{Failure, Outcome};
use crate::node_modules;
use crate::tools::search_path;

const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Says what is missing before minutes of building, and installs the libraries.
pub fn prepare(checkout: &Checkout) -> Outcome {
    node()?;
    node_modules::ensure(checkout, &checkout.web(), "the code editor of the page, and what bundles it")
}

/// Puts the files beside those of Trunk.
pub fn build(checkout: &Checkout) -> Outcome {
    let mut bundle = node()?;
    bundle.arg("build.mjs").arg(checkout.dist()).current_dir(checkout.web());
    child::run(&mut bundle, LIMIT)
        .map_err(|failure| Failure::new(format!("the page's JavaScript was not built, see above: {failure}")))
}

fn node() -> Outcome<Command> {
    let node = search_path::find("node").ok_or_else(|| {
        Failure::new(
            "`node` is not installed, and bundles the page's JavaScript: install Node.js 20 or later, which brings npm",
        )
    })?;
    Ok(Command::new(node))
}
