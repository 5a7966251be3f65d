//! Bookmarks with notes and the marks A and B: put, reached, changed, taken back, kept, on a log that is generated here.

use foldback_tests::{Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::{SOON, press_to, same, tab, until_at};
use crate::screens::pictures;
use crate::search::{EVENTS, open};

/// The titles in the list of bookmarks.
fn listed(page: &Page) -> Outcome<Vec<String>> {
    let titles = "return [...document.querySelectorAll('.bookmark-note')].map(note => note.innerText)";
    let titles = page.script(titles, &[])?;
    Ok(titles.as_array().into_iter().flatten().filter_map(|title| title.as_str().map(str::to_owned)).collect())
}

/// Waits until the list is this.
fn until_listed(page: &Page, right: &[&str]) -> Outcome<()> {
    let body = format!(
        "return JSON.stringify([...document.querySelectorAll('.bookmark-note')].map(n => n.innerText)) === {}",
        json!(json!(right).to_string())
    );
    let waited = page.until(&format!("the bookmarks {right:?}"), SOON, &body).map(drop);
    match waited {
        Err(failure) => Err(foldback_tests::Failure::new(format!("{failure}; listed {:?}", listed(page)?))),
        done => done,
    }
}

#[test]
fn a_bookmark_is_put_reached_changed_and_taken_back() -> Outcome<()> {
    browser_test("bookmarks", Window::default(), |page| {
        open(page)?;
        page.until_text("None yet. Press M to put one at the cursor")?;
        press_to(page, "Home", 0)?;
        for at in 1..=4 {
            press_to(page, "j", at)?;
        }
        // Escape leaves everything as it is, and the field's letters move nothing.
        page.press("m")?;
        page.by_role("textbox", "Note for event 4")?;
        page.type_text("jjj")?;
        page.press("Escape")?;
        page.until_gone(".note-form")?;
        until_at(page, 4)?;
        same("bookmarks after Escape", listed(page)?.len(), 0)?;

        page.press("m")?;
        page.by_role("textbox", "Note for event 4")?;
        page.type_text("first <b>voucher</b>")?;
        pictures(page, "bookmark-note")?;
        page.press("Enter")?;
        until_listed(page, &["first <b>voucher</b>"])?;
        press_to(page, "End", EVENTS - 1)?;
        page.by_role("button", "Bookmark this event")?.click()?;
        page.by_role("textbox", "Note for event 2,999")?;
        page.press("Enter")?;
        until_listed(page, &["first <b>voucher</b>", "Event 2,999"])?;

        // Reached by the list, and by the ribbon over the scrubber; drawn over the timeline too.
        page.by_role("button", "first <b>voucher</b> event 4")?.click()?;
        until_at(page, 4)?;
        let ribbons = "return document.querySelectorAll('.scrub-ribbon').length === 2
            && document.querySelector('.timeline-ribbons path').getAttribute('d').split('M').length === 3
            && document.querySelector('.event-row.bookmarked.here') !== null";
        page.until("ribbons on scrubber, timeline and list", SOON, ribbons)?;
        page.by_role("button", "Go to the bookmark Event 2,999")?.click()?;
        until_at(page, EVENTS - 1)?;
        pictures(page, "bookmarks")?;

        // Changed in its place, removed, and both taken back.
        page.by_role("button", "Change the note of first <b>voucher</b>")?.click()?;
        page.by_role("textbox", "Note for event 4")?;
        page.type_text("the culprit")?;
        page.press("Enter")?;
        until_listed(page, &["the culprit", "Event 2,999"])?;
        page.by_role("button", "Remove the culprit")?.click()?;
        until_listed(page, &["Event 2,999"])?;
        page.until_text("Bookmark of event 4 removed")?;
        page.by_role("button", "Undo")?.click()?;
        until_listed(page, &["the culprit", "Event 2,999"])?;
        page.press("Control+z")?;
        until_listed(page, &["first <b>voucher</b>", "Event 2,999"])?;

        page.reload()?;
        until_at(page, EVENTS - 1)?;
        until_listed(page, &["first <b>voucher</b>", "Event 2,999"])
    })
}

/// Waits until the diff says between which moments it is.
fn until_ends(page: &Page, right: &str) -> Outcome<()> {
    let body = format!("return document.querySelector('.diff-ends p')?.innerText === {}", json!(right));
    page.until(right, SOON, &body).map(drop)
}

#[test]
fn two_marks_are_compared_and_cleared() -> Outcome<()> {
    browser_test("marks", Window::default(), |page| {
        open(page)?;
        press_to(page, "Home", 0)?;
        for at in 1..=3 {
            press_to(page, "j", at)?;
        }
        // Shift and a click on an event two rows on.
        let rows = page.all_by_css(".event-rows .event-row")?;
        let row = rows.iter().find(|row| row.attribute("id").ok().flatten().as_deref() == Some("event-5"));
        page.click_with("Shift", row.ok_or_else(|| foldback_tests::Failure::new("no row of event 5"))?, 0.5)?;
        until_ends(page, "From the cursor (event 3) to mark B (event 5).")?;
        until_at(page, 3)?;
        page.by_role("button", "Go to mark A, event 3")?;
        page.by_role("button", "Go to mark B, event 5")?;
        // A goes with the cursor until it is set.
        press_to(page, "j", 4)?;
        until_ends(page, "From the cursor (event 4) to mark B (event 5).")?;
        page.by_role("button", "Set A here")?.click()?;
        press_to(page, "End", EVENTS - 1)?;
        until_ends(page, "From mark A (event 4) to mark B (event 5).")?;
        pictures(page, "marks")?;
        let linked = "const q = new URLSearchParams(location.search); return q.get('a') === '4' && q.get('b') === '5'";
        page.until("the marks in the address", SOON, linked)?;
        page.reload()?;
        until_ends(page, "From mark A (event 4) to mark B (event 5).")?;
        page.by_role("button", "Swap")?.click()?;
        until_ends(page, "From mark A (event 5) to mark B (event 4).")?;
        page.by_role("button", "Go to mark B, event 4")?.click()?;
        until_at(page, 4)?;

        // On the timeline and on the scrubber the same sets B.
        page.click_with("Shift", &page.by_css(".timeline-plot")?, 0.5)?;
        let middle = "const at = +(document.querySelector('.scrub-mark.second')?.title.match(/[\\d,]+$/)?.[0].replace(',', '') ?? 0);
            return at > 1000 && at < 2000";
        page.until("B in the middle of the timeline", SOON, middle)?;
        until_at(page, 4)?;
        page.click_with("Shift", &page.by_css(".scrub-area")?, 0.99)?;
        page.until("B near the end", SOON, &middle.replace("at > 1000 && at < 2000", "at > 2800"))?;
        until_at(page, 4)?;
        page.press("Escape")?;
        page.until_gone(".scrub-mark")?;
        tab(page, "Diff")?;
        until_ends(page, "What event 4 changed.")
    })
}
