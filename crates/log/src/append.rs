//! Append: batches of events behind the last one, whole or not at all.

use foldback_event::{EventRef, Position};

use crate::LogError;
use crate::backend::{Backend, Commit};
use crate::head::Head;
use crate::log::{Log, SegmentEntry};
use crate::segment::SegmentBuilder;

/// What a stream must be at for an append to happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is at.
    #[default]
    Any,
    /// It has no events.
    NoStream,
    /// It has some.
    StreamExists,
    /// Its last event has this revision.
    Revision(u64),
}

/// Events to append together. The stream that each names is the one it goes to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Append<'a> {
    /// The events, in their order.
    pub events: &'a [EventRef<'a>],
    /// Checked against the stream of the first event.
    pub expected: Expected,
    /// Whether the events must have reached the disk before success is reported.
    pub strict: bool,
}

/// Where the events went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Position of the first.
    pub first: Position,
    /// How many.
    pub count: u64,
}

impl Expected {
    fn holds(self, events: u64) -> bool {
        match self {
            Self::Any => true,
            Self::NoStream => events == 0,
            Self::StreamExists => events > 0,
            Self::Revision(revision) => events == revision + 1,
        }
    }
}

impl<B: Backend> Log<B> {
    /// Appends a batch. Whatever other tabs write meanwhile, the expectation is checked against what the batch follows.
    ///
    /// # Errors
    /// [`LogError::WrongExpectedRevision`], [`LogError::Full`], what the backend says; nothing is written then.
    /// [`LogError::Conflict`] only while another handle imports into this log.
    pub async fn append(&self, append: Append<'_>) -> Result<Appended, LogError> {
        loop {
            if self.head().importing {
                return Err(LogError::Conflict);
            }
            let filled = {
                let state = self.state.borrow();
                let builder = SegmentBuilder::new(state.index.len(), state.head.link);
                fill(builder, &state.index, &append)
            };
            let (sealed, next) = match filled {
                Ok(filled) => filled,
                // What another handle has written since may be just what the append waits for.
                Err(LogError::WrongExpectedRevision { .. }) if self.refresh().await? > 0 => continue,
                Err(error) => return Err(error),
            };
            let Some(sealed) = sealed else {
                return Ok(Appended { first: Position(self.head().next), count: 0 });
            };
            let head = Head { next, link: sealed.header.link, ..self.head() };
            let stored_head = head.to_bytes();
            let entry = SegmentEntry::new(&sealed.header, sealed.stored.header.len());
            let commit = Commit {
                expect: self.expect(),
                head: Some(stored_head.clone()),
                put: vec![sealed.stored],
                strict: append.strict,
                ..Commit::default()
            };
            match self.backend.commit(commit).await {
                Ok(()) => {
                    let mut state = self.state.borrow_mut();
                    // Another future of this handle may have taken up the commit already, by refreshing.
                    if state.index.len() == sealed.header.first {
                        state.index.add(&sealed.header)?;
                        state.segments.push(entry);
                        state.head = head;
                        state.stored_head = Some(stored_head);
                    }
                    return Ok(Appended { first: Position(sealed.header.first), count: append.events.len() as u64 });
                }
                Err(LogError::Conflict) => {
                    self.refresh().await?;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

fn fill(
    mut builder: SegmentBuilder,
    index: &crate::Index,
    append: &Append<'_>,
) -> Result<(Option<crate::segment::Sealed>, u64), LogError> {
    let Some(first) = append.events.first() else {
        return Ok((None, builder.next()));
    };
    let events = index.stream(first.stream).map_or(0, |stream| stream.positions.len() as u64);
    if !append.expected.holds(events) {
        return Err(LogError::WrongExpectedRevision { stream: first.stream.to_owned(), actual: events.checked_sub(1) });
    }
    for event in append.events {
        builder.push(index, event)?;
    }
    let next = builder.next();
    Ok((Some(builder.seal()), next))
}
