//! When a condition became true: every flip that the page lists and marks is compared with a look at each state of a log that is
//! generated for it.

use std::collections::BTreeMap;

use foldback_tests::{Failure, Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::{SOON, press_to, tab, until_at};
use crate::screens::pictures;
use crate::whatif::{EVENTS, event, go, open};

/// Where `.total % 40 == 0` flips, looked at event by event: position, stream, what it became. And how many times it was asked.
fn flips(only: Option<&str>, skipped: Option<u64>) -> (Vec<(u64, String, bool)>, u64) {
    let (mut found, mut tests, mut so) = (Vec::new(), 0, BTreeMap::new());
    for at in (0..EVENTS).filter(|at| Some(*at) != skipped) {
        let (stream, data) = event(at);
        if only.is_some_and(|only| only != stream) {
            continue;
        }
        tests += 1;
        let is_so = data["total"].as_u64().is_some_and(|total| total % 40 == 0);
        if so.insert(stream.clone(), is_so).unwrap_or(false) != is_so {
            found.push((at, stream, is_so));
        }
    }
    (found, tests)
}

fn write(page: &Page, jq: &str) -> Outcome<()> {
    let field = page.by_role("textbox", "Condition in jq")?;
    field.clear()?;
    field.send_keys(jq)
}

fn until_listed(page: &Page, right: &[(u64, String, bool)]) -> Outcome<()> {
    let lines: Vec<String> = right.iter().map(|(at, stream, so)| format!("{at} became {so} {stream}")).collect();
    let seen =
        "[...document.querySelectorAll('.flip-list .flip')].map(b => b.innerText.replace(/\\s+/g, ' ').slice(2))";
    let body = format!("return JSON.stringify({seen}) === JSON.stringify({})", json!(lines));
    page.until("the list of flips", SOON, &body).map(drop).map_err(|failure| {
        let seen = page.script(&format!("return {seen}"), &[]).unwrap_or_default();
        Failure::new(format!("{failure}; right is {lines:?}, seen {seen}"))
    })
}

/// What is said of them.
fn told(count: usize, tests: u64) -> String {
    format!("{count} flips. Tested {tests} times.")
}

#[test]
fn every_moment_that_a_condition_flips_is_listed_marked_and_walked() -> Outcome<()> {
    browser_test("flips", Window { width: 1440, height: 860, ..Window::default() }, |page| {
        open(page)?;
        go(page, 50)?;
        page.press("n")?;
        page.until_text("Write a condition in the Flips tab first")?;
        tab(page, "Flips")?;
        page.until_text("When was this ever true?")?;
        write(page, ".total % 40 == 0")?;
        let (all, tests) = flips(None, None);
        until_listed(page, &all)?;
        page.until_text(&told(all.len(), tests))?;
        let marks = "const c = document.querySelector('.scrub-flips');
            return c.width > 0 && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)";
        page.until("marks of flips on the scrubber", SOON, marks)?;

        // By key from anywhere, by Enter from the field, by a click on a line.
        let at = |from: u64| all.iter().position(|(at, ..)| *at > from).map(|at| all[at].0).unwrap_or_default();
        let before = |from: u64| all.iter().rfind(|(at, ..)| *at < from).map(|(at, ..)| *at).unwrap_or_default();
        go(page, 50)?;
        press_to(page, "n", at(50))?;
        press_to(page, "n", at(at(50)))?;
        press_to(page, "N", at(50))?;
        go(page, 50)?;
        press_to(page, "N", before(50))?;
        page.by_role("button", "Previous flip")?.click()?;
        until_at(page, before(before(50)))?;
        page.by_role("textbox", "Condition in jq")?.click()?;
        press_to(page, "Enter", before(50))?;
        let (position, stream, so) = &all[1];
        page.by_role("button", &format!("{position} became {so} {stream}"))?.click()?;
        until_at(page, *position)?;
        pictures(page, "flips")?;

        // Of one stream alone.
        page.script(
            "const s = document.querySelector('select[aria-label=\"Of which states\"]'); s.value = arguments[0];
             s.dispatchEvent(new Event('change', { bubbles: true }))",
            &[json!(format!("={stream}"))],
        )?;
        let (one, _) = flips(Some(stream), None);
        until_listed(page, &one)?;

        // What is wrong is told with its place, and what was found stays.
        write(page, ".total % 40 ==")?;
        page.until_text("This is no jq filter, at byte 14")?;
        until_listed(page, &one)?;
        write(page, ".total | ltrimstr(1) | .x")?;
        page.until_text("It failed ")?;
        pictures(page, "flips-wrong")?;
        write(page, ".total % 40 == 0")?;
        until_listed(page, &one)?;

        page.by_role("button", "Keep condition")?.click()?;
        page.by_role("button", &format!("Forget .total % 40 == 0 in {stream}"))?;
        page.until("the tab in the address", SOON, "return location.search.includes('tab=flips')")?;
        page.reload()?;
        until_listed(page, &one)?;
        let kept = format!(".total % 40 == 0 in {stream} {}", one.len());
        page.by_role("button", &kept)?.click()?;
        page.until_gone(".flip-list")?;
        page.by_role("button", &format!(".total % 40 == 0 in {stream}"))?.click()?;
        until_listed(page, &one)?;
        page.by_role("button", &format!("Forget .total % 40 == 0 in {stream}"))?.click()?;
        page.until_gone(".saved-flips")
    })
}

#[test]
fn flips_of_a_branch_are_those_of_the_edited_log() -> Outcome<()> {
    browser_test("flips-branch", Window { width: 1440, height: 860, ..Window::default() }, |page| {
        open(page)?;
        tab(page, "Flips")?;
        write(page, ".total % 40 == 0")?;
        until_listed(page, &flips(None, None).0)?;
        go(page, 48)?;
        page.press("x")?;
        tab(page, "What-if")?;
        page.by_role("checkbox", "State, Diff and Blame show this branch")?.click()?;
        tab(page, "Flips")?;
        until_listed(page, &flips(None, Some(48)).0)
    })
}
