//! A change of bookmarks that can be taken back.
//! Never holds more than one event's bookmark: what else was changed meanwhile stays.

use super::Bookmark;
use crate::number::grouped;

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// The event.
    pub position: u64,
    /// What stood there before.
    pub before: Option<Bookmark>,
    /// What was done, for people.
    pub done: String,
}

impl Undo {
    /// Of a change from one to the other.
    pub fn of(position: u64, before: Option<Bookmark>, after: Option<&Bookmark>) -> Self {
        let what = match (&before, after) {
            (None, _) => "put",
            (Some(_), Some(_)) => "changed",
            (Some(_), None) => "removed",
        };
        let done = format!("Bookmark of event {} {what}", grouped(position));
        Self { position, before, done }
    }
}
