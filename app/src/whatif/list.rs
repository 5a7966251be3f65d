//! Making, choosing and changing branches.
//! Never says whether an edit can be made: the engine does, and one that cannot be made is taken back.

use foldback_protocol::{Call, EditInfo};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Edited, Kind, Named, WhatIf, about};

/// What the first branch is called, and the others with a number.
const NAME: &str = "what if";

impl WhatIf {
    /// Makes a branch and shows it.
    pub fn make(self) {
        let name = self.free_name();
        self.write(|kept| {
            kept.shown = Some(name.clone());
            kept.put(Named { name, edits: Vec::new() });
        });
        self.tell();
    }

    fn free_name(self) -> String {
        self.branches.with_untracked(|branches| {
            let is_free = |name: &String| branches.iter().all(|branch| branch.name != *name);
            let numbered = (2..).map(|number: u32| format!("{NAME} {number}"));
            std::iter::once(NAME.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
        })
    }

    /// Shows another branch, or none.
    pub fn choose(self, name: Option<String>) {
        self.info.set(None);
        self.wrong.set(None);
        self.write(|kept| kept.shown = name);
        self.tell();
    }

    /// Calls the shown branch something else. A name that another has is not taken; gives whether it was.
    pub fn rename(self, to: &str) -> bool {
        let to = to.trim().to_owned();
        let Some(mut branch) = self.current() else { return false };
        let is_free = self.branches.with_untracked(|branches| branches.iter().all(|other| other.name != to));
        if to.is_empty() || !is_free {
            return branch.name == to;
        }
        let from = std::mem::replace(&mut branch.name, to.clone());
        self.write(|kept| {
            if let Some(place) = kept.branches.iter_mut().find(|other| other.name == from) {
                *place = branch;
            }
            kept.shown = Some(to);
        });
        self.end(from);
        self.tell();
        true
    }

    /// Deletes the shown branch.
    pub fn delete(self) {
        let Some(name) = self.shown.get_untracked() else { return };
        self.write(|kept| {
            kept.branches.retain(|branch| branch.name != name);
            kept.shown = None;
        });
        self.end(name);
        self.tell();
    }

    /// Has State, Diff and Blame show the branch, or the log.
    pub fn look_at(self, is_looked_at: bool) {
        self.is_looked_at.set(is_looked_at && self.shown.with_untracked(Option::is_some));
        self.write(|_| {});
    }

    /// Has the event at a position not happen, or happen as it did after all. Without a branch one is made.
    pub fn skip(self, position: u64) {
        if self.shown.with_untracked(Option::is_none) {
            self.make();
        }
        let kind = self.edited.with_untracked(|edited| edited.at(position).kind);
        self.change(|edits| {
            edits.retain(|edit| about(edit) != Some(position));
            if kind != Some(Kind::Skipped) {
                edits.push(EditInfo { skip: Some(position), ..EditInfo::default() });
            }
        });
    }

    /// Skips the event at the cursor, or lets it happen again, and says which.
    pub fn skip_here(self) {
        let at = self.session.cursor.get_untracked();
        if at >= self.session.events.get_untracked() {
            return;
        }
        self.skip(at);
        let is_skipped = self.edited.with_untracked(|edited| edited.at(at).kind == Some(Kind::Skipped));
        let said = if is_skipped { "This event is skipped in the branch" } else { "This event happens in the branch" };
        self.session.say(said);
    }

    /// Adds an edit, in the place of what was said of the same event before.
    pub fn put(self, edit: EditInfo) {
        if self.shown.with_untracked(Option::is_none) {
            self.make();
        }
        self.change(|edits| {
            if let Some(position) = about(&edit) {
                edits.retain(|other| about(other) != Some(position));
            }
            edits.push(edit);
        });
    }

    /// Takes an edit back.
    pub fn take_back(self, edit: &EditInfo) {
        self.change(|edits| {
            if let Some(at) = edits.iter().position(|other| other == edit) {
                edits.remove(at);
            }
        });
    }

    /// Has the engine forget a branch.
    fn end(self, branch: String) {
        let Some(log) = self.session.log.get_untracked() else { return };
        let engine = self.engine;
        spawn_local(async move {
            // One that it never took is none to forget.
            let _ = engine.ask::<()>(Call::Unbranch { log, branch }).await;
        });
    }

    fn change(self, change: impl FnOnce(&mut Vec<EditInfo>)) {
        let Some(mut branch) = self.current() else { return };
        change(&mut branch.edits);
        branch.edits.sort_by_key(Edited::place);
        self.write(|kept| kept.put(branch));
        self.tell();
    }
}
