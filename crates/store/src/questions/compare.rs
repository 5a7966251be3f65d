//! Two futures side by side: a log and a branch of it, two branches, two projections of one log, two logs.

use std::collections::BTreeSet;

use foldback_log::Backend;
use foldback_protocol::{ChangeText, CompareAnswer, ComparedPartition};
use foldback_replay::{Comparison, Future, GoneIn, History, compare};

use crate::projections::registry::{Body, MERGE};
use crate::whatif::Folded;
use crate::{On, Store, StoreError};

/// How often either side is folded again for one partition, when memory does not last for both.
const TRIES: usize = 16;

impl<B: Backend> Store<B> {
    /// Where the states of two futures differ first, and what is different in the end; the first `limit` partitions are listed, those
    /// that differ earlier before others. `other` may be this store.
    ///
    /// # Errors
    /// As [`Self::ask_on`]; [`StoreError::Aborted`].
    pub async fn compare(
        &self,
        on: On<'_>,
        other: (&Self, On<'_>),
        limit: usize,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<CompareAnswer, StoreError> {
        let same = std::ptr::eq(self, other.0) && on.projection == other.1.projection;
        let names = if same {
            let both = [self.folded_on(on).await?, self.folded_on(other.1).await?];
            both.iter().flatten().flat_map(|folded| folded.names.iter().cloned()).collect()
        } else {
            let mut all: BTreeSet<String> = self.partitions_on(on, u64::MAX, goes_on).await?.into_iter().collect();
            all.extend(other.0.partitions_on(other.1, u64::MAX, goes_on).await?);
            all
        };
        let mut answer = CompareAnswer::default();
        for name in names {
            if !goes_on() {
                return Err(StoreError::Aborted);
            }
            let found = if same {
                self.compare_in_one(on, other.1, &name).await?
            } else {
                self.compare_in_two(on, other, &name).await?
            };
            if found.first.is_some() || !found.head.is_empty() {
                answer.total += 1;
                answer.partitions.push(shown(name, &found));
            }
            if answer.partitions.len() > limit.saturating_mul(2).max(1000) {
                cut(&mut answer.partitions, limit);
            }
        }
        answer.first = answer.partitions.iter().filter_map(|partition| partition.first).min();
        cut(&mut answer.partitions, limit);
        Ok(answer)
    }

    /// Both are futures of one history.
    async fn compare_in_one(&self, a: On<'_>, b: On<'_>, name: &str) -> Result<Comparison, StoreError> {
        let (one, other) = (self.folded_on(a).await?, self.folded_on(b).await?);
        let own = |folded: &Option<std::rc::Rc<Folded>>| folded.as_ref().and_then(|own| own.own.get(name).copied());
        let question = |history: &History, a: Option<u32>, b: Option<u32>| {
            let compared = compare((future(history, one.as_deref()), a), (future(history, other.as_deref()), b));
            compared.map_err(|(GoneIn::One(gone) | GoneIn::Other(gone))| gone)
        };
        let numbers = (own(&one), own(&other));
        if numbers != (None, None) {
            // The log knows nothing of it.
            let compared = question(&History::default(), numbers.0, numbers.1);
            return compared.map_err(|gone| StoreError::InvalidQuestion(gone.to_string()));
        }
        self.ask(a.projection, name, u64::MAX, |history, number| question(history, Some(number), Some(number))).await
    }

    /// Each has a history of its own. Whichever has let go of something asks, and the other one is looked at.
    async fn compare_in_two(
        &self,
        a: On<'_>,
        (store, b): (&Self, On<'_>),
        name: &str,
    ) -> Result<Comparison, StoreError> {
        let (one, other) = (self.folded_on(a).await?, store.folded_on(b).await?);
        let (has_one, has_other) = (self.knows(a, name).await?, store.knows(b, name).await?);
        for at in 0..TRIES {
            let compared = match (has_one, has_other) {
                (true, true) | (false, false) if at % 2 == 0 => {
                    self.ask_on(a, name, u64::MAX, |mine, number| {
                        store.glance(b, other.as_deref(), name, |theirs, their| {
                            sided(compare((mine, Some(number)), (theirs, their)), true)
                        })
                    })
                    .await?
                }
                (true, false) => {
                    let nothing = History::default();
                    self.ask_on(a, name, u64::MAX, |mine, number| {
                        sided(compare((mine, Some(number)), ((&nothing).into(), None)), true)
                    })
                    .await?
                }
                _ => {
                    store
                        .ask_on(b, name, u64::MAX, |theirs, number| {
                            self.glance(a, one.as_deref(), name, |mine, my| {
                                sided(compare((mine, my.filter(|_| has_one)), (theirs, Some(number))), false)
                            })
                        })
                        .await?
                }
            };
            if let Some(compared) = compared {
                return Ok(compared);
            }
        }
        let why = format!("memory does not last for both histories of {name:?}; give the projections a larger budget");
        Err(StoreError::InvalidQuestion(why))
    }

    /// Folds a partition to its end; gives whether there is one.
    async fn knows(&self, on: On<'_>, name: &str) -> Result<bool, StoreError> {
        match self.ask_on(on, name, u64::MAX, |_, _| Ok(())).await {
            Ok(()) => Ok(true),
            Err(StoreError::StreamNotFound(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Looks at a future as it is just now.
    fn glance<T>(
        &self,
        on: On<'_>,
        folded: Option<&Folded>,
        name: &str,
        question: impl FnOnce(Future<'_>, Option<u32>) -> T,
    ) -> T {
        let own = folded.and_then(|folded| folded.own.get(name).copied());
        let of_stream = || own.or(self.log.index().stream_id(name));
        if on.projection == MERGE {
            let number = of_stream();
            return question(future(self.merge.borrow().all(), folded), number);
        }
        match self.projections.find(on.projection) {
            Ok(projection) => match &projection.body {
                Body::Streams(streams) => question(future(streams.borrow().all(), folded), of_stream()),
                Body::Run(run) => {
                    let run = run.borrow();
                    question(future(&run.history, folded), run.names.find(name))
                }
            },
            // It is gone since.
            Err(_) => question(future(&History::default(), None), None),
        }
    }
}

fn future<'a>(history: &'a History, folded: Option<&'a Folded>) -> Future<'a> {
    match folded {
        Some(folded) => Future::of(history, &folded.branch),
        None => history.into(),
    }
}

/// What is gone of the side that asks is folded again; when it is of the other side, that one is to ask.
fn sided(compared: Result<Comparison, GoneIn>, one_asks: bool) -> Result<Option<Comparison>, foldback_replay::Gone> {
    match (compared, one_asks) {
        (Ok(compared), _) => Ok(Some(compared)),
        (Err(GoneIn::One(gone)), true) | (Err(GoneIn::Other(gone)), false) => Err(gone),
        (Err(_), _) => Ok(None),
    }
}

fn shown(partition: String, found: &Comparison) -> ComparedPartition {
    let text = |value: &Option<foldback_event::Json>| value.as_ref().map(foldback_event::Json::to_string);
    let head = found.head.iter().map(|change| ChangeText {
        path: change.path.to_string(),
        old: text(&change.old),
        new: text(&change.new),
    });
    ComparedPartition { partition, first: found.first, head: head.collect() }
}

/// Those that differ earlier come first.
fn cut(partitions: &mut Vec<ComparedPartition>, limit: usize) {
    partitions.sort_by_key(|partition| partition.first.unwrap_or(u64::MAX));
    partitions.truncate(limit);
}
