//! Import into an empty log: segments are written as they fill up and published together by one last head.

use std::collections::VecDeque;

use foldback_event::EventRef;

use crate::LogError;
use crate::backend::{Backend, Commit, Expect, StoredSegment};
use crate::head::Head;
use crate::log::{Log, SegmentEntry};
use crate::segment::{Sealed, SegmentBuilder};

/// Takes events in and gives segments out. It does no I/O itself, so that decoding and writing can overlap.
#[derive(Debug)]
pub struct Importer {
    builder: SegmentBuilder,
    sealed: VecDeque<StoredSegment>,
}

impl Importer {
    /// Takes the next event.
    ///
    /// # Errors
    /// [`LogError::Full`].
    pub fn push<B: Backend>(&mut self, log: &Log<B>, event: &EventRef<'_>) -> Result<(), LogError> {
        if self.builder.is_full() {
            self.seal(log)?;
        }
        let state = log.state.borrow();
        self.builder.push(&|stream| state.next_revision(stream), event).map(drop)
    }

    /// How many events it has taken.
    pub fn events(&self) -> u64 {
        self.builder.next()
    }

    /// The next segment to be written, if one is full. The log's index already covers it.
    pub fn next_segment(&mut self) -> Option<StoredSegment> {
        self.sealed.pop_front()
    }

    /// Makes a segment of what there is.
    ///
    /// # Errors
    /// [`LogError::Full`].
    pub fn seal<B: Backend>(&mut self, log: &Log<B>) -> Result<(), LogError> {
        if self.builder.len() == 0 {
            return Ok(());
        }
        let Sealed { stored, header, .. } = self.builder.seal();
        let mut state = log.state.borrow_mut();
        state.index.add(&header)?;
        state.segments.push(SegmentEntry::new(&header, stored.header.len()));
        self.sealed.push_back(stored);
        Ok(())
    }
}

impl<B: Backend> Log<B> {
    /// Begins an import. Until [`Self::publish`] every other handle sees an empty log that is being imported into.
    ///
    /// # Errors
    /// [`LogError::Conflict`] when the log is not empty, or is being imported into by someone else.
    pub async fn begin_import(&self) -> Result<Importer, LogError> {
        let head = self.head();
        if head.next > 0 || head.importing {
            return Err(LogError::Conflict);
        }
        let stored_head = Head { importing: true, ..head }.to_bytes();
        self.backend
            .commit(Commit {
                expect: self.expect(),
                free: Some(0),
                head: Some(stored_head.clone()),
                ..Commit::default()
            })
            .await?;
        let mut state = self.state.borrow_mut();
        state.head.importing = true;
        state.stored_head = Some(stored_head);
        Ok(Importer { builder: SegmentBuilder::new(0, head.link), sealed: VecDeque::new() })
    }

    /// Writes a segment of an import. It is not part of the log before [`Self::publish`].
    ///
    /// # Errors
    /// What the backend says.
    pub async fn write_segment(&self, segment: StoredSegment) -> Result<(), LogError> {
        self.backend.commit(Commit { expect: Expect::Anything, put: vec![segment], ..Commit::default() }).await
    }

    /// Ends an import whose segments are all written: from here on the log is what was imported, on the disk.
    ///
    /// # Errors
    /// [`LogError::Conflict`] when the import was taken away meanwhile; what the backend says.
    pub async fn publish(&self, importer: Importer, notes: Vec<(String, Option<Vec<u8>>)>) -> Result<(), LogError> {
        let head =
            Head { next: importer.builder.next(), link: importer.builder.link(), importing: false, ..self.head() };
        let stored_head = head.to_bytes();
        let commit =
            Commit { expect: self.expect(), head: Some(stored_head.clone()), notes, strict: true, ..Commit::default() };
        self.backend.commit(commit).await?;
        let mut state = self.state.borrow_mut();
        state.head = head;
        state.stored_head = Some(stored_head);
        Ok(())
    }
}
