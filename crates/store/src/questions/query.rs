//! A jq filter over the states of all partitions. Where an index says that a partition has no answer, it is not looked at.

use foldback_event::json::write_string;
use foldback_event::{Json, Pointer};
use foldback_log::Backend;
use foldback_protocol::{QueryAnswer, QueryError};
use foldback_replay::jq::{Query, condition};

use super::flips::invalid;
use crate::{On, Store, StoreError};

/// Failures that are listed.
const ERRORS: usize = 100;

/// Bytes of answers that are given at once.
const BYTES: usize = 64 << 20;

/// Answers after which it ends: a filter may give answers for ever.
const MOST: u64 = 10_000_000;

/// What came of it so far.
#[derive(Default)]
struct Answers {
    answer: QueryAnswer,
    lines: String,
    limit: u64,
    shown: u64,
}

impl Answers {
    /// Takes an answer; gives whether to go on.
    fn take(&mut self, partition: Option<&str>, value: Result<Json, String>) -> bool {
        let value = match value {
            Ok(value) => value,
            Err(why) => {
                self.fail(partition, why);
                return true;
            }
        };
        self.answer.total += 1;
        if self.shown < self.limit && self.lines.len() < BYTES {
            self.shown += 1;
            self.lines.push('[');
            match partition {
                Some(name) => write_string(name, &mut self.lines),
                None => self.lines.push_str("null"),
            }
            self.lines.push(',');
            value.write(&mut self.lines);
            self.lines.push_str("]\n");
        }
        if self.answer.total < MOST {
            return true;
        }
        self.fail(partition, format!("it ended after {MOST} answers"));
        false
    }

    fn fail(&mut self, partition: Option<&str>, why: String) {
        self.answer.failures += 1;
        if self.answer.errors.len() < ERRORS {
            self.answer.errors.push(QueryError { partition: partition.map(str::to_owned), why });
        }
    }
}

impl<B: Backend> Store<B> {
    /// Asks a filter about the states of all partitions at `at` (`None`: the head). Gives also the lines of the first `limit` answers.
    ///
    /// # Errors
    /// [`StoreError::InvalidJq`]; as [`Self::ask_on`]; [`StoreError::Aborted`].
    pub async fn query(
        &self,
        on: On<'_>,
        jq: &str,
        at: Option<u64>,
        limit: u32,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<(QueryAnswer, String), StoreError> {
        let query = Query::new(jq).map_err(invalid)?;
        let mut answers = Answers { limit: u64::from(limit), ..Answers::default() };
        let at = at.unwrap_or(u64::MAX);
        let (mut states, root) = (Vec::new(), Pointer::root());
        for name in self.asked(on, jq, at, goes_on).await? {
            if !goes_on() {
                return Err(StoreError::Aborted);
            }
            answers.answer.asked += 1;
            let state = self.ask_on(on, &name, at, |future, number| future.value(number, &root, at));
            let Some(state) = state.await? else { continue };
            if !query.is_by_partition() {
                states.push((name, state));
                continue;
            }
            query.one(&name, &state, &mut |name, answer| answers.take(name, answer));
            if answers.answer.total >= MOST {
                break;
            }
        }
        if !query.is_by_partition() {
            query.all(states.into_iter(), &mut |name, answer| answers.take(name, answer));
        }
        Ok((answers.answer, answers.lines))
    }

    /// The partitions that may have an answer.
    async fn asked(
        &self,
        on: On<'_>,
        jq: &str,
        at: u64,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Vec<String>, StoreError> {
        // An index knows the latest states of the log, and nothing else.
        let latest = on.branch.is_none() && at.saturating_add(1) >= self.events();
        let wanted = condition(jq).filter(|wanted| latest && self.is_declared(on.projection, &wanted.path));
        if let Some(wanted) = wanted {
            let fitting = self.indexed(on.projection, &wanted.path, goes_on, |index| index.fitting(&wanted)).await?;
            let all = self.partitions(on.projection)?.into_iter();
            return Ok(all.filter(|(number, _)| fitting.has(*number)).map(|(_, name)| name).collect());
        }
        self.partitions_on(on, at, goes_on).await
    }
}
