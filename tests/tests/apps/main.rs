//! Apps of every bundler, and of none, that take the package as it is packed and without configuration: each of their
//! pages appends, reads, follows the store in two windows, and reads again after a reload. `npm/tests/apps` holds the
//! apps and builds them.

mod dev;
mod list;
mod page_of_app;

use std::fs;
use std::path::Path;

use foldback_tests::{Doing, Failure, Outcome, Window, browser_test, logs, settings_or_skip};

use dev::Vite;
use list::{APPS, IN_DEVELOPMENT};
use page_of_app::Windows;

/// Longer than all pages take one after the other on a busy machine.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10 * 60);

#[test]
fn every_page_of_every_app_appends_reads_follows_and_reads_again() -> Outcome<()> {
    let Some(settings) = settings_or_skip() else {
        return Ok(());
    };
    let Some(built) = &settings.apps else {
        logs::skip("it needs FOLDBACK_APPS, the folder that npm/tests/apps/build.mjs has filled");
        return Ok(());
    };
    // An app that nobody opens proves nothing.
    let (found, mut known) = (folders(built)?, APPS.map(|(app, _)| app.to_owned()).to_vec());
    known.sort();
    if found != known {
        return Err(Failure::new(format!("{} holds the apps {found:?}, the tests know {known:?}", built.display())));
    }
    browser_test("apps", Window::default(), |page| {
        page.allow(PATIENCE);
        let windows = Windows::open(page)?;
        let vite = Vite::start(built)?;
        let of_apps =
            APPS.into_iter().flat_map(|(app, pages)| pages.iter().map(move |below| format!("/apps/{app}/{below}")));
        let in_development = IN_DEVELOPMENT.iter().map(|below| vite.address(below));
        let mut failures = Vec::new();
        for path in of_apps.chain(in_development) {
            // One app that fails says nothing of the others.
            if let Err(failure) = windows.try_out(&path) {
                // What it wrote to the console is its own, not that of the next one.
                let complaints = page.console_errors()?.join("\n  ");
                failures.push(format!("{path}: {failure}\n  {complaints}"));
            }
        }
        if let Err(failure) = windows.rendered_on_the_server() {
            failures.push(failure.to_string());
        }
        match failures.as_slice() {
            [] => Ok(()),
            some => Err(Failure::new(some.join("\n"))),
        }
    })
}

/// The names of the folders in a folder, without hidden ones.
fn folders(folder: &Path) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).doing(|| format!("list {}", folder.display()))? {
        let entry = entry.doing(|| format!("list {}", folder.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
