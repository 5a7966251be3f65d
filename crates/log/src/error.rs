//! What can go wrong with a log, causes kept apart.

use std::fmt;

use crate::append::Expected;

/// An error of the log or of the backend under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogError {
    /// Someone else has written since this log last looked. Look again and decide anew.
    Conflict,
    /// The stream is not at the revision that the append expects. `None` is a stream without events.
    WrongExpectedRevision {
        /// The stream.
        stream: String,
        /// What was expected of it.
        expected: Expected,
        /// The revision it is at.
        actual: Option<u64>,
    },
    /// An event that the append's condition forbids was recorded.
    ConditionFailed {
        /// The position of the last such event.
        position: u64,
    },
    /// The stream was deleted for good: nothing can be appended to it any more.
    StreamDeleted {
        /// The stream.
        stream: String,
    },
    /// The stream has no events, or was deleted.
    StreamNotFound {
        /// The stream.
        stream: String,
    },
    /// An event is more than a log takes.
    InvalidEvent {
        /// Its place in the append, from 0.
        at: usize,
        /// What about it.
        reason: String,
    },
    /// The event was removed by a scavenge.
    Scavenged {
        /// Its position.
        position: u64,
    },
    /// The caller asked for it to end.
    Cancelled,
    /// The bytes are no backup, or not a whole one.
    NoBackup {
        /// What does not fit.
        reason: &'static str,
    },
    /// The append was part of a group whose writer was given up in the middle: look whether it happened.
    Interrupted,
    /// There is no room left.
    Quota {
        /// Bytes that were to be written.
        needed: u64,
        /// Bytes that the browser says are left, where it says so.
        available: Option<u64>,
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
            Self::WrongExpectedRevision { stream, expected, actual } => {
                let expected = match expected {
                    Expected::Any => "the same append again, or a new one",
                    Expected::NoStream => "no events",
                    Expected::StreamExists => "some events",
                    Expected::Revision(revision) => &format!("revision {revision}"),
                };
                let actual = match actual {
                    Some(revision) => &format!("is at revision {revision}"),
                    None => "has no events",
                };
                write!(f, "the stream {stream} {actual}, the append expects {expected}; read it again and decide anew")
            }
            Self::ConditionFailed { position } => write!(
                f,
                "the event at position {position} is one that the append's condition forbids; read again up to there and decide anew"
            ),
            Self::StreamDeleted { stream } => {
                write!(f, "the stream {stream} was deleted for good; use another name")
            }
            Self::InvalidEvent { at, reason } => write!(f, "event {at} of the append cannot be recorded: {reason}"),
            Self::Scavenged { position } => {
                write!(f, "the event at position {position} was removed when the log was scavenged; ask for a later one")
            }
            Self::StreamNotFound { stream } => write!(f, "there is no stream {stream}, or it was deleted; check its name"),
            Self::Cancelled => f.write_str("it was cancelled before it was done"),
            Self::NoBackup { reason } => {
                write!(f, "this is no whole backup of a log: {reason}; choose another file. The store is as it was")
            }
            Self::Interrupted => f.write_str(
                "the append was given up while it was being written with others; read the stream again to see whether it happened",
            ),
            Self::Quota { needed, available } => {
                write!(f, "the browser gives this page no more room: {needed} bytes could not be written")?;
                if let Some(available) = available {
                    write!(f, ", about {available} are left")?;
                }
                f.write_str("; delete logs that are no longer needed, or free space on the disk")
            }
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
