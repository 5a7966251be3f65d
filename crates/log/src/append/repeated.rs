//! Telling an append that is tried again from a new one: by the ids of what is recorded where its events would be.

use rustc_hash::FxHashSet;

use super::queue::Request;
use super::{Expected, Recent};
use crate::LogError;
use crate::backend::Backend;
use crate::batch::Batch;
use crate::log::Log;
use crate::segment::View;

/// The ids of the latest events, as they were at one moment.
#[derive(Clone, Debug, Default)]
pub struct RecentIds(Recent);

impl<B: Backend> Log<B> {
    /// The ids of the latest events, as they are now.
    ///
    /// # Errors
    /// What the backend says.
    pub async fn recent_ids(&self) -> Result<RecentIds, LogError> {
        self.cover_recent().await?;
        Ok(RecentIds(self.state.borrow().recent.clone()))
    }

    /// Whether a stream holds an event with this id among those that `recent` knows: an append without an expected revision
    /// counts as repeated by the same rule.
    pub fn is_recent(&self, recent: &RecentIds, stream: &str, id: &str) -> bool {
        self.state.borrow().recorded(&recent.0, stream, id).is_some()
    }

    /// What a stream is at now, as an append may expect it.
    pub fn expectation(&self, stream: &str) -> Expected {
        let state = self.state.borrow();
        let next = state.next_revision(stream);
        match next.checked_sub(1) {
            Some(last) if next > state.first_revision(stream) => Expected::Revision(last),
            _ => Expected::NoStream,
        }
    }

    /// Whether a stream was deleted for good.
    pub fn is_tombstoned(&self, stream: &str) -> bool {
        self.state.borrow().rules(stream).is_some_and(|rules| rules.tombstoned)
    }

    /// Whether an append is told from a repeated one by the ids of the latest events.
    pub(super) fn wants_ids(&self, request: &Request) -> bool {
        let state = self.state.borrow();
        let is_exact =
            |(_, expected): &&(String, Expected)| matches!(expected, Expected::NoStream | Expected::Revision(_));
        let exact: FxHashSet<&str> =
            request.expected.iter().filter(is_exact).map(|(stream, _)| stream.as_str()).collect();
        (0..request.batch.len()).any(|at| {
            let stream = request.batch.stream(at);
            request.batch.id(at).is_some() && !exact.contains(stream) && state.index.stream(stream).is_some()
        })
    }

    pub(super) async fn cover_recent(&self) -> Result<(), LogError> {
        loop {
            let missing = {
                let state = self.state.borrow();
                state.recent.missing(state.index.len())
            };
            if missing.is_empty() {
                return Ok(());
            }
            let mut ids = Vec::new();
            let mut take = |view: View<'_>| {
                ids.push((view.position.0, view.stream.to_owned(), view.id()));
                true
            };
            match self.visit(missing.clone(), &mut take).await {
                // Ids that cannot be read any more are as those that are too old: damage elsewhere keeps nobody from appending.
                Ok(()) | Err(LogError::Corrupt { .. }) => {}
                Err(error) => return Err(error),
            }
            let mut state = self.state.borrow_mut();
            // While this was read, a scavenge may have been taken up that made all of them be forgotten.
            if state.recent.missing(missing.end) == missing {
                let ids = ids.iter().map(|(position, stream, id)| (*position, stream.as_str(), id.as_str()));
                state.recent.cover(missing.end, ids);
            }
        }
    }

    /// Whether the recorded events at `positions` have the batch's ids. Those that the group adds were compared before.
    pub(super) async fn holds_ids(
        &self,
        batch: &Batch,
        positions: &[u64],
        group: &[Request],
    ) -> Result<bool, LogError> {
        let recorded = self.index().len();
        for (at, position) in positions.iter().enumerate() {
            if *position >= recorded {
                debug_assert!(group.len() > 1, "only a group adds events ahead of the log");
                continue;
            }
            let mut same = false;
            self.look(*position..*position + 1, &mut |view| {
                same = view.stream == batch.stream(at) && Some(view.id().as_str()) == batch.id(at);
                false
            })
            .await?;
            if !same {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
