//! From the store's errors to those that cross to the page.

use foldback_format::ImportError;
use foldback_log::{Expected, LogError};
use foldback_protocol::{ErrorInfo, ExpectedRevision};
use foldback_store::StoreError;

/// The error of a log or its database.
pub fn of_log(error: &LogError) -> ErrorInfo {
    let of = |code: &str| ErrorInfo::new(code, error.to_string());
    match error {
        LogError::Conflict => of("Conflict"),
        LogError::WrongExpectedRevision { stream, expected, actual } => ErrorInfo {
            stream_id: Some(stream.clone()),
            expected: Some(to_expected(*expected)),
            actual: Some(actual.map_or(ExpectedRevision::NoStream, ExpectedRevision::Revision)),
            ..of("WrongExpectedRevision")
        },
        LogError::ConditionFailed { position } => {
            ErrorInfo { position: Some(*position), ..of("AppendConditionFailed") }
        }
        LogError::StreamDeleted { stream } => ErrorInfo { stream_id: Some(stream.clone()), ..of("StreamDeleted") },
        LogError::StreamNotFound { stream } => ErrorInfo { stream_id: Some(stream.clone()), ..of("StreamNotFound") },
        LogError::InvalidEvent { .. } => of("InvalidEvent"),
        LogError::Scavenged { position } => ErrorInfo { position: Some(*position), ..of("Scavenged") },
        LogError::Quota { needed, available } => {
            ErrorInfo { needed: Some(*needed), available: *available, ..of("QuotaExceeded") }
        }
        LogError::Blocked => of("StoreBlocked"),
        LogError::Closed | LogError::Interrupted => of("StoreClosed"),
        LogError::Cancelled => of("Aborted"),
        LogError::Corrupt { first, .. } => ErrorInfo { first_position: *first, ..of("CorruptSegment") },
        LogError::NewerVersion { found, supported } => {
            let (found, supported) = (Some(u64::from(*found)), Some(u64::from(*supported)));
            ErrorInfo { found, supported, ..of("NewerFormat") }
        }
        LogError::NoBackup { .. } => of("InvalidBackup"),
        LogError::Full | LogError::Backend(_) => of("Internal"),
    }
}

fn to_expected(expected: Expected) -> ExpectedRevision {
    match expected {
        Expected::Any => ExpectedRevision::Any,
        Expected::NoStream => ExpectedRevision::NoStream,
        Expected::StreamExists => ExpectedRevision::StreamExists,
        Expected::Revision(revision) => ExpectedRevision::Revision(revision),
    }
}

/// What an append expects, in the log's words.
pub fn from_expected(expected: ExpectedRevision) -> Expected {
    match expected {
        ExpectedRevision::Any => Expected::Any,
        ExpectedRevision::NoStream => Expected::NoStream,
        ExpectedRevision::StreamExists => Expected::StreamExists,
        ExpectedRevision::Revision(revision) => Expected::Revision(revision),
    }
}

/// The error of a file that cannot be imported.
pub fn of_import(error: &ImportError) -> ErrorInfo {
    let (code, line, byte) = match error {
        ImportError::Empty | ImportError::NoEvents => ("EmptyLog", None, None),
        ImportError::UnknownFormat { .. } | ImportError::NoSuchShape { .. } => ("UnknownFormat", None, None),
        ImportError::NeedsMapping(_) => ("NeedsMapping", None, None),
        ImportError::Packed { byte, .. } => ("MalformedLog", None, Some(*byte)),
        ImportError::Zip { .. } => ("MalformedLog", None, None),
        ImportError::Malformed { line, byte, .. } => ("MalformedLog", Some(*line), Some(*byte)),
    };
    ErrorInfo {
        line,
        byte,
        #[cfg(feature = "import")]
        fields: match error {
            ImportError::NeedsMapping(detection) => crate::convert::from_fields(&detection.fields),
            _ => Vec::new(),
        },
        ..ErrorInfo::new(code, error.to_string())
    }
}

/// The error of a store.
pub fn of_store(error: &StoreError) -> ErrorInfo {
    match error {
        StoreError::Log(error) => of_log(error),
        StoreError::Import(error) => of_import(error),
        StoreError::Refused { line, byte, .. } => {
            ErrorInfo { line: Some(*line), byte: Some(*byte), ..ErrorInfo::new("MalformedLog", error.to_string()) }
        }
        StoreError::StreamDeleted { stream, line, byte } => ErrorInfo {
            stream_id: Some(stream.clone()),
            line: Some(*line),
            byte: Some(*byte),
            ..ErrorInfo::new("StreamDeleted", error.to_string())
        },
        StoreError::InFile { file, why } => {
            ErrorInfo { file: Some(file.clone()), message: error.to_string(), ..of_store(why) }
        }
        StoreError::NoneOfFiles { first, .. } => ErrorInfo { message: error.to_string(), ..of_store(first) },
        StoreError::Entry(_) => ErrorInfo::new("UnknownFormat", error.to_string()),
        StoreError::Stopped { appended, why } => {
            ErrorInfo { appended: Some(*appended), message: error.to_string(), ..of_store(why) }
        }
        StoreError::Source(_) => ErrorInfo::new("SourceFailed", error.to_string()),
        StoreError::StreamNotFound(_) => ErrorInfo::new("StreamNotFound", error.to_string()),
        #[cfg(feature = "time")]
        StoreError::ProjectionNotFound(_) => ErrorInfo::new("ProjectionNotFound", error.to_string()),
        #[cfg(feature = "time")]
        StoreError::InvalidProjection(_) => ErrorInfo::new("InvalidProjection", error.to_string()),
        #[cfg(feature = "time")]
        StoreError::InvalidJq { byte, .. } => {
            ErrorInfo { byte: Some(*byte), ..ErrorInfo::new("InvalidJq", error.to_string()) }
        }
        #[cfg(feature = "time")]
        StoreError::ProjectionFailed { projection, why } => ErrorInfo {
            projection: Some(projection.clone()),
            position: why.position,
            path: why.path.clone(),
            ..ErrorInfo::new(&why.code, error.to_string())
        },
        #[cfg(feature = "time")]
        StoreError::BranchNotFound(_) => ErrorInfo::new("BranchNotFound", error.to_string()),
        #[cfg(feature = "time")]
        StoreError::InvalidEdit { position, .. } => {
            ErrorInfo { position: *position, ..ErrorInfo::new("InvalidEdit", error.to_string()) }
        }
        #[cfg(feature = "time")]
        StoreError::InvalidQuestion(_) => ErrorInfo::new("InvalidQuestion", error.to_string()),
        StoreError::Aborted => ErrorInfo::new("Aborted", error.to_string()),
    }
}
