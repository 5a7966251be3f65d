//! An import while it runs, and the report of one that left something out.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use foldback_tests::bench::write_load;
use foldback_tests::{Outcome, Page};

use super::Scene;
use crate::bad_files::not_json;
use crate::person::{IMPORT, file, folder, give};

/// An import that runs for as long as it is looked at.
pub const RUNNING: Scene =
    Scene { name: "importing", open: |_| Ok("/".to_owned()), screens: &[("import-running", running)] };

/// An import that has ended.
pub const ENDED: Scene =
    Scene { name: "imported", open: |_| Ok("/".to_owned()), screens: &[("import-report", report)] };

/// A log that takes a while to import, written once.
fn large() -> Outcome<&'static Path> {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    if let Some(path) = FILE.get() {
        return Ok(path);
    }
    let written = write_load(&folder()?, 1_500_000)?.path;
    Ok(FILE.get_or_init(|| written))
}

fn running(page: &Page) -> Outcome<()> {
    give(page, large()?)?;
    let body = "return document.querySelector('.importing') && document.querySelector('.event-row .position')";
    page.until("events during the import", IMPORT, body).map(drop)
}

fn report(page: &Page) -> Outcome<()> {
    give(page, &file("report.ndjson", &not_json().content)?)?;
    page.by_role("button", "Close")?;
    page.by_css("dialog[open] .grade").map(drop)
}
