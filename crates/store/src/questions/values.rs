//! What a value was when: every change of it, its numbers for a chart, and the patches of a partition as they are.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use foldback_event::{Json, Pointer};
use foldback_log::Backend;
use foldback_protocol::{ChangesAnswer, PatchesAnswer, SeriesAnswer, ValueChange};

use crate::{On, Store, StoreError};

/// Bytes of patches that one answer holds, about.
const PAGE: usize = 16 << 20;

impl<B: Backend> Store<B> {
    /// Every event at these positions that changed what `path` leads to, with the old and the new value; the first `limit` are listed.
    ///
    /// # Errors
    /// As [`Self::ask_on`].
    pub async fn changes_of(
        &self,
        on: On<'_>,
        partition: &str,
        path: &Pointer,
        at: RangeInclusive<u64>,
        limit: usize,
    ) -> Result<ChangesAnswer, StoreError> {
        let text = |value: Option<&Json>| value.map(Json::to_string);
        self.ask_on(on, partition, *at.end(), |future, number| {
            let before = at.start().checked_sub(1);
            let before = before.map_or(Ok(None), |before| future.value(number, path, before))?;
            let mut old = text(before.as_ref());
            let mut answer = ChangesAnswer::default();
            future.values(number, path, at.clone(), &mut |position, value| {
                answer.total += 1;
                if answer.changes.len() < limit {
                    let new = text(value);
                    let old = std::mem::replace(&mut old, new.clone());
                    answer.changes.push(ValueChange { position, old, new });
                }
                true
            })?;
            Ok(answer)
        })
        .await
    }

    /// What the value at `path` was as a number.
    ///
    /// # Errors
    /// As [`Self::ask_on`].
    pub async fn series_of(
        &self,
        on: On<'_>,
        partition: &str,
        path: &Pointer,
        at: RangeInclusive<u64>,
        width: usize,
    ) -> Result<SeriesAnswer, StoreError> {
        self.ask_on(on, partition, *at.end(), |future, number| {
            let series = future.series(number, path, at.clone(), width)?;
            Ok(SeriesAnswer {
                before: series.before,
                total: series.total,
                positions: series.points.iter().map(|point| point.position).collect(),
                values: series.points.iter().map(|point| point.value).collect(),
            })
        })
        .await
    }

    /// The state before these positions and the lines of all events at them, as many as `limit` and what memory allows.
    ///
    /// # Errors
    /// As [`Self::ask_on`].
    pub async fn patches_of(
        &self,
        on: On<'_>,
        partition: &str,
        at: RangeInclusive<u64>,
        limit: usize,
    ) -> Result<(PatchesAnswer, String), StoreError> {
        let lines = RefCell::new(String::new());
        let root = Pointer::root();
        let asked = self.ask_on(on, partition, *at.end(), |future, number| {
            let mut lines = lines.borrow_mut();
            lines.clear();
            let before = at.start().checked_sub(1);
            if let Some(state) = before.map_or(Ok(None), |before| future.value(number, &root, before))? {
                state.write(&mut lines);
            }
            lines.push('\n');
            let (mut shown, mut last, mut next) = (0, None, None);
            future.patches(number, partition, at.clone(), &mut |position, line| {
                // Those of one position stay together: whoever asks on names a position.
                if last != Some(position) && (shown >= limit || lines.len() >= PAGE) {
                    next = Some(position);
                    return false;
                }
                (shown, last) = (shown + 1, Some(position));
                lines.push_str(line);
                true
            })?;
            Ok(PatchesAnswer { next })
        });
        let answer = asked.await?;
        Ok((answer, lines.into_inner()))
    }
}
