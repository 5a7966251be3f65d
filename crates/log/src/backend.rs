//! What a log needs of the place where its bytes live.

use std::ops::Range;

use crate::LogError;

/// The header of a segment, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHeader {
    /// Position of the segment's first event, its key.
    pub first: u64,
    /// The header's bytes.
    pub header: Vec<u8>,
}

/// A segment to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSegment {
    /// Position of the segment's first event, its key.
    pub first: u64,
    /// The header's bytes.
    pub header: Vec<u8>,
    /// The payload's bytes.
    pub payload: Vec<u8>,
}

/// What the stored head must be for a commit to happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expect {
    /// Whatever it is.
    #[default]
    Anything,
    /// These bytes; `None` for no head at all.
    Head(Option<Vec<u8>>),
}

/// Head and headers as they were at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The head, if one was ever written.
    pub head: Option<Vec<u8>>,
    /// Headers of segments, in their order.
    pub headers: Vec<StoredHeader>,
}

/// A part of a payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PayloadRange {
    /// Position of the segment's first event, its key.
    pub first: u64,
    /// Bytes of the whole payload.
    pub whole: u32,
    /// The first byte.
    pub from: u32,
    /// The byte behind the last.
    pub to: u32,
}

/// Writes that happen together or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// Checked inside the transaction.
    pub expect: Expect,
    /// No segment may begin at this position.
    pub free: Option<u64>,
    /// The new head.
    pub head: Option<Vec<u8>>,
    /// Ranges of positions: every segment that begins in one of them is removed. It happens before `put`.
    pub remove: Vec<Range<u64>>,
    /// Segments to add. Where one is already, the whole commit is a conflict; the place of one that takes another's is in
    /// `remove` too.
    pub put: Vec<StoredSegment>,
    /// Notes to set, or to remove where there is no value.
    pub notes: Vec<(String, Option<Vec<u8>>)>,
    /// Whether the bytes must have reached the disk when the commit is reported.
    pub strict: bool,
}

impl Commit {
    /// Whether a segment that begins at `first` is removed.
    pub fn removes(&self, first: u64) -> bool {
        self.remove.iter().any(|range| range.contains(&first))
    }

    /// How many bytes this commit writes.
    pub fn bytes(&self) -> u64 {
        let segments: usize = self.put.iter().map(|segment| segment.header.len() + segment.payload.len()).sum();
        let notes: usize = self.notes.iter().map(|(key, value)| key.len() + value.as_ref().map_or(0, Vec::len)).sum();
        (segments + notes + self.head.as_ref().map_or(0, Vec::len)) as u64
    }
}

/// A place for the bytes of one log: one head, segments under their first position, notes under names.
///
/// Any number of backends may be open on the same place. A backend knows keys and bytes and never what they mean.
#[allow(async_fn_in_trait, reason = "the engine is single-threaded: its futures need not be Send")]
pub trait Backend {
    /// The head, and the headers of all segments from position `from` on.
    async fn snapshot(&self, from: u64) -> Result<Snapshot, LogError>;

    /// Parts of payloads, all from one moment; `None` for those that are not there as far as the range goes.
    async fn payloads(&self, ranges: &[PayloadRange]) -> Result<Vec<Option<Vec<u8>>>, LogError>;

    /// The whole payload of the segment that begins at `first`; `None` when there is none.
    async fn payload(&self, first: u64) -> Result<Option<Vec<u8>>, LogError>;

    /// A note.
    async fn note(&self, key: &str) -> Result<Option<Vec<u8>>, LogError>;

    /// All notes whose names begin with `prefix`, in the order of their names' UTF-16 code units.
    async fn notes(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, LogError>;

    /// Writes all of `commit` or nothing, and reports success only when it is committed.
    ///
    /// # Errors
    /// [`LogError::Conflict`] when the head is not the expected one, or a place is taken. [`LogError::Closed`] when the place was closed under
    /// it: whether the commit happened is not known then, and the next call opens the place again if it is still there.
    async fn commit(&self, commit: Commit) -> Result<(), LogError>;
}
