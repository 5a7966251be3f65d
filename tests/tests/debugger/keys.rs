//! Every key of the list of keys, pressed where a person presses it, and what it does. The list itself is read from the page:
//! a key that it names and no test here has pressed is a failure.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use foldback_tests::{Failure, Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::{SOON, file, give, press_to, same, tab, until_at, until_events};
use crate::screens::pictures;

const EVENTS: u64 = 400;
/// From one event of a stream to the next, of a correlation, and from a cause to its effect.
const STREAMS: u64 = 4;
const TALKS: u64 = 7;
const LATER: u64 = 5;

fn log() -> String {
    let mut log = String::new();
    for at in 0..EVENTS {
        let kind = if at % 2 == 1 { "Odd" } else { "Even" };
        let mut metadata = json!({ "correlation_id": format!("talk-{}", at % TALKS) });
        if let Some(cause) = at.checked_sub(LATER) {
            metadata["causation_id"] = json!(format!("e{cause}"));
        }
        let event = json!({
            "id": format!("e{at}"), "stream": format!("s-{}", at % STREAMS), "type": kind,
            "time": format!("2026-03-02T14:{:02}:{:02}.000Z", at / 60, at % 60), "data": { "at": at },
            "metadata": metadata,
        });
        // Writing to a string cannot fail.
        let _ = writeln!(log, "{event}");
    }
    log
}

/// The log, open.
pub fn open(page: &Page) -> Outcome<()> {
    page.open("/")?;
    give(page, &file("keys.ndjson", log().as_bytes())?)?;
    until_events(page, EVENTS)?;
    if !page.all_by_css(".strip-close")?.is_empty() {
        page.by_role("button", "Dismiss")?.click()?;
    }
    Ok(())
}

/// A page, and the keys that were pressed on it.
struct Pressed<'a> {
    page: &'a Page,
    keys: RefCell<BTreeSet<String>>,
}

impl Pressed<'_> {
    fn press(&self, key: &str) -> Outcome<()> {
        self.keys.borrow_mut().insert(key.to_owned());
        self.page.press(key)
    }

    fn press_to(&self, key: &str, right: u64) -> Outcome<()> {
        self.keys.borrow_mut().insert(key.to_owned());
        press_to(self.page, key, right)
    }

    /// Presses a key and waits until the timeline says that it shows these events.
    fn press_to_show(&self, key: &str, what: &str, shows: impl Fn(u64, u64) -> bool) -> Outcome<()> {
        self.press(key)?;
        let body = "return document.querySelector('.timeline-canvas').getAttribute('aria-label')";
        let start = std::time::Instant::now();
        loop {
            let label = self.page.script(body, &[])?;
            let label = label.as_str().unwrap_or_default().replace(',', "");
            let numbers: Vec<u64> = label.split(' ').filter_map(|word| word.parse().ok()).collect();
            let (from, to) = match numbers.as_slice() {
                // All of them are named by their times.
                [all, ..] if label.contains(" from 2") => (0, all - 1),
                [_, from, to] => (*from, *to),
                _ => (1, 0),
            };
            if shows(from, to) {
                return Ok(());
            }
            if start.elapsed() > SOON {
                return Err(Failure::new(format!("{key}: {what}; the timeline says {label:?}")));
            }
        }
    }
}

fn time(on: &Pressed<'_>) -> Outcome<()> {
    let page = on.page;
    on.press_to("Home", 0)?;
    on.press_to("ArrowRight", 1)?;
    on.press_to("j", 2)?;
    on.press_to("ArrowLeft", 1)?;
    on.press_to("k", 0)?;
    on.press_to("Shift+ArrowRight", STREAMS)?;
    on.press_to("Shift+ArrowRight", 2 * STREAMS)?;
    on.press_to("Shift+ArrowLeft", STREAMS)?;
    on.press_to("o", STREAMS + TALKS)?;
    on.press_to("O", STREAMS)?;
    on.press_to("]", STREAMS + LATER)?;
    on.press_to("[", STREAMS)?;
    on.press("Space")?;
    page.by_role("button", "Pause")?;
    let on_its_way = format!("return +document.querySelector('[role=slider]').ariaValueNow > {}", STREAMS + 1);
    page.until("playing to go on", SOON, &on_its_way)?;
    on.press("Space")?;
    page.by_role("button", "Play")?;

    // Hits of a query, from outside of its field.
    on.press("/")?;
    page.until("the focus in the query", SOON, "return document.activeElement?.id === 'query'")?;
    page.type_text("type:Odd")?;
    page.until_text(&format!("{} hits of {EVENTS} events", EVENTS / 2))?;
    page.by_role("grid", "Events of the log")?.click()?;
    on.press_to("Home", 0)?;
    on.press_to(".", 1)?;
    on.press_to(".", 3)?;
    on.press_to(",", 1)?;
    page.by_role("button", "Clear the query")?.click()?;
    page.by_role("grid", "Events of the log")?.click()?;
    on.press_to("End", EVENTS - 1)
}

