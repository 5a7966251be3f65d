//! What the page keeps in the browser beside the logs: values as JSON text, each under a key of its own.
//! Never an event: those are the engine's.

use leptos::prelude::window;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::Storage;

use crate::import::saved::{from_json, to_json};

/// None where the browser keeps nothing for this page.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What is kept under a key; nothing when that cannot be read.
pub fn read<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = storage()?.get_item(key).ok().flatten()?;
    from_json(&text).ok()
}

/// Keeps a value. Gives whether the browser took it.
pub fn write(key: &str, value: &impl Serialize) -> bool {
    let text = to_json(value);
    storage().is_some_and(|storage| !text.is_empty() && storage.set_item(key, &text).is_ok())
}

/// Forgets what is kept under a key.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        // What cannot be removed is found by nobody.
        let _ = storage.remove_item(key);
    }
}
