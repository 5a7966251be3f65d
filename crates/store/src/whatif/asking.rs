//! Asking a projection about the log or about a branch of it.

use std::rc::Rc;

use foldback_log::Backend;
use foldback_replay::{Future, Gone, History};

use super::{Folded, On};
use crate::{Store, StoreError};

impl<B: Backend> Store<B> {
    /// Asks a projection about a partition, in the log or in a branch, as [`Self::ask`] does. It must not look behind `at`.
    ///
    /// # Errors
    /// As [`Self::ask`]; [`StoreError::BranchNotFound`].
    pub async fn ask_on<T>(
        &self,
        on: On<'_>,
        partition: &str,
        at: u64,
        question: impl Fn(Future<'_>, u32) -> Result<T, Gone>,
    ) -> Result<T, StoreError> {
        let Some(folded) = self.folded_on(on).await? else {
            return self.ask(on.projection, partition, at, |history, number| question(history.into(), number)).await;
        };
        if let Some(number) = folded.own.get(partition) {
            let nothing = History::default();
            let answer = question(Future::of(&nothing, &folded.branch), *number);
            return answer.map_err(|gone| StoreError::InvalidQuestion(gone.to_string()));
        }
        // Behind the first difference a partition that is different owes its base nothing.
        let before = folded.branch.first().saturating_sub(1);
        let at = if folded.names.contains(partition) { at.min(before) } else { at };
        let question = |history: &History, number| question(Future::of(history, &folded.branch), number);
        self.ask(on.projection, partition, at, question).await
    }

    /// The branch that a question is about, folded; nothing where it is about the log.
    pub(crate) async fn folded_on(&self, on: On<'_>) -> Result<Option<Rc<Folded>>, StoreError> {
        let Some(branch) = on.branch else { return Ok(None) };
        let named = self.branches.find(branch)?;
        Ok(Some(self.folded(&named, on.projection).await?))
    }

    /// The names of the partitions that are known when everything up to `at` is folded, in the order in which they came; those
    /// of the branch alone come last.
    ///
    /// # Errors
    /// As [`Self::fold_all`], and [`StoreError::BranchNotFound`].
    pub async fn partitions_on(
        &self,
        on: On<'_>,
        at: u64,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Vec<String>, StoreError> {
        self.fold_all(on.projection, at, goes_on).await?;
        let folded = self.folded_on(on).await?;
        let known = self.partitions(on.projection)?;
        let more = folded.map(|folded| folded.more_than(&known)).unwrap_or_default();
        Ok(known.into_iter().map(|(_, name)| name).chain(more).collect())
    }

    /// The last position that there is something at. Behind all events of the log a branch may have its own.
    ///
    /// # Errors
    /// [`StoreError::BranchNotFound`].
    pub fn head_on(&self, branch: Option<&str>) -> Result<Option<u64>, StoreError> {
        let log = self.events();
        let Some(branch) = branch else { return Ok(log.checked_sub(1)) };
        let named = self.branches.find(branch)?;
        let behind = named.plan.own_at(log);
        Ok(if behind { Some(log) } else { log.checked_sub(1) })
    }
}
