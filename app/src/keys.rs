//! What keys do wherever the focus is, as the table of commands says. A panel that uses a key itself says so by
//! `preventDefault`, and comes first.
//! Never acts while someone types, or while a dialog is open.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::commands::{Reach, TABLE, fits, reach};

/// Where keys write.
const WRITING: &str = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], code-editor";
/// Where the space bar presses what has the focus.
const PRESSED_BY_SPACE: &str = "button, summary, a[href], [role=button], input";

/// Listens for the life of the page.
pub fn listen() {
    let reach = reach();
    let handle = window_event_listener(ev::keydown, move |event| press(&event, reach));
    on_cleanup(move || handle.remove());
}

fn has_dialog() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|open| open.is_some())
}

fn press(event: &KeyboardEvent, on: Reach) {
    if event.default_prevented() || event.is_composing() {
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let inside = |selector: &str| {
        target.as_ref().is_some_and(|target| target.closest(selector).is_ok_and(|found| found.is_some()))
    };
    let has_log = on.has_log();
    let found = TABLE.iter().filter(|command| fits(command.keys, event)).find_map(|command| {
        let act = command.act(has_log)?;
        Some((command, act))
    });
    let Some((command, act)) = found else { return };
    // The palette is reached from everywhere; other keys may be meant as text.
    let is_palette = command.keys == "Mod+k";
    // Also where the focus has gone with what had it: the key is the dialog's, and so is Escape.
    if has_dialog() || !is_palette && inside(WRITING) || command.keys == "Space" && inside(PRESSED_BY_SPACE) {
        return;
    }
    event.prevent_default();
    act(on);
}
