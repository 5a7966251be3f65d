//! That an import that was cancelled leaves nothing.

use foldback_tests::bench::write_load;
use foldback_tests::{Outcome, Window, browser_test};

use crate::person::{IMPORT, SOON, folder, give, same};

#[test]
fn a_cancelled_import_leaves_nothing() -> Outcome<()> {
    browser_test("cancel", Window::default(), |page| {
        page.open("/")?;
        give(page, &write_load(&folder()?, 300_000)?.path)?;
        // The first events are on the screen: something is stored that has to go.
        page.until(
            "events during the import",
            IMPORT,
            "return document.querySelector('.importing') && document.querySelector('.event-row')",
        )?;
        page.by_role("button", "Cancel")?.click()?;
        page.by_role("button", "Open file")?;
        page.until_gone(".importing")?;
        page.until_text("No logs yet.")?;
        // The address lets go of the log a moment later.
        page.until("an address without a log", SOON, "return location.search === ''")?;
        page.reload()?;
        page.by_role("button", "Open file")?;
        page.until_text("No logs yet.")?;
        let listed = page.script("return document.body.innerText.includes('load-300000')", &[])?;
        same("the log is listed", listed.as_bool(), Some(false))?;
        same("errors are shown", page.all_by_css(".error-panel")?.len(), 0)
    })
}
