//! Back and forward: the browser's own buttons lead along the moments where a person stayed.

use foldback_tests::{Outcome, Page, Window, browser_test};

use crate::keys::open;
use crate::person::{SOON, press_to, tab, until_at};

fn until_address(page: &Page, part: &str) -> Outcome<()> {
    page.until(part, SOON, &format!("return location.search.includes('{part}')")).map(drop)
}

fn until_tab(page: &Page, name: &str) -> Outcome<()> {
    let body = format!("return document.querySelector('[role=tab][aria-selected=true]')?.innerText === '{name}'");
    page.until(&format!("the tab {name}"), SOON, &body).map(drop)
}

#[test]
fn back_and_forward_lead_along_the_moments() -> Outcome<()> {
    browser_test("history", Window::default(), |page| {
        open(page)?;
        until_address(page, "at=399")?;
        press_to(page, "Home", 0)?;
        until_address(page, "at=0&")?;
        // A step is not a moment of its own.
        press_to(page, "ArrowRight", 1)?;
        until_address(page, "at=1&")?;
        tab(page, "Diff")?;
        until_address(page, "tab=diff")?;

        page.script("history.back()", &[])?;
        until_tab(page, "State")?;
        until_at(page, 1)?;
        page.script("history.back()", &[])?;
        until_at(page, 399)?;
        page.script("history.forward()", &[])?;
        until_at(page, 1)?;
        page.script("history.forward()", &[])?;
        until_tab(page, "Diff")?;
        // Before the log there was the start page.
        page.script("history.go(-3)", &[])?;
        page.until_text("Drop an event log, and go back to any moment of it.")?;
        page.script("history.forward()", &[])?;
        until_at(page, 399)
    })
}
