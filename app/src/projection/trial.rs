//! Trying what a person has typed: on a copy, so that the last one that was right stays until the new one is.
//! Never lets an older text win over a newer one.

use std::time::Duration;

use foldback_protocol::{Call, ErrorInfo, ProjectRequest, ProjectionFailure, ProjectionInfo, SnapshotPolicy};
use futures::channel::oneshot;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Fold, Mine, Wrong};

/// How long a person may pause while typing.
const PAUSE: Duration = Duration::from_millis(400);
/// Looks without anything new after which nothing more is expected.
const IDLE: u32 = 5;
/// How often a trial is looked at, at first and at most.
const LOOKS: (Duration, Duration) = (Duration::from_millis(30), Duration::from_millis(400));

impl Mine {
    /// Tries what is wanted, once nothing more is typed for a moment.
    pub fn try_soon(self) {
        if let Some(earlier) = self.waiting.get_value() {
            earlier.clear();
        }
        self.waiting.set_value(set_timeout_with_handle(move || self.try_now(), PAUSE).ok());
    }

    /// Tries what is wanted.
    pub fn try_now(self) {
        let Some(log) = self.session.log.get_untracked() else { return };
        self.drop_trial(&log);
        self.stopped.set(None);
        let number = self.next_trial();
        let name = format!("mine-{number}");
        self.trial.set(Some(ProjectionInfo { name: name.clone(), ..ProjectionInfo::default() }));
        spawn_local(async move {
            let ended = self.follow(&log, &name, number).await;
            if !self.is_current(number) {
                // Something newer is being tried, or the log was left, while this one was being defined.
                return self.end(log, name);
            }
            self.trial.set(None);
            match ended {
                Ok(()) => {}
                Err(wrong) => {
                    self.wrong.set(Some(wrong));
                    if self.good.with_untracked(|good| good.as_ref() != Some(&name)) {
                        self.end(log, name);
                    }
                }
            }
        });
    }

    /// Ends the trial. What it was is said, and nothing else is changed.
    pub fn stop(self) {
        let Some(log) = self.session.log.get_untracked() else { return };
        let at = self.trial.with_untracked(|trial| trial.as_ref().map(|trial| trial.next));
        self.drop_trial(&log);
        self.stopped.set(at);
    }

    /// Defines it and follows it until it is done, has failed, or is no longer wanted.
    async fn follow(self, log: &str, name: &str, number: u32) -> Result<(), Wrong> {
        self.define(log, name).await?;
        // What the engine folds by itself answers at once: it folds what it is asked about.
        if self.wanted.with_untracked(|wanted| wanted.fold != Fold::Handlers) {
            if self.is_current(number) {
                self.promote(log, name, None);
                self.wrong.set(None);
                self.trial.set(None);
                self.watch_grow(log, name, number).await;
            }
            return Ok(());
        }
        let mut pause = LOOKS.0;
        while self.is_current(number) {
            let Some(info) = self.find(log.to_owned(), name).await else {
                return Err(Wrong {
                    message: "The engine does not know it any more. Run it again.".into(),
                    ..Wrong::default()
                });
            };
            if !self.is_current(number) {
                break;
            }
            if let Some(failure) = &info.failed {
                let wrong = self.wrong_of(name, failure);
                // Where nothing better is there, what came before the failure can be looked at.
                if self.good.with_untracked(Option::is_none) {
                    self.promote(log, name, Some(info));
                }
                return Err(wrong);
            }
            if info.next >= info.events {
                self.promote(log, name, Some(info));
                self.wrong.set(None);
                self.look_at_watched(log, name).await;
                break;
            }
            self.trial.set(Some(info));
            sleep(pause).await;
            pause = (pause * 3 / 2).min(LOOKS.1);
        }
        Ok(())
    }

    /// Follows what is folded ahead of all questions, as long as it gets further.
    async fn watch_grow(self, log: &str, name: &str, number: u32) {
        let mut idle = 0;
        while self.is_current(number) && idle < IDLE {
            let Some(info) = self.find(log.to_owned(), name).await else { return };
            let before = self.info.with_untracked(|before| before.as_ref().map(|before| before.next));
            let is_done = info.next >= info.events;
            idle = if before == Some(info.next) { idle + 1 } else { 0 };
            if !self.is_current(number) {
                return;
            }
            self.info.set(Some(info));
            if is_done {
                return;
            }
            sleep(LOOKS.1).await;
        }
    }

