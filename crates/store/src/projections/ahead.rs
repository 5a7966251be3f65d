//! Folding before anybody asks: what the background does for projections by folds of the engine. Handlers ask for work themselves.

use foldback_log::{Backend, LogError};

use super::registry::{Body, Projection};
use crate::{Store, StoreError};

impl<B: Backend> Store<B> {
    /// Whether there is a projection that is folded ahead.
    pub fn folds_ahead(&self) -> bool {
        self.projections.all().iter().any(|projection| !projection.is_by_handlers())
    }

    /// Folds the next stretch of the log for projections that are behind. `now` is the time in milliseconds. Gives whether there is
    /// more to do.
    ///
    /// # Errors
    /// What reading the events may say. A projection that needs events which were removed does not go on.
    pub async fn fold_projections_ahead(&self, now: f64) -> Result<bool, StoreError> {
        if self.head().importing {
            return Ok(false);
        }
        let mut more = false;
        for projection in self.projections.all() {
            if projection.is_by_handlers() || projection.failure().is_some() || projection.gone.get() {
                continue;
            }
            match &projection.body {
                Body::Streams(streams) => {
                    self.renew(&projection).await?;
                    more |= self.fold_streams_ahead(streams).await?;
                    self.streams_snapshot_if_due(&projection, now).await;
                }
                Body::Run(run) => {
                    let from = run.borrow().next;
                    match self.fold_run(&projection, self.stretch_end(from, self.events())).await {
                        Err(error @ StoreError::Log(LogError::Scavenged { .. })) => {
                            run.borrow_mut().failed = Some(error);
                            continue;
                        }
                        other => other?,
                    }
                    more |= run.borrow().next < self.events();
                    // What cannot be written now is written another time.
                    let _ = self.snapshot_if_due(&projection, now).await;
                }
            }
            projection.moved.ring();
        }
        Ok(more)
    }

    /// Of streams a snapshot is written once they are folded up to the head: its states are of one place.
    async fn streams_snapshot_if_due(&self, projection: &Projection, now: f64) {
        let Body::Streams(streams) = &projection.body else { return };
        let ahead = streams.borrow().ahead();
        if ahead >= self.events() && self.is_snapshot_due(projection, ahead, now) {
            // What cannot be written now is written another time.
            if self.checkpoint(projection.name()).await.is_ok() {
                projection.written.set(now);
            }
        }
    }
}
