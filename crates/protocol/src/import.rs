//! What is said before, during and after an import.

use serde::{Deserialize, Serialize};

#[cfg(feature = "import")]
use crate::OnBad;
use crate::{FileReport, MergeReport};

/// Member names from the record down: `["repo", "name"]`.
pub type FieldPath = Vec<String>;

/// What a field of a record is to the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// The stream.
    Stream,
    /// The event type.
    EventType,
    /// The event id.
    Id,
    /// The time.
    Time,
    /// The payload.
    Data,
    /// The metadata.
    Metadata,
    /// The revision that it had where it came from.
    Revision,
    /// The position that it had where it came from.
    Position,
    /// The correlation id.
    Correlation,
    /// The causation id.
    Causation,
    /// The tags.
    Tags,
}

impl Role {
    /// Every role, in the order in which a person thinks of them.
    pub const ALL: [Self; 11] = [
        Self::Stream,
        Self::EventType,
        Self::Time,
        Self::Data,
        Self::Id,
        Self::Metadata,
        Self::Correlation,
        Self::Causation,
        Self::Revision,
        Self::Position,
        Self::Tags,
    ];
}

/// Which field plays which role. A role without a field is absent from the events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mapping {
    /// Role and field, each role at most once.
    pub fields: Vec<(Role, FieldPath)>,
    /// The stream of records that name none.
    pub default_stream: String,
    /// The type of records that name none.
    pub default_type: String,
}

/// A field that was seen in the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Where it stands in a record.
    pub path: FieldPath,
    /// One value of it, as JSON text, cut.
    pub sample: String,
    /// In how many of the sampled records it was seen.
    pub seen: u32,
}

/// One event as it would be imported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewRow {
    /// Its stream.
    pub stream: String,
    /// Its type.
    pub event_type: String,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its time as received.
    pub time: Option<String>,
    /// Whether that time was understood.
    pub time_understood: bool,
    /// Its payload, cut.
    pub data: String,
}

/// Something that the records of a file can be read as.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// Its stable name, to choose it by.
    pub format: String,
    /// Its name for people.
    pub name: String,
}

/// What the beginning of a file shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// The format, in words: `NDJSON`, `JSON array`, `JSON object with the array events`, `CSV`, each maybe `, gzip`.
    pub format: String,
    /// Why.
    pub reason: String,
    /// What the records can be read as, the likeliest first, where there is more than one thing.
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// Which of them they are read as.
    #[serde(default)]
    pub read_as: String,
    /// Fields that were seen.
    pub fields: Vec<Field>,
    /// The mapping that the rows were made with.
    pub mapping: Mapping,
    /// The first events.
    pub rows: Vec<PreviewRow>,
    /// What could not be read, in words.
    pub warnings: Vec<String>,
}

/// How far a long call has got.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The log that is being made, once it exists.
    pub log: String,
    /// The format, once it is known.
    pub format: String,
    /// Bytes of the file read so far.
    pub bytes: f64,
    /// Bytes of the file.
    pub total: f64,
    /// Events so far.
    pub events: u64,
    /// Streams so far.
    pub streams: u64,
    /// Milliseconds since the start.
    pub millis: f64,
}

/// How trustworthy what was imported is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Grade {
    /// Nothing was left out or changed.
    #[default]
    Fine,
    /// Something was left out or could not be understood.
    Risky,
    /// Nothing could be used.
    Impossible,
}

