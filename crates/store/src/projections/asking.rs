//! Asking a projection: it is folded up to where it is asked about, and what was let go of it is folded again.

use std::rc::Rc;

use foldback_log::{Backend, LogError};
use foldback_protocol::StreamFilter;
use foldback_replay::{Gone, History};

use super::errands::stopped;
use super::fits;
use super::registry::{Body, MERGE, Projection};
use crate::{Store, StoreError};

/// The number of a partition that there is not: nothing is known of it, which is what a history says of it.
const NOBODY: u32 = u32::MAX;

/// Somebody asks; what was folded again for that stays as long as this.
struct Asking(Rc<Projection>);

impl Asking {
    fn begin(projection: &Rc<Projection>) -> Self {
        projection.asking.set(projection.asking.get() + 1);
        Self(projection.clone())
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.asking.set(self.0.asking.get() - 1);
        if self.0.asking.get() == 0
            && let Body::Run(run) = &self.0.body
        {
            run.borrow_mut().history.thin();
        }
    }
}

impl<B: Backend> Store<B> {
    /// Asks the history of a projection about a partition, folded up to `at`. Waits for handlers that are not there yet.
    ///
    /// The question may be asked several times. It should not look behind `at`: what is there may be folded or not.
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
        let name = projection;
        let mut asking: Option<Asking> = None;
        let mut again = false;
        loop {
            let projection = self.projections.find(name)?;
            match &projection.body {
                Body::Streams(streams) => {
                    if !fits(&projection.asked.filter, partition) {
                        return Err(StoreError::StreamNotFound(partition.to_owned()));
                    }
                    self.renew(&projection).await?;
                    let answer = self.ask_stream(streams, partition, at, &question).await;
                    // Events were removed meanwhile, and with them went what was kept of the states they led to.
                    let is_anew = streams.borrow().is_anew(self.head().removed_at);
                    if is_anew && !again && matches!(answer, Err(StoreError::Log(LogError::Scavenged { .. }))) {
                        again = true;
                        continue;
                    }
                    return answer;
                }
                Body::Run(run) => {
                    if !self.reach(&projection, at).await? {
                        asking = None;
                        continue;
                    }
                    let answer = {
                        let run = run.borrow();
                        question(&run.history, run.names.find(partition).unwrap_or(NOBODY))
                    };
                    match answer {
                        Ok(answer) => return Ok(answer),
                        Err(gone) => {
                            // Only now: while this waits for handlers, memory is to stay within its bounds.
                            asking.get_or_insert_with(|| Asking::begin(&projection));
                            self.fold_again(&projection, gone, again).await?;
                        }
                    }
                    again = true;
                }
            }
        }
    }

    /// Takes up again what was kept of streams that have other numbers since events were removed.
    pub(crate) async fn renew(&self, projection: &Projection) -> Result<(), StoreError> {
        let Body::Streams(streams) = &projection.body else { return Ok(()) };
        let removed_at = self.head().removed_at;
        if streams.borrow().is_anew(removed_at) {
            let anew = streams.borrow().begun_anew(removed_at);
            *streams.borrow_mut() = anew;
            self.resume(projection).await?;
        }
        Ok(())
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
            if let Some(why) = projection.failure() {
                return Err(why);
            }
            if !projection.is_by_handlers() {
                let from = run.borrow().next;
                self.fold_run(projection, self.stretch_end(from, to)).await?;
                continue;
            }
            if projection.elsewhere.driver().is_none() {
                return Err(stopped(projection));
            }
            if self.has_ended() {
                return Err(StoreError::Log(LogError::Closed));
            }
            let moved = projection.moved.wait();
            self.projections.work.ring();
            // The projection is borrowed, and its bell with it.
            let _ = moved.await;
        }
    }

    /// The partitions of a projection that are known, by number, in the order in which they came.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`].
    pub fn partitions(&self, projection: &str) -> Result<Vec<(u32, String)>, StoreError> {
        let of_streams = |filter: &StreamFilter| {
            let index = self.log.index();
            let streams = (0_u32..).zip(index.streams());
            let wanted = streams.filter(|(_, entry)| fits(filter, &entry.name) && !entry.positions.is_empty());
            wanted.map(|(number, entry)| (number, entry.name.to_string())).collect()
        };
        if projection == MERGE {
            return Ok(of_streams(&StreamFilter::default()));
        }
        let projection = self.projections.find(projection)?;
        Ok(match &projection.body {
            Body::Streams(_) => of_streams(&projection.asked.filter),
            Body::Run(run) => {
                let run = run.borrow();
                let mut numbers: Vec<u32> = run.history.partitions().collect();
                numbers.sort_unstable();
                let name = |number| run.names.name(number).map(|name| name.to_string());
                numbers.into_iter().filter_map(|number| Some((number, name(number)?))).collect()
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
                Body::Streams(streams) => {
                    self.renew(&projection).await?;
                    return self.fold_all_streams(streams, at, goes_on).await;
                }
                Body::Run(run) => {
                    while !projection.is_by_handlers() && run.borrow().next <= at && run.borrow().next < self.events() {
                        let to = self.stretch_end(run.borrow().next, at.saturating_add(1));
                        self.fold_run(&projection, to).await?;
                        if !goes_on() {
                            return Err(StoreError::Aborted);
                        }
                    }
                    if self.reach(&projection, at).await? {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Looks at the history of a projection as it is.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`].
    pub fn with_history<T>(&self, projection: &str, look: impl FnOnce(&mut History) -> T) -> Result<T, StoreError> {
        if projection == MERGE {
            return Ok(look(self.merge.borrow_mut().all_mut()));
        }
        let projection = self.projections.find(projection)?;
        Ok(match &projection.body {
            Body::Streams(streams) => look(streams.borrow_mut().all_mut()),
            Body::Run(run) => look(&mut run.borrow_mut().history),
        })
    }
}