fn timeline(on: &Pressed<'_>) -> Outcome<()> {
    let page = on.page;
    on.press_to("Home", 0)?;
    for at in 1..=10 {
        press_to(page, "j", at)?;
    }
    on.press_to_show("w", "closer", |from, to| to - from + 1 == EVENTS * 6 / 10)?;
    on.press_to_show("W", "closer still", |from, to| to - from + 1 == EVENTS * 36 / 100)?;
    on.press_to_show("d", "later", |from, _| from > 30)?;
    on.press_to_show("a", "earlier", |from, _| from < 10)?;
    on.press_to_show("s", "farther", |from, to| to - from + 1 == EVENTS * 6 / 10)?;
    on.press_to_show("S", "all", |from, to| (from, to) == (0, EVENTS - 1))?;
    on.press_to_show("D", "nowhere to go", |from, to| (from, to) == (0, EVENTS - 1))?;
    on.press_to_show("A", "nowhere to go", |from, to| (from, to) == (0, EVENTS - 1))?;

    // What lies between A and B, and on the second press all.
    on.keys.borrow_mut().insert("Shift+click".to_owned());
    page.click_with("Shift", &page.by_css(".scrub-area")?, 0.3)?;
    page.by_role_starting("button", "Go to mark B, event 1")?;
    on.press_to_show("f", "from A to B", |from, to| from < 10 && to > 100 && to < 140)?;
    on.press_to_show("F", "all", |from, to| (from, to) == (0, EVENTS - 1))?;
    on.press("Escape")?;
    page.until_gone(".scrub-mark")
}

fn values(on: &Pressed<'_>) -> Outcome<()> {
    let page = on.page;
    tab(page, "State")?;
    page.until("a state", SOON, "return document.querySelectorAll('.state-tree .tree-line').length === 2")?;
    let focus = "const tree = document.querySelector('.state-tree [role=tree]'); tree.focus(); return document.activeElement === tree";
    page.until("the focus in the state", SOON, focus)?;
    let lines = |count: u32| format!("return document.querySelectorAll('.state-tree .tree-line').length === {count}");
    on.press("ArrowLeft")?;
    page.until("the state folded", SOON, &lines(1))?;
    on.press("ArrowRight")?;
    page.until("the state unfolded", SOON, &lines(2))?;
    page.press("ArrowDown")?;
    on.press("c")?;
    page.until("the word that it was copied", SOON, "return document.querySelector('.copied.said')?.innerText")?;
    page.until_gone(".copied.said")?;
    on.press("p")?;
    page.until("the word that the path was copied", SOON, "return document.querySelector('.copied.said')?.innerText")?;
    on.press("b")?;
    page.by_css("section[aria-label='Who wrote the value']")?
        .until_text("the writers of the focused value", |text| text.contains("/at"))?;
    // Elsewhere it shows the same value's writers, all of them.
    page.by_role("grid", "Events of the log")?.click()?;
    page.press("b")?;
    page.until(
        "the Blame tab",
        SOON,
        "return document.querySelector('[role=tab][aria-selected=true]').innerText === 'Blame'",
    )
    .map(drop)
}

fn marks(on: &Pressed<'_>) -> Outcome<()> {
    let page = on.page;
    for (number, key) in ["m", "M"].into_iter().enumerate() {
        on.press_to("End", EVENTS - 1)?;
        for back in 0..number as u64 {
            press_to(page, "k", EVENTS - 2 - back)?;
        }
        on.press(key)?;
        page.by_role("textbox", &format!("Note for event {}", EVENTS - 1 - number as u64))?;
        page.press("Enter")?;
        page.until_gone(".note-form")?;
        let there = format!("return document.querySelectorAll('.bookmark').length === {}", number + 1);
        page.until("the bookmark", SOON, &there)?;
    }
    on.press("Control+z")?;
    page.until("one bookmark less", SOON, "return document.querySelectorAll('.bookmark').length === 1").map(drop)
}

