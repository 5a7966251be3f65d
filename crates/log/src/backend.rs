//! What a log needs of the place where its bytes live.

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

/// Writes that happen together or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// Checked inside the transaction.
    pub expect: Expect,
    /// The new head.
    pub head: Option<Vec<u8>>,
    /// Segments to add or to put in the place of others.
    pub put: Vec<StoredSegment>,
    /// Segments to remove, by first position.
    pub remove: Vec<u64>,
    /// Notes to set, or to remove where there is no value.
    pub notes: Vec<(String, Option<Vec<u8>>)>,
    /// Whether the bytes must have reached the disk when the commit is reported.
    pub strict: bool,
}

impl Commit {
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
    /// The head, if one was ever written.
    async fn head(&self) -> Result<Option<Vec<u8>>, LogError>;

    /// The headers of all segments from position `from` on, in their order.
    async fn headers(&self, from: u64) -> Result<Vec<StoredHeader>, LogError>;

    /// The payload of the segment that begins at `first`; `None` when there is none.
    async fn payload(&self, first: u64) -> Result<Option<Vec<u8>>, LogError>;

    /// A note.
    async fn note(&self, key: &str) -> Result<Option<Vec<u8>>, LogError>;

    /// Writes all of `commit` or nothing, and reports success only when it is committed.
    ///
    /// # Errors
    /// [`LogError::Conflict`] when the head is not the expected one.
    async fn commit(&self, commit: Commit) -> Result<(), LogError>;
}
