//! Asking for flips while a condition is typed.
//! Never lets an older question answer over a newer one: the older is cancelled, and what it still says is not heard.

use std::sync::Arc;
use std::time::Duration;

use foldback_protocol::{Call, ErrorInfo, FlipsAnswer, FlipsRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Condition, Flips, Found};

/// How long to wait for the next letter.
const PAUSE: Duration = Duration::from_millis(300);

/// Flips that are asked for; how many more there are is said.
pub const MOST: u32 = 20_000;

#[derive(Clone, PartialEq)]
struct Asked {
    log: String,
    condition: Condition,
    projection: Option<String>,
    branch: Option<(String, u32)>,
    events: u64,
}

impl Flips {
    /// Asks whenever the condition, the log, or whose states are looked at is another.
    pub(super) fn follow(self) {
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        let asked = Memo::new(move |_| {
            let condition = self.condition.get();
            let (log, events) = (self.session.log.get()?, self.session.events.get());
            let projection = if self.mine.is_looked_at.get() { self.mine.good.get() } else { None };
            let branch = self.session.future.get().map(|future| (future.branch, future.round));
            (!condition.jq.trim().is_empty()).then_some(Asked { log, condition, projection, branch, events })
        });
        Effect::new(move |_| {
            let asked = asked.get();
            if let Some(earlier) = waiting.get_value() {
                earlier.clear();
            }
            match asked {
                Some(asked) => {
                    let later = set_timeout_with_handle(move || self.start(asked), PAUSE);
                    waiting.set_value(later.ok());
                }
                None => self.clear(),
            }
        });
    }

    /// Ends the question that is open; what was found before stays.
    pub fn cancel(self) {
        self.round.update_value(|round| *round = round.wrapping_add(1));
        if let Some(call) = self.call.try_update_value(Option::take).flatten() {
            self.engine.cancel(call);
        }
        self.running.set(false);
    }

    pub(super) fn clear(self) {
        self.cancel();
        self.found.set(None);
        self.error.set(None);
    }

    fn start(self, asked: Asked) {
        self.cancel();
        let round = self.round.get_value();
        let call = Call::Flips(FlipsRequest {
            log: asked.log,
            projection: asked.projection,
            branch: asked.branch.map(|(branch, _)| branch),
            partition: asked.condition.partition.clone(),
            jq: asked.condition.jq.trim().to_owned(),
            from: None,
            to: None,
            limit: MOST,
        });
        let running = self.engine.run::<FlipsAnswer>(&call, &[], |_| {});
        self.call.set_value(Some(running.id));
        self.running.set(true);
        spawn_local(async move {
            let answer: Result<FlipsAnswer, ErrorInfo> = running.future.await;
            if self.round.get_value() != round {
                return;
            }
            self.call.set_value(None);
            self.running.set(false);
            match answer {
                Ok(answer) => {
                    self.error.set(None);
                    self.found.set(Some(Arc::new(Found { condition: asked.condition, answer })));
                }
                Err(why) => self.error.set(Some(why)),
            }
        });
    }
}
