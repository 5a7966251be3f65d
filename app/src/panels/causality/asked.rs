//! What is asked of the engine: the tree around the cursor, as deep and as wide as the person wants it.
//! Never asks for another log's.

use std::time::Duration;

use foldback_protocol::{Call, CausalityAnswer, CausalityRequest, ErrorInfo};
use leptos::prelude::*;

use crate::engine::{Latest, engine};
use crate::session::Session;

/// How much is shown at first.
const FIRST: (u32, u32) = (6, 10);

/// How much is shown at most.
const MOST: (u32, u32) = (30, 400);

/// How long until an engine that has not looked through the log yet is asked again.
const AGAIN: Duration = Duration::from_millis(120);

/// The question and its answer. A copy is another handle on the same ones.
#[derive(Clone, Copy)]
pub struct Asked {
    /// The answer that is shown.
    pub answer: RwSignal<Option<CausalityAnswer>>,
    /// The event that it is about.
    pub here: RwSignal<Option<u64>>,
    /// Why there is none.
    pub failed: RwSignal<Option<ErrorInfo>>,
    bounds: RwSignal<(u32, u32)>,
}

impl Asked {
    /// Asks for more levels of effects.
    pub fn deeper(self) {
        self.bounds.update(|(depth, _)| *depth = (*depth + 6).min(MOST.0));
    }

    /// Asks for more effects of one event.
    pub fn wider(self) {
        self.bounds.update(|(_, width)| *width = (*width * 4).min(MOST.1));
    }

    /// Whether more effects of one event can be shown.
    pub fn can_be_wider(self) -> bool {
        self.bounds.with_untracked(|(_, width)| *width < MOST.1)
    }

    /// Whether more levels can be shown.
    pub fn can_be_deeper(self) -> bool {
        self.bounds.with_untracked(|(depth, _)| *depth < MOST.0)
    }
}

#[derive(Clone, PartialEq)]
struct Question {
    log: String,
    at: u64,
    bounds: (u32, u32),
}

/// Asks for the event at the cursor, and again when the log has grown or the engine has looked further.
pub fn asked(session: Session) -> Asked {
    let (answer, failed) = (RwSignal::new(None), RwSignal::new(None));
    let (here, bounds, again) = (RwSignal::new(None), RwSignal::new(FIRST), RwSignal::new(0u32));
    let tree = Latest::new(
        engine(),
        |question: &Question| {
            let (log, position, (depth, width)) = (question.log.clone(), question.at, question.bounds);
            Call::Causality(CausalityRequest { log, position, depth, width })
        },
        move |question: Question, found: Result<(CausalityAnswer, Vec<u8>), ErrorInfo>| match found {
            Ok(_) if session.log.try_get_untracked().flatten().as_ref() != Some(&question.log) => {}
            Ok((found, _)) => {
                if !found.coverage.is_whole() {
                    set_timeout(
                        move || {
                            again.try_update(|times| *times = times.wrapping_add(1));
                        },
                        AGAIN,
                    );
                }
                here.try_set(Some(question.at));
                if answer.try_with_untracked(|shown| shown.as_ref() != Some(&found)).unwrap_or(false) {
                    answer.try_set(Some(found));
                }
                failed.try_set(None);
            }
            Err(why) => {
                answer.try_set(None);
                failed.try_set(Some(why));
            }
        },
    );
    Effect::new(move |before: Option<Option<String>>| {
        let log = session.log.get();
        if before.is_some_and(|before| before != log) {
            bounds.set(FIRST);
        }
        log
    });
    Effect::new(move |_| {
        again.track();
        session.revision_of_log.track();
        let (at, bounds) = (session.cursor.get(), bounds.get());
        match session.log.get() {
            Some(log) if session.events.with(|events| at < *events) => tree.ask(Question { log, at, bounds }),
            _ => answer.set(None),
        }
    });
    Asked { answer, here, failed, bounds }
}
