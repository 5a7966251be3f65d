//! What a person once said about the fields of a file need not be said again for the next one.

use foldback_tests::{Outcome, Window, browser_test};

use crate::person::{SOON, file, give, same, to_start, until_events};

const FIRST: &str = "{\"q\":\"u1\",\"w\":\"Joined\"}\n{\"q\":\"u2\",\"w\":\"Left\"}\n";
const NEXT: &str = "{\"q\":\"u3\",\"w\":\"Joined\"}\n";

const CHOOSE_FIELDS: &str = "
for (const [at, field] of [[0, 1], [1, 2]]) {
  const select = document.querySelectorAll('.roles select')[at];
  select.selectedIndex = field;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}";

#[test]
fn a_mapping_is_saved_and_found_again() -> Outcome<()> {
    browser_test("saved-mapping", Window::default(), |page| {
        page.open("/")?;
        give(page, &file("dark.ndjson", FIRST.as_bytes())?)?;
        page.by_role("textbox", "Name of this mapping")?;
        page.script(CHOOSE_FIELDS, &[])?;
        page.by_role("textbox", "Name of this mapping")?.send_keys("members")?;
        page.by_role("button", "Save")?.click()?;
        page.until_text("Saved as members.")?;
        page.by_role("button", "Import")?.click()?;
        until_events(page, 2)?;

        // Another file of that kind, on another day.
        page.reload()?;
        to_start(page)?;
        give(page, &file("dark-too.ndjson", NEXT.as_bytes())?)?;
        page.until_text("With the saved mapping members.")?;
        let shown = "return document.querySelector('.preview td')?.innerText === 'u3'";
        page.until("the preview with the saved mapping", SOON, shown)?;
        page.by_role("button", "Import")?.click()?;
        until_events(page, 1)?;

        to_start(page)?;
        give(page, &file("dark-three.ndjson", NEXT.as_bytes())?)?;
        page.by_role("button", "Delete")?.click()?;
        page.until_text("Deleted members.")?;
        page.until_text("None fits these fields.")?;
        same("errors", page.console_errors()?, Vec::new())
    })
}
