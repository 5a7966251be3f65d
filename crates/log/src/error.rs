//! What can go wrong with a log, causes kept apart.

use std::fmt;

/// An error of the log or of the backend under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogError {
    /// Someone else has written since this log last looked. Look again and decide anew.
    Conflict,
    /// The stream is not at the revision that the append expects. `None` is a stream without events.
    WrongExpectedRevision {
        /// The stream.
        stream: String,
        /// The revision it is at.
        actual: Option<u64>,
    },
    /// There is no room left.
    Quota {
        /// Bytes that were to be written.
        needed: u64,
    },
    /// Another tab holds an older version of the database open.
    Blocked,
    /// The database was closed under us.
    Closed,
    /// Stored bytes are not what was written.
    Corrupt {
        /// First position of the segment; `None` for the head.
        first: Option<u64>,
        /// What does not fit.
        reason: &'static str,
    },
    /// The log was written by a newer version of the program.
    NewerVersion {
        /// The version found.
        found: u16,
        /// The newest version that this program reads.
        supported: u16,
    },
    /// More than a log can hold.
    Full,
    /// Anything else that the backend says.
    Backend(String),
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict => f.write_str("the log was written to by someone else meanwhile; read it again and retry"),
            Self::WrongExpectedRevision { stream, actual: Some(actual) } => {
                write!(
                    f,
                    "the stream {stream} is at revision {actual}, not where the append expects it; read it again and decide anew"
                )
            }
            Self::WrongExpectedRevision { stream, actual: None } => {
                write!(f, "the stream {stream} has no events, the append expects some; read it again and decide anew")
            }
            Self::Quota { needed } => write!(
                f,
                "the browser gives this page no more room: {needed} bytes could not be written; delete logs that are no longer needed, or free space on the disk"
            ),
            Self::Blocked => f.write_str(
                "another tab holds this log open in an older version of the page; close that tab and try again",
            ),
            Self::Closed => f.write_str("the browser closed the database; open the log again"),
            Self::Corrupt { first: Some(first), reason } => {
                write!(
                    f,
                    "the segment that begins at position {first} is damaged: {reason}; what other segments hold is not affected"
                )
            }
            Self::Corrupt { first: None, reason } => write!(f, "the head of the log is damaged: {reason}"),
            Self::NewerVersion { found, supported } => write!(
                f,
                "this log was written in format version {found}, and this program reads up to version {supported}; use a newer version of it"
            ),
            Self::Full => f.write_str("a log holds 4,294,967,295 events at most"),
            Self::Backend(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for LogError {}
