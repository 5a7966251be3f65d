//! The hunt for the mistake in the shop sample, as its story asks for it: which event took the total of
//! a cart below zero?

use std::io::Cursor;

use foldback_sample::shop::{shop, truth};
use foldback_tests::{Failure, Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::{
    SOON, choose_stream, grouped, number, position, press_to, same, shown_state, tab, until_at, until_events,
};
use crate::story::Story;

/// Imports the shop sample.
pub fn open_shop(page: &Page, story: &Story) -> Outcome<u64> {
    let events = story.len();
    page.by_role_starting("button", "Shop")?.click()?;
    until_events(page, events)?;
    until_at(page, events - 1)?;
    Ok(events)
}

/// The shop sample.
pub fn shop_story() -> Outcome<Story> {
    Story::read(Cursor::new(shop()))
}

#[test]
fn the_culprit_is_found() -> Outcome<()> {
    let (story, truth) = (shop_story()?, truth());
    browser_test("hunt", Window::default(), |page| {
        page.open("/")?;
        open_shop(page, &story)?;
        choose_stream(page, &truth.stream)?;

        // At its end the cart looks innocent. Back along its stream, until it does not.
        let positions = story.positions(&truth.stream);
        let last = positions.last().copied().unwrap_or_default();
        until_at(page, last)?;
        total_is(page, &story, &truth.stream, last)?;
        for &at in positions.iter().rev().skip(1).take_while(|&&at| at >= truth.culprit) {
            press_to(page, "Shift+ArrowLeft", at)?;
            total_is(page, &story, &truth.stream, at)?;
        }
        let before = positions.iter().rev().find(|&&at| at < truth.culprit).copied().unwrap_or_default();
        let old = story.digits(&truth.stream, "total", before)?;
        let new = story.digits(&truth.stream, "total", truth.culprit)?;
        same("the total falls below zero at the culprit", (old.starts_with('-'), new.starts_with('-')), (false, true))?;

        // From the moment of the refused payment, the value itself names its writer.
        press_to(page, "Shift+ArrowRight", positions.iter().find(|&&at| at > truth.culprit).copied().unwrap_or(0))?;
        total_is(page, &story, &truth.stream, position(page)?)?;
        page.script(
            "[...document.querySelectorAll('.state-tree .tree-line')]
               .find(l => l.querySelector('.name')?.innerText === 'total').querySelector('button.value').click()",
            &[],
        )?;
        let card = page.by_css("section[aria-label='Who wrote the value']")?;
        card.until_text("the writer of the total", |text| text.contains(&grouped(truth.culprit)))?;
        let writer = page.by_css(".blame-card .writes li.latest button")?;
        same("the writer", number(&page.by_css(".blame-card li.latest .position")?.text()?)?, truth.culprit)?;
        writer.click()?;
        until_at(page, truth.culprit)?;

        tab(page, "Blame")?;
        page.by_css(".blame-list .writes li.latest")?.until_text("the culprit in the list of writes", |text| {
            text.contains(&grouped(truth.culprit)) && text.contains(new)
        })?;

        tab(page, "Diff")?;
        shows_change(page, old, new)?;

        // The address keeps up a moment later; then the same moment comes back.
        let kept = format!(
            "const a = new URLSearchParams(location.search); return a.get('at') === '{}' && a.get('tab') === 'diff'",
            truth.culprit
        );
        page.until("the moment in the address", SOON, &kept)?;
        page.reload()?;
        until_at(page, truth.culprit)?;
        let chosen = "return document.querySelector('[role=tab][aria-selected=true]')?.innerText === 'Diff'";
        page.until("the tab after a reload", SOON, chosen)?;
        shows_change(page, old, new)?;
        page.by_role("button", "shop").map(drop)
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
    let story = shop_story()?;
    browser_test("keys", Window::default(), |page| {
        page.open("/")?;
        let events = open_shop(page, &story)?;
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
