//! Steps along causes and correlations: where one leads, the engine knows.
//! Never goes anywhere once the person has gone elsewhere.

use foldback_protocol::{Call, CausalityAnswer, CausalityRequest, CorrelatedRequest, Direction, ErrorInfo, StepAnswer};
use leptos::prelude::*;

use super::Session;
use crate::engine::Latest;

/// Where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    /// The event that caused this one.
    Cause,
    /// The first that it caused.
    Effect,
}

type Asked = (String, u64, Kin);

/// What is asked, one question in flight.
#[derive(Clone)]
pub struct Steps {
    along: Latest<(String, u64, Direction), StepAnswer>,
    causes: Latest<Asked, CausalityAnswer>,
}

impl Steps {
    /// For a session.
    pub fn new(session: Session) -> Self {
        let is_here = move |log: &String, at: u64| {
            session.cursor.get_untracked() == at && session.log.get_untracked().as_ref() == Some(log)
        };
        let along = Latest::new(
            session.engine,
            |(log, position, direction): &(String, u64, Direction)| {
                Call::Correlated(CorrelatedRequest { log: log.clone(), position: *position, direction: *direction })
            },
            move |(log, at, direction), answer: Result<(StepAnswer, Vec<u8>), ErrorInfo>| match answer {
                Ok(_) if !is_here(&log, at) => {}
                Ok((StepAnswer { position: Some(to) }, _)) => session.go(to),
                Ok(_) => session.say(nothing_along(session, direction)),
                Err(why) => session.error.set(Some(why)),
            },
        );
        let unseen = RwSignal::new(None::<Asked>);
        let causes = Latest::new(
            session.engine,
            |(log, position, _): &Asked| {
                Call::Causality(CausalityRequest { log: log.clone(), position: *position, depth: 1, width: 1 })
            },
            move |(log, at, kin), answer: Result<(CausalityAnswer, Vec<u8>), ErrorInfo>| match answer {
                Ok(_) if !is_here(&log, at) => {}
                Ok((answer, _)) => match if kin == Kin::Cause { answer.parent } else { answer.child } {
                    Some(to) => session.go(to),
                    // It may stand where the engine has not looked yet: each question makes it look further.
                    None if !answer.coverage.is_whole() => unseen.set(Some((log, at, kin))),
                    None if kin == Kin::Cause => session.say("This event names no cause that is in the log"),
                    None => session.say("No event names this one as its cause"),
                },
                Err(why) => session.error.set(Some(why)),
            },
        );
        let again = causes.clone();
        Effect::new(move |_| {
            if let Some(asked) = unseen.get() {
                again.ask(asked);
            }
        });
        Self { along, causes }
    }
}

fn nothing_along(session: Session, direction: Direction) -> &'static str {
    if session.conversation.with_untracked(|conversation| conversation.info.is_none()) {
        return "This event has no correlation id";
    }
    match direction {
        Direction::Forwards => "This is the last event with its correlation id",
        Direction::Backwards => "This is the first event with its correlation id",
    }
}

impl Session {
    /// Goes to the next or previous event with the same correlation id.
    pub fn step_along(self, direction: Direction) {
        if let Some(log) = self.log.get_untracked() {
            let from = self.cursor.get_untracked();
            self.with_kin(|steps| steps.along.ask((log, from, direction)));
        }
    }

    /// Goes to the event that caused this one, or to the first that it caused.
    pub fn step_to(self, kin: Kin) {
        if let Some(log) = self.log.get_untracked() {
            let from = self.cursor.get_untracked();
            self.with_kin(|steps| steps.causes.ask((log, from, kin)));
        }
    }

    fn with_kin(self, ask: impl FnOnce(&Steps)) {
        self.kin.with_value(|steps| {
            if let Some(steps) = steps {
                ask(steps);
            }
        });
    }
}
