//! The condition of each log and those that the person has kept, in the browser.
//! Never what they found.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use crate::import::saved::{from_json, to_json};

/// A condition over states.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// A filter in jq.
    pub jq: String,
    /// Of this partition alone; nothing for all.
    #[serde(default)]
    pub partition: Option<String>,
}

/// What is kept for a log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// What was written last.
    pub condition: Condition,
    /// Those that can be chosen.
    #[serde(default)]
    pub saved: Vec<Condition>,
}

fn key(log: &str) -> String {
    format!("foldback.flips.{log}")
}

/// What was kept for a log.
pub fn of(log: &str) -> Kept {
    let text = storage().and_then(|storage| storage.get_item(&key(log)).ok().flatten());
    text.and_then(|text| from_json(&text).ok()).unwrap_or_default()
}

/// Keeps it; gives whether the browser took it.
pub fn keep(log: &str, kept: &Kept) -> bool {
    let text = to_json(kept);
    storage().is_some_and(|storage| !text.is_empty() && storage.set_item(&key(log), &text).is_ok())
}

/// Forgets what was kept for a log that is gone.
pub fn forget(log: &str) {
    if let Some(storage) = storage() {
        // One that cannot be removed is found by nobody.
        let _ = storage.remove_item(&key(log));
    }
}

/// None where the browser keeps nothing for this page.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
