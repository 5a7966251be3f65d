//! What can go wrong with a store.

use std::fmt;

use foldback_format::ImportError;
use foldback_log::LogError;

/// An error of the store or of what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreError {
    /// The log or its backend.
    Log(LogError),
    /// The file that was to be imported.
    Import(ImportError),
    /// A record could not be read and the import was to be refused whole.
    Refused {
        /// Line, from 1.
        line: u64,
        /// Byte of the decompressed file, from 0.
        byte: u64,
        /// What is wrong there.
        message: String,
    },
    /// An event of the file is of a stream that was deleted for good, and the import was to be refused whole.
    StreamDeleted {
        /// The stream.
        stream: String,
        /// Line of the event, from 1.
        line: u64,
        /// Byte of the decompressed file, from 0.
        byte: u64,
    },
    /// One of several files.
    InFile {
        /// Its name.
        file: String,
        /// What is wrong with it.
        why: Box<StoreError>,
    },
    /// None of several files is a log.
    NoneOfFiles {
        /// How many they are.
        files: u64,
        /// What is wrong with the first; one that only lacks a mapping comes before others.
        first: Box<StoreError>,
    },
    /// An entry of an archive that cannot be read: the end of a sentence that says so.
    Entry(String),
    /// An import into a store that has events ended before the file did: what was appended stays.
    Stopped {
        /// How many events were appended.
        appended: u64,
        /// Why it ended.
        why: Box<StoreError>,
    },
    /// The file's bytes could not be read.
    Source(String),
    /// There is no such stream.
    StreamNotFound(String),
    /// There is no projection of this name.
    #[cfg(feature = "time")]
    ProjectionNotFound(String),
    /// A projection that cannot be: the end of a sentence that says so.
    #[cfg(feature = "time")]
    InvalidProjection(String),
    /// A text that is no jq filter.
    #[cfg(feature = "time")]
    InvalidJq {
        /// Byte offset of what is wrong.
        byte: u64,
        /// What is wrong.
        message: String,
    },
    /// A projection does not go on, and has not got to where it was asked about.
    #[cfg(feature = "time")]
    ProjectionFailed {
        /// The projection.
        projection: String,
        /// Why.
        why: foldback_protocol::ProjectionFailure,
    },
    /// There is no branch of this name.
    #[cfg(feature = "time")]
    BranchNotFound(String),
    /// An edit of a branch that cannot be made: which, and why.
    #[cfg(feature = "time")]
    InvalidEdit {
        /// The event that it is about.
        position: Option<u64>,
        /// What is wrong.
        why: String,
    },
    /// A question that cannot be asked: the end of a sentence that says so.
    #[cfg(feature = "time")]
    InvalidQuestion(String),
    /// The caller asked for it to end.
    Aborted,
}

/// What is said where the import was refused whole.
const REFUSED: &str = " The import was refused whole, as asked; nothing was kept.";

impl StoreError {
    /// What happened, without what became of the import.
    fn cause(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { line, byte, message } => write!(f, "Line {line}, byte {byte}: {message}."),
            Self::StreamDeleted { stream, line, .. } => {
                write!(f, "Line {line}: the stream {stream} was deleted for good and takes no more events.")
            }
            Self::InFile { file, why } => {
                write!(f, "{file}: ")?;
                why.cause(f)
            }
            Self::Aborted => f.write_str("Cancelled."),
            other => write!(f, "{other}"),
        }
    }

    /// Whether it is a record that refuses the whole import.
    fn refuses(&self) -> bool {
        match self {
            Self::Refused { .. } | Self::StreamDeleted { .. } => true,
            Self::InFile { why, .. } => why.refuses(),
            _ => false,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Log(error) => error.fmt(f),
            Self::Import(error) => error.fmt(f),
            Self::Refused { .. } | Self::StreamDeleted { .. } | Self::InFile { .. } => {
                self.cause(f)?;
                f.write_str(if self.refuses() { REFUSED } else { "" })
            }
            Self::NoneOfFiles { files: 1, first } => first.fmt(f),
            Self::NoneOfFiles { files, first } => {
                write!(f, "None of the {files} files is a log that can be read. The first: ")?;
                first.cause(f)
            }
            Self::Entry(why) => write!(f, "It {why}."),
            Self::Stopped { appended: 0, why } => why.fmt(f),
            Self::Stopped { appended, why } => {
                why.cause(f)?;
                write!(f, " {appended} events of the file were appended before, and stay.")
            }
            Self::Source(message) => {
                write!(f, "The file could not be read: {}. Choose it again.", message.trim_end_matches('.'))
            }
            Self::StreamNotFound(stream) => write!(f, "There is no stream {stream} in this log."),
            #[cfg(feature = "time")]
            Self::ProjectionNotFound(name) => {
                write!(f, "There is no projection {name} in this store: name it by project() first.")
            }
            #[cfg(feature = "time")]
            Self::InvalidProjection(why) => write!(f, "The projection cannot be: {why}."),
            #[cfg(feature = "time")]
            Self::InvalidJq { byte, message } => write!(f, "This is no jq filter, at byte {byte}: {message}."),
            #[cfg(feature = "time")]
            Self::ProjectionFailed { why, .. } => f.write_str(&why.message),
            #[cfg(feature = "time")]
            Self::BranchNotFound(name) => {
                write!(f, "There is no branch {name} of this store: name it by branch() first.")
            }
            #[cfg(feature = "time")]
            Self::InvalidEdit { why, .. } => write!(f, "The branch cannot be: {why}."),
            #[cfg(feature = "time")]
            Self::InvalidQuestion(why) => write!(f, "This cannot be asked: {why}."),
            Self::Aborted => f.write_str("Cancelled. Nothing was kept."),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<LogError> for StoreError {
    fn from(error: LogError) -> Self {
        Self::Log(error)
    }
}

impl From<ImportError> for StoreError {
    fn from(error: ImportError) -> Self {
        Self::Import(error)
    }
}
