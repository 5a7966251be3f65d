//! The events that share a correlation id: which they are, and the next of them.

use foldback_log::Backend;
use foldback_protocol::{CorrelationAnswer, CorrelationInfo};

use super::links::hash;
use super::seen::{Reader, Seen};
use crate::{Store, StoreError};

impl<B: Backend> Store<B> {
    /// Which events share the correlation id of the event at a position, as far as the log was looked at: `most` of them, those
    /// nearest to it.
    ///
    /// # Errors
    /// What reading may say.
    pub async fn correlation(&self, position: u64, most: usize) -> Result<(CorrelationAnswer, Vec<u64>), StoreError> {
        self.note_some().await?;
        let seen = Reader::new(self).one(position).await?;
        let correlation = seen.as_deref().and_then(|seen| self.correlation_of(seen));
        let positions = match &correlation {
            Some(correlation) => self.causes.borrow().correlated.near(hash(&correlation.id), position, most).0,
            None => Vec::new(),
        };
        Ok((CorrelationAnswer { correlation, coverage: self.cause_coverage() }, positions))
    }

    /// The nearest event after (or before) `position` that has the correlation id of the one there. Looks through the log as far as
    /// it has to; `goes_on` hears how far it is.
    ///
    /// # Errors
    /// What reading may say; [`StoreError::Aborted`].
    pub async fn correlated(
        &self,
        position: u64,
        forwards: bool,
        goes_on: &dyn Fn(u64) -> bool,
    ) -> Result<Option<u64>, StoreError> {
        let reader = Reader::new(self);
        let Some(seen) = reader.one(position).await? else { return Ok(None) };
        let Some(correlation) = &seen.correlation else { return Ok(None) };
        let hash = hash(&correlation.id);
        // What stands before the event is known when everything up to it was looked at.
        while !forwards && self.causes.borrow().covered < position {
            self.note_more(goes_on).await?;
        }
        let mut from = position;
        loop {
            let next = self.causes.borrow().correlated.step(hash, from, forwards);
            match next {
                Some(next) => {
                    let found = reader.one(next).await?;
                    if found.is_some_and(|found| found.has_correlation(Some(correlation))) {
                        return Ok(Some(next));
                    }
                    from = next;
                }
                None if forwards && self.causes.borrow().covered < self.events() => self.note_more(goes_on).await?,
                None => return Ok(None),
            }
        }
    }

    async fn note_more(&self, goes_on: &dyn Fn(u64) -> bool) -> Result<(), StoreError> {
        self.note_causes().await?;
        if goes_on(self.causes.borrow().covered) { Ok(()) } else { Err(StoreError::Aborted) }
    }

    /// The correlation id of an event, and how many have it.
    pub(super) fn correlation_of(&self, seen: &Seen) -> Option<CorrelationInfo> {
        let named = seen.correlation.as_ref()?;
        let causes = self.causes.borrow();
        let hash = hash(&named.id);
        let (first, last) = {
            let mut positions = causes.correlated.positions(hash);
            (positions.next(), positions.next_back())
        };
        Some(CorrelationInfo {
            name: named.name.clone(),
            id: named.id.clone(),
            // The event itself may not have been looked at yet.
            events: causes.correlated.count(hash).max(1),
            before: causes.correlated.count_before(hash, seen.position),
            first: first.unwrap_or(seen.position),
            last: last.or(first).unwrap_or(seen.position),
        })
    }
}
