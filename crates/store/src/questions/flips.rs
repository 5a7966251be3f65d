//! Where a predicate in jq flips, in one partition or in all of them.

use std::ops::RangeInclusive;

use foldback_log::Backend;
use foldback_protocol::{FlipFailure, FlipInfo, FlipsAnswer};
use foldback_replay::Flips;
use foldback_replay::jq::{Jq, JqError};

use crate::{On, Store, StoreError};

/// Flips that are kept beyond those asked for before the later ones are let go.
const MORE: usize = 10_000;

/// The flips of several partitions, in the order of their positions.
#[derive(Default)]
struct Found {
    answer: FlipsAnswer,
    limit: usize,
}

impl Found {
    fn add(&mut self, partition: &str, found: Flips) {
        let Flips { before, flips, tests, failures, failure } = found;
        let answer = &mut self.answer;
        answer.before |= before;
        if before {
            answer.so_before.push(partition.to_owned());
        }
        answer.total += flips.len() as u64;
        answer.tests += tests;
        answer.failures += failures;
        // The first is the one at the lowest position.
        if let Some((position, why)) = failure
            && answer.failure.as_ref().is_none_or(|known| position < known.position)
        {
            answer.failure = Some(FlipFailure { position, partition: partition.to_owned(), why });
        }
        let named = |flip: &foldback_replay::Flip| FlipInfo {
            position: flip.position,
            partition: partition.to_owned(),
            value: flip.value,
        };
        answer.flips.extend(flips.iter().map(named));
        if answer.flips.len() > self.limit + MORE {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.answer.flips.sort_by_key(|flip| flip.position);
        self.answer.flips.truncate(self.limit);
    }
}

impl<B: Backend> Store<B> {
    /// Where a predicate flips within these positions, the first `limit` of all flips; without a partition, of all partitions.
    ///
    /// # Errors
    /// [`StoreError::InvalidJq`]; as [`Self::ask_on`]; [`StoreError::Aborted`].
    pub async fn flips_of(
        &self,
        on: On<'_>,
        partition: Option<&str>,
        jq: &str,
        at: RangeInclusive<u64>,
        limit: usize,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<FlipsAnswer, StoreError> {
        let predicate = Jq::new(jq).map_err(invalid)?;
        let names = match partition {
            Some(partition) => vec![partition.to_owned()],
            None => self.partitions_on(on, *at.end(), goes_on).await?,
        };
        let mut found = Found { limit, ..Found::default() };
        for name in names {
            if !goes_on() {
                return Err(StoreError::Aborted);
            }
            let flips =
                self.ask_on(on, &name, *at.end(), |future, number| future.flips(number, &mut &predicate, at.clone()));
            found.add(&name, flips.await?);
        }
        found.cut();
        if partition.is_some() {
            found.answer.so_before.clear();
        }
        Ok(found.answer)
    }
}

/// What is no filter, as an error of the store.
pub fn invalid(JqError { byte, message }: JqError) -> StoreError {
    StoreError::InvalidJq { byte: byte as u64, message }
}