fn page_keys(on: &Pressed<'_>) -> Outcome<()> {
    let page = on.page;
    for (key, dialog) in [("e", "Export this log"), ("Control+k", "Commands"), ("?", "Keys")] {
        on.press(key)?;
        page.by_role("dialog", dialog)?;
        on.press("Escape")?;
        page.until_gone("dialog[open]")?;
    }
    // From within a field too.
    page.by_role("combobox", "Search the events")?.click()?;
    on.press("Control+k")?;
    page.by_role("dialog", "Commands")?;
    on.press("Control+k")?;
    page.until_gone("dialog[open]")?;
    let before = "return window.before = document.activeElement, true";
    page.script(before, &[])?;
    on.press("Tab")?;
    page.until("the focus on the next control", SOON, "return document.activeElement !== window.before").map(drop)
}

/// The keys that the list names, each as it is pressed here.
fn listed(page: &Page) -> Outcome<Vec<String>> {
    page.by_role("grid", "Events of the log")?.click()?;
    page.press("?")?;
    page.by_role("dialog", "Keys")?;
    pictures(page, "keys")?;
    let found = page.script(
        "return [...document.querySelectorAll('.key-list dt')].flatMap(dt =>
           dt.innerText.replaceAll('\\n', ' ').split(' or ').map(keys => [...keys.trim().split(/\\s+/)].join('+')))",
        &[],
    )?;
    let names = [("←", "ArrowLeft"), ("→", "ArrowRight"), ("Esc", "Escape"), ("Ctrl", "Control")];
    let named = |part: &str| names.iter().find(|(short, _)| *short == part).map_or(part, |(_, key)| *key).to_owned();
    let found = found.as_array().into_iter().flatten().filter_map(|key| key.as_str());
    let pressed = |key: &str| {
        let key = key.split('+').map(named).collect::<Vec<_>>().join("+");
        // With Ctrl held a letter is shown large and pressed small.
        if key.starts_with("Control+") { key.replace('K', "k").replace('Z', "z") } else { key }
    };
    Ok(found.map(pressed).collect())
}

fn futures(on: &Pressed<'_>) -> Outcome<()> {
    let page = on.page;
    // A value is followed in a chart, and no longer.
    tab(page, "State")?;
    page.by_css(".state-tree .tree-line button.value")?;
    page.script("document.querySelector('.state-tree [role=tree]').focus()", &[])?;
    page.press("End")?;
    on.press("t")?;
    page.by_css(".chart")?;
    on.press("t")?;
    page.until_gone(".chart")?;

    // Each stream's state becomes as large once, at its first event from there on.
    tab(page, "Flips")?;
    page.by_role("textbox", "Condition in jq")?.send_keys(".at >= 200")?;
    page.until(
        "a flip of each stream",
        SOON,
        &format!("return document.querySelectorAll('.flip').length === {STREAMS}"),
    )?;
    page.by_role("grid", "Events of the log")?.click()?;
    on.press_to("Home", 0)?;
    on.press_to("n", 200)?;
    on.press_to("n", 201)?;
    on.press_to("N", 200)?;

    // Skipped in a branch, and no longer.
    on.press("x")?;
    page.by_css(".scrub-branch")?;
    page.by_css(".event-row.here.skipped")?;
    on.press("x")?;
    page.until_gone(".event-row.here.skipped")
}

#[test]
fn every_key_does_what_the_list_says() -> Outcome<()> {
    browser_test("keys-all", Window::default(), |page| {
        open(page)?;
        let on = Pressed { page, keys: RefCell::default() };
        time(&on)?;
        timeline(&on)?;
        values(&on)?;
        marks(&on)?;
        futures(&on)?;
        page_keys(&on)?;
        let listed = listed(page)?;
        same("the list names many keys", listed.len() > 30, true)?;
        let pressed = on.keys.borrow();
        let missing: Vec<&String> = listed.iter().filter(|key| !pressed.contains(*key)).collect();
        same("keys of the list that were not pressed", missing, Vec::new())
    })
}

#[test]
fn keys_are_text_where_text_is_written() -> Outcome<()> {
    browser_test("keys-text", Window::default(), |page| {
        open(page)?;
        press_to(page, "Home", 0)?;
        page.by_role("searchbox", "Filter streams by name")?.click()?;
        page.type_text("jm?/ef.")?;
        same("the filter", page.script("return document.activeElement.value", &[])?, json!("jm?/ef."))?;
        same("dialogs", page.all_by_css("dialog[open], .note-form")?.len(), 0)?;
        until_at(page, 0)
    })
}
