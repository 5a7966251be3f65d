//! Verifying logs: one at a time, with how far it is, a way to stop it, and what came of each.
//! Never reads an event: the engine does.

use std::collections::HashMap;

use foldback_protocol::{Call, ErrorInfo, VerifyAnswer};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::Engine;

/// What came of a check.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Everything was read.
    Read(VerifyAnswer),
    /// The person stopped it.
    Cancelled,
    /// It could not be done.
    Failed(Box<ErrorInfo>),
}

/// A check that is running.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    /// The log.
    pub log: String,
    /// Events read so far.
    pub events: u64,
    id: u32,
}

/// The checks of this page.
#[derive(Clone, Copy)]
pub struct Checks {
    /// The one that is running.
    pub running: RwSignal<Option<Running>>,
    /// What came of the others, by log.
    pub done: RwSignal<HashMap<String, Outcome>>,
    engine: Engine,
}

impl Checks {
    /// None yet.
    pub fn new(engine: Engine) -> Self {
        Self { running: RwSignal::new(None), done: RwSignal::default(), engine }
    }

    /// Reads all of a log and compares it with what was written.
    pub fn start(self, log: String) {
        if self.running.with_untracked(Option::is_some) {
            return;
        }
        self.done.update(|done| drop(done.remove(&log)));
        let call = Call::Verify { log: log.clone() };
        let running = self.engine.run::<VerifyAnswer>(&call, &[], move |progress| {
            self.running.try_update(|running| {
                if let Some(running) = running {
                    running.events = progress.events;
                }
            });
        });
        self.running.set(Some(Running { log: log.clone(), events: 0, id: running.id }));
        spawn_local(async move {
            let outcome = match running.future.await {
                Ok(answer) => Outcome::Read(answer),
                Err(why) if why.code == "Aborted" => Outcome::Cancelled,
                Err(why) => Outcome::Failed(Box::new(why)),
            };
            self.running.try_set(None);
            self.done.try_update(|done| drop(done.insert(log, outcome)));
        });
    }

    /// Stops the running one.
    pub fn cancel(self) {
        if let Some(running) = self.running.get_untracked() {
            self.engine.cancel(running.id);
        }
    }
}
