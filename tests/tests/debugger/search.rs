//! Searching the events: a query is written, completed, walked, kept and mended, on a log that is generated here.

use std::fmt::Write as _;

use foldback_tests::{Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::{SOON, file, give, grouped, press_to, same, until_at, until_events};
use crate::screens::pictures;

pub const EVENTS: u64 = 3000;
const TYPES: [&str; 4] = ["ItemAdded", "ItemRemoved", "CheckedOut", "VoucherUsed"];

/// An event of the log: its stream, its type, its quantity.
fn event(at: u64) -> (String, &'static str, u64) {
    let stream = if at.is_multiple_of(5) { format!("order-{}", at % 3) } else { format!("cart-{}", at % 7) };
    (stream, TYPES[(at * at % 4 + at % 3) as usize % 4], at * 7 % 11)
}

/// The positions that fit.
pub fn fitting(fits: impl Fn(&str, &str, u64) -> bool) -> Vec<u64> {
    let fits = |at: &u64| {
        let (stream, kind, quantity) = event(*at);
        fits(&stream, kind, quantity)
    };
    (0..EVENTS).filter(fits).collect()
}

fn log() -> String {
    let mut log = String::new();
    for at in 0..EVENTS {
        let (stream, kind, quantity) = event(at);
        let (day, minute) = (at / 1000 + 1, at % 1000);
        // Writing to a string cannot fail.
        let _ = writeln!(
            log,
            r#"{{"stream":"{stream}","type":"{kind}","time":"2026-03-0{day}T{:02}:{:02}:00Z","data":{{"sku":"tea-{}","qty":{quantity}}}}}"#,
            minute / 60,
            minute % 60,
            at % 13,
        );
    }
    log
}

pub fn open(page: &Page) -> Outcome<()> {
    page.open("/")?;
    give(page, &file("search.ndjson", log().as_bytes())?)?;
    until_events(page, EVENTS)?;
    if !page.all_by_css(".strip-close")?.is_empty() {
        page.by_role("button", "Dismiss")?.click()?;
    }
    Ok(())
}

/// Writes a query in place of the one that is there.
fn ask(page: &Page, text: &str) -> Outcome<()> {
    let field = page.by_role("combobox", "Search the events")?;
    field.clear()?;
    field.send_keys(text)
}

fn until_hits(page: &Page, hits: usize) -> Outcome<()> {
    let right = format!("{} of {} events", hits_in_words(hits), grouped(EVENTS));
    let body = format!("return document.querySelector('.query-told')?.innerText === {}", json!(right));
    page.until(&right, SOON, &body).map(drop)
}

fn hits_in_words(hits: usize) -> String {
    format!("{} hit{}", grouped(hits as u64), if hits == 1 { "" } else { "s" })
}

fn written(page: &Page) -> Outcome<String> {
    let value = page.script("return document.querySelector('#query').value", &[])?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

#[test]
fn hits_are_counted_walked_and_shown_alone() -> Outcome<()> {
    let right = fitting(|stream, kind, quantity| kind == "ItemAdded" && stream.starts_with("cart-") && quantity > 3);
    browser_test("search", Window { width: 1440, height: 860, ..Window::default() }, |page| {
        open(page)?;
        press_to(page, "Home", 0)?;
        page.press("/")?;
        page.type_text("type:itemadded stream:cart-* data.qty>3")?;
        until_hits(page, right.len())?;

        // From the field and from anywhere else.
        let first = right.iter().position(|at| *at > 0).unwrap_or_default();
        press_to(page, "Enter", right[first])?;
        page.by_role("button", "Next hit")?.click()?;
        until_at(page, right[first + 1])?;
        press_to(page, ".", right[first + 2])?;
        press_to(page, ",", right[first + 1])?;
        press_to(page, "End", EVENTS - 1)?;
        let last = right.iter().copied().rfind(|at| *at < EVENTS - 1).unwrap_or_default();
        press_to(page, ",", last)?;

        let marks = "const c = document.querySelector('.scrub-hits');
            return c.width > 0 && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)";
        page.until("marks of hits on the scrubber", SOON, marks)?;
        let dimmed = "const rows = [...document.querySelectorAll('.event-rows .event-row')];
            return rows.some(r => r.classList.contains('hit')) && rows.some(r => r.classList.contains('miss'))";
        page.until("hits marked among others", SOON, dimmed)?;
        pictures(page, "search")?;

        page.by_role("button", "Only matching")?.click()?;
        let alone = format!(
            "const rows = [...document.querySelectorAll('.event-rows .event-row')];
             return document.querySelector('.event-list').ariaRowCount === '{}' && rows.length > 5
               && rows.every(r => r.classList.contains('hit') && r.querySelector('.type').innerText.includes('ItemAdded'))",
            right.len() + 1
        );
        page.until("the hits alone", SOON, &alone)?;
        page.by_role("grid", "Events of the log")?.click()?;
        pictures(page, "search-only")?;
        page.by_role("button", "Only matching")?.click()?;
        page.until("all events again", SOON, dimmed)?;

        // Nothing fits, and the list says what to do.
        ask(page, "type:ItemAdded -type:ItemAdded")?;
        until_hits(page, 0)?;
        page.by_role("button", "Only matching")?.click()?;
        page.until_text("No event fits the query.")?;
        page.by_role("button", "Clear the query")?.click()?;
        page.until_gone(".query-strip")?;
        page.until(
            "all events without a query",
            SOON,
            &format!("return document.querySelector('.event-list').ariaRowCount === '{}'", EVENTS + 1),
        )
        .map(drop)
    })
}

#[test]
fn what_is_wrong_is_told_and_the_last_hits_stay() -> Outcome<()> {
    let vouchers = fitting(|_, kind, _| kind == "VoucherUsed");
    let nines = fitting(|_, _, quantity| quantity == 9);
    browser_test("search-wrong", Window::default(), |page| {
        open(page)?;
        ask(page, "type:VoucherUsed")?;
        until_hits(page, vouchers.len())?;
        ask(page, "type:VoucherUsed sku:tea")?;
        page.until_text("Character 18 of the query: there is no word sku: here.")?;
        same("the marked part", page.by_css(".query-place mark")?.text()?, "sku:tea".to_owned())?;
        until_hits(page, vouchers.len())?;
        pictures(page, "search-wrong")?;
        ask(page, "jq: .data.qty ==")?;
        page.until_text("this is no jq filter")?;
        ask(page, "jq: .data.qty == 9")?;
        until_hits(page, nines.len())?;
        page.until_gone(".query-place")?;
        ask(page, "after:2026-03-02T00:00Z before:2026-03-03T00:00Z")?;
        until_hits(page, 1000)?;
        ask(page, "after:2026-03-02")?;
        page.until_text("local time")?;
        ask(page, "\"TEA-12\"")?;
        until_hits(page, (0..EVENTS).filter(|at| at % 13 == 12).count())
    })
}

#[test]
fn a_query_is_completed_kept_and_linked() -> Outcome<()> {
    let right = fitting(|_, kind, quantity| kind == "CheckedOut" && quantity == 4);
    browser_test("search-saved", Window::default(), |page| {
        open(page)?;
        page.until_text("None yet. Write a query at the top")?;
        page.press("/")?;
        page.type_text("typ")?;
        page.by_role_starting("option", "type:")?;
        page.press("ArrowDown")?;
        page.press("Enter")?;
        same("the word", written(page)?, "type:".to_owned())?;
        page.by_role_starting("option", "ItemAdded")?;
        page.type_text("Check")?;
        page.until("one offer", SOON, "return document.querySelectorAll('[role=option]').length === 1")?;
        page.press("ArrowDown")?;
        page.press("Enter")?;
        page.type_text("data.q")?;
        page.by_role_starting("option", "qty")?;
        pictures(page, "search-offers")?;
        page.press("ArrowDown")?;
        page.press("Enter")?;
        page.type_text("=4")?;
        same("the query", written(page)?, "type:CheckedOut data.qty=4".to_owned())?;
        until_hits(page, right.len())?;

        page.by_role("button", "Save query")?.click()?;
        page.by_role("textbox", "Name of this query")?.send_keys("four at once")?;
        page.press("Enter")?;
        let row = format!("four at once {}", right.len());
        page.by_role("button", &row)?;
        let linked =
            "const q = new URLSearchParams(location.search); return q.get('q') === 'type:CheckedOut data.qty=4'";
        page.until("the query in the address", SOON, linked)?;
        page.reload()?;
        until_hits(page, right.len())?;
        page.by_role("button", "Clear the query")?.click()?;
        page.until_gone(".query-strip")?;
        page.by_role("button", &row)?.click()?;
        until_hits(page, right.len())?;
        same("the query that was kept", written(page)?, "type:CheckedOut data.qty=4".to_owned())?;
        page.by_role("button", "Forget four at once")?.click()?;
        page.until_text("None yet. Write a query at the top").map(drop)
    })
}

#[test]
fn a_narrow_page_has_room_for_a_query() -> Outcome<()> {
    browser_test("search-narrow", Window { width: 360, height: 740, ..Window::default() }, |page| {
        open(page)?;
        ask(page, "after:2026-03-01 type:ItemAdded sku:tea")?;
        page.until_text("there is no word sku:")?;
        pictures(page, "search-narrow")?;
        let over = page.script("return document.documentElement.scrollWidth - innerWidth", &[])?;
        same("pixels that the page is wider than its window", over.as_i64() <= Some(0), true)
    })
}
