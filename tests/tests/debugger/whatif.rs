//! What if: events of a log that is generated here are skipped, changed, put in and moved, and what the page then shows is
//! compared with the edited log folded by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use foldback_tests::{Failure, Outcome, Page, Window, browser_test};
use serde_json::{Value, json};

use crate::person::{SOON, choose_stream, file, give, press_to, same, shown_state, tab, until_at, until_events};
use crate::screens::pictures;

pub const EVENTS: u64 = 60;

/// The stream and the payload of an event: each writes the total and one of four items.
pub fn event(at: u64) -> (String, Value) {
    (format!("cart-{}", at % 3), json!({ "total": at * 10, format!("item-{}", at % 4): at }))
}

pub fn log() -> String {
    let mut log = String::new();
    for at in 0..EVENTS {
        let (stream, data) = event(at);
        // Writing to a string cannot fail.
        let _ = writeln!(
            log,
            r#"{{"stream":"{stream}","type":"ItemAdded","time":"2026-03-01T10:{at:02}:00Z","data":{data}}}"#
        );
    }
    log
}

/// The members of a stream's state after these events, as the page writes them.
pub fn folded(events: &[(String, Value)], stream: &str) -> Value {
    let mut state = BTreeMap::new();
    for (_, data) in events.iter().filter(|(own, _)| own == stream) {
        for (name, value) in data.as_object().into_iter().flatten() {
            state.insert(name.clone(), json!(value.to_string()));
        }
    }
    json!(state)
}

pub fn open(page: &Page) -> Outcome<()> {
    page.open("/")?;
    give(page, &file("whatif.ndjson", log().as_bytes())?)?;
    until_events(page, EVENTS)?;
    until_at(page, EVENTS - 1)?;
    if !page.all_by_css(".strip-close")?.is_empty() {
        page.by_role("button", "Dismiss")?.click()?;
    }
    Ok(())
}

pub fn go(page: &Page, at: u64) -> Outcome<()> {
    page.by_css(&format!("#event-{at} .data"))?.click()?;
    until_at(page, at)
}

pub fn until_state(page: &Page, right: &Value) -> Outcome<()> {
    let body = format!(
        "const lines = [...document.querySelectorAll('.state-tree .tree-line')]
           .filter(l => l.getAttribute('aria-level') === '2' && l.querySelector('button.value'))
           .map(l => [l.querySelector('.name').innerText, l.querySelector('button.value').innerText]);
         const right = Object.entries({right});
         return lines.length === right.length && right.every(([name, value]) => lines.some(l => l[0] === name && l[1] === value))"
    );
    page.until(&format!("the state {right}"), SOON, &body).map(drop).map_err(|failure| {
        let seen = shown_state(page).map(|state| state.to_string()).unwrap_or_default();
        Failure::new(format!("{failure}; seen {seen}"))
    })
}

fn until_track(page: &Page, right: &str) -> Outcome<()> {
    page.by_css(&format!(".scrub-branch[aria-label={}]", json!(right))).map(drop)
}

/// The edits that the tab lists, a line each.
fn edits(page: &Page) -> Outcome<Vec<String>> {
    let lines = page.script(
        "return [...document.querySelectorAll('.whatif-edits .whatif-go')].map(b => b.innerText.replace(/\\s+/g, ' '))",
        &[],
    )?;
    let lines = lines.as_array().cloned().unwrap_or_default();
    Ok(lines.iter().map(|line| line.as_str().unwrap_or_default().to_owned()).collect())
}

fn until_edits(page: &Page, count: usize) -> Outcome<Vec<String>> {
    let body = format!("return document.querySelectorAll('.whatif-edits .whatif-go').length === {count}");
    page.until(&format!("{count} edits"), SOON, &body)?;
    edits(page)
}

fn write(page: &Page, role: &str, name: &str, text: &str) -> Outcome<()> {
    let field = page.by_role(role, name)?;
    field.clear()?;
    field.send_keys(text)
}

