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
    let Some(settings) = settings_or_skip() else {
        return Ok(());
    };
    let session = Session::start(&settings, window)?;
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

/// What the environment says, or `None` after [`skip`] where it names no browser. For a test that starts its own
/// sessions; one that starts a single one uses [`browser_test`].
pub fn settings_or_skip() -> Option<Settings> {
    let settings = Settings::from_env();
    if settings.is_none() {
        skip("it needs FOLDBACK_URL and FOLDBACK_WEBDRIVER, which `cargo xtask test` sets");
    }
    settings
}
