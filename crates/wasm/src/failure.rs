//! From the store's errors to those that cross to the page.

use foldback_format::ImportError;
use foldback_log::LogError;
use foldback_protocol::ErrorInfo;
use foldback_store::StoreError;

/// The error of a log or its database.
pub fn of_log(error: &LogError) -> ErrorInfo {
    let code = match error {
        LogError::Conflict => "Conflict",
        LogError::WrongExpectedRevision { .. } => "WrongExpectedRevision",
        LogError::Quota { .. } => "QuotaExceeded",
        LogError::Blocked => "StoreBlocked",
        LogError::Closed => "StoreClosed",
        LogError::Corrupt { .. } => "CorruptSegment",
        LogError::NewerVersion { .. } => "NewerFormat",
        LogError::Full | LogError::Backend(_) => "Internal",
    };
    ErrorInfo::new(code, error.to_string())
}

/// The error of a file that cannot be imported.
pub fn of_import(error: &ImportError) -> ErrorInfo {
    let (code, line, byte) = match error {
        ImportError::Empty | ImportError::NoEvents => ("EmptyLog", None, None),
        ImportError::UnknownFormat { .. } => ("UnknownFormat", None, None),
        ImportError::NeedsMapping(_) => ("NeedsMapping", None, None),
        ImportError::Gzip { byte, .. } => ("MalformedLog", None, Some(*byte)),
        ImportError::Malformed { line, byte, .. } => ("MalformedLog", Some(*line), Some(*byte)),
    };
    ErrorInfo { line, byte, ..ErrorInfo::new(code, error.to_string()) }
}

/// The error of a store.
pub fn of_store(error: &StoreError) -> ErrorInfo {
    match error {
        StoreError::Log(error) => of_log(error),
        StoreError::Import(error) => of_import(error),
        StoreError::Refused { line, byte, .. } => {
            ErrorInfo { line: Some(*line), byte: Some(*byte), ..ErrorInfo::new("MalformedLog", error.to_string()) }
        }
        StoreError::Source(_) => ErrorInfo::new("SourceFailed", error.to_string()),
        StoreError::StreamNotFound(_) => ErrorInfo::new("StreamNotFound", error.to_string()),
        StoreError::Aborted => ErrorInfo::new("Aborted", error.to_string()),
    }
}
