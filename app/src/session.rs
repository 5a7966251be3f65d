//! What the person is looking at: the open log, the moment, the stream, the tab.
//!
//! Signals mirror what the engine answered and are never the truth: nothing here computes a state, a count or an order.

mod conversation;
mod current;
mod future;
mod kin;
mod marks;
mod speed;
mod step;
mod tab;

use std::sync::Arc;
use std::time::Duration;

use foldback_protocol::{Call, Direction, ErrorInfo, LogSummary, Row, StepAnswer};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::{Engine, Latest};
use step::Step;

pub use conversation::Conversation;
pub use future::Future;
pub use kin::Kin;
pub use marks::Marks;
pub use speed::Speed;
pub use tab::Tab;

/// How long what was said stands.
const SAID: Duration = Duration::from_secs(4);

/// The state of the page, shared by all its parts.
#[derive(Clone, Copy)]
pub struct Session {
    /// The open log; its `info.events` grows while it is being imported.
    pub summary: RwSignal<Option<LogSummary>>,
    /// Its key.
    pub log: Memo<Option<String>>,
    /// How many events it holds.
    pub events: Memo<u64>,
    /// Rises when the engine has more events than before: what was asked of the log is to be asked again.
    pub revision_of_log: RwSignal<u32>,
    /// Position of the event being looked at.
    pub cursor: RwSignal<u64>,
    /// The whole event at the cursor, once it is here.
    pub current: RwSignal<Option<Row>>,
    /// The position that `current` was asked for: the cursor, as soon as its event is here.
    pub arrived: RwSignal<u64>,
    /// The stream the person chose; `None` follows the event at the cursor.
    pub pinned: RwSignal<Option<String>>,
    /// The stream whose state is shown.
    pub stream: Memo<Option<String>>,
    /// The open tab of the inspector.
    pub tab: RwSignal<Tab>,
    /// JSON Pointer of the value whose writers are shown.
    pub blame_path: RwSignal<Option<String>>,
    /// The branch whose states are shown; nothing is the log itself.
    pub future: RwSignal<Option<Future>>,
    /// The moments that a diff compares; without them it shows what the event at the cursor changed.
    pub marks: RwSignal<Marks>,
    /// Whether the cursor moves by itself.
    pub playing: RwSignal<bool>,
    /// How fast it does.
    pub speed: RwSignal<Speed>,
    /// What went wrong last, until it is dismissed.
    pub error: RwSignal<Option<ErrorInfo>>,
    /// The events that have the correlation id of the one at the cursor.
    pub conversation: RwSignal<Arc<Conversation>>,
    /// What there is to say about a key that led nowhere, for a moment.
    pub said: RwSignal<Option<&'static str>>,
    engine: Engine,
    kin: StoredValue<Option<kin::Steps>, LocalStorage>,
    steps: StoredValue<Latest<Step, StepAnswer>, LocalStorage>,
}

/// The session of this page.
pub fn session() -> Session {
    expect_context()
}

impl Session {
    /// An empty session.
    pub fn new(engine: Engine, error: RwSignal<Option<ErrorInfo>>) -> Self {
        let summary = RwSignal::new(None::<LogSummary>);
        let cursor = RwSignal::new(0);
        let current = RwSignal::new(None::<Row>);
        let pinned = RwSignal::new(None::<String>);
        let session = Self {
            summary,
            log: Memo::new(move |_| summary.with(|open| open.as_ref().map(|open| open.info.log.clone()))),
            events: Memo::new(move |_| summary.with(|open| open.as_ref().map_or(0, |open| open.info.events))),
            revision_of_log: RwSignal::new(0),
            cursor,
            current,
            arrived: RwSignal::new(0),
            pinned,
            stream: Memo::new(move |_| {
                pinned.get().or_else(|| current.with(|row| row.as_ref().map(|row| row.stream.clone())))
            }),
            tab: RwSignal::new(Tab::State),
            blame_path: RwSignal::new(None),
            future: RwSignal::new(None),
            marks: RwSignal::default(),
            playing: RwSignal::new(false),
            speed: RwSignal::new(Speed::default()),
            error,
            conversation: RwSignal::default(),
            said: RwSignal::new(None),
            engine,
            kin: StoredValue::new_local(None),
            steps: StoredValue::new_local(step::steps(engine, cursor, error)),
        };
        session.kin.set_value(Some(kin::Steps::new(session)));
        current::follow(session);
        conversation::follow(session);
        session
    }

