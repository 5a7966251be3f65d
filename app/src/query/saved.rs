//! Queries that the person has given a name: kept in the browser, for each log its own.
//! Never keeps what they find but its number.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Query;
use crate::kept;
use foldback_protocol::ErrorInfo;

/// A query with a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SavedQuery {
    /// What the person called it.
    pub name: String,
    /// The query.
    pub text: String,
    /// How many events fitted when it was counted last.
    pub count: Option<u64>,
    /// How many events the log held then.
    pub events: u64,
}

impl Query {
    /// Shows those of the open log.
    pub(super) fn keep_saved(self) {
        Effect::new(move |_| self.saved.set(self.session.log.get().map(|log| all(&log)).unwrap_or_default()));
    }

    /// Keeps the query that is written, in the place of one of that name.
    pub fn save(self, name: &str) {
        let text = self.text.get_untracked().trim().to_owned();
        let counted = self.notes.with_untracked(|notes| notes.text == text) && !self.running.get_untracked();
        let one = SavedQuery {
            name: if name.trim().is_empty() { text.clone() } else { name.trim().to_owned() },
            count: self.hits.with_untracked(|hits| hits.as_deref().filter(|_| counted).map(|hits| hits.len())),
            events: self.session.events.get_untracked(),
            text,
        };
        self.change(|kept| *kept = with(std::mem::take(kept), one));
    }

    /// Forgets the one of that name.
    pub fn forget(self, name: &str) {
        self.change(|kept| kept.retain(|one| one.name != name));
    }

    /// Notes how many events fit a kept query.
    pub(super) fn counted(self, text: &str, count: u64, events: u64) {
        self.change(|kept| {
            for one in kept.iter_mut().filter(|one| one.text == text) {
                (one.count, one.events) = (Some(count), events);
            }
        });
    }

    fn change(self, change: impl FnOnce(&mut Vec<SavedQuery>)) {
        let Some(log) = self.session.log.get_untracked() else { return };
        // Another tab may have kept one meanwhile.
        let mut kept = all(&log);
        let before = kept.clone();
        change(&mut kept);
        if kept != before && !kept::write(&key(&log), &kept) {
            let what = "The browser keeps nothing for this page, or has no room left: the query is not kept. Free some room, or allow this page to store data.";
            self.session.error.set(Some(ErrorInfo::new("NotKept", what)));
        }
        self.saved.set(kept);
    }
}

/// Forgets all of a log that is deleted.
pub fn forget_log(log: &str) {
    kept::remove(&key(log));
}

fn with(mut kept: Vec<SavedQuery>, one: SavedQuery) -> Vec<SavedQuery> {
    match kept.iter_mut().find(|other| other.name == one.name) {
        Some(other) => *other = one,
        None => kept.push(one),
    }
    kept
}

fn key(log: &str) -> String {
    format!("foldback.queries.{log}")
}

fn all(log: &str) -> Vec<SavedQuery> {
    kept::read(&key(log)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_once_and_where_it_was() {
        let one = |name: &str, text: &str| SavedQuery { name: name.into(), text: text.into(), ..SavedQuery::default() };
        let kept = [one("b", "x"), one("a", "x"), one("b", "y")].into_iter().fold(Vec::new(), with);
        assert_eq!(kept, [one("b", "y"), one("a", "x")]);
    }
}
