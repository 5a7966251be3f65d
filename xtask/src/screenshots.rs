//! `cargo xtask screenshots`: pictures of every screen of the built app, for people to look at.
//! Never compares them: what is wrong with a picture, a person says.

use std::process::Command;
use std::time::Duration;

use crate::checkout::Checkout;
use crate::failure::{Doing, Outcome};
use crate::members::END_TO_END;
use crate::page;
use crate::server::route::Site;
use crate::test;
use crate::tools::Toolbox;
use crate::tools::browser::BrowserName;

const LIMIT: Duration = Duration::from_secs(60 * 60);

/// Builds the app and takes the pictures; with names, of the screens whose names begin with one of them.
pub fn run(checkout: &Checkout, names: &[String]) -> Outcome {
    let mut toolbox = Toolbox::new()?;
    let browser = toolbox.browser(BrowserName::Chromium)?;
    page::build(checkout, &mut toolbox)?;
    // Pictures of screens that are no more would be looked at in vain.
    let folder = checkout.target("screenshots")?;
    if names.is_empty() {
        std::fs::remove_dir_all(&folder).doing(|| format!("empty {}", folder.display()))?;
    }
    let mut cargo = Command::new("cargo");
    cargo
        .args(["test", "--package", END_TO_END, "--test", "debugger", "--"])
        .args(["--ignored", "--exact", "screens::pictures::of_every_screen"])
        .env("FOLDBACK_SCREENS", names.join(","));
    let site = Site { app: checkout.dist(), bench: None, package: None, apps: None, offered: None };
    test::in_browser::with_browser(checkout, &browser, site, &mut cargo, LIMIT)?;
    println!("pictures are in {}, a folder for each size and theme", folder.display());
    Ok(())
}
