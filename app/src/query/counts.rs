//! How many events fit the kept queries: counted again when the log is another or longer, one query after the other.
//! Never while the person's own query is being searched.

use std::time::Duration;

use foldback_protocol::{Call, SearchAnswer, SearchRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Query;

/// How long a log rests before anything is counted: an import goes on all the time.
const REST: Duration = Duration::from_millis(700);

impl Query {
    /// Counts what has no count yet, when there is nothing else to do.
    pub(super) fn keep_counts(self) {
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        let busy = StoredValue::new(false);
        Effect::new(move |_| {
            let (log, events) = (self.session.log.get(), self.session.events.get());
            let importing = self.session.summary.with(|open| open.as_ref().is_some_and(|open| open.info.importing));
            self.saved.track();
            let running = self.running.get();
            if let Some(earlier) = waiting.get_value() {
                earlier.clear();
            }
            if let Some(log) = log.filter(|_| !running && !importing) {
                let later = set_timeout_with_handle(move || self.count_next(log, events, busy), REST);
                waiting.set_value(later.ok());
            }
        });
    }

    fn count_next(self, log: String, events: u64, busy: StoredValue<bool>) {
        let stale = |one: &super::SavedQuery| one.count.is_none() || one.events != events;
        let next = self.saved.with_untracked(|saved| saved.iter().find(|one| stale(one)).map(|one| one.text.clone()));
        let Some(text) = next else { return };
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            let (mut from, mut count) = (Some(0), 0);
            while let Some(at) = from {
                let query = text.clone();
                let asked = SearchRequest { log: log.clone(), query, from: at, to: events, limit: u32::MAX };
                match self.engine.ask::<SearchAnswer>(Call::Search(asked)).await {
                    Ok(answer) => (from, count) = (answer.next, count + answer.hits),
                    // It is shown without a number; choosing it says why.
                    Err(_) => break,
                }
                // The log or the person has gone on: this is asked again when both rest.
                let same = self.session.log.get_untracked().as_ref() == Some(&log);
                if !same || self.session.events.get_untracked() != events || self.running.get_untracked() {
                    break;
                }
            }
            busy.set_value(false);
            // Writing it down changes what is kept, and so the next one is counted.
            if from.is_none() && self.session.log.get_untracked().as_ref() == Some(&log) {
                self.counted(&text, count, events);
            }
        });
    }
}
