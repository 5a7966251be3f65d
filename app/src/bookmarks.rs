//! Bookmarks: events that the person has marked, each with a note. Kept in the browser, for each log its own.
//! Never more than one for an event, and never gone without a way back.

mod undo;

use foldback_protocol::ErrorInfo;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kept;
use crate::number::grouped;
use crate::session::Session;
use crate::visible::visible;
pub use undo::Undo;

/// Bookmarks of a log at most: beyond, a list is no help.
const MOST: usize = 1000;

/// A bookmark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bookmark {
    /// Of the event.
    pub position: u64,
    /// What the person wrote; may be empty.
    pub note: String,
}

impl Bookmark {
    /// Its name for people: the note, or else the event's position.
    pub fn title(&self) -> String {
        if self.note.is_empty() {
            format!("Event {}", grouped(self.position))
        } else {
            visible(&self.note).into_owned()
        }
    }
}

/// Where a note is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Beside the position of the cursor.
    Toolbar,
    /// In the list of bookmarks.
    List,
}

/// The bookmarks of the open log, shared by all parts of the page.
#[derive(Clone, Copy)]
pub struct Bookmarks {
    /// All, by position.
    pub all: RwSignal<Vec<Bookmark>>,
    /// The event whose note is being asked for, and where.
    pub asking: RwSignal<Option<(u64, Place)>>,
    /// What can be taken back, the latest last.
    pub undo: RwSignal<Vec<Undo>>,
    session: Session,
}

/// The bookmarks of this page.
pub fn bookmarks() -> Bookmarks {
    expect_context()
}

impl Bookmarks {
    /// Those of the log that is open, and of each that is opened later.
    pub fn new(session: Session) -> Self {
        let bookmarks = Self {
            all: RwSignal::new(Vec::new()),
            asking: RwSignal::new(None),
            undo: RwSignal::new(Vec::new()),
            session,
        };
        Effect::new(move |_| {
            bookmarks.all.set(session.log.get().map(|log| all(&log)).unwrap_or_default());
            bookmarks.undo.set(Vec::new());
            bookmarks.asking.set(None);
        });
        bookmarks
    }

    /// Asks for the note of the event at the cursor.
    pub fn ask_here(self) {
        if self.session.events.get_untracked() > 0 {
            self.session.playing.set(false);
            self.asking.set(Some((self.session.cursor.get_untracked(), Place::Toolbar)));
        }
    }

    /// The note of an event that has a bookmark.
    pub fn note(self, position: u64) -> Option<String> {
        self.all.with(|all| find(all, position).map(|one| one.note.clone()))
    }

    /// Whether an event has a bookmark; not tracked.
    pub fn holds(self, position: u64) -> bool {
        self.all.with_untracked(|all| find(all, position).is_some())
    }

    /// Puts a bookmark on an event, or writes the note of its bookmark anew.
    pub fn keep(self, position: u64, note: &str) {
        let one = Bookmark { position, note: note.trim().to_owned() };
        self.change(position, Some(one));
    }

    /// Takes the bookmark of an event away.
    pub fn remove(self, position: u64) {
        self.change(position, None);
    }

    /// Takes the last change back. Gives whether there was one.
    pub fn undo(self) -> bool {
        let Some(last) = self.undo.try_update(Vec::pop).flatten() else { return false };
        self.put(last.position, last.before)
    }

    fn change(self, position: u64, to: Option<Bookmark>) {
        let before = self.all.with_untracked(|all| find(all, position).cloned());
        if before == to {
            return;
        }
        let undo = Undo::of(position, before, to.as_ref());
        if self.put(position, to) {
            self.undo.update(|undone| undone.push(undo));
        }
    }

    /// What stands at a position from now on. Gives whether it is kept.
    fn put(self, position: u64, to: Option<Bookmark>) -> bool {
        let Some(log) = self.session.log.get_untracked() else { return false };
        // Another tab may have changed some meanwhile.
        let kept = with(all(&log), position, to);
        let why = if kept.len() > MOST {
            "A log has room for 1,000 bookmarks, and this one is full. Remove one first."
        } else if kept::write(&key(&log), &kept) {
            self.all.set(kept);
            return true;
        } else {
            "The browser keeps nothing for this page, or has no room left: bookmarks stay as they were. Free some room, or allow this page to store data."
        };
        self.session.error.set(Some(ErrorInfo::new("NotKept", why)));
        false
    }
}

/// Forgets all of a log that is deleted.
pub fn forget_log(log: &str) {
    kept::remove(&key(log));
}

fn key(log: &str) -> String {
    format!("foldback.bookmarks.{log}")
}

fn all(log: &str) -> Vec<Bookmark> {
    let mut all: Vec<Bookmark> = kept::read(&key(log)).unwrap_or_default();
    all.sort_by_key(|one| one.position);
    all
}

fn find(all: &[Bookmark], position: u64) -> Option<&Bookmark> {
    all.binary_search_by_key(&position, |one| one.position).ok().map(|at| &all[at])
}

fn with(mut all: Vec<Bookmark>, position: u64, to: Option<Bookmark>) -> Vec<Bookmark> {
    match (all.binary_search_by_key(&position, |one| one.position), to) {
        (Ok(at), Some(one)) => all[at] = one,
        (Ok(at), None) => drop(all.remove(at)),
        (Err(at), Some(one)) => all.insert(at, one),
        (Err(_), None) => {}
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(position: u64, note: &str) -> Bookmark {
        Bookmark { position, note: note.into() }
    }

    #[test]
    fn an_event_has_one_bookmark_and_they_stand_in_the_order_of_the_log() {
        let all = [(9, "c"), (2, "a"), (9, "d")]
            .into_iter()
            .fold(Vec::new(), |all, (position, note)| with(all, position, Some(one(position, note))));
        assert_eq!(all, [one(2, "a"), one(9, "d")]);
        assert_eq!(find(&all, 9), Some(&one(9, "d")));
        assert_eq!(find(&all, 3), None);
        assert_eq!(with(with(all, 2, None), 3, None), [one(9, "d")]);
    }
}