    async fn define(self, log: &str, name: &str) -> Result<(), Wrong> {
        let wanted = self.wanted.get_untracked();
        if wanted.fold == Fold::Handlers {
            let sandbox = self.sandbox.get_value();
            return sandbox.define(self.engine, log, name, &wanted.handlers).await;
        }
        let asked = ProjectRequest {
            log: log.to_owned(),
            projection: name.to_owned(),
            source: wanted.source(),
            by: wanted.by(),
            // What is tried is not worth keeping.
            snapshots: SnapshotPolicy { events: Some(0), ms: None },
            ..ProjectRequest::default()
        };
        let defined: Result<ProjectionInfo, ErrorInfo> = self.engine.ask(Call::Project(asked)).await;
        defined.map(drop).map_err(|why| wrong_in_jq(&wanted.jq, why))
    }

    /// What was tried is right: its states are shown from now on, and the one before goes.
    fn promote(self, log: &str, name: &str, info: Option<ProjectionInfo>) {
        if let Some(info) = info {
            self.info.set(Some(info));
        }
        self.unsteady.set(Vec::new());
        let before = self.good.get_untracked();
        if before.as_deref() != Some(name) {
            self.good.set(Some(name.to_owned()));
            if let Some(before) = before {
                self.end(log.to_owned(), before);
            }
        }
    }

    /// Asks what was found by folding events a second time.
    async fn look_at_watched(self, log: &str, name: &str) {
        let sandbox = self.sandbox.get_value();
        let found = sandbox.watched(log, name).await;
        if self.good.with_untracked(|good| good.as_deref() == Some(name)) {
            self.unsteady.set(found);
        }
    }

    /// The engine knows the event, the sandbox the place in the text.
    fn wrong_of(self, name: &str, failure: &ProjectionFailure) -> Wrong {
        let seen = self.sandbox.with_value(|sandbox| sandbox.failure_of(name)).unwrap_or_default();
        // The name is the page's, and means nothing to a person.
        let message = failure.message.replacen(&format!(" \"{name}\""), "", 1);
        Wrong { message, position: failure.position, ..seen }
    }

    fn next_trial(self) -> u32 {
        self.trials.update_value(|trials| *trials += 1);
        self.trials.get_value()
    }

    fn is_current(self, number: u32) -> bool {
        self.trials.get_value() == number
    }

    /// Ends what is being tried, unless it is already what is shown.
    fn drop_trial(self, log: &str) {
        self.next_trial();
        let Some(trial) = self.trial.get_untracked() else { return };
        self.trial.set(None);
        if self.good.with_untracked(|good| good.as_ref() != Some(&trial.name)) {
            self.end(log.to_owned(), trial.name);
        }
    }

    /// Has engine and sandbox let go of one.
    pub(super) fn end(self, log: String, name: String) {
        self.sandbox.with_value(|sandbox| sandbox.end(&log, &name));
        let engine = self.engine;
        spawn_local(async move {
            // One that the engine does not know is as good as ended.
            let _ = engine.ask::<()>(Call::Unproject { log, projection: name, forget: true }).await;
        });
    }
}

/// jq counts bytes; a person counts lines.
fn wrong_in_jq(text: &str, why: ErrorInfo) -> Wrong {
    let before = why.byte.and_then(|byte| text.get(..byte as usize));
    let line = before.map(|before| before.matches('\n').count() as u32 + 1);
    let column = before.map(|before| before.chars().rev().take_while(|c| *c != '\n').count() as u32 + 1);
    Wrong { line, column, ..Wrong::from(why) }
}

async fn sleep(time: Duration) {
    let (wake, woken) = oneshot::channel::<()>();
    set_timeout(move || drop(wake), time);
    // It ends by being dropped.
    let _ = woken.await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_of_a_filter_is_a_line_and_a_column() {
        let why = |byte| ErrorInfo { byte: Some(byte), ..ErrorInfo::new("InvalidJq", "no") };
        let place = |byte| {
            let wrong = wrong_in_jq(".ä |\n  .b +", why(byte));
            (wrong.line, wrong.column)
        };
        assert_eq!(place(0), (Some(1), Some(1)));
        assert_eq!(place(4), (Some(1), Some(4)));
        assert_eq!(place(8), (Some(2), Some(3)));
        assert_eq!(place(99), (None, None));
    }
}
