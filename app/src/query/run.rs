//! Running a query: a stretch of the log at a time, so that its hits show while the rest is searched.
//! Never lets an older question answer over a newer one: the older is cancelled, and what it still says is not heard.

use std::sync::Arc;
use std::time::Duration;

use foldback_protocol::{Call, ErrorInfo, Hits, SearchAnswer, SearchRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Notes, Query};

/// How long to wait for the next letter.
const PAUSE: Duration = Duration::from_millis(120);

/// Milliseconds between two showings of what was found so far: each draws the timeline anew.
const SHOW_EVERY: f64 = 500.0;

/// Hits asked for at once; the engine gives fewer where they take long.
const AT_ONCE: u32 = 4_000_000;

impl Query {
    /// Searches whenever the text, the log or its length is another.
    pub(super) fn follow(self) {
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        Effect::new(move |_| {
            let (text, log, events) = (self.text.get(), self.session.log.get(), self.session.events.get());
            if let Some(earlier) = waiting.get_value() {
                earlier.clear();
            }
            let text = text.trim().to_owned();
            match log {
                Some(log) if !text.is_empty() => {
                    let later = set_timeout_with_handle(move || self.start(log, text, events), PAUSE);
                    waiting.set_value(later.ok());
                }
                _ => self.clear(),
            }
        });
    }

    /// Ends the search that is running; what it has found stays.
    pub fn cancel(self) {
        self.stop();
        self.notes.update(|notes| notes.cancelled = true);
    }

    fn stop(self) {
        self.round.update_value(|round| *round += 1);
        if let Some(call) = self.call.try_update_value(Option::take).flatten() {
            self.engine.cancel(call);
        }
        self.running.set(false);
    }

    fn clear(self) {
        self.stop();
        if self.hits.with_untracked(Option::is_some) {
            self.hits.set(None);
        }
        self.notes.set(Notes::default());
        self.error.set(None);
    }

    fn start(self, log: String, text: String, to: u64) {
        self.stop();
        let round = self.round.get_value();
        // A log that grows is searched where it has grown.
        let known = self.notes.with_untracked(|notes| notes.text == text && !notes.cancelled && notes.searched <= to);
        let has_hits = self.hits.with_untracked(Option::is_some);
        let (mut notes, mut hits) = if known && has_hits && self.error.with_untracked(Option::is_none) {
            (self.notes.get_untracked(), self.hits.get_untracked().map(|hits| (*hits).clone()).unwrap_or_default())
        } else {
            (Notes { text: text.clone(), ..Notes::default() }, Hits::default())
        };
        self.running.set(true);
        spawn_local(async move {
            let mut shown = 0.0;
            loop {
                let from = notes.searched;
                let (log, query) = (log.clone(), text.clone());
                let call = Call::Search(SearchRequest { log, query, from, to, limit: AT_ONCE });
                let running = self.engine.run_bytes::<SearchAnswer>(&call);
                self.call.set_value(Some(running.id));
                let answer = running.future.await;
                if self.round.get_value() != round {
                    return;
                }
                self.call.set_value(None);
                let next = match answer {
                    Ok((answer, bytes)) if hits.add(&bytes) => {
                        let next = answer.next;
                        take_up(&mut notes, answer, to);
                        next
                    }
                    Ok(_) => return self.fail(ErrorInfo::new("Internal", UNREADABLE)),
                    Err(why) => return self.fail(why),
                };
                let now = js_sys::Date::now();
                if next.is_none() || now - shown > SHOW_EVERY {
                    shown = now;
                    self.error.set(None);
                    self.hits.set(Some(Arc::new(hits.clone())));
                    self.notes.set(notes.clone());
                }
                if next.is_none() {
                    self.running.set(false);
                    return;
                }
            }
        });
    }

    /// The last good result stays.
    fn fail(self, why: ErrorInfo) {
        self.running.set(false);
        self.error.set(Some(why));
    }
}

const UNREADABLE: &str =
    "Page and engine do not understand each other. They may be of different versions: reload the page.";

fn take_up(notes: &mut Notes, answer: SearchAnswer, to: u64) {
    notes.searched = answer.next.unwrap_or(to);
    notes.unread += answer.unread;
    notes.failed += answer.failed;
    notes.failure = notes.failure.take().or(answer.failure);
    notes.local_times = answer.local_times;
}
