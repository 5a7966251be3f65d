//! Undoing events: the plan is what the log says by hand, and only a second word appends it.

use foldback_tests::{Failure, Outcome, Page, Window, browser_test};
use serde_json::{Value, json};

use crate::export::KEEP;
use crate::person::{SOON, choose_stream, file, give, same, tab, until_at, until_events};
use crate::screens::pictures;
use crate::whatif::{EVENTS, event, folded, go, open, until_state};

/// Waits until a list of the plan has these lines.
fn until_lines(page: &Page, list: &str, right: &[&str]) -> Outcome<()> {
    let seen =
        format!("[...document.querySelectorAll('.{list} li')].map(l => l.innerText.replace(/\\s+/g, ' ').trim())");
    let body = format!("return JSON.stringify({seen}) === JSON.stringify({})", json!(right));
    page.until(&format!("the lines of {list}"), SOON, &body).map(drop).map_err(|failure| {
        let seen = page.script(&format!("return {seen}"), &[]).unwrap_or_default();
        Failure::new(format!("{failure}; right is {right:?}, seen {seen}"))
    })
}

#[test]
fn events_are_undone_by_a_plan_that_is_appended_after_a_second_word() -> Outcome<()> {
    browser_test("undo", Window { width: 1440, height: 860, ..Window::default() }, |page| {
        open(page)?;
        choose_stream(page, "cart-0")?;
        // 57 was the last of its stream: all that it wrote goes back to what 54, 45 and others had written.
        go(page, 57)?;
        tab(page, "Event")?;
        page.by_role("button", "Undo this event…")?.click()?;
        until_lines(page, "undo-operations", &["/total 570 540", "/item-1 57 45"])?;
        until_lines(page, "undo-conflicts", &[])?;
        page.by_role("button", "Do not undo event 57")?.click()?;
        page.until_gone(".undo-plan")?;

        // Of 54 the total was written again since: that is told and left alone.
        go(page, 54)?;
        page.by_role("button", "Undo event 54")?.click()?;
        until_lines(page, "undo-operations", &["/item-2 54 42"])?;
        until_lines(page, "undo-conflicts", &["/total stays 570: another event has written it since (event 57)"])?;
        pictures(page, "undo")?;

        // As a file it is an event that can be imported.
        page.script(KEEP, &[])?;
        page.by_role("button", "Save as a file")?.click()?;
        page.until("the file", SOON, "return window.saved.at(-1)?.name")?;
        let read = page
            .script("const { name, blob } = window.saved.pop(); return blob.text().then(text => [name, text])", &[])?;
        same("the file's name", read[0].as_str(), Some("undone.ndjson"))?;
        let line: Value = serde_json::from_str(read[1].as_str().unwrap_or_default()).unwrap_or_default();
        let right = json!([1, "cart-0", "Undone", { "item-2": 42 }, { "undoes": [54] }]);
        same(
            "the event",
            json!([line["foldback"], line["streamId"], line["type"], line["data"], line["metadata"]]),
            right,
        )?;

        // Nothing is written until it was said twice.
        page.by_role("button", "Append to this log…")?.click()?;
        page.until_text("Append 1 event to whatif.ndjson? What is appended stays.")?;
        pictures(page, "undo-sure")?;
        page.press("Escape")?;
        page.until_gone(".undo-sure")?;
        until_events(page, EVENTS)?;
        page.by_role("button", "Append to this log…")?.click()?;
        page.by_role("button", "Append")?.click()?;
        until_events(page, EVENTS + 1)?;
        until_at(page, EVENTS)?;
        page.until_gone(".undo-plan")?;
        let mut events: Vec<(String, Value)> = (0..EVENTS).map(event).collect();
        events.push(("cart-0".to_owned(), json!({ "item-2": 42 })));
        tab(page, "State")?;
        until_state(page, &folded(&events, "cart-0"))?;
        tab(page, "Event")?;
        page.until_text("Undone").map(drop)
    })
}

#[test]
fn what_no_event_can_undo_is_told_with_the_reason() -> Outcome<()> {
    let log = concat!(
        r#"{"stream":"a","type":"Put","time":"2026-03-01T10:00:00Z","data":{"x":1}}"#,
        "\n",
        r#"{"stream":"a","type":"Put","time":"2026-03-01T10:01:00Z","data":{"x":2}}"#,
        "\n",
        r#"{"stream":"lone","type":"Put","time":"2026-03-01T10:02:00Z","data":{"y":1}}"#,
        "\n",
    );
    browser_test("undo-impossible", Window::default(), |page| {
        page.open("/")?;
        give(page, &file("undo.ndjson", log.as_bytes())?)?;
        until_events(page, 3)?;
        tab(page, "What-if")?;
        page.press("x")?;
        page.by_role("button", "Undo 1 skipped event")?.click()?;
        page.until_text(
            "Impossible as an event: a payload that is merged can write no null and can make no state undone.",
        )?;
        page.until_text("There is no event that would undo this.")?;
        pictures(page, "undo-impossible")
    })
}
