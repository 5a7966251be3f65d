//! The person's own projection of the open log: what it is, how far it has got, what went wrong, and whose states are shown.
//! Never folds: the engine does, and the sandbox runs what is JavaScript.

mod kept;
mod partitions;
mod sandbox;
mod trial;
mod wanted;

use foldback_protocol::{Call, ErrorInfo, ProjectionInfo};
use leptos::prelude::*;
use leptos::task::spawn_local;

pub use kept::forget;
pub use partitions::Partitions;
pub use wanted::{Fold, Wanted};

use crate::engine::Engine;
use crate::session::Session;
use sandbox::Sandbox;

/// What is wrong with the person's text, or with what it does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wrong {
    /// What happened, and where.
    pub message: String,
    /// The line of the text, from 1.
    pub line: Option<u32>,
    /// The column of the line, from 1.
    pub column: Option<u32>,
    /// The event that it happened at.
    pub position: Option<u64>,
}

impl From<ErrorInfo> for Wrong {
    fn from(why: ErrorInfo) -> Self {
        let line = why.line.map(|line| line as u32);
        Self { message: why.message, line, column: None, position: why.position }
    }
}

/// An event that gave two outcomes when it was folded twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unsteady {
    /// Its position.
    pub position: u64,
    /// Its type.
    pub event_type: String,
    /// Where the states are different, as a JSON Pointer; absent for what is emitted.
    pub path: Option<String>,
    /// What came first there.
    pub first: Option<String>,
    /// What came the second time.
    pub second: Option<String>,
}

/// The person's projection. A copy is another handle on the same one.
#[derive(Clone, Copy)]
pub struct Mine {
    /// What it is to be, as it was typed last.
    pub wanted: RwSignal<Wanted>,
    /// The engine's name of the one whose states are shown: the last that was right.
    pub good: RwSignal<Option<String>>,
    /// The one that is being tried, and how far it has got.
    pub trial: RwSignal<Option<ProjectionInfo>>,
    /// How the good one is doing.
    pub info: RwSignal<Option<ProjectionInfo>>,
    /// What is wrong with the last one that was tried.
    pub wrong: RwSignal<Option<Wrong>>,
    /// Events that did not give the same when they were folded twice.
    pub unsteady: RwSignal<Vec<Unsteady>>,
    /// Where a person has stopped the last one.
    pub stopped: RwSignal<Option<u64>>,
    /// Its partitions, and the one that is looked at.
    pub partitions: Partitions,
    /// Whether State, Diff and Blame look at it instead of `merge`.
    pub is_looked_at: RwSignal<bool>,
    engine: Engine,
    session: Session,
    sandbox: StoredValue<Sandbox, LocalStorage>,
    /// Counts the trials, so that each has a name of its own.
    trials: StoredValue<u32>,
    /// What waits for a pause in typing.
    waiting: StoredValue<Option<TimeoutHandle>>,
    /// Whether the open log has had one.
    is_begun: StoredValue<bool>,
}

/// The projection of this page.
pub fn mine() -> Mine {
    expect_context()
}

impl Mine {
    /// None, until a log is open and someone looks.
    pub fn new(engine: Engine, session: Session) -> Self {
        let (good, info) = (RwSignal::new(None), RwSignal::new(None));
        let mine = Self {
            wanted: RwSignal::new(Wanted::default()),
            good,
            trial: RwSignal::new(None),
            info,
            wrong: RwSignal::new(None),
            unsteady: RwSignal::new(Vec::new()),
            stopped: RwSignal::new(None),
            partitions: Partitions::new(engine, session, good, info),
            is_looked_at: RwSignal::new(false),
            engine,
            session,
            sandbox: StoredValue::new_local(Sandbox::default()),
            trials: StoredValue::new(0),
            waiting: StoredValue::new(None),
            is_begun: StoredValue::new(false),
        };
        Effect::new(move |before: Option<Option<String>>| {
            let log = session.log.get();
            let before = before.flatten();
            if before != log {
                mine.leave(before);
                mine.wanted.set(log.as_deref().and_then(kept::of).unwrap_or_default());
            }
            log
        });
        // A log that grows is folded on by the engine; what is told of it is old then.
        Effect::new(move |_| {
            session.revision_of_log.track();
            if good.get().is_some() {
                mine.look();
            }
        });
        mine
    }

    /// Begins when it is first looked at.
    pub fn begin(self) {
        if !self.is_begun.get_value() {
            self.is_begun.set_value(true);
            self.take_that_of_a_sample();
            self.try_now();
        }
    }

    /// A sample brings a text that shows what is wrong in it; one that the person has written before comes first.
    fn take_that_of_a_sample(self) {
        let is_kept = self.session.log.with_untracked(|log| log.as_deref().and_then(kept::of).is_some());
        let text = self.session.summary.with_untracked(|summary| {
            summary.as_ref().and_then(|summary| summary.sample.as_ref()).map(|sample| sample.projection.clone())
        });
        if let (false, Some(text)) = (is_kept, text) {
            self.wanted.update(|wanted| wanted.handlers = text);
        }
    }

    /// Changes what it is to be, and keeps that for the log.
    pub fn change(self, change: impl FnOnce(&mut Wanted)) {
        self.wanted.update(change);
        if let Some(log) = self.session.log.get_untracked() {
            self.wanted.with_untracked(|wanted| kept::keep(&log, wanted));
        }
    }

    /// Lets go of all that belongs to a log that is no longer open.
    fn leave(self, log: Option<String>) {
        self.trials.update_value(|trials| *trials += 1);
        if let Some(log) = log {
            let trial = self.trial.get_untracked().map(|trial| trial.name);
            for name in [trial, self.good.get_untracked()].into_iter().flatten() {
                self.end(log.clone(), name);
            }
        }
        self.is_begun.set_value(false);
        self.is_looked_at.set(false);
        self.good.set(None);
        self.trial.set(None);
        self.info.set(None);
        self.wrong.set(None);
        self.unsteady.set(Vec::new());
        self.stopped.set(None);
        self.partitions.choose(None);
    }

    /// Asks how the good one is doing.
    fn look(self) {
        let (Some(log), Some(name)) = (self.session.log.get_untracked(), self.good.get_untracked()) else { return };
        spawn_local(async move {
            let found = self.find(log, &name).await;
            if self.good.get_untracked().as_ref() == Some(&name) {
                self.info.set(found);
            }
        });
    }

    async fn find(self, log: String, name: &str) -> Option<ProjectionInfo> {
        let all = self.engine.ask::<Vec<ProjectionInfo>>(Call::Projections { log }).await.ok()?;
        all.into_iter().find(|info| info.name == name)
    }
}
