//! What commands act on.
//! Never holds anything of its own.

use leptos::prelude::*;

use crate::bookmarks::{Bookmarks, bookmarks};
use crate::flips::{Flips, flips};
use crate::panels::{Motions, motions};
use crate::query::{Query, query};
use crate::session::{Session, session};
use crate::settings::{Choice, Settings, settings};
use crate::shell::{Opened, opened};
use crate::whatif::{WhatIf, whatif};

/// The parts of the page that commands act on.
#[derive(Clone, Copy)]
pub struct Reach {
    pub session: Session,
    pub query: Query,
    pub whatif: WhatIf,
    pub flips: Flips,
    pub opened: Opened,
    pub bookmarks: Bookmarks,
    pub motions: Motions,
    pub settings: Settings,
}

/// Those of this page.
pub fn reach() -> Reach {
    Reach {
        session: session(),
        query: query(),
        whatif: whatif(),
        flips: flips(),
        opened: opened(),
        bookmarks: bookmarks(),
        motions: motions(),
        settings: settings(),
    }
}

impl Reach {
    /// Whether a log is open; not tracked.
    pub fn has_log(self) -> bool {
        self.session.log.with_untracked(Option::is_some)
    }

    /// Keeps the query that is written, under its own text.
    pub fn save_query(self) {
        let is_good = self.query.error.with_untracked(Option::is_none);
        if is_good && self.query.text.with_untracked(|text| !text.trim().is_empty()) {
            self.query.save("");
        } else {
            self.session.say("Write a query first: press / to search the events");
        }
    }

    /// Shows the report of the import.
    pub fn show_report(self) {
        if self.session.summary.with_untracked(|open| open.as_ref().is_some_and(|open| open.report.is_some())) {
            self.opened.report.set(true);
        } else {
            self.session.say("This log was not imported: there is no report");
        }
    }

    /// Chooses an option of a setting.
    pub fn choose(self, choice: Choice, option: &str) {
        self.settings.choose(|chosen| option.clone_into((choice.of)(chosen)));
    }

    /// Closes or clears one thing: what is open before what is set.
    pub fn escape(self) {
        if self.opened.menu.get_untracked() {
            self.opened.menu.set(false);
        } else if self.bookmarks.asking.with_untracked(Option::is_some) {
            self.bookmarks.asking.set(None);
        } else if !self.session.clear_marks() {
            self.session.pinned.set(None);
        }
    }
}
