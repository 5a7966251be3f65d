//! Asking a projection: it is folded up to where it is asked about, and what was let go of it is folded again.

use foldback_log::Backend;
use foldback_protocol::ProjectionFailure;
use foldback_replay::{Gone, History};

use super::registry::{Body, MERGE, Projection, fits};
use crate::{Store, StoreError};

/// The number of a partition that there is not: nothing is known of it, which is what a history says of it.
const NOBODY: u32 = u32::MAX;

impl<B: Backend> Store<B> {
    /// Asks the history of a projection about a partition, folded up to `at`. Waits for handlers that are not there yet.
    ///
    /// The question may be asked several times. It must not look behind `at`.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`]; [`StoreError::StreamNotFound`] where each stream has a state;
    /// [`StoreError::ProjectionFailed`]; what reading the events may say.
    pub async fn ask<T>(
        &self,
        projection: &str,
        partition: &str,
        at: u64,
        question: impl Fn(&History, u32) -> Result<T, Gone>,
    ) -> Result<T, StoreError> {
        if projection == MERGE {
            return self.ask_stream(&self.merge, partition, at, question).await;
        }
        loop {
            let projection = self.projections.find(projection)?;
            match &projection.body {
                Body::Streams(streams) => {
                    if !fits(&projection.asked.filter, partition) {
                        return Err(StoreError::StreamNotFound(partition.to_owned()));
                    }
                    return self.ask_stream(streams, partition, at, question).await;
                }
                Body::Run(run) => {
                    if !self.reach(&projection, at).await? {
                        continue;
                    }
                    let run = run.borrow();
                    let number = run.names.find(partition).unwrap_or(NOBODY);
                    match question(&run.history, number) {
                        Ok(answer) => return Ok(answer),
                        Err(gone) => return Err(failed(&projection, &gone)),
                    }
                }
            }
        }
    }

    /// Makes sure that a projection has folded the event at `at`. Gives whether it is still the one of its name.
    async fn reach(&self, projection: &Projection, at: u64) -> Result<bool, StoreError> {
        let Body::Run(run) = &projection.body else { return Ok(true) };
        let to = at.saturating_add(1).min(self.events());
        loop {
            if projection.gone.get() {
                return Ok(false);
            }
            if run.borrow().next >= to {
                return Ok(true);
            }
            if let Some(why) = run.borrow().failed.clone() {
                return Err(StoreError::ProjectionFailed { projection: projection.name().to_owned(), why });
            }
            if run.borrow().fold.is_some() {
                self.fold_run(projection, to).await?;
                continue;
            }
            // The projection is borrowed, and its bell with it.
            let _ = projection.moved.wait().await;
        }
    }

    /// The partitions of a projection that are known, by number, in the order in which they came.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`].
    pub fn partitions(&self, projection: &str) -> Result<Vec<(u32, String)>, StoreError> {
        let of_streams = |filter: &foldback_protocol::StreamFilter| {
            let index = self.log.index();
            let streams = (0_u32..).zip(index.streams());
            let wanted = streams.filter(|(_, entry)| fits(filter, &entry.name) && !entry.positions.is_empty());
            wanted.map(|(number, entry)| (number, entry.name.to_string())).collect()
        };
        if projection == MERGE {
            return Ok(of_streams(&foldback_protocol::StreamFilter::default()));
        }
        let projection = self.projections.find(projection)?;
        Ok(match &projection.body {
            Body::Streams(_) => of_streams(&projection.asked.filter),
            Body::Run(run) => {
                let run = run.borrow();
                let mut numbers: Vec<u32> = run.history.partitions().collect();
                numbers.sort_unstable();
                let named =
                    numbers.into_iter().filter_map(|number| Some((number, run.names.name(number)?.to_string())));
                named.collect()
            }
        })
    }

    /// The name of a partition.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`].
    pub fn partition_name(&self, projection: &str, number: u32) -> Result<Option<String>, StoreError> {
        let of_stream = || self.log.index().streams().get(number as usize).map(|entry| entry.name.to_string());
        if projection == MERGE {
            return Ok(of_stream());
        }
        let projection = self.projections.find(projection)?;
        Ok(match &projection.body {
            Body::Streams(_) => of_stream(),
            Body::Run(run) => run.borrow().names.name(number).map(|name| name.to_string()),
        })
    }

    /// Folds everything of a projection up to `at`, as far as its memory goes. `goes_on` is asked between stretches.
    ///
    /// # Errors
    /// As [`Self::ask`]; [`StoreError::Aborted`].
    pub async fn fold_all(&self, projection: &str, at: u64, goes_on: &dyn Fn() -> bool) -> Result<(), StoreError> {
        if projection == MERGE {
            return self.fold_all_streams(&self.merge, at, goes_on).await;
        }
        loop {
            let projection = self.projections.find(projection)?;
            match &projection.body {
                Body::Streams(streams) => return self.fold_all_streams(streams, at, goes_on).await,
                Body::Run(_) => {
                    if self.reach(&projection, at).await? {
                        return Ok(());
                    }
                }
            }
        }
    }
}

fn failed(projection: &Projection, gone: &Gone) -> StoreError {
    let why =
        ProjectionFailure { code: "Internal".to_owned(), message: gone.to_string(), ..ProjectionFailure::default() };
    StoreError::ProjectionFailed { projection: projection.name().to_owned(), why }
}
