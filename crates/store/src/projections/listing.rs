//! The names of partitions, and which of them an event belongs to.

use foldback_log::Backend;
use foldback_protocol::{PartitionsAnswer, PartitionsRequest};

use super::fits;
use super::registry::{Body, MERGE};
use crate::{Store, StoreError};

/// What handlers call the state that all partitions share.
const SHARED: &str = "\0shared";

impl<B: Backend> Store<B> {
    /// Lists the partitions that are known; `at` is the event whose partition is wanted.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`].
    pub fn list_partitions(&self, asked: &PartitionsRequest, at: Option<u64>) -> Result<PartitionsAnswer, StoreError> {
        let projection = asked.projection.as_deref().unwrap_or(MERGE);
        let wanted = asked.contains.to_lowercase();
        let mut answer = PartitionsAnswer::default();
        // What the engine folds over all events has its one state also where nobody has asked for it yet.
        let is_whole = projection != MERGE && self.is_whole(projection)?;
        let known = if is_whole { vec![(0, String::new())] } else { self.partitions(projection)? };
        for (_, name) in known {
            // What all partitions share stands beside them.
            if name == SHARED || !name.to_lowercase().contains(&wanted) {
                continue;
            }
            answer.total += 1;
            if answer.names.len() < asked.limit as usize {
                answer.names.push(name);
            }
        }
        if is_whole {
            answer.here = Some(String::new());
            return Ok(answer);
        }
        answer.here = at.map(|at| self.partition_at(projection, at)).transpose()?.flatten();
        Ok(answer)
    }

    fn is_whole(&self, projection: &str) -> Result<bool, StoreError> {
        let projection = self.projections.find(projection)?;
        Ok(projection.fold.is_some() && matches!(projection.body, Body::Run(_)))
    }

    /// The partition that an event was folded into; `None` for one that nothing handles, or that is not folded yet.
    fn partition_at(&self, projection: &str, at: u64) -> Result<Option<String>, StoreError> {
        let stream = || {
            let index = self.log.index();
            let stream = index.stream_at(foldback_event::Position(at))?;
            Some(index.streams().get(stream as usize)?.name.to_string())
        };
        if projection == MERGE {
            return Ok(stream());
        }
        let projection = self.projections.find(projection)?;
        Ok(match &projection.body {
            Body::Streams(_) => stream().filter(|stream| fits(&projection.asked.filter, stream)),
            Body::Run(run) => {
                let run = run.borrow();
                // Where patches were let go it is not known until they are folded again, and then it is asked again.
                let here = run.history.partitions_at(at).unwrap_or_default();
                let named = here.into_iter().filter_map(|number| run.names.name(number));
                named.map(ToString::to_string).find(|name| name != SHARED)
            }
        })
    }
}
