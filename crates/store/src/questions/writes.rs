//! Blame in the log or in a branch, with where each of the events comes from.

use foldback_event::{Pointer, Position};
use foldback_log::Backend;
use foldback_replay::{Blame, Step};

use crate::projections::registry::{Body, MERGE};
use crate::{On, Store, StoreError};

/// Where an event of a future comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the log, from this position.
    Log(u64),
    /// From an edit of the branch.
    Own {
        /// Its type.
        event_type: String,
        /// When it happens, in microseconds since 1970.
        time: Option<i64>,
    },
}

impl<B: Backend> Store<B> {
    /// The events up to `at` that changed what `path` leads to, newest first, `limit` at most, and where each comes from.
    ///
    /// # Errors
    /// As [`Self::ask_on`].
    pub async fn blame_on(
        &self,
        on: On<'_>,
        partition: &str,
        path: &Pointer,
        at: u64,
        limit: usize,
    ) -> Result<(Blame, Vec<Origin>), StoreError> {
        let asked = self.ask_on(on, partition, at, |future, number| {
            let blame = future.blame(number, path, at, limit)?;
            let mut places = Vec::with_capacity(blame.writes.len());
            for write in &blame.writes {
                // Of several events at one position it is the one behind so many others.
                let before = match (on.branch, write.position.checked_sub(1)) {
                    (Some(_), Some(before)) => future.moment(number, before)?.entries,
                    (Some(_), None) => 0,
                    (None, _) => write.entry,
                };
                places.push((write.position, write.entry.saturating_sub(before)));
            }
            Ok((blame, places))
        });
        let (blame, places) = asked.await?;
        let origins = places.into_iter().map(|(position, nth)| self.origin(on, partition, position, nth));
        let origins = origins.collect::<Result<_, _>>()?;
        Ok((blame, origins))
    }

    /// The origin of the `nth` event at a position that a partition has.
    fn origin(&self, on: On<'_>, partition: &str, position: u64, nth: usize) -> Result<Origin, StoreError> {
        let Some(branch) = on.branch else { return Ok(Origin::Log(position)) };
        let named = self.branches.find(branch)?;
        let projection = if on.projection == MERGE { None } else { Some(self.projections.find(on.projection)?) };
        let wanted = |stream: &str, event_type: &str| match projection.as_deref() {
            Some(projection) if matches!(projection.body, Body::Run(_)) => projection.reads(stream, event_type),
            _ => stream == partition,
        };
        let index = self.log.index();
        let of_log = |position: u64| {
            let at = Position(position);
            let stream = &index.streams().get(index.stream_at(at)? as usize)?.name;
            let event_type = &index.types().get(index.type_at(at)? as usize)?.0;
            wanted(stream, event_type).then_some(Origin::Log(position))
        };
        let mut origins = named.plan.at(position).into_iter().filter_map(|step| match step {
            Step::Log(range) => of_log(range.start),
            Step::Moved { from, .. } => of_log(from),
            Step::Own { event, .. } => wanted(&event.stream, &event.event_type)
                .then(|| Origin::Own { event_type: event.event_type.clone(), time: event.time }),
        });
        Ok(origins.nth(nth).unwrap_or(Origin::Log(position)))
    }
}
