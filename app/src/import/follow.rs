//! Shows a log while it is being imported, and goes back to the log before when the import comes to nothing.
//!
//! Never asks faster than the engine answers: an import must not be slowed by its audience.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use foldback_protocol::Progress;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::session::Session;

/// Milliseconds between two looks at a growing log: each makes every panel ask again.
const PAUSE: f64 = 700.0;

pub struct Follow {
    session: Session,
    /// The log that was open before, and where.
    before: Option<(String, u64)>,
    /// The log being made, once the page shows it.
    shown: RefCell<Option<String>>,
    looking: Rc<Cell<bool>>,
    /// Whether the import came to nothing.
    gone: Rc<Cell<bool>>,
    last_look: Cell<f64>,
}

impl Follow {
    pub fn new(session: Session) -> Self {
        let open = session.log.get_untracked();
        Self {
            session,
            before: open.map(|log| (log, session.cursor.get_untracked())),
            shown: RefCell::new(None),
            looking: Rc::new(Cell::new(false)),
            gone: Rc::new(Cell::new(false)),
            last_look: Cell::new(0.0),
        }
    }

    /// Looks at the growing log, if it is time to.
    pub fn progress(&self, progress: &Progress) {
        if progress.log.is_empty() || progress.events == 0 || self.looking.get() {
            return;
        }
        let first = self.shown.borrow().is_none();
        let now = js_sys::Date::now();
        if !first && now - self.last_look.get() < PAUSE {
            return;
        }
        self.last_look.set(now);
        // The person may have gone to another log in the meantime.
        if !first && self.session.log.get_untracked().as_deref() != Some(&progress.log) {
            return;
        }
        self.shown.replace(Some(progress.log.clone()));
        self.looking.set(true);
        let (session, looking, gone) = (self.session, Rc::clone(&self.looking), Rc::clone(&self.gone));
        let log = progress.log.clone();
        spawn_local(async move {
            // An import that was cancelled in the meantime has no log to look at any more; its own answer says so.
            let _ = if first { session.load(log.clone(), None).await } else { session.refresh().await };
            looking.set(false);
            if gone.get() && session.log.get_untracked() == Some(log) {
                session.close();
            }
        });
    }

    /// Shows the whole log, unless the person went to another one.
    pub async fn end(&self, log: &str) {
        let open = self.session.log.get_untracked();
        if self.shown.borrow().is_none() || open.is_none() {
            if let Err(why) = self.session.load(log.to_owned(), None).await {
                self.session.error.set(Some(why));
            }
        } else if open.as_deref() == Some(log)
            && let Err(why) = self.session.refresh().await
        {
            self.session.error.set(Some(why));
        }
    }

    /// Leaves the log that is no more.
    pub fn return_to_before(&self) {
        self.gone.set(true);
        let open = self.session.log.get_untracked();
        if open.is_some() && open == *self.shown.borrow() {
            self.session.close();
            if let Some((log, at)) = self.before.clone() {
                self.session.open(log, Some(at));
            }
        }
    }
}
