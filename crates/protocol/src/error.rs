//! Errors as they cross to the page.

use serde::{Deserialize, Serialize};

/// An error with a stable code and a sentence that says what happened, where, and what to do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorInfo {
    /// `UnknownFormat`, `MalformedLog`, `NeedsMapping`, `EmptyLog`, `QuotaExceeded`, `CorruptSegment`, `NewerFormat`, `StoreBlocked`,
    /// `StoreClosed`, `Aborted`, `LogNotFound`, `StreamNotFound`, `InvalidPath`, `HandlerFailed`, `Internal`.
    pub code: String,
    /// What happened, where, and what to do.
    pub message: String,
    /// The line of the file, from 1, where there is one.
    pub line: Option<u64>,
    /// The byte of the uncompressed file, from 0, where there is one.
    pub byte: Option<u64>,
    /// For `NeedsMapping`: what was seen of the file.
    pub preview: Option<Box<crate::Preview>>,
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