/// Where a warning was raised.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WarningPlace {
    /// Line, from 1.
    pub line: u64,
    /// Byte of the uncompressed file, from 0.
    pub byte: u64,
    /// What was there.
    pub message: String,
    /// The file, where several were imported together; then a line of 0 means the file as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// All warnings of one kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WarningGroup {
    /// The kind, a stable name.
    pub code: String,
    /// How many.
    pub count: u64,
    /// How many records were left out because of them.
    pub skipped: u64,
    /// The first of them.
    pub first: Vec<WarningPlace>,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// The log it made.
    pub log: String,
    /// The format, in words.
    pub format: String,
    /// Why that format.
    pub reason: String,
    /// How trustworthy the result is.
    pub grade: Grade,
    /// Records in the file; `events + skipped`.
    pub records: u64,
    /// Events imported.
    pub events: u64,
    /// Records left out.
    pub skipped: u64,
    /// Streams.
    pub streams: u64,
    /// Events whose id another event of the log has too.
    pub duplicate_ids: u64,
    /// How often an event's time is earlier than that of the event before it.
    pub time_backwards: u64,
    /// The earliest and the latest time of the log's events, in microseconds since 1970; nothing when none has one that was
    /// understood, or the import was into a log with events.
    #[serde(default)]
    pub times: Option<(i64, i64)>,
    /// Fields of the first records that play no role: each event keeps them in its metadata, under `$fields`.
    #[serde(default)]
    pub kept_fields: Vec<FieldPath>,
    /// Whether the records say which revision they had where they come from: each event keeps it, and has a new one.
    #[serde(default)]
    pub source_revisions: bool,
    /// The same of positions.
    #[serde(default)]
    pub source_positions: bool,
    /// What else the records could be read as, likeliest first.
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// Warnings, grouped by kind.
    pub warnings: Vec<WarningGroup>,
    /// Bytes of the file.
    pub bytes: f64,
    /// Bytes after decompression.
    pub decompressed: f64,
    /// Milliseconds it took.
    pub millis: f64,
    /// The files, where several were imported together; nothing when it was one.
    #[serde(default)]
    pub files: Vec<FileReport>,
    /// What became of their order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<MergeReport>,
}

/// What an import into a log with events did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportedAnswer {
    /// As of an import into a new log; `records` are `events`, `skipped` and `already_there`, `streams` those of the file.
    pub report: ImportReport,
    /// Events that were there already, by their ids.
    pub already_there: u64,
    /// Position of the first event that was appended; nothing when none was.
    pub first_position: Option<u64>,
    /// Position of the last. Others may have appended between the two.
    pub last_position: Option<u64>,
}

/// What [`Call::Preview`](crate::Call::Preview) asks.
#[cfg(feature = "debugger")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewRequest {
    /// The file's name.
    pub name: String,
    /// The names of `files`, where they stand in place of `file`.
    #[serde(default)]
    pub names: Vec<String>,
    /// Which of the files that are found in them; the first where there is none of this name.
    pub only: Option<String>,
    /// What the records are read as, by a stable name that a [`Candidate`](crate::Candidate) has; found out when absent.
    pub format: Option<String>,
    /// Which fields play which role; guessed when absent.
    pub mapping: Option<Mapping>,
    /// How many rows to show.
    pub rows: u32,
}

/// What [`Call::Import`](crate::Call::Import) asks.
#[cfg(feature = "debugger")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportRequest {
    /// The file's name; the log is named after it.
    pub name: String,
    /// The names of `files`, where they stand in place of `file`.
    #[serde(default)]
    pub names: Vec<String>,
    /// Only that one of the files that are found in them.
    pub only: Option<String>,
    /// What the records are read as, by a stable name that a [`Candidate`](crate::Candidate) has; found out when absent.
    pub format: Option<String>,
    /// Which fields play which role; guessed when absent.
    pub mapping: Option<Mapping>,
    /// What becomes of records, and of files among several, that cannot be read.
    pub on_bad: OnBad,
}

/// What [`Call::ImportEvents`](crate::Call::ImportEvents) asks.
#[cfg(feature = "import")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportEventsRequest {
    /// The log.
    pub log: String,
    /// The file's name: the stream of events that name none.
    pub name: String,
    /// The names of `files`, where they stand in place of `file`.
    #[serde(default)]
    pub names: Vec<String>,
    /// As for an import into a log of its own.
    pub format: Option<String>,
    /// Which fields play which role; guessed when absent.
    pub mapping: Option<Mapping>,
    /// What becomes of records, and of files among several, that cannot be read, or not be appended: their stream was deleted for good, or they are too
    /// large. To refuse, the file is read once before anything is appended.
    #[serde(default)]
    pub on_bad: OnBad,
}
