//! The run over the log: candidates by the index, then their payloads, stretch by stretch.

use std::cell::Cell;
use std::ops::Range;

use foldback_log::{Backend, LogError, View};

use super::by_index::Plan;
use super::query::Query;
use super::{by_payload, jq};
use crate::{Store, StoreError};

/// Positions that the index is asked about in one go.
const WINDOW: u64 = 1 << 16;

/// Bytes of events that are read in one go: a few milliseconds of work.
const STRETCH: u64 = 1 << 20;

/// Fewer events of a stretch than this are read one by one: what is read so is kept for whoever looks there next.
const FEW: usize = 8;

/// What a search has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The positions, ascending.
    pub hits: Vec<u32>,
    /// Where to go on, if the range is not done.
    pub next: Option<u64>,
    /// Events that could not be read, and are not among the hits.
    pub unread: u64,
    /// Events on which the jq filter failed; they are no hits.
    pub failed: u64,
    /// The first of them, and why.
    pub failure: Option<(u64, String)>,
}

impl<B: Backend> Store<B> {
    /// The events of `range` that fit, at most `limit` of them. `pause` is awaited between stretches; behind each of them
    /// `enough` is asked whether to end here for now.
    ///
    /// # Errors
    /// What the backend says; a stretch that is damaged is no error but counted.
    pub async fn search(
        &self,
        query: &Query,
        range: Range<u64>,
        limit: usize,
        enough: &dyn Fn() -> bool,
        pause: &mut impl AsyncFnMut(),
    ) -> Result<Found, StoreError> {
        let possible = query.positions();
        let to = range.end.min(self.events()).min(possible.end);
        let mut from = range.start.max(possible.start);
        let plan = Plan::new(query, &self.log.index());
        let mut found = Found::default();
        while from < to {
            let window = from..to.min(from + WINDOW);
            let candidates: Vec<u64> = {
                let index = self.log.index();
                window.clone().filter(|position| plan.may_fit(&index, *position)).collect()
            };
            from = window.end;
            if plan.is_whole() {
                found.hits.extend(candidates.iter().map(|position| *position as u32));
            } else {
                let mut rest = &candidates[..];
                while let Some(first) = rest.first() {
                    let end = self.log.stretch(*first..window.end, STRETCH);
                    let (stretch, later) = rest.split_at(rest.partition_point(|position| *position < end));
                    self.look_through(&plan, query, stretch, &mut found).await?;
                    rest = later;
                    pause().await;
                    if found.hits.len() >= limit || enough() {
                        from = rest.first().copied().unwrap_or(window.end);
                        break;
                    }
                }
            }
            if found.hits.len() > limit {
                found.hits.truncate(limit);
                from = found.hits.last().map_or(from, |last| u64::from(*last) + 1);
            }
            if from < to {
                pause().await;
                if found.hits.len() >= limit || enough() {
                    found.next = Some(from);
                    break;
                }
            }
        }
        Ok(found)
    }

    /// Reads some events, which lie near each other, and keeps those that fit.
    async fn look_through(
        &self,
        plan: &Plan<'_>,
        query: &Query,
        positions: &[u64],
        found: &mut Found,
    ) -> Result<(), StoreError> {
        let (Some(first), Some(last)) = (positions.first(), positions.last()) else { return Ok(()) };
        let seen = Cell::new(0);
        let mut visit = |view: View<'_>| {
            let position = view.position.0;
            // Between candidates there are others.
            while positions.get(seen.get()).is_some_and(|next| *next < position) {
                seen.set(seen.get() + 1);
            }
            if positions.get(seen.get()) == Some(&position) {
                seen.set(seen.get() + 1);
                let asked = |condition: &_| by_payload::holds(condition, &view);
                if plan.fits((view.stream_id, view.type_id), asked) && asks(query, &view, found) {
                    found.hits.push(position as u32);
                }
            }
            true
        };
        let read = match positions.len() {
            ..FEW => self.log.pick(positions, &mut visit).await,
            _ => self.log.visit(*first..*last + 1, &mut visit).await,
        };
        match read {
            Err(LogError::Corrupt { .. }) => {
                found.unread += (positions.len() - seen.get()) as u64;
                Ok(())
            }
            other => Ok(other?),
        }
    }
}

/// Asks the filter of the query, if there is one.
fn asks(query: &Query, view: &View<'_>, found: &mut Found) -> bool {
    let Some(filter) = &query.jq else { return true };
    match jq::holds(filter, view) {
        Ok(holds) => holds,
        Err(why) => {
            found.failed += 1;
            found.failure.get_or_insert((view.position.0, why));
            false
        }
    }
}
