//! Builds what of the page is JavaScript or style, `app/web` and `app/styles`: the code editor, the sandbox of projections, and the styles.
//! Never runs what it builds.

use std::path::Path;
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

/// Puts the files into a folder.
pub fn build(checkout: &Checkout, folder: &Path) -> Outcome {
    let mut bundle = node()?;
    bundle.arg("build.mjs").arg(folder).current_dir(checkout.web());
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
