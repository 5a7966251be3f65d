//! The command palette: found by a few letters, walked by keys, and everything it offers does what it says.

use foldback_tests::{Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::keys::open;
use crate::person::{SOON, press_to, same, tab, until_at};
use crate::screens::pictures;

const FIELD: &str = "Command, stream, event type, bookmark, log, position or time";

/// Opens the palette and types.
pub fn ask(page: &Page, text: &str) -> Outcome<()> {
    page.press("Control+k")?;
    page.by_role("combobox", FIELD)?;
    page.until("the focus in the field", SOON, "return document.activeElement?.closest('.palette') !== null")?;
    page.type_text(text)
}

/// Waits until the first item is this, and takes it.
fn take_first(page: &Page, title: &str) -> Outcome<()> {
    let body =
        format!("return document.querySelector('.palette li.active .palette-title')?.innerText === {}", json!(title));
    page.until(&format!("the item {title}"), SOON, &body)?;
    page.press("Enter")?;
    page.until_gone("dialog[open]")
}

#[test]
fn everything_is_reached_by_a_few_letters() -> Outcome<()> {
    browser_test("palette", Window::default(), |page| {
        open(page)?;
        press_to(page, "Home", 0)?;
        page.by_role("button", "Commands")?.click()?;
        page.by_role("combobox", FIELD)?;
        pictures(page, "palette")?;
        page.press("Escape")?;
        page.until_gone("dialog[open]")?;

        ask(page, "last ev")?;
        take_first(page, "Last event")?;
        until_at(page, 399)?;
        ask(page, "go to 123")?;
        take_first(page, "Go to event 123")?;
        until_at(page, 123)?;
        ask(page, "9,999")?;
        take_first(page, "Go to the last event, 399: the log ends there")?;
        until_at(page, 399)?;
        // Event 100 has the first time that is not before.
        ask(page, "2026-03-02T14:01:40Z")?;
        take_first(page, "Go to the first event at or after 2026-03-02T14:01:40Z")?;
        until_at(page, 100)?;
        ask(page, "2027-01-01")?;
        take_first(page, "Go to the first event at or after 2027-01-01")?;
        page.until_text("No event is that late")?;
        ask(page, "2026-99-99")?;
        take_first(page, "Go to the first event at or after 2026-99-99")?;
        page.by_css("[role=alert] .error-panel")?
            .until_text("what is wrong with the time", |text| text.contains("2026-99-99"))?;
        page.by_role("button", "Dismiss")?.click()?;

        ask(page, "s-3")?;
        take_first(page, "s-3")?;
        page.until("the stream", SOON, "return document.querySelector('.stream-line .stream')?.innerText === 's-3'")?;
        until_at(page, 99)?;
        ask(page, "odd")?;
        take_first(page, "Odd")?;
        page.until_text("200 hits of 400 events")?;
        ask(page, "show diff")?;
        take_first(page, "Show Diff")?;
        page.by_css(".diff-ends")?;
        page.press("m")?;
        page.by_role("textbox", "Note for event 99")?;
        page.type_text("look here")?;
        page.press("Enter")?;
        page.until_gone(".note-form")?;
        press_to(page, "Home", 0)?;
        ask(page, "look")?;
        pictures(page, "palette-found")?;
        take_first(page, "look here")?;
        until_at(page, 99)?;

        // Up and down, and nothing that fits.
        ask(page, "event")?;
        page.until("several", SOON, "return document.querySelectorAll('.palette li').length > 5")?;
        page.press("ArrowDown")?;
        page.press("ArrowDown")?;
        page.press("ArrowUp")?;
        let second = "const items = [...document.querySelectorAll('.palette li')];
            const field = document.activeElement;
            return items[1].ariaSelected === 'true' && field.getAttribute('aria-activedescendant') === items[1].id";
        page.until("the second item", SOON, second)?;
        page.type_text(" zzzz")?;
        page.until_text("Nothing is called that.")?;
        page.press("Enter")?;
        page.press("Escape")?;
        page.until_gone("dialog[open]")?;

        // Another log, made by a sample, and back.
        ask(page, "habit")?;
        take_first(page, "Habit tracker")?;
        page.until("the sample", SOON, "return document.querySelector('.log-name')?.innerText.includes('Habit')")?;
        ask(page, "keys.nd")?;
        take_first(page, "keys.ndjson")?;
        page.until(
            "the first log",
            SOON,
            "return document.querySelector('.log-name')?.innerText.includes('keys.ndjson')",
        )
        .map(drop)
    })
}

#[test]
fn a_narrow_page_has_a_palette() -> Outcome<()> {
    browser_test("palette-narrow", Window { width: 360, height: 740, ..Window::default() }, |page| {
        open(page)?;
        page.by_role("button", "Commands")?.click()?;
        page.by_role("combobox", FIELD)?;
        pictures(page, "palette-narrow")?;
        page.by_role("option", "Bookmark this event, with a note M command")
            .or_else(|_| page.by_role_starting("option", "Bookmark this event"))?
            .click()?;
        page.by_role("textbox", "Note for event 399")?;
        pictures(page, "bookmark-narrow")?;
        page.press("Enter")?;
        page.by_role("button", "Details")?.click()?;
        tab(page, "Diff")?;
        let over = page.script("return document.documentElement.scrollWidth - innerWidth", &[])?;
        same("pixels that the page is wider than its window", over.as_i64() <= Some(0), true)
    })
}
