//! What caused an event, what it caused, and which events share its correlation id, whatever names a log has for these.
//!
//! One scan over the log notes hashes of ids ([`Causes`]): in the background, a stretch at a time, and on as the log grows. Every
//! event that is shown or gone to is read first, and its ids are compared: a hash alone decides nothing but counts.

mod correlated;
mod kin;
mod lines;
mod links;
mod names;
mod runs;
mod seen;
mod tree;

use foldback_log::{Backend, LogError, View};
use foldback_protocol::CauseCoverage;

use crate::{Store, StoreError};
use links::{Links, cause_hash, hash};
use runs::{END, Runs, entry};

/// Events that are looked at at once at least. About a hundredth of a second's work.
const STRETCH: u64 = 4096;

/// Events that one question looks at before it is answered with what is known by then.
const AT_ONCE: u64 = 1 << 16;

/// Hashes of the ids of a log's events.
#[derive(Debug, Default)]
pub struct Causes {
    /// Up to where events were looked at.
    covered: u64,
    /// Those of them that could not be read.
    unread: u64,
    /// Events by what they can be named by as a cause: their ids, and their spans.
    own: Runs,
    /// Events by their cause.
    caused: Runs,
    /// Events by their correlation id.
    correlated: Runs,
}

/// What one stretch adds.
#[derive(Default)]
struct Stretch {
    own: Vec<u64>,
    caused: Vec<u64>,
    correlated: Vec<u64>,
    /// Behind the last event that was seen.
    end: u64,
}

impl Stretch {
    fn take(&mut self, view: &View<'_>) {
        let position = view.position.0;
        self.end = position + 1;
        let links = Links::read(view.metadata(), view.is_json().then(|| view.data()));
        self.own.push(entry(hash(&view.id()), position));
        if let Some(span) = links.span() {
            self.own.push(entry(hash(span), position));
        }
        if let Some((cause, naming)) = links.cause() {
            self.caused.push(entry(cause_hash(&cause.id, naming), position));
        }
        if let Some(correlation) = &links.correlation {
            self.correlated.push(entry(hash(&correlation.id), position));
        }
    }
}

impl Causes {
    fn add(&mut self, stretch: Stretch, to: u64, unread: u64) {
        self.own.add(stretch.own);
        self.caused.add(stretch.caused);
        self.correlated.add(stretch.correlated);
        self.unread += unread;
        self.covered = to;
    }

    /// Bytes of memory it holds, about.
    fn weight(&self) -> usize {
        self.own.weight() + self.caused.weight() + self.correlated.weight()
    }
}

impl<B: Backend> Store<B> {
    /// Notes the ids of the next stretch of the log: a segment, or a few thousand events of small ones. Gives whether there is more.
    ///
    /// What is damaged is passed over and counted.
    ///
    /// # Errors
    /// What reading may say.
    pub async fn note_causes(&self) -> Result<bool, StoreError> {
        // One at a time: two questions would do the same work twice.
        let _one = self.noting.lock().await;
        let (from, events) = (self.causes.borrow().covered, self.events());
        let to = self.log.segment_end(from).max(from + STRETCH).min(events);
        if from >= to {
            return Ok(false);
        }
        let mut stretch = Stretch { end: from, ..Stretch::default() };
        // Behind that no position has room; such a log does not fit into an engine.
        let readable = to.min(END);
        let mut unread = to - readable.max(from).min(to);
        if from < readable {
            let take = &mut |view: View<'_>| {
                stretch.take(&view);
                true
            };
            match self.log.visit(from..readable, take).await {
                Ok(()) => {}
                Err(LogError::Corrupt { .. }) => unread += readable - stretch.end.clamp(from, readable),
                Err(error) => return Err(error.into()),
            }
        }
        self.causes.borrow_mut().add(stretch, to, unread);
        Ok(to < events)
    }

    /// Notes as much as one question may wait for.
    pub(crate) async fn note_some(&self) -> Result<(), StoreError> {
        let end = self.causes.borrow().covered.saturating_add(AT_ONCE);
        while self.causes.borrow().covered < end && self.note_causes().await? {}
        Ok(())
    }

    /// How far the log was looked at.
    pub fn cause_coverage(&self) -> CauseCoverage {
        let causes = self.causes.borrow();
        CauseCoverage {
            covered: causes.covered,
            events: self.events(),
            unread: causes.unread,
            correlated: causes.correlated.len(),
            caused: causes.caused.len(),
        }
    }

    /// Bytes of memory that the noted ids take, about.
    pub fn cause_weight(&self) -> usize {
        self.causes.borrow().weight()
    }
}