#[test]
fn a_branch_is_made_by_key_by_row_and_by_form_and_stays() -> Outcome<()> {
    browser_test("whatif", Window { width: 1440, height: 860, ..Window::default() }, |page| {
        open(page)?;
        tab(page, "What-if")?;
        page.until_text("What if this event had not happened?")?;
        go(page, 50)?;
        page.press("x")?;
        page.until_text("This event is skipped in the branch")?;
        same("the edit", until_edits(page, 1)?, vec!["− 50 skipped".to_owned()])?;
        until_track(page, "Branch what if: 1 edit, different from event 50 on")?;
        page.by_css("#event-50.skipped")?;
        page.press("x")?;
        page.until_gone("#event-50.skipped")?;
        page.press("x")?;
        page.by_role("checkbox", "Event 52 happens in the branch")?.click()?;
        until_edits(page, 2)?;
        page.until_text("2 states are different, first after event 50.")?;

        // Another event in the place of 55. What is no JSON stays in the form.
        go(page, 55)?;
        page.by_role("button", "Change…")?.click()?;
        write(page, "textbox", "Data", "{\"total\": 1,")?;
        page.by_role("button", "Put into the branch")?.click()?;
        page.until_text("The data is no JSON: line 1, column 13")?;
        pictures(page, "whatif-form")?;
        write(page, "textbox", "Data", "{\"total\": 1.10}")?;
        page.by_role("button", "Put into the branch")?.click()?;
        page.until_gone(".whatif-form")?;

        // One more, in a stream of its own, behind the last; and one that happens earlier.
        press_to(page, "End", EVENTS - 1)?;
        page.by_role("button", "Insert after…")?.click()?;
        write(page, "textbox", "Stream", "cart-new")?;
        write(page, "textbox", "Type", "CheckedOut")?;
        page.by_role("button", "Put into the branch")?.click()?;
        go(page, 58)?;
        page.by_role("button", "Move…")?.click()?;
        write(page, "textbox", "Just before event", "99")?;
        page.press("Enter")?;
        page.until_text("Write the position of an event, 0 to 60; 60 is behind all.")?;
        write(page, "textbox", "Just before event", "56")?;
        page.press("Enter")?;
        let all = [
            "− 50 skipped".to_owned(),
            "− 52 skipped".to_owned(),
            "~ 55 changed ItemAdded {\"total\": 1.10}".to_owned(),
            "↷ 58 moved before event 56".to_owned(),
        ];
        let seen = until_edits(page, 5)?;
        same("the edits", seen[..4].to_vec(), all.to_vec())?;
        same("the event put in", seen[4].starts_with("+ 60 inserted CheckedOut {"), true)?;
        // 58 is where it was and where it is now.
        until_track(page, "Branch what if: 6 edits, different from event 50 on")?;
        page.by_css("#event-55.changed")?;
        page.by_css("#event-56.inserted")?;
        pictures(page, "whatif")?;

        let marks = "const c = document.querySelector('.scrub-branch canvas');
            return c.width > 0 && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)";
        page.until("the track of the branch", SOON, marks)?;

        // All of it is there again after a reload.
        page.until("the tab in the address", SOON, "return location.search.includes('tab=whatif')")?;
        page.reload()?;
        same("the edits after a reload", until_edits(page, 5)?, seen)?;
        page.until_text("3 states are different, first after event 50.")?;

        // A second branch does not know of the first, and the first stays.
        page.by_role("button", "New branch")?.click()?;
        until_edits(page, 0)?;
        page.by_role("textbox", "Name")?.click()?;
        page.press("Control+a")?;
        page.type_text("nothing")?;
        page.press("Tab")?;
        until_track(page, "Branch nothing: 0 edits")?;
        page.by_role("button", "Delete")?.click()?;
        page.until_gone(".scrub-branch")?;
        page.script(
            "const s = document.querySelector('select[aria-label=Branch]'); s.value = 'what if';
             s.dispatchEvent(new Event('change', { bubbles: true }))",
            &[],
        )?;
        until_edits(page, 5)?;
        page.by_role("button", "Take back: skipped 50")?.click()?;
        until_track(page, "Branch what if: 5 edits, different from event 52 on").map(drop)
    })
}

#[test]
fn the_states_of_a_branch_are_those_of_the_edited_log() -> Outcome<()> {
    browser_test("whatif-states", Window { width: 1440, height: 860, ..Window::default() }, |page| {
        open(page)?;
        choose_stream(page, "cart-2")?;
        go(page, 53)?;
        tab(page, "What-if")?;
        page.press("x")?;
        until_edits(page, 1)?;
        let events: Vec<(String, Value)> = (0..EVENTS).map(event).collect();
        let mut without = events.clone();
        without.remove(53);

        page.by_role("checkbox", "State, Diff and Blame show this branch")?.click()?;
        press_to(page, "j", 54)?;
        tab(page, "State")?;
        until_state(page, &folded(&without[..54], "cart-2"))?;
        pictures(page, "whatif-state")?;
        // The log is a choice away, and the same edit shows at once while the branch is looked at.
        let choose = |value: &str| {
            page.script(
                "const s = document.querySelector('select[aria-label=\"Log or branch\"]'); s.value = arguments[0];
                 s.dispatchEvent(new Event('change', { bubbles: true }))",
                &[json!(value)],
            )
        };
        choose("log")?;
        until_state(page, &folded(&events[..55], "cart-2"))?;
        choose("branch")?;
        until_state(page, &folded(&without[..54], "cart-2"))?;
        press_to(page, "k", 53)?;
        until_state(page, &folded(&without[..53], "cart-2"))?;
        page.press("x")?;
        until_state(page, &folded(&events[..54], "cart-2"))?;
        page.press("x")?;
        until_state(page, &folded(&without[..53], "cart-2"))?;

        // From the list of differences to the first of them.
        go(page, 56)?;
        tab(page, "What-if")?;
        page.until_text("1 state is different, first after event 53.")?;
        page.by_role_starting("button", "53 cart-2")?.click()?;
        until_at(page, 53)?;
        page.until_text("From the log to the branch what if, both after event 53.")?;
        let line = |name: &str, old: &str, new: &str| {
            format!(
                "const line = [...document.querySelectorAll('.diff-list li')].find(l => l.querySelector('.name')?.innerText === '{name}');
                 return line?.querySelector('del')?.innerText === '{old}' && line.querySelector('ins')?.innerText === '{new}'"
            )
        };
        page.until("the total in the diff", SOON, &line("total", "530", "500"))?;
        page.until("the item in the diff", SOON, &line("item-1", "53", "41"))?;
        pictures(page, "whatif-diff")?;
        page.by_role("button", "Log against branch")?.click()?;
        page.until_gone(".diff-ends button[aria-pressed=true]")?;

        tab(page, "Blame")?;
        write(page, "textbox", "Path", "/item-1")?;
        page.press("Enter")?;
        page.by_css(".blame-list .writes li.latest")?
            .until_text("who wrote it in the branch", |text| text.contains("41"))
            .map(drop)
    })
}
