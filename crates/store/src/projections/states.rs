//! States over all partitions: what many of them are at one moment, and what is different in them between two.
//!
//! Each comes from its own history and from nowhere else; where most of the log is wanted it is folded in one go.

use foldback_event::{Change, Json, Pointer, diff};
use foldback_log::Backend;
use foldback_protocol::StreamFilter;
use foldback_replay::Future;

use super::fits;
use super::registry::MERGE;
use crate::{On, Store, StoreError};

/// When the wanted streams have more than this part of all events, the whole log is folded in its order: that reads each block once.
const MOST: u64 = 4;

impl<B: Backend> Store<B> {
    /// Shows the states of the wanted partitions after the event at `at`, in the order in which they began; those that have
    /// none then are left out. `goes_on` is asked between them.
    ///
    /// # Errors
    /// As [`Self::ask`]; [`StoreError::Aborted`].
    pub async fn states(
        &self,
        on: On<'_>,
        filter: &StreamFilter,
        at: u64,
        goes_on: &dyn Fn() -> bool,
        show: &mut dyn FnMut(&str, &Json),
    ) -> Result<(), StoreError> {
        let wanted = self.wanted(on, filter, at, goes_on).await?;
        for name in wanted {
            if !goes_on() {
                return Err(StoreError::Aborted);
            }
            let state = self.ask_on(on, &name, at, |future, partition| future.value(partition, &Pointer::root(), at));
            if let Some(state) = state.await? {
                show(&name, &state);
            }
        }
        Ok(())
    }

    /// Shows what leads from the states of the wanted partitions at `from` to those at `to`, either way round, one after the other.
    ///
    /// # Errors
    /// As [`Self::states`].
    pub async fn diffs(
        &self,
        on: On<'_>,
        filter: &StreamFilter,
        (from, to): (Option<u64>, Option<u64>),
        goes_on: &dyn Fn() -> bool,
        show: &mut dyn FnMut(&str, Vec<Change>),
    ) -> Result<(), StoreError> {
        let Some(later) = from.max(to) else { return Ok(()) };
        for name in self.wanted(on, filter, later, goes_on).await? {
            if !goes_on() {
                return Err(StoreError::Aborted);
            }
            let changes = self.diff_on(on, &name, from, to).await?;
            if !changes.is_empty() {
                show(&name, changes);
            }
        }
        Ok(())
    }

    /// What leads from a partition's state at `from` to that at `to`, either way round; `None` is before its first event.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn diff_on(
        &self,
        on: On<'_>,
        partition: &str,
        from: Option<u64>,
        to: Option<u64>,
    ) -> Result<Vec<Change>, StoreError> {
        // Of the earlier one nothing may be known any more, and then the later one alone says nothing.
        let earlier = [from, to].into_iter().flatten().min().unwrap_or_default();
        self.ask_on(on, partition, earlier, |_, _| Ok(())).await?;
        let later = from.max(to).unwrap_or_default();
        self.ask_on(on, partition, later, |future, partition| future.diff(partition, from, to)).await
    }

    /// What leads from a partition's state in one future at a moment to that in another at another. A future that knows nothing of
    /// the partition has no state of it.
    ///
    /// # Errors
    /// As [`Self::ask_on`], where neither knows it.
    pub async fn diff_between(
        &self,
        partition: &str,
        from: (On<'_>, Option<u64>),
        to: (On<'_>, Option<u64>),
    ) -> Result<Vec<Change>, StoreError> {
        let changed = |old: Option<Json>, new: Option<Json>| match (old, new) {
            (None, None) => Vec::new(),
            (Some(old), Some(new)) => diff(&old, &new),
            (old, new) => vec![Change { path: Pointer::root(), old, new }],
        };
        match (self.state_in(from, partition).await, self.state_in(to, partition).await) {
            (Err(StoreError::StreamNotFound(_)), Ok(new)) => Ok(changed(None, new)),
            (Ok(old), Err(StoreError::StreamNotFound(_))) => Ok(changed(old, None)),
            (old, new) => Ok(changed(old?, new?)),
        }
    }

    async fn state_in(&self, (on, at): (On<'_>, Option<u64>), partition: &str) -> Result<Option<Json>, StoreError> {
        let root = Pointer::root();
        let at_least = at.unwrap_or_default();
        let value = |future: Future<'_>, number| at.map_or(Ok(None), |at| future.value(number, &root, at));
        self.ask_on(on, partition, at_least, value).await
    }

    /// The names of the wanted partitions that may have a state at `at`, folded together where that is faster.
    async fn wanted(
        &self,
        on: On<'_>,
        filter: &StreamFilter,
        at: u64,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Vec<String>, StoreError> {
        let by_stream = on.projection == MERGE || self.is_by_stream(on.projection)?;
        if !by_stream {
            self.fold_all(on.projection, at, goes_on).await?;
        }
        let folded = self.folded_on(on).await?;
        let known = self.partitions(on.projection)?;
        let own = folded.as_ref().map(|folded| folded.more_than(&known)).unwrap_or_default();
        let own = own.into_iter().filter(|name| fits(filter, name));
        let wanted = known.into_iter().filter(|(_, name)| fits(filter, name));
        if !by_stream {
            return Ok(wanted.map(|(_, name)| name).chain(own).collect());
        }
        let mut events = 0;
        let mut names: Vec<String> = {
            let index = self.log.index();
            let begun = wanted.filter(|(_, name)| {
                let positions = index.stream(name).map_or(&[][..], |entry| &entry.positions);
                // In a branch one may begin earlier than in the log.
                let moved = folded.as_ref().is_some_and(|folded| folded.names.contains(name));
                let begun = moved || positions.first().is_some_and(|first| u64::from(*first) <= at);
                events += if begun { positions.len() as u64 } else { 0 };
                begun
            });
            begun.map(|(_, name)| name).collect()
        };
        if names.len() > 1 && events > at.min(self.events()) / MOST {
            self.fold_all(on.projection, at, goes_on).await?;
        }
        names.extend(own);
        Ok(names)
    }

    fn is_by_stream(&self, projection: &str) -> Result<bool, StoreError> {
        Ok(matches!(self.projections.find(projection)?.body, super::registry::Body::Streams(_)))
    }
}
