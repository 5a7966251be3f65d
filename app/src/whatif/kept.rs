//! The branches of each log, kept in the browser: what the person changed, and which one is shown.
//! Never their states: those come of the log.

use foldback_protocol::EditInfo;
use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use crate::import::saved::{from_json, to_json};

/// A branch with a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// What it is called.
    pub name: String,
    /// What is different.
    pub edits: Vec<EditInfo>,
}

/// What is kept for a log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Its branches, in the order in which they were made.
    pub branches: Vec<Named>,
    /// The one that is shown.
    #[serde(default)]
    pub shown: Option<String>,
    /// Whether its states are.
    #[serde(default)]
    pub is_looked_at: bool,
}

impl Kept {
    /// Puts a branch in the place of the one of its name.
    pub fn put(&mut self, branch: Named) {
        match self.branches.iter_mut().find(|other| other.name == branch.name) {
            Some(other) => *other = branch,
            None => self.branches.push(branch),
        }
    }
}

fn key(log: &str) -> String {
    format!("foldback.branches.{log}")
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
