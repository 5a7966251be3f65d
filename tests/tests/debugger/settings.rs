//! The settings: each holds at once, everywhere on the page, and again after a reload.

use foldback_tests::{Browser, Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::palette::ask;
use crate::person::{SOON, press_to, same, until_at};
use crate::screens::pictures;
use crate::search::{EVENTS, open};

/// Waits until the body of a function returns this.
fn until(page: &Page, what: &str, expression: &str, right: &str) -> Outcome<()> {
    page.until(&format!("{what} {right:?}"), SOON, &format!("return {expression} === {}", json!(right))).map(drop)
}

const GROUND: &str = "getComputedStyle(document.body).backgroundColor";
const TIME: &str = "document.querySelector('.position-now time').innerText";
const ROW_TIME: &str = "document.querySelector('.event-row.here .time')?.innerText";
const COUNT: &str = "document.querySelector('.position-now .of').innerText";
const ROW: &str = "String(document.querySelector('.event-row.here')?.getBoundingClientRect().height)";
const LIGHT: &str = "rgb(251, 251, 250)";
const DARK: &str = "rgb(20, 20, 19)";

#[test]
fn what_is_chosen_holds_at_once_and_after_a_reload() -> Outcome<()> {
    browser_test("settings", Window::default(), |page| {
        if page.settings().browser == Browser::Firefox {
            return Ok(());
        }
        page.set_timezone("Asia/Kolkata")?;
        open(page)?;
        press_to(page, "Home", 0)?;
        until(page, "the time in local zone", TIME, "2026-03-01 05:30:00.000 +05:30")?;
        until(page, "the row's time in local zone", ROW_TIME, "03-01 05:30:00")?;
        until(page, "the ground", GROUND, LIGHT)?;

        page.by_role("button", "Settings")?.click()?;
        page.by_role("radio", "UTC")?.click()?;
        until(page, "the time", TIME, "2026-03-01 00:00:00.000 UTC")?;
        until(page, "the row's time", ROW_TIME, "03-01 00:00:00")?;
        let label = "document.querySelector('.timeline-canvas').getAttribute('aria-label')";
        let right =
            format!("Timeline of {EVENTS} events, from 2026-03-01 00:00:00.000 UTC to 2026-03-03 16:39:00.000 UTC");
        until(page, "the timeline's times", label, &right.replace("3000", "3,000"))?;
        page.by_role("radio", "Dark")?.click()?;
        until(page, "the ground", GROUND, DARK)?;
        until(page, "the cell's scheme", "getComputedStyle(document.documentElement).colorScheme", "dark")?;
        page.by_role("combobox", "Numbers")?.send_keys("German")?;
        until(page, "the number of events", COUNT, "/ 3.000")?;
        until(page, "a row's height", ROW, "25")?;
        page.by_role("radio", "Comfortable")?.click()?;
        until(page, "a row's height", ROW, "32")?;
        page.screenshot("settings-dark")?;
        page.press("Escape")?;
        page.until_gone("dialog[open]")?;

        // The page that was drawn anew is the same page: keys, timeline and list work.
        press_to(page, "j", 1)?;
        page.press("w")?;
        until(page, "a part of the timeline", label, "Timeline of 1.800 events, from event 0 to event 1.799")?;
        page.screenshot("settings-comfortable")?;

        let linked = "return new URLSearchParams(location.search).get('at') === '1'";
        page.until("the moment in the address", SOON, linked)?;
        page.reload()?;
        until_at(page, 1)?;
        until(page, "the ground", GROUND, DARK)?;
        until(page, "the time", TIME, "2026-03-01 00:01:00.000 UTC")?;
        until(page, "the number of events", COUNT, "/ 3.000")?;
        until(page, "a row's height", ROW, "32")?;

        // Whatever the system says; and by the palette back to it.
        page.set_dark(true)?;
        ask(page, "theme light")?;
        page.press("Enter")?;
        until(page, "the ground", GROUND, LIGHT)?;
        let ink = "const c = document.querySelector('.scrub-histogram'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
            const at = [...d.keys()].find(i => i % 4 === 3 && d[i] === 255); return at && d[at - 3] < 140";
        page.until("bars in the light theme's colour", SOON, ink)?;
        ask(page, "theme system")?;
        page.press("Enter")?;
        until(page, "the ground", GROUND, DARK)?;
        page.set_dark(false)?;
        until(page, "the ground", GROUND, LIGHT)
    })
}

#[test]
fn a_narrow_page_has_settings() -> Outcome<()> {
    browser_test("settings-narrow", Window { width: 360, height: 740, ..Window::default() }, |page| {
        page.open("/")?;
        page.by_role("button", "Settings")?.click()?;
        page.by_role("radio", "Comfortable")?.click()?;
        pictures(page, "settings-narrow")?;
        let over = page.script("return document.documentElement.scrollWidth - innerWidth", &[])?;
        same("pixels that the page is wider than its window", over.as_i64() <= Some(0), true)
    })
}
