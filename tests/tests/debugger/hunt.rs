//! The hunt for the mistake in the sample of the shopping carts, as its sentence asks for it: which event took the total
//! of a cart below zero?

use std::cell::Cell;
use std::io::Cursor;

use foldback_sample::{Bug, Sample};
use foldback_tests::{Doing, Failure, Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::{
    SOON, choose_stream, grouped, number, position, press_to, same, shown_state, tab, until_at, until_events,
};
use crate::story::Story;

/// Imports the sample of the carts.
pub fn open_carts(page: &Page, story: &Story) -> Outcome<u64> {
    let events = story.len();
    page.by_role_starting("button", "Shopping cart")?.click()?;
    until_events(page, events)?;
    until_at(page, events - 1)?;
    Ok(events)
}

/// The sample of the carts.
pub fn cart_story() -> Outcome<Story> {
    Story::read(Cursor::new(sample("cart")?.log()))
}

/// A sample by its name.
pub fn sample(id: &str) -> Outcome<&'static Sample> {
    Sample::named(id).ok_or_else(|| Failure::new(format!("there is no sample {id}")))
}

/// The event to be found among the carts.
pub fn cart_bug() -> Outcome<Bug> {
    sample("cart")?.bug().ok_or_else(|| Failure::new("the carts have no mistake"))
}

#[test]
fn the_culprit_is_found() -> Outcome<()> {
    let (story, bug) = (cart_story()?, cart_bug()?);
    browser_test("hunt", Window::default(), |page| {
        page.open("/")?;
        open_carts(page, &story)?;
        choose_stream(page, &bug.stream)?;

        // At its end the cart looks innocent. Back along its stream, until it does not.
        let positions = story.positions(&bug.stream);
        let last = positions.last().copied().unwrap_or_default();
        until_at(page, last)?;
        total_is(page, &story, &bug.stream, last)?;
        for &at in positions.iter().rev().skip(1).take_while(|&&at| at >= bug.position) {
            press_to(page, "Shift+ArrowLeft", at)?;
            total_is(page, &story, &bug.stream, at)?;
        }
        let before = positions.iter().rev().find(|&&at| at < bug.position).copied().unwrap_or_default();
        let old = story.digits(&bug.stream, "total", before)?;
        let new = story.digits(&bug.stream, "total", bug.position)?;
        same("the total falls below zero at the culprit", (old.starts_with('-'), new.starts_with('-')), (false, true))?;

        // From the moment of the refused payment, the value itself names its writer.
        press_to(page, "Shift+ArrowRight", positions.iter().find(|&&at| at > bug.position).copied().unwrap_or(0))?;
        total_is(page, &story, &bug.stream, position(page)?)?;
        page.script(
            "[...document.querySelectorAll('.state-tree .tree-line')]
               .find(l => l.querySelector('.name')?.innerText === 'total').querySelector('button.value').click()",
            &[],
        )?;
        let card = page.by_css("section[aria-label='Who wrote the value']")?;
        card.until_text("the writer of the total", |text| text.contains(&grouped(bug.position)))?;
        let writer = page.by_css(".blame-card .writes li.latest button")?;
        same("the writer", number(&page.by_css(".blame-card li.latest .position")?.text()?)?, bug.position)?;
        writer.click()?;
        until_at(page, bug.position)?;

        tab(page, "Blame")?;
        page.by_css(".blame-list .writes li.latest")?.until_text("the culprit in the list of writes", |text| {
            text.contains(&grouped(bug.position)) && text.contains(new)
        })?;

        tab(page, "Diff")?;
        shows_change(page, old, new)?;

        // The address keeps up a moment later; then the same moment comes back.
        let kept = format!(
            "const a = new URLSearchParams(location.search); return a.get('at') === '{}' && a.get('tab') === 'diff'",
            bug.position
        );
        page.until("the moment in the address", SOON, &kept)?;
        page.reload()?;
        until_at(page, bug.position)?;
        let chosen = "return document.querySelector('[role=tab][aria-selected=true]')?.innerText === 'Diff'";
        page.until("the tab after a reload", SOON, chosen)?;
        shows_change(page, old, new)?;
        page.by_role("button", "Shopping cart").map(drop)
    })
}

/// What a person does, counted: a drop, a click, a key, a text that is typed.
struct Hands<'a> {
    page: &'a Page,
    count: Cell<u32>,
}

impl<'a> Hands<'a> {
    fn page(&self) -> &'a Page {
        self.count.set(self.count.get() + 1);
        self.page
    }
}

