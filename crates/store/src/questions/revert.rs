//! What it takes to undo events and keep what came after them.

use std::collections::BTreeSet;
use std::rc::Rc;

use foldback_event::{Change, Json, Pointer, Position};
use foldback_log::Backend;
use foldback_protocol::{ChangeText, ConflictInfo, EditInfo, ProjectionSource, RevertAnswer, RevertedPartition};
use foldback_replay::{Future, Revert};

use crate::projections::registry::{Body, MERGE};
use crate::whatif::Named;
use crate::{Store, StoreError};

impl<B: Backend> Store<B> {
    /// What to write so that the values that the chosen events wrote last are what they would be without them. What was written
    /// again later is told and left alone. Nothing is written.
    ///
    /// # Errors
    /// [`StoreError::InvalidEdit`] for events that there are not; as [`Self::ask`].
    pub async fn revert(&self, projection: &str, positions: &[u64]) -> Result<RevertAnswer, StoreError> {
        let chosen: BTreeSet<u64> = positions.iter().copied().collect();
        let position = self.events().checked_sub(1);
        if chosen.is_empty() {
            return Ok(RevertAnswer { partitions: Vec::new(), position });
        }
        let skips = chosen.iter().map(|position| EditInfo { skip: Some(*position), ..EditInfo::default() });
        let plan = self.plan(skips.collect())?;
        let without = Rc::new(Named::new(String::new(), plan, chosen.len() as u64));
        let fold = self.fold_name(projection)?;
        let folded = self.folded(&without, projection).await?;
        let mut partitions = Vec::new();
        for (partition, last) in self.written_by(projection, &chosen).await? {
            let root = Pointer::root();
            let question = |history: &foldback_replay::History, number| {
                let without = Future::of(history, &folded.branch).value(number, &root, u64::MAX)?;
                let revert = history.revert(number, &|position| chosen.contains(&position), without.as_ref())?;
                Ok((revert, history.value(number, &root, u64::MAX)?))
            };
            let (revert, now) = self.ask(projection, &partition, u64::MAX, question).await?;
            let stream = self.stream_of(last).unwrap_or_default();
            partitions.push(shown(partition, stream, &revert, fold.as_deref(), now.as_ref()));
        }
        Ok(RevertAnswer { partitions, position })
    }

    /// The partitions that the events wrote to, in the order of their names, each with the last of the events that did.
    async fn written_by(&self, projection: &str, chosen: &BTreeSet<u64>) -> Result<Vec<(String, u64)>, StoreError> {
        let mut found: Vec<(String, u64)> = Vec::new();
        let mut add = |name: String, position: u64| match found.iter_mut().find(|(known, _)| *known == name) {
            Some((_, last)) => *last = position,
            None => found.push((name, position)),
        };
        let filter = match projection {
            MERGE => None,
            name => Some(self.projections.find(name)?),
        };
        match filter.as_deref().map(|projection| (&projection.body, &projection.asked.filter)) {
            None | Some((Body::Streams(_), _)) => {
                for position in chosen {
                    let stream = self.stream_of(*position);
                    let fits = |name: &String| {
                        filter.as_deref().is_none_or(|own| crate::projections::fits(&own.asked.filter, name))
                    };
                    stream.filter(fits).into_iter().for_each(|stream| add(stream, *position));
                }
            }
            Some((Body::Run(_), _)) => {
                self.fold_all(projection, u64::MAX, &|| true).await?;
                for position in chosen {
                    // Any partition will do: what is gone of one is folded again, and then it is asked anew.
                    let numbers = self.ask(projection, "", u64::MAX, |history, _| history.partitions_at(*position));
                    for number in numbers.await? {
                        self.partition_name(projection, number)?.into_iter().for_each(|name| add(name, *position));
                    }
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn stream_of(&self, position: u64) -> Option<String> {
        let index = self.log.index();
        let stream = index.stream_at(Position(position))?;
        index.streams().get(stream as usize).map(|entry| entry.name.to_string())
    }

    /// The name of a projection's fold, where it is one of the engine.
    fn fold_name(&self, projection: &str) -> Result<Option<String>, StoreError> {
        if projection == MERGE {
            return Ok(Some("merge".to_owned()));
        }
        Ok(match &self.projections.find(projection)?.asked.source {
            ProjectionSource::BuiltIn(name) => Some(name.clone()),
            ProjectionSource::Jq(_) | ProjectionSource::Handlers => None,
        })
    }
}

fn text(value: &Option<Json>) -> Option<String> {
    value.as_ref().map(Json::to_string)
}

fn shown(
    partition: String,
    stream: String,
    revert: &Revert,
    fold: Option<&str>,
    now: Option<&Json>,
) -> RevertedPartition {
    let payload = fold.and_then(|fold| revert.payload(fold, now)).filter(|_| !revert.operations.is_empty());
    let says = matches!(fold, Some("merge" | "json-patch"));
    let operations = revert.operations.iter();
    let operations = operations.map(|Change { path, old, new }| ChangeText {
        path: path.to_string(),
        old: text(old),
        new: text(new),
    });
    let conflicts = revert.conflicts.iter().map(|conflict| ConflictInfo {
        path: conflict.path.to_string(),
        now: text(&conflict.now),
        would_be: text(&conflict.would_be),
        by: conflict.by,
        why: conflict.why.reason().to_owned(),
    });
    RevertedPartition {
        partition,
        stream,
        operations: operations.collect(),
        conflicts: conflicts.collect(),
        patch: revert.json_patch().to_string(),
        understood: says && (payload.is_some() || revert.operations.is_empty()),
        payload: payload.map(|payload| payload.to_string()),
    }
}
