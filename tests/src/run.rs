//! How a test is run in a browser: skipped aloud where there is none, with a screenshot where it
//! fails, and failed where the page complained. It never runs a test twice.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::failure::{Failure, Outcome};
use crate::logs::skip;
use crate::page::Page;
use crate::session::{Session, Window};
use crate::settings::Settings;

/// Runs `test` in a browser of its own. Errors on the page's console fail it; a test that expects some
/// takes them by [`Page::console_errors`]. After a failure `target/screenshots/failed-NAME.png` shows
/// the page.
pub fn browser_test(name: &str, window: Window, test: impl FnOnce(&Page) -> Outcome<()>) -> Outcome<()> {
    let Some(settings) = Settings::from_env() else {
        skip("it needs FOLDBACK_URL and FOLDBACK_WEBDRIVER, which `cargo xtask test` sets");
        return Ok(());
    };
    let session = answering(&settings, window)?;
    let page = session.page();
    let outcome = catch_unwind(AssertUnwindSafe(|| test(page)));
    if !matches!(outcome, Ok(Ok(()))) {
        // The test's own failure is the one to report.
        let _ = page.screenshot(&format!("failed-{name}"));
    }
    let complaints = page.console_errors();
    match outcome {
        Err(panic) => resume_unwind(panic),
        Ok(Err(failure)) => {
            let complaints = complaints.unwrap_or_default().join("\n  ");
            Err(Failure::new(format!("{failure}\nconsole: {complaints}")))
        }
        Ok(Ok(())) => match complaints?.as_slice() {
            [] => Ok(()),
            some => Err(Failure::new(format!("errors on the console:\n  {}", some.join("\n  ")))),
        },
    }
}

/// A browser whose first page loads. A new browser was seen, about once in ten runs of all tests and only in the first of
/// them, to stop answering before its first page was there; why is not known. It is said aloud and a second one is
/// started, once: what a page does after it has loaded is never tried again.
fn answering(settings: &Settings, window: Window) -> Outcome<Session> {
    let session = Session::start(settings, window)?;
    match session.page().open("/") {
        Err(failure) if failure.to_string().contains("renderer") => {
            eprintln!("A new browser did not load its first page and is replaced once: {failure}");
            drop(session);
            Session::start(settings, window)
        }
        other => other.map(|()| session),
    }
}
