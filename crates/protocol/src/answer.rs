//! What the engine answers about a log, its streams and their states.

use serde::{Deserialize, Serialize};

/// A log in the list of logs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogInfo {
    /// Its key, by which calls name it.
    pub log: String,
    /// Its name for people.
    pub title: String,
    /// How many events it holds.
    pub events: u64,
    /// How many streams.
    pub streams: u64,
    /// Bytes at rest.
    pub bytes: u64,
    /// When it was imported, in milliseconds since 1970.
    pub imported: f64,
    /// Whether its import is still running.
    pub importing: bool,
}

/// An event type of a log. Its place in the list is its index everywhere, and decides its colour.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypeInfo {
    /// The event type.
    pub name: String,
    /// How many events have it.
    pub events: u64,
}

/// What a page must know of a log to draw its frame.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogSummary {
    /// The log.
    pub info: LogInfo,
    /// Hash chain up to the head, as hex; empty while importing.
    pub hash: String,
    /// Its event types, in the order of their first events.
    pub types: Vec<TypeInfo>,
    /// How many categories of streams there are.
    pub categories: u64,
    /// Earliest time, in microseconds since 1970, if any event has one.
    pub first_time: Option<f64>,
    /// Latest time.
    pub last_time: Option<f64>,
    /// The report of its import, if it was imported.
    pub report: Option<crate::ImportReport>,
    /// The sample that it is, if it is one.
    pub sample: Option<crate::SampleInfo>,
}

/// A category of streams.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CategoryInfo {
    /// The part of the stream names before the first `-`.
    pub category: String,
    /// How many streams.
    pub streams: u64,
    /// How many events.
    pub events: u64,
    /// Events over the log's positions, in equal parts, each 0 to 255 of the fullest.
    pub bars: Vec<u8>,
}

/// A stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamInfo {
    /// Its name.
    pub stream: String,
    /// How many events it holds.
    pub events: u64,
    /// Position of its first event.
    pub first: u64,
    /// Position of its last event.
    pub last: u64,
    /// Events over the log's positions, in equal parts, each 0 to 255 of the fullest.
    pub bars: Vec<u8>,
}

/// What [`Call::Streams`](crate::Call::Streams) asks.
#[cfg(feature = "debugger")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamsRequest {
    /// The log.
    pub log: String,
    /// The category; `None` for every stream.
    pub category: Option<String>,
    /// Only streams whose name contains this, whatever the case; empty for all.
    pub filter: String,
    /// How many to leave out at the front.
    pub offset: u32,
    /// How many to give at most.
    pub limit: u32,
    /// How many bars a sparkline has.
    pub bars: u32,
}

/// Streams of a list, and how many the list has in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamsAnswer {
    /// How many there are without `offset` and `limit`.
    pub total: u64,
    /// Those asked for.
    pub streams: Vec<StreamInfo>,
}

/// Where a step leads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepAnswer {
    /// The event's position; nothing when there is no event that way.
    pub position: Option<u64>,
}

/// A change of a state. The values are JSON text, so that numbers keep their digits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeText {
    /// JSON Pointer (RFC 6901).
    pub path: String,
    /// What stood there before; nothing when it was added.
    pub old: Option<String>,
    /// What stands there now; nothing when it was removed.
    pub new: Option<String>,
}

/// About the state of a stream. The state itself comes as bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StateAnswer {
    /// The partition, where the question left it to the event.
    #[serde(default)]
    pub partition: Option<String>,
    /// The last event that is in the state; nothing before the stream's first.
    pub position: Option<u64>,
    /// That event's revision.
    pub revision: Option<u64>,
    /// What that event changed.
    pub changes: Vec<ChangeText>,
    /// Events up to there whose payload is no JSON object and that the fold passed over.
    pub passed_over: u64,
}

/// About the states of many streams. The states themselves come as bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatesAnswer {
    /// The position that they are at; nothing before the first event.
    pub position: Option<u64>,
}

/// An event that changed a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Write {
    /// Its position.
    pub position: u64,
    /// Its revision in the stream.
    pub revision: u64,
    /// Its event type.
    pub event_type: String,
    /// The type's index in [`LogSummary::types`].
    pub type_index: u32,
    /// Its time, as received.
    pub time: Option<String>,
    /// What it did at, above or below the path.
    pub changes: Vec<ChangeText>,
    /// It is an event of a branch alone, and has no revision.
    #[serde(default)]
    pub own: bool,
}

/// Who wrote a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlameAnswer {
    /// How many events wrote it up to the position asked for.
    pub total: u64,
    /// The latest of them, newest first.
    pub writes: Vec<Write>,
}