/// Drops a file on the page, as a browser tells a page of it.
fn drop_on(page: &Page, name: &str, text: &str) -> Outcome<()> {
    page.by_role("button", "Open file")?;
    let body = "const data = new DataTransfer();
        data.items.add(new File([arguments[1]], arguments[0]));
        for (const kind of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
        }";
    page.script(body, &[json!(name), json!(text)]).map(drop)
}

/// Of a log that the page has never seen it is known that a total fell below zero; nothing else.
#[test]
fn from_a_drop_to_this_event_did_it_in_under_ten_interactions() -> Outcome<()> {
    let carts = sample("cart")?;
    let seed = 2027;
    let log = String::from_utf8(carts.log_of(seed)).doing(|| "read the log as text".to_owned())?;
    let bug = carts.bug_of(seed).ok_or_else(|| Failure::new("the carts of this seed have no mistake"))?;
    let story = Story::read(Cursor::new(&log))?;
    let positions = story.positions(&bug.stream);
    let before = positions.iter().rev().find(|&&at| at < bug.position).copied().unwrap_or_default();
    let old = story.digits(&bug.stream, "total", before)?;
    let new = story.digits(&bug.stream, "total", bug.position)?;
    browser_test("hunt-drop", Window::default(), |page| {
        page.open("/")?;
        let hands = Hands { page, count: Cell::new(0) };
        drop_on(hands.page(), "carts.ndjson", &log)?;
        until_events(page, story.len())?;
        tab(hands.page(), "Flips")?;
        hands.page().by_role("textbox", "Condition in jq")?.click()?;
        hands.page().type_text("(.total // 0) < 0")?;
        page.by_css(".flip-list .flip.true")?;
        hands.page().by_css(".flip-list .flip.true")?.click()?;
        until_at(page, bug.position)?;
        tab(hands.page(), "Diff")?;
        shows_change(page, old, new)?;
        let all = hands.count.get();
        eprintln!("{all} interactions from the drop to the change of the total");
        same("fewer than ten interactions", all < 10, true)
    })
}

/// The State tab shows the total that the stream has after that event.
fn total_is(page: &Page, story: &Story, stream: &str, at: u64) -> Outcome<()> {
    let right = story.digits(stream, "total", at)?;
    let body = format!(
        "const line = [...document.querySelectorAll('.state-tree .tree-line')]
           .find(l => l.querySelector('.name')?.innerText === 'total');
         return line?.querySelector('button.value')?.innerText === {} && document.querySelector('.state-tab .note')
           ?.innerText.startsWith('After revision')",
        json!(right)
    );
    let waited = page.until(&format!("the total {right} at {at}"), SOON, &body);
    waited.map(drop).map_err(|failure| {
        let seen = shown_state(page).map(|state| state.to_string()).unwrap_or_default();
        Failure::new(format!("{failure}; seen {seen}"))
    })
}

/// The Diff tab shows the total's old value struck through, and the new one.
fn shows_change(page: &Page, old: &str, new: &str) -> Outcome<()> {
    let body = format!(
        "const line = [...document.querySelectorAll('.diff-list li')]
           .find(l => l.querySelector('.name')?.innerText === 'total');
         return line?.querySelector('del')?.innerText === {} && line.querySelector('ins')?.innerText === {}",
        json!(old),
        json!(new)
    );
    page.until(&format!("the change of the total from {old} to {new}"), SOON, &body).map(drop)
}

#[test]
fn keys_and_mouse_move_in_time() -> Outcome<()> {
    let story = cart_story()?;
    browser_test("keys", Window::default(), |page| {
        page.open("/")?;
        let events = open_carts(page, &story)?;
        press_to(page, "Home", 0)?;
        press_to(page, "j", 1)?;
        press_to(page, "ArrowRight", 2)?;
        press_to(page, "k", 1)?;
        press_to(page, "ArrowLeft", 0)?;
        press_to(page, "ArrowLeft", 0)?;
        page.until_text(&format!("{} events happened after this moment.", grouped(events - 1)))?;
        press_to(page, "End", events - 1)?;
        page.until_gone(".banner")?;

        page.drag(&page.by_css(".scrub-area")?, 0.9, 0.4, 20)?;
        let body = format!(
            "const at = +document.querySelector('[role=slider]').getAttribute('aria-valuenow');
             return at > {} && at < {}",
            events / 20,
            events * 19 / 20
        );
        page.until("a position in the middle", SOON, &body)?;
        let start = position(page)?;
        page.press("Space")?;
        page.by_role("button", "Pause")?;
        let on =
            format!("return +document.querySelector('[role=slider]').getAttribute('aria-valuenow') > {}", start + 1);
        page.until("playing to go on", SOON, &on)?;
        page.press("Space")?;
        page.by_role("button", "Play").map(drop)
    })
}
