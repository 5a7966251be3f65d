//! The condition of each log and those that the person has kept, in the browser.
//! Never what they found.

use serde::{Deserialize, Serialize};

use crate::kept;

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
    kept::read(&key(log)).unwrap_or_default()
}

/// Keeps it; gives whether the browser took it.
pub fn keep(log: &str, what: &Kept) -> bool {
    kept::write(&key(log), what)
}

/// Forgets what was kept for a log that is gone.
pub fn forget(log: &str) {
    kept::remove(&key(log));
}
