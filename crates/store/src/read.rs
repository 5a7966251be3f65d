//! Reading page by page. Between pages nothing is held: whoever reads gives back where the next page begins and where the read ends.

use foldback_event::{Position, Timestamp};
use foldback_log::{Backend, Direction, Filter, LogError, Selection, View};

use crate::{Store, StoreError};

/// Bytes of a page of neighbouring events, about: what crosses to a page at once should not hold it up.
const PAGE: u64 = 1 << 20;

/// Events of a stream that a page with a filter looks at, at least.
const LOOKED_AT: usize = 4096;

/// Where a read begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// At a position, or at a revision of the stream that is read. It counts too, both ways.
    Place(u64),
    /// At the first event at which the latest time so far is not before this one; backwards, at the last before that.
    Time(Timestamp),
}

/// What is read.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// One stream; the whole log when absent.
    pub stream: Option<String>,
    /// Which events of the log or the stream.
    pub filter: Filter,
    /// Which way.
    pub direction: Direction,
    /// Where it begins; at the first event, or backwards at the last, when absent.
    pub from: Option<From>,
    /// The position behind the last event that belongs to the read; what is there now when absent.
    pub until: Option<u64>,
    /// Events of this page at most.
    pub limit: usize,
    /// The time now, in microseconds since 1970: streams may say that old events are not read.
    pub now: i64,
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Where the next one begins, a position or a revision as in [`From::Place`]; `None` at the end.
    pub next: Option<u64>,
    /// The position behind the last event of the read. Given back as [`Read::until`], it keeps the read stable while others append.
    pub until: u64,
    /// Where a read of what comes later goes on: behind all that was looked at, whether it fitted or not.
    pub resume: u64,
}

impl<B: Backend> Store<B> {
    /// Shows one page. `visit` ends it early by `false`; the event it says that to was shown and counts.
    ///
    /// # Errors
    /// [`LogError::StreamNotFound`], [`LogError::StreamDeleted`]; [`LogError::Corrupt`] when the first event of the page cannot be
    /// read. Damage further on ends the page before it.
    pub async fn read(&self, read: &Read, visit: &mut dyn FnMut(&View<'_>) -> bool) -> Result<Page, StoreError> {
        let until = read.until.unwrap_or(u64::MAX).min(self.events());
        let selection = self.select(read, until)?;
        let resume = resume(read, &selection, until);
        let mut shown = None;
        let (mut stopped, mut cut) = (false, None);
        let mut show = |view: View<'_>| {
            shown = Some(view.position.0);
            stopped = !visit(&view);
            !stopped
        };
        let outcome = match run_of(&selection) {
            // Neighbours are read in one go.
            Some(range) => {
                let end = self.log.stretch(range.clone(), PAGE);
                cut = (end < range.end).then_some(end);
                self.log.visit(range.start..end, &mut show).await
            }
            None => self.log.pick(&selection.positions, &mut show).await,
        };
        match outcome {
            Err(error @ LogError::Corrupt { .. }) if shown.is_none() => return Err(error.into()),
            Err(LogError::Corrupt { .. }) => stopped = true,
            other => other?,
        }
        let positions = &selection.positions;
        // Some that were selected may have been removed before they were read, so that counting would not do.
        let ended = match (stopped, cut) {
            (true, _) => shown.and_then(|shown| positions.iter().position(|at| *at == shown)).map_or(0, |at| at + 1),
            (false, Some(end)) => positions.partition_point(|position| *position < end),
            (false, None) => positions.len(),
        };
        let next = positions.get(ended).map(|position| self.place(read, *position));
        Ok(match next {
            Some(next) => Page { next: Some(next), until, resume: next },
            None => Page { next: selection.next, until, resume },
        })
    }

    fn select(&self, read: &Read, until: u64) -> Result<Selection, LogError> {
        let backwards = read.direction == Direction::Backwards;
        let from = match read.from {
            None if backwards => u64::MAX,
            None => 0,
            Some(From::Place(place)) => place,
            Some(From::Time(time)) => {
                let position = self.log.index().position_at(time);
                let position = if backwards {
                    match position.checked_sub(1) {
                        Some(before) => before,
                        None => return Ok(Selection::default()),
                    }
                } else {
                    position
                };
                match &read.stream {
                    None => position,
                    Some(stream) => match self.revision_near(stream, position, backwards) {
                        Some(revision) => revision,
                        None => return Ok(Selection::default()),
                    },
                }
            }
        };
        match &read.stream {
            None => self.log.select_all(&read.filter, read.direction, from, until, read.limit),
            Some(stream) => {
                let filter = &read.filter;
                let looked_at = if filter.is_empty() { read.limit } else { read.limit.max(LOOKED_AT) };
                let mut selection = self.log.select_stream(stream, read.direction, from, until, looked_at, read.now)?;
                // Of a stretch in which nothing fits, the page is empty and says where the next one begins.
                self.log.retain_fitting(filter, &mut selection.positions);
                if let Some(next) = selection.positions.get(read.limit) {
                    selection.next = Some(self.place(read, *next));
                    selection.positions.truncate(read.limit);
                }
                Ok(selection)
            }
        }
    }

    /// A position as the read counts: the revision where one stream is read.
    fn place(&self, read: &Read, position: u64) -> u64 {
        match &read.stream {
            None => position,
            Some(_) => {
                let (index, at) = (self.log.index(), Position(position));
                let revision = index.stream_at(at).and_then(|stream| index.revision_at(stream, at));
                revision.map_or(u64::MAX, |revision| revision.0)
            }
        }
    }

    /// The revision of a stream's first event at a position or behind it; backwards, of its last there or before.
    fn revision_near(&self, stream: &str, position: u64, backwards: bool) -> Option<u64> {
        let index = self.log.index();
        let entry = index.stream(stream)?;
        let before = entry.positions.partition_point(|at| u64::from(*at) < position + u64::from(backwards)) as u64;
        if backwards { (entry.first_revision + before).checked_sub(1) } else { Some(entry.first_revision + before) }
    }
}

/// Where a read of what comes later goes on.
fn resume(read: &Read, selection: &Selection, until: u64) -> u64 {
    match (&read.stream, selection.next) {
        (_, Some(next)) => next,
        (None, None) => until,
        (Some(_), None) => selection.end,
    }
}

/// The range of the positions, when they are neighbours in the order of the log.
fn run_of(selection: &Selection) -> Option<std::ops::Range<u64>> {
    let (first, last) = (*selection.positions.first()?, *selection.positions.last()?);
    let neighbours = last.checked_sub(first)? + 1 == selection.positions.len() as u64;
    (neighbours && selection.positions.is_sorted()).then_some(first..last + 1)
}
