//! The projection that a person has written for a log: kept in the browser, and there again after a reload.
//! Never its states: those come of its text.

use leptos::prelude::window;
use serde::{Deserialize as _, Serialize as _};
use web_sys::Storage;

use super::Wanted;

/// Before the log's name, where it is kept.
const KEY: &str = "foldback.projection.";

/// What was kept for a log, if anything was.
pub fn of(log: &str) -> Option<Wanted> {
    let text = storage()?.get_item(&format!("{KEY}{log}")).ok().flatten()?;
    from_json(&text)
}

/// Keeps it. A browser that keeps nothing has it until the page is left.
pub fn keep(log: &str, wanted: &Wanted) {
    if let (Some(storage), Some(text)) = (storage(), to_json(wanted)) {
        // Full, or forbidden.
        let _ = storage.set_item(&format!("{KEY}{log}"), &text);
    }
}

/// Forgets what was kept for a log that is gone.
pub fn forget(log: &str) {
    if let Some(storage) = storage() {
        // One that cannot be removed is not found by anyone.
        let _ = storage.remove_item(&format!("{KEY}{log}"));
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn to_json(wanted: &Wanted) -> Option<String> {
    let value = wanted.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    js_sys::JSON::stringify(&value).ok()?.as_string()
}

fn from_json(text: &str) -> Option<Wanted> {
    let value = js_sys::JSON::parse(text).ok()?;
    Wanted::deserialize(serde_wasm_bindgen::Deserializer::from(value)).ok()
}
