//! Declared indexes: kept up with the latest states, and asked which partitions have a value.

use std::cell::RefCell;
use std::ops::Bound;

use foldback_event::json::parse;
use foldback_event::{Json, Pointer};
use foldback_log::Backend;
use foldback_protocol::{FindAnswer, FindRequest};
use foldback_replay::{History, Index};

use crate::projections::registry::{Body, MERGE};
use crate::{Store, StoreError};

/// How often it is tried to bring an index up to the head while events keep coming or memory runs out.
const TRIES: usize = 8;

/// The paths that were declared, by projection. Histories come and go, and what was declared stays.
#[derive(Debug, Default)]
pub struct Declared(RefCell<Vec<(String, Pointer)>>);

impl Declared {
    fn has(&self, projection: &str, path: &Pointer) -> bool {
        self.0.borrow().iter().any(|(name, declared)| name == projection && declared == path)
    }
}

/// What is looked for.
enum Wanted {
    Equal(Json),
    Between(Bound<Json>, Bound<Json>),
    Shared,
}

impl Wanted {
    fn of(asked: &FindRequest) -> Result<Self, StoreError> {
        let read = |what: &str, text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => parse(text.as_bytes()).map(Some).map_err(|fault| {
                StoreError::InvalidQuestion(format!("{what} is no JSON, at byte {}: {}", fault.at, fault.problem))
            }),
        };
        let bound = |value: Option<Json>| value.map_or(Bound::Unbounded, Bound::Excluded);
        match (read("equal", &asked.equal)?, read("above", &asked.above)?, read("below", &asked.below)?, asked.shared) {
            (Some(value), None, None, false) => Ok(Self::Equal(value)),
            (None, None, None, true) => Ok(Self::Shared),
            (None, above, below, false) if above.is_some() || below.is_some() => {
                Ok(Self::Between(bound(above), bound(below)))
            }
            _ => Err(StoreError::InvalidQuestion(
                "it must be one of equal, shared, and above and below alone or together".to_owned(),
            )),
        }
    }

    fn in_index(&self, index: &Index, show: &mut dyn FnMut(&Json, Vec<u32>)) {
        match self {
            Self::Equal(value) => {
                let found: Vec<u32> = index.equal(value).collect();
                if !found.is_empty() {
                    show(value, found);
                }
            }
            Self::Between(from, to) => {
                let groups = index.groups(from.as_ref(), to.as_ref());
                groups.for_each(|(value, partitions)| show(value, partitions.iter().copied().collect()));
            }
            Self::Shared => index.shared().for_each(|(value, partitions)| show(value, partitions)),
        }
    }
}

impl<B: Backend> Store<B> {
    /// Keeps what stands at a path of each partition's latest state.
    ///
    /// # Errors
    /// [`StoreError::ProjectionNotFound`].
    pub fn declare_index(&self, projection: &str, path: Pointer) -> Result<(), StoreError> {
        if projection != MERGE {
            self.projections.find(projection)?;
        }
        if !self.declared.has(projection, &path) {
            self.declared.0.borrow_mut().push((projection.to_owned(), path));
        }
        Ok(())
    }

    /// Finds partitions by a declared index.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuestion`] for values that are no JSON and a path that was not declared; as [`Self::fold_all`].
    pub async fn find(
        &self,
        projection: &str,
        path: &Pointer,
        asked: &FindRequest,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<FindAnswer, StoreError> {
        let wanted = Wanted::of(asked)?;
        if !self.is_declared(projection, path) {
            let why = format!("no index was declared over {path} of {projection}: declare it first");
            return Err(StoreError::InvalidQuestion(why));
        }
        let mut found: Vec<(String, Vec<u32>)> = Vec::new();
        let mut total = 0;
        let question = |index: &Index| {
            wanted.in_index(index, &mut |value, partitions| {
                total += 1;
                if found.len() < asked.limit as usize {
                    found.push((value.to_string(), partitions));
                }
            });
        };
        self.indexed(projection, path, goes_on, question).await?;
        let mut partitions = Vec::with_capacity(found.len());
        for (value, numbers) in found {
            let mut names = Vec::with_capacity(numbers.len());
            for number in numbers {
                names.extend(self.partition_name(projection, number)?);
            }
            partitions.push((value, names));
        }
        Ok(FindAnswer { total, partitions })
    }

    pub(super) fn is_declared(&self, projection: &str, path: &Pointer) -> bool {
        self.declared.has(projection, path)
    }

    /// Asks a declared index that knows all partitions at the head.
    pub(super) async fn indexed<T>(
        &self,
        projection: &str,
        path: &Pointer,
        goes_on: &dyn Fn() -> bool,
        question: impl FnOnce(&Index) -> T,
    ) -> Result<T, StoreError> {
        // Of what is declared before it is folded, folding takes care.
        self.with_history(projection, |history| declare(history, path))?;
        for _ in 0..TRIES {
            self.fold_all(projection, u64::MAX, goes_on).await?;
            let stale = self.stale(projection, path)?;
            if stale.is_empty() {
                return self.with_history(projection, |history| {
                    declare(history, path);
                    let index = history.indexes().iter().find(|index| index.path() == path);
                    question(index.unwrap_or(&Index::new(path.clone())))
                });
            }
            // Memory did not last for all at once. What is let go of a partition stays in the index.
            for name in stale {
                if !goes_on() {
                    return Err(StoreError::Aborted);
                }
                self.ask(projection, &name, u64::MAX, |_, _| Ok(())).await?;
            }
        }
        Err(StoreError::InvalidQuestion(format!("the index over {path} does not catch up with the log; ask again")))
    }

    /// The partitions that an index has not seen to their ends.
    fn stale(&self, projection: &str, path: &Pointer) -> Result<Vec<String>, StoreError> {
        let by_stream = projection == MERGE || matches!(self.projections.find(projection)?.body, Body::Streams(_));
        let seen = |history: &mut History| {
            declare(history, path);
            history.indexes().iter().find(|index| index.path() == path).map(Index::positions)
        };
        let Some(seen) = self.with_history(projection, seen)?.filter(|_| by_stream) else { return Ok(Vec::new()) };
        let index = self.log.index();
        let behind = |(number, name): &(u32, String)| {
            let last = index.stream(name).and_then(|entry| entry.positions.last()).copied().map(u64::from);
            last.is_some_and(|last| last < self.events() && seen.get(number).is_none_or(|seen| *seen < last))
        };
        Ok(self.partitions(projection)?.into_iter().filter(behind).map(|(_, name)| name).collect())
    }
}

fn declare(history: &mut History, path: &Pointer) {
    if !history.indexes().iter().any(|index| index.path() == path) {
        // Latest states can always be told.
        let _ = history.declare(Index::new(path.clone()));
    }
}
