//! Projections that a person writes: in a log of carts, whose events and states are known here.

mod branch;
mod sandbox;
mod written;

use foldback_tests::{Outcome, Page};
use serde_json::{Value, json};

use crate::person::{SOON, file, give, shown_state, tab, until_events};

/// Carts in the log.
const CARTS: u64 = 6;
/// Events of each.
const EACH: u64 = 9;

/// The event at a position: its stream's number, its revision there, its type.
fn event(position: u64) -> (u64, u64, &'static str) {
    let revision = position / CARTS;
    let event_type = match revision {
        0 => "CartOpened",
        8 => "CartPaid",
        _ => "ItemAdded",
    };
    (position % CARTS, revision, event_type)
}

/// Opens the log, at its head, on the Projection tab.
fn open(page: &Page, name: &str) -> Outcome<()> {
    let lines = (0..CARTS * EACH).map(|position| {
        let (cart, revision, event_type) = event(position);
        json!({ "stream": format!("cart-{cart}"), "type": event_type, "data": { "qty": revision } }).to_string()
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    page.open("/")?;
    give(page, &file(name, text.as_bytes())?)?;
    until_events(page, CARTS * EACH)?;
    tab(page, "Projection")?;
    page.by_css("code-editor").map(drop)
}

/// Puts another text into the editor, as a person would.
fn write(page: &Page, text: &str) -> Outcome<()> {
    page.by_css("code-editor")?.click()?;
    page.press("Control+a")?;
    page.press("Delete")?;
    page.type_text(text)
}

/// Waits until the state at the cursor is that.
fn until_state(page: &Page, right: &Value) -> Outcome<()> {
    let members = "[...document.querySelectorAll('.projection-state .tree-line, .state-tab .tree-line')]
      .filter(l => l.getAttribute('aria-level') === '2' && l.querySelector('button.value'))
      .map(l => [l.querySelector('.name').innerText, l.querySelector('button.value').innerText])";
    let body = format!(
        "const sorted = (entries) => JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
         return sorted({members}) === sorted(Object.entries({right}))"
    );
    let shown = page.until(&format!("the state {right}"), SOON, &body);
    shown.map(drop).or_else(|failure| {
        let seen = shown_state(page)?;
        Err(foldback_tests::Failure::new(format!("{failure}; it is {seen}")))
    })
}

/// Takes the focus out of the editor and off the tabs, where keys mean something else.
fn leave_controls(page: &Page) -> Outcome<()> {
    page.script("document.activeElement.blur()", &[]).map(drop)
}

/// Waits until the panel says what is wrong, with all these words.
fn until_wrong(page: &Page, words: &[&str]) -> Outcome<()> {
    let alert = page.by_css(".projection-tab .failure[role=alert]")?;
    alert.until_text("what is wrong", |text| words.iter().all(|word| text.contains(word))).map(drop)
}
