//! The branches of each log, kept in the browser: what the person changed, and which one is shown.
//! Never their states: those come of the log.

use foldback_protocol::EditInfo;
use serde::{Deserialize, Serialize};

use crate::kept;

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
