//! Errors as they cross to the page.

use serde::{Deserialize, Serialize};

use crate::ExpectedRevision;

/// An error with a stable code and a sentence that says what happened, where, and what to do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorInfo {
    /// One of a list that only grows:
    /// - of files: `UnknownFormat`, `MalformedLog`, `NeedsMapping`, `EmptyLog`, `SourceFailed`;
    /// - of appends: `WrongExpectedRevision` (`stream_id`, `expected`, `actual`), `AppendConditionFailed` (`position` of the
    ///   first event that matches), `StreamDeleted` (`stream_id`), `InvalidEvent` (what the event is refused for);
    /// - of reads: `LogNotFound`, `StreamNotFound` and `StreamDeleted` (`stream_id`), `Scavenged` (`position`), `InvalidPath`;
    /// - of what is stored: `QuotaExceeded` (`needed`, `available`), `CorruptSegment` (`first_position`),
    ///   `NewerFormat` (`found`, `supported`), `StoreBlocked`, `StoreClosed`, `StoreUnavailable` (there is no IndexedDB here),
    ///   `InvalidBackup`;
    /// - of projections: `ProjectionNotFound`, `ProjectionStopped` (whoever ran its handlers has left) and `HandlerFailed` (`projection`,
    ///   `position`, `path`), `InvalidProjection`, `InvalidJq` (`byte`), `BranchNotFound`, `InvalidEdit` (`position`),
    ///   `InvalidQuestion`;
    /// - of a search: `InvalidQuery` (`byte` of the query);
    /// - of the call: `Aborted`, `InvalidCall` (it cannot be read), `InvalidRule` (of a redaction), `Internal`.
    pub code: String,
    /// What happened, where, and what to do.
    pub message: String,
    /// The line of the file, from 1, where there is one.
    pub line: Option<u64>,
    /// The byte of the uncompressed file, or of the query, from 0, where there is one.
    pub byte: Option<u64>,
    /// The file that the error is about, where several were imported together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// For `NeedsMapping`: what was seen of the file.
    #[cfg(feature = "debugger")]
    pub preview: Option<Box<crate::Preview>>,
    /// For `NeedsMapping`: the fields of the first records.
    #[cfg(feature = "import")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<crate::Field>,
    /// The stream that the error is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_id: Option<String>,
    /// What the append expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<ExpectedRevision>,
    /// What is there instead: a revision, or `noStream`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<ExpectedRevision>,
    /// How many events an import into a log with events had appended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appended: Option<u64>,
    /// The position that the error is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// The projection that the error is about.
    #[cfg(feature = "time")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projection: Option<String>,
    /// Where in its state, as a JSON Pointer.
    #[cfg(feature = "time")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The first position of the segment that the error is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_position: Option<u64>,
    /// Bytes that were to be written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed: Option<u64>,
    /// Bytes that the browser says are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<u64>,
    /// The format version found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<u64>,
    /// The newest format version that the engine reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported: Option<u64>,
}

impl ErrorInfo {
    /// An error with nothing but a code and a sentence.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), ..Self::default() }
    }
}

impl std::fmt::Display for ErrorInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ErrorInfo {}
