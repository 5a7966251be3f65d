//! The projection that a person has written for a log: kept in the browser, and there again after a reload.
//! Never its states: those come of its text.

use super::Wanted;
use crate::kept;

fn key(log: &str) -> String {
    format!("foldback.projection.{log}")
}

/// What was kept for a log, if anything was.
pub fn of(log: &str) -> Option<Wanted> {
    kept::read(&key(log))
}

/// Keeps it. A browser that keeps nothing has it until the page is left.
pub fn keep(log: &str, wanted: &Wanted) {
    kept::write(&key(log), wanted);
}

/// Forgets what was kept for a log that is gone.
pub fn forget(log: &str) {
    kept::remove(&key(log));
}
