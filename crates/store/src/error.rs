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
    /// The file's bytes could not be read.
    Source(String),
    /// There is no such stream.
    StreamNotFound(String),
    /// The caller asked for it to end.
    Aborted,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Log(error) => error.fmt(f),
            Self::Import(error) => error.fmt(f),
            Self::Refused { line, byte, message } => {
                write!(
                    f,
                    "Line {line}, byte {byte}: {message}. The import was refused whole, as asked; nothing was kept."
                )
            }
            Self::Source(message) => write!(f, "The file could not be read: {message}. Choose it again."),
            Self::StreamNotFound(stream) => write!(f, "There is no stream {stream} in this log."),
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
