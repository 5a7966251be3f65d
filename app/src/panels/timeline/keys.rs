//! The timeline's keys: W and S zoom, A and D pan, F shows all. They work wherever no text is being written.
//! Never acts on a key that is held with Ctrl, Alt or Meta: those belong to the browser.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::controls::{CLOSER, FARTHER, Motion};

/// A part of what is shown.
const PAN: f64 = 0.2;

/// Calls `on_motion` for each key while the component lives.
pub fn listen(on_motion: Callback<Motion>) {
    let handle = window_event_listener(ev::keydown, move |key: KeyboardEvent| {
        if key.ctrl_key() || key.alt_key() || key.meta_key() || is_writing(&key) {
            return;
        }
        let motion = match key.key().as_str() {
            "w" | "W" => CLOSER,
            "s" | "S" => FARTHER,
            "a" | "A" => Motion::Pan(-PAN),
            "d" | "D" => Motion::Pan(PAN),
            "f" | "F" => Motion::Fit,
            _ => return,
        };
        on_motion.run(motion);
    });
    on_cleanup(move || handle.remove());
}

/// Whether the key goes into a text, a choice or a dialog.
fn is_writing(key: &KeyboardEvent) -> bool {
    key.target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("input, textarea, select, dialog").ok())
        .flatten()
        .is_some()
}