    /// Opens a log at its head, or at a position.
    pub fn open(self, log: String, at: Option<u64>) {
        spawn_local(async move {
            if let Err(why) = self.load(log, at).await {
                self.error.set(Some(why));
            }
        });
    }

    /// Opens a log at its head, or at a position, and returns when it shows.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn load(self, log: String, at: Option<u64>) -> Result<(), ErrorInfo> {
        let summary = self.engine.ask::<LogSummary>(Call::Open { log }).await?;
        self.show(summary, at);
        Ok(())
    }

    /// Shows a log that the engine has opened.
    pub fn show(self, summary: LogSummary, at: Option<u64>) {
        let last = summary.info.events.saturating_sub(1);
        if self.log.get_untracked().as_ref() != Some(&summary.info.log) {
            self.playing.set(false);
            self.pinned.set(None);
            self.marks.set(Marks::default());
            self.blame_path.set(None);
            self.current.set(None);
        }
        self.cursor.set(at.unwrap_or(last).min(last));
        self.summary.set(Some(summary));
        self.revision_of_log.update(|revision| *revision += 1);
    }

    /// Asks the open log again: it grew. A cursor at the head stays at the head.
    pub async fn refresh(self) -> Result<(), ErrorInfo> {
        let Some(log) = self.log.get_untracked() else { return Ok(()) };
        let summary = self.engine.ask::<LogSummary>(Call::Open { log: log.clone() }).await?;
        if self.log.get_untracked() == Some(log) {
            let at = if self.at_head_untracked() { None } else { Some(self.cursor.get_untracked()) };
            self.show(summary, at);
        }
        Ok(())
    }

    /// Leaves the log.
    pub fn close(self) {
        self.playing.set(false);
        self.summary.set(None);
        self.current.set(None);
        self.pinned.set(None);
        self.marks.set(Marks::default());
        self.blame_path.set(None);
        self.cursor.set(0);
    }

    /// Goes to an event; behind the head means the head.
    pub fn go(self, position: u64) {
        let last = self.events.get_untracked().saturating_sub(1);
        let to = position.min(last);
        if self.cursor.get_untracked() != to {
            self.cursor.set(to);
        }
    }

    /// Goes some events on or back.
    pub fn step(self, by: i64) {
        self.go(self.cursor.get_untracked().saturating_add_signed(by));
    }

    /// Goes to the first event.
    pub fn first(self) {
        self.go(0);
    }

    /// Goes to the last event: the head.
    pub fn last(self) {
        self.go(u64::MAX);
    }

    /// Goes to the next or previous event of the stream being shown.
    pub fn step_in_stream(self, direction: Direction) {
        if let (Some(log), Some(stream)) = (self.log.get_untracked(), self.stream.get_untracked()) {
            let from = self.cursor.get_untracked();
            self.steps.with_value(|steps| steps.ask(Step { log, stream, from, direction }));
        }
    }

    /// Says something for a moment.
    pub fn say(self, what: &'static str) {
        self.said.set(Some(what));
        set_timeout(
            move || {
                // What was said since stands for its own time.
                if self.said.get_untracked() == Some(what) {
                    self.said.set(None);
                }
            },
            SAID,
        );
    }

    /// Whether the cursor is at the last event, or there is none.
    pub fn at_head(self) -> bool {
        self.cursor.get() + 1 >= self.events.get()
    }

    fn at_head_untracked(self) -> bool {
        self.cursor.get_untracked() + 1 >= self.events.get_untracked()
    }
}
