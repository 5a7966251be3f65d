//! States over all streams: what many of them are at one moment, and what is different in them between two.
//!
//! Each comes from its stream's history and from nowhere else; where most of the log is wanted it is folded in one go.

use foldback_event::{Change, Json, Timestamp};
use foldback_log::Backend;

use crate::{Store, StoreError};

/// When the wanted streams have more than this part of all events, the whole log is folded in its order: that reads each block once.
const MOST: u64 = 4;

/// Which streams are wanted: all when both lists are empty, else those that are in either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreamFilter {
    /// How names begin.
    pub prefixes: Vec<String>,
    /// Names.
    pub streams: Vec<String>,
}

impl StreamFilter {
    fn fits(&self, name: &str) -> bool {
        (self.prefixes.is_empty() && self.streams.is_empty())
            || self.prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()))
            || self.streams.iter().any(|stream| stream == name)
    }
}

impl<B: Backend> Store<B> {
    /// The last position at which the latest time so far is not later than `time`; `None` before the first event.
    pub fn place_of(&self, time: Timestamp) -> Option<u64> {
        let later = Timestamp(time.0.saturating_add(1));
        self.log.index().position_at(later).min(self.events()).checked_sub(1)
    }

    /// Shows the states of the wanted streams after the event at `at`, in the order of the streams' first events; those that have
    /// none then are left out. `goes_on` is asked between streams.
    ///
    /// # Errors
    /// As [`Self::moment`]; [`StoreError::Aborted`].
    pub async fn states(
        &self,
        filter: &StreamFilter,
        at: u64,
        goes_on: &dyn Fn() -> bool,
        show: &mut dyn FnMut(&str, &Json),
    ) -> Result<(), StoreError> {
        let wanted = self.wanted(filter, |positions| positions.first().is_some_and(|first| u64::from(*first) <= at));
        self.fold_together(&wanted, at, goes_on).await?;
        for (stream, _) in wanted {
            if !goes_on() {
                return Err(StoreError::Aborted);
            }
            if let Some(state) = self.moment(&stream, at).await?.state {
                show(&stream, &state);
            }
        }
        Ok(())
    }

    /// Shows what leads from the states of the wanted streams at `from` to those at `to`, either way round, stream by stream.
    ///
    /// # Errors
    /// As [`Self::states`].
    pub async fn diffs(
        &self,
        filter: &StreamFilter,
        (from, to): (Option<u64>, Option<u64>),
        goes_on: &dyn Fn() -> bool,
        show: &mut dyn FnMut(&str, Vec<Change>),
    ) -> Result<(), StoreError> {
        let before = |at: Option<u64>| move |position: &u32| at.is_some_and(|at| u64::from(*position) <= at);
        let moved =
            |positions: &[u32]| positions.partition_point(before(from)) != positions.partition_point(before(to));
        let wanted = self.wanted(filter, moved);
        self.fold_together(&wanted, from.max(to).unwrap_or_default(), goes_on).await?;
        for (stream, _) in wanted {
            if !goes_on() {
                return Err(StoreError::Aborted);
            }
            let changes = self.diff(&stream, from, to).await?;
            if !changes.is_empty() {
                show(&stream, changes);
            }
        }
        Ok(())
    }

    /// The wanted streams, each with how many events it has.
    fn wanted(&self, filter: &StreamFilter, fits: impl Fn(&[u32]) -> bool) -> Vec<(String, u64)> {
        let index = self.log.index();
        let entries = index.streams().iter().filter(|entry| filter.fits(&entry.name) && fits(&entry.positions));
        entries.map(|entry| (entry.name.to_string(), entry.positions.len() as u64)).collect()
    }

    async fn fold_together(
        &self,
        wanted: &[(String, u64)],
        at: u64,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<(), StoreError> {
        let events: u64 = wanted.iter().map(|(_, events)| events).sum();
        if wanted.len() > 1 && events > at / MOST {
            while self.folded_ahead() <= at && self.fold_ahead().await? {
                if !goes_on() {
                    return Err(StoreError::Aborted);
                }
            }
        }
        Ok(())
    }
}
