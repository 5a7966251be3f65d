//! An import while it runs, and the report of one that left something out.

use std::path::PathBuf;
use std::sync::Mutex;

use foldback_tests::bench::write_load;
use foldback_tests::{Failure, Outcome, Page};

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
fn large() -> Outcome<PathBuf> {
    static FILE: Mutex<Option<PathBuf>> = Mutex::new(None);
    // Held while it is written: a browser refuses a file that another test writes again.
    let mut file = FILE.lock().map_err(|_| Failure::new("the large log was not written"))?;
    match &*file {
        Some(path) => Ok(path.clone()),
        None => Ok(file.insert(write_load(&folder()?, 1_500_000)?.path).clone()),
    }
}

fn running(page: &Page) -> Outcome<()> {
    give(page, &large()?)?;
    let body = "return document.querySelector('.importing') && document.querySelector('.event-row .position')";
    page.until("events during the import", IMPORT, body).map(drop)
}

fn report(page: &Page) -> Outcome<()> {
    give(page, &file("report.ndjson", &not_json().content)?)?;
    page.by_role("button", "Close")?;
    page.by_css("dialog[open] .grade").map(drop)
}
