//! How projections are doing.

use foldback_log::{Backend, LogError};
use foldback_protocol::{Given, ProjectionFailure, ProjectionInfo};

use super::errands::stopped;
use super::registry::{Body, Projection};
use crate::{Store, StoreError};

impl<B: Backend> Store<B> {
    /// How a projection is doing.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`].
    pub fn projection(&self, name: &str) -> Result<ProjectionInfo, StoreError> {
        Ok(self.info(&*self.projections.find(name)?))
    }

    /// How all projections are doing that were named.
    pub fn projections(&self) -> Vec<ProjectionInfo> {
        self.projections.all().iter().map(|projection| self.info(projection)).collect()
    }

    pub(crate) fn info(&self, projection: &Projection) -> ProjectionInfo {
        let kept = |kind| projection.elsewhere.kept(kind, super::given::Kept::count);
        let own = ProjectionInfo {
            name: projection.name().to_owned(),
            source: projection.asked.source.clone(),
            events: self.events(),
            failed: self.failure_of(projection),
            snapshot: projection.snapshot.get().and_then(|next| next.checked_sub(1)),
            rebuilding: projection.rebuilding.get(),
            emitted: kept(Given::Emitted),
            results: kept(Given::Results),
            logs: kept(Given::Logs),
            differs: projection.differs.get(),
            ..ProjectionInfo::default()
        };
        match &projection.body {
            Body::Streams(streams) => {
                let streams = streams.borrow();
                let history = streams.all();
                let handled = history.partitions().filter_map(|number| history.entries(number)).sum::<usize>();
                ProjectionInfo {
                    next: streams.ahead(),
                    handled: handled as u64,
                    partitions: history.partitions().count() as u64,
                    weight: history.weight() as u64,
                    ..own
                }
            }
            Body::Run(run) => {
                let run = run.borrow();
                ProjectionInfo {
                    next: run.next,
                    handled: run.handled,
                    unhandled: run.unhandled.iter().map(|(name, count)| (name.to_string(), *count)).collect(),
                    partitions: run.history.partitions().count() as u64,
                    weight: run.history.weight() as u64,
                    ..own
                }
            }
        }
    }

    fn failure_of(&self, projection: &Projection) -> Option<ProjectionFailure> {
        let is_stopped = projection.is_by_handlers() && projection.elsewhere.driver().is_none();
        let error = projection.failure().or_else(|| is_stopped.then(|| stopped(projection)))?;
        let (code, position) = match &error {
            StoreError::ProjectionFailed { why, .. } => return Some(why.clone()),
            StoreError::Log(LogError::Scavenged { position }) => ("Scavenged", Some(*position)),
            StoreError::Log(LogError::Corrupt { first, .. }) => ("CorruptSegment", *first),
            StoreError::InvalidProjection(_) => ("HandlerFailed", None),
            _ => ("Internal", None),
        };
        Some(ProjectionFailure { code: code.to_owned(), message: error.to_string(), position, path: None })
    }
}
