//! When a condition over states became true and when it stopped being so: what is asked, and what the engine answered.
//!
//! Never looks at a state itself. What the last good condition gave stays until another one has given something.

mod kept;
mod run;

use std::sync::Arc;

use foldback_protocol::{ErrorInfo, FlipsAnswer};
use leptos::prelude::*;

use crate::engine::Engine;
use crate::projection::Mine;
use crate::session::Session;
use kept::Kept;
pub use kept::{Condition, forget};

/// An answer, with what it is of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The condition.
    pub condition: Condition,
    /// The flips.
    pub answer: FlipsAnswer,
}

/// The flips of the open log. A copy is another handle on the same ones.
#[derive(Clone, Copy)]
pub struct Flips {
    /// The condition as it is written.
    pub condition: RwSignal<Condition>,
    /// What was found.
    pub found: RwSignal<Option<Arc<Found>>>,
    /// Whether the engine is asked.
    pub running: RwSignal<bool>,
    /// Why it could not answer.
    pub error: RwSignal<Option<ErrorInfo>>,
    /// Conditions that are kept for the log.
    pub saved: RwSignal<Vec<Condition>>,
    engine: Engine,
    session: Session,
    mine: Mine,
    /// Rises with every question: what an older one answers is not taken.
    round: StoredValue<u32>,
    /// The call that is running.
    call: StoredValue<Option<u32>>,
}

/// The flips of this page.
pub fn flips() -> Flips {
    expect_context()
}

impl Flips {
    /// None, until a condition is written.
    pub fn new(engine: Engine, session: Session, mine: Mine) -> Self {
        let flips = Self {
            condition: RwSignal::default(),
            found: RwSignal::new(None),
            running: RwSignal::new(false),
            error: RwSignal::new(None),
            saved: RwSignal::new(Vec::new()),
            engine,
            session,
            mine,
            round: StoredValue::new(0),
            call: StoredValue::new(None),
        };
        Effect::new(move |before: Option<Option<String>>| {
            let log = session.log.get();
            if before.flatten() != log {
                let Kept { condition, saved } = log.as_deref().map(kept::of).unwrap_or_default();
                flips.clear();
                flips.condition.set(condition);
                flips.saved.set(saved);
            }
            log
        });
        flips.follow();
        flips
    }

    /// Asks for another condition from now on, and keeps it for the log.
    pub fn change(self, change: impl FnOnce(&mut Condition)) {
        self.condition.update(change);
        self.write();
    }

    /// Keeps the condition that is written among those that can be chosen.
    pub fn save(self) {
        let condition = self.condition.get_untracked();
        self.saved.update(|saved| {
            if !saved.contains(&condition) {
                saved.push(condition);
            }
        });
        self.write();
    }

    /// Forgets one of them.
    pub fn forget(self, condition: &Condition) {
        self.saved.update(|saved| saved.retain(|one| one != condition));
        self.write();
    }

    fn write(self) {
        let Some(log) = self.session.log.get_untracked() else { return };
        let kept = Kept { condition: self.condition.get_untracked(), saved: self.saved.get_untracked() };
        if !kept::keep(&log, &kept) {
            let what = "The browser keeps nothing for this page, or has no room left: the condition is gone after a reload. Free some room, or allow this page to store data.";
            self.session.error.set(Some(ErrorInfo::new("NotKept", what)));
        }
    }

    /// Goes to the next flip.
    pub fn next(self) {
        self.go("There is no flip behind this moment", |flips, cursor| {
            let at = flips.flips.partition_point(|flip| flip.position <= cursor);
            flips.flips.get(at).map(|flip| flip.position)
        });
    }

    /// Goes to the previous flip.
    pub fn previous(self) {
        self.go("There is no flip before this moment", |flips, cursor| {
            let at = flips.flips.partition_point(|flip| flip.position < cursor);
            at.checked_sub(1).and_then(|at| flips.flips.get(at)).map(|flip| flip.position)
        });
    }

    fn go(self, nothing: &'static str, to: fn(&FlipsAnswer, u64) -> Option<u64>) {
        let cursor = self.session.cursor.get_untracked();
        let Some(found) = self.found.get_untracked() else {
            return self.session.say("Write a condition in the Flips tab first");
        };
        match to(&found.answer, cursor) {
            Some(position) => {
                self.session.playing.set(false);
                self.session.go(position);
            }
            None => self.session.say(nothing),
        }
    }
}
