//! Deleting streams, and saying what of them is still to be read. Nothing is removed here: a scavenge does that.

use crate::LogError;
use crate::append::Expected;
use crate::backend::{Backend, Commit};
use crate::log::{Log, State};
use crate::rules::{Rules, StreamMetadata};

impl State {
    /// The error when a stream, whose next event gets the revision `next`, is not at what is expected.
    pub fn mismatch(&self, stream: &str, expected: Expected, next: u64) -> Option<LogError> {
        let first = self.first_revision(stream);
        let holds = match expected {
            Expected::Any => true,
            // A deleted stream has no events for anybody, and its revisions go on.
            Expected::NoStream => next == first,
            Expected::StreamExists => next > first,
            Expected::Revision(revision) => revision.checked_add(1) == Some(next),
        };
        (!holds).then(|| self.wrong_revision(stream, expected, next))
    }

    /// The error of a stream that is not at what is expected.
    pub fn wrong_revision(&self, stream: &str, expected: Expected, next: u64) -> LogError {
        let actual = (next > self.first_revision(stream)).then(|| next - 1);
        LogError::WrongExpectedRevision { stream: stream.to_owned(), expected, actual }
    }

    /// The first revision of a stream that is to be read at `now`, in microseconds since 1970.
    pub fn visible_from(&self, stream: &str, now: i64) -> u64 {
        let Some(rules) = self.rules(stream) else { return 0 };
        let next = self.next_revision(stream);
        let StreamMetadata { max_count, max_age, truncate_before, .. } = rules.metadata;
        let counted = max_count.map_or(0, |count| next.saturating_sub(count));
        let from = rules.first.max(rules.removed).max(counted).max(truncate_before.unwrap_or_default());
        match (max_age, self.index.stream(stream)) {
            (Some(age), Some(entry)) => {
                let oldest = now.saturating_sub(i64::try_from(age).unwrap_or(i64::MAX).saturating_mul(1_000_000));
                let skip = usize::try_from(from.saturating_sub(entry.first_revision)).unwrap_or(usize::MAX);
                // An event without a time never grows old; nor does what comes after it, so that what is read has no gaps.
                let old = |position: &&u32| {
                    let created = self.index.created_at(foldback_event::Position(u64::from(**position)));
                    created.is_some_and(|created| created.0 < oldest)
                };
                from + entry.positions.iter().skip(skip).take_while(old).count() as u64
            }
            _ => from,
        }
    }
}

impl<B: Backend> Log<B> {
    /// The first revision of a stream that is to be read at `now`, in microseconds since 1970.
    pub fn visible_from(&self, stream: &str, now: i64) -> u64 {
        self.state.borrow().visible_from(stream, now)
    }

    /// Sets a stream's metadata. `expected` is how often it was set before, where that is to be checked.
    ///
    /// # Errors
    /// [`LogError::StreamDeleted`], [`LogError::WrongExpectedRevision`] on the metadata, what the backend says.
    pub async fn set_stream_metadata(
        &self,
        stream: &str,
        metadata: StreamMetadata,
        expected: Option<u64>,
    ) -> Result<(), LogError> {
        self.change_rules(stream, &mut |_, rules| {
            if expected.is_some_and(|expected| expected != rules.written) {
                return Err(LogError::WrongExpectedRevision {
                    stream: format!("$${stream}"),
                    expected: expected
                        .and_then(|written| written.checked_sub(1))
                        .map_or(Expected::NoStream, Expected::Revision),
                    actual: rules.written.checked_sub(1),
                });
            }
            Ok(Rules { metadata: metadata.clone(), written: rules.written + 1, ..rules })
        })
        .await
    }

    /// Deletes a stream: nobody reads its events any more, and an append begins it anew with the revisions going on.
    ///
    /// # Errors
    /// [`LogError::StreamNotFound`], [`LogError::StreamDeleted`], [`LogError::WrongExpectedRevision`], what the backend says.
    pub async fn delete_stream(&self, stream: &str, expected: Expected) -> Result<(), LogError> {
        self.change_rules(stream, &mut |state, rules| {
            let next = state.next_revision(stream);
            if let Some(error) = state.mismatch(stream, expected, next) {
                return Err(error);
            }
            if next == rules.first {
                return Err(LogError::StreamNotFound { stream: stream.to_owned() });
            }
            Ok(Rules { first: next, ..rules })
        })
        .await
    }

    /// Deletes a stream for good: nothing can ever be appended to one of that name again.
    ///
    /// # Errors
    /// [`LogError::StreamDeleted`], [`LogError::WrongExpectedRevision`], what the backend says.
    pub async fn tombstone_stream(&self, stream: &str, expected: Expected) -> Result<(), LogError> {
        self.change_rules(stream, &mut |state, rules| {
            let next = state.next_revision(stream);
            match state.mismatch(stream, expected, next) {
                Some(error) => Err(error),
                None => Ok(Rules { first: next, tombstoned: true, ..rules }),
            }
        })
        .await
    }

    async fn change_rules(
        &self,
        stream: &str,
        change: &mut dyn FnMut(&State, Rules) -> Result<Rules, LogError>,
    ) -> Result<(), LogError> {
        let _alone = self.writing.lock().await;
        // What others have written since decides, also about an error.
        self.sync().await?;
        loop {
            self.writable()?;
            let changed = {
                let state = self.state.borrow();
                let rules = state.rules(stream).cloned().unwrap_or_default();
                if rules.tombstoned {
                    return Err(LogError::StreamDeleted { stream: stream.to_owned() });
                }
                change(&state, rules)?
            };
            match self.put_rules(vec![(stream.to_owned(), changed)], Vec::new()).await {
                Err(LogError::Conflict) => drop(self.sync().await?),
                other => return other,
            }
        }
    }

    /// Stores rules of streams. The caller holds the lock, and retries on a conflict.
    pub(crate) async fn put_rules(
        &self,
        rules: Vec<(String, Rules)>,
        mut notes: Vec<(String, Option<Vec<u8>>)>,
    ) -> Result<(), LogError> {
        let head = self.head().ruled();
        let stored_head = head.to_bytes();
        notes.extend(rules.iter().map(|(stream, rules)| (Rules::note(stream), Some(rules.to_bytes()))));
        // What was deleted must not come back by itself: it is on the disk before it is reported.
        let commit = Commit {
            expect: self.expect(),
            // What is said of a stream depends on what it holds: nothing may have been appended meanwhile.
            free: Some(head.next),
            head: Some(stored_head.clone()),
            notes,
            strict: true,
            ..Commit::default()
        };
        self.backend.commit(commit).await?;
        let mut state = self.state.borrow_mut();
        if state.head.generation + 1 == head.generation {
            state.head = head;
            state.stored_head = Some(stored_head);
            state.rules.extend(rules);
        }
        Ok(())
    }
}
