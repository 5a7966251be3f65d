//! The query over the events: its text, its hits as far as they are known, and what is said about them.
//!
//! Never looks at an event itself: the engine reads the query and answers positions. What the last good query found stays
//! until another one has found something.

mod counts;
mod run;
mod saved;

use std::sync::Arc;

use foldback_protocol::{ErrorInfo, Hits};
use leptos::prelude::*;

use crate::engine::Engine;
use crate::session::Session;
pub use saved::{SavedQuery, forget_log};

/// What there is to say about a search beside its hits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// The query that the hits are of.
    pub text: String,
    /// Events looked at so far.
    pub searched: u64,
    /// Whether the person ended it before it was done.
    pub cancelled: bool,
    /// Events that could not be read.
    pub unread: u64,
    /// Events on which the filter behind `jq:` failed.
    pub failed: u64,
    /// The first of them, and why.
    pub failure: Option<(u64, String)>,
    /// Moments that were written without a time zone, each with the instant it was taken for, in microseconds since 1970.
    pub local_times: Vec<(String, f64)>,
}

/// The query, shared by all parts of the page.
#[derive(Clone, Copy)]
pub struct Query {
    /// As it is written.
    pub text: RwSignal<String>,
    /// The hits; nothing without a query.
    pub hits: RwSignal<Option<Arc<Hits>>>,
    /// About them.
    pub notes: RwSignal<Notes>,
    /// Whether a search is running.
    pub running: RwSignal<bool>,
    /// Why the text is no query.
    pub error: RwSignal<Option<ErrorInfo>>,
    /// Whether the list shows hits alone.
    pub only: RwSignal<bool>,
    /// Those that are kept for the open log.
    pub saved: RwSignal<Vec<SavedQuery>>,
    engine: Engine,
    session: Session,
    /// Rises with every search: what an older one answers is not taken.
    round: StoredValue<u32>,
    /// The call that is running.
    call: StoredValue<Option<u32>>,
}

/// The query of this page.
pub fn query() -> Query {
    expect_context()
}

impl Query {
    /// No query.
    pub fn new(engine: Engine, session: Session) -> Self {
        let query = Self {
            text: RwSignal::new(String::new()),
            hits: RwSignal::new(None),
            notes: RwSignal::default(),
            running: RwSignal::new(false),
            error: RwSignal::new(None),
            only: RwSignal::new(false),
            saved: RwSignal::new(Vec::new()),
            engine,
            session,
            round: StoredValue::new(0),
            call: StoredValue::new(None),
        };
        query.forget_with_log();
        query.follow();
        query.keep_saved();
        query.keep_counts();
        query
    }

    /// A query is about one log: with another one it is gone.
    fn forget_with_log(self) {
        Effect::new(move |before: Option<Option<String>>| {
            let log = self.session.log.get();
            if before.flatten().is_some_and(|before| log.as_ref() != Some(&before)) {
                self.text.set(String::new());
                self.only.set(false);
            }
            log
        });
    }

    /// Goes to the next hit, if there is one.
    pub fn next(self) {
        self.go(|hits, cursor| hits.next(cursor));
    }

    /// Goes to the previous hit, if there is one.
    pub fn previous(self) {
        self.go(|hits, cursor| hits.previous(cursor));
    }

    fn go(self, to: impl Fn(&Hits, u64) -> Option<u64>) {
        let cursor = self.session.cursor.get_untracked();
        let found = self.hits.with_untracked(|hits| to(hits.as_deref()?, cursor));
        if let Some(position) = found {
            self.session.playing.set(false);
            self.session.go(position);
        }
    }
}
