//! What keys do wherever the focus is. A panel that uses a key itself says so by `preventDefault`, and comes first.
//!
//! Never acts while someone types, or while a dialog is open.

use foldback_protocol::Direction;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::bookmarks::{Bookmarks, bookmarks};
use crate::query::{Query, query};
use crate::session::{Kin, Session, session};
use crate::shell::{Opened, opened};

/// A key and what it does, as the list of keys shows it.
pub const LIST: [(&str, &[(&str, &str)]); 4] = [
    (
        "Move in time",
        &[
            ("← or k", "One event back"),
            ("→ or j", "One event on"),
            ("Shift ← →", "Back, on within the stream"),
            ("Home End", "First event, last event"),
            ("o O", "Next, previous event with the same correlation id"),
            ("[ ]", "The event that caused this one; the first that it caused"),
            ("Space", "Play or pause"),
            (", .", "Previous, next hit of the query"),
        ],
    ),
    ("Timeline", &[("W S", "Zoom in, zoom out"), ("A D", "Earlier, later"), ("F", "Show the whole log")]),
    ("State", &[("b", "Who wrote the focused value"), ("← →", "Fold, unfold")]),
    (
        "Page",
        &[
            ("/", "Search the events"),
            ("e", "Export the log"),
            ("Tab", "Next control"),
            ("m", "Bookmark this event, with a note"),
            ("Ctrl z", "Take back the last change of a bookmark"),
            ("?", "This list"),
            ("Esc", "Close; clear A and B; let go of the stream"),
        ],
    ),
];

/// Listens for the life of the page.
pub fn listen() {
    let (session, query, opened, bookmarks) = (session(), query(), opened(), bookmarks());
    let handle = window_event_listener(ev::keydown, move |event| press(&event, session, query, opened, bookmarks));
    on_cleanup(move || handle.remove());
}

fn press(event: &KeyboardEvent, session: Session, query: Query, opened: Opened, bookmarks: Bookmarks) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let inside = |selector: &str| {
        target.as_ref().is_some_and(|target| target.closest(selector).is_ok_and(|found| found.is_some()))
    };
    let key = event.key();
    // Where brackets are typed with AltGr, that is Ctrl and Alt to the browser.
    let is_bracket = matches!(key.as_str(), "[" | "]");
    let writes = || inside("input:not([type=checkbox]), textarea, select, [contenteditable], code-editor, dialog");
    if (event.ctrl_key() || event.meta_key()) && key == "z" && !event.default_prevented() && !writes() {
        if bookmarks.undo() {
            event.prevent_default();
        }
        return;
    }
    if event.default_prevented()
        || event.is_composing()
        || event.meta_key()
        || !is_bracket && (event.ctrl_key() || event.alt_key())
        || inside("input:not([type=checkbox]), textarea, select, [contenteditable], code-editor, dialog")
    {
        return;
    }
    if key == "?" {
        event.prevent_default();
        opened.keys.set(true);
        return;
    }
    if key == "Escape" && opened.menu.get_untracked() {
        event.prevent_default();
        opened.menu.set(false);
        return;
    }
    if session.log.get_untracked().is_none() {
        return;
    }
    let shift = event.shift_key();
    match key.as_str() {
        "ArrowLeft" if shift => session.step_in_stream(Direction::Backwards),
        "ArrowRight" if shift => session.step_in_stream(Direction::Forwards),
        "ArrowLeft" | "k" => session.step(-1),
        "ArrowRight" | "j" => session.step(1),
        "o" => session.step_along(Direction::Forwards),
        "O" => session.step_along(Direction::Backwards),
        "[" => session.step_to(Kin::Cause),
        "]" => session.step_to(Kin::Effect),
        "Home" => session.first(),
        "End" => session.last(),
        // On a button the space bar presses the button.
        " " if inside("button, summary, a[href], [role=button]") => return,
        " " => crate::play::toggle(session),
        "." => query.next(),
        "," => query.previous(),
        "/" => focus_query(),
        "e" => opened.export.set(true),
        "m" | "M" => bookmarks.ask_here(),
        "Escape" => {
            if !session.clear_marks() {
                session.pinned.set(None);
            }
        }
        _ => return,
    }
    event.prevent_default();
}

/// Puts the focus into the query.
fn focus_query() {
    let input = document().get_element_by_id("query");
    if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
        // Fails for elements that cannot have the focus alone.
        let _ = input.focus();
    }
}
