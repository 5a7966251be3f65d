//! What a projection is said to be, and how it is doing.

use serde::{Deserialize, Serialize};

use crate::StreamFilter;

/// Names a projection. What is there by this name stays as it is when it is the same, and goes when it is another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectRequest {
    /// The log.
    pub log: String,
    /// Its name.
    pub projection: String,
    /// What folds its events.
    pub source: ProjectionSource,
    /// The streams whose events it reads.
    #[serde(default)]
    pub filter: StreamFilter,
    /// The types of the events it reads; empty for all. Of handlers, those that they handle: what else there is is counted.
    #[serde(default)]
    pub types: Vec<String>,
    /// What has a state. Handlers say that themselves.
    #[serde(default)]
    pub by: ProjectionBy,
    /// What handlers are told by from others: a hash of their source, or a version, with that of their upcasters. Without it no
    /// snapshot of them is kept, and each definition is another one.
    #[serde(default)]
    pub identity: Option<String>,
    /// When snapshots are written.
    #[serde(default)]
    pub snapshots: SnapshotPolicy,
    /// Bytes of memory that its history may take; 256 MiB when absent.
    #[serde(default)]
    pub budget: Option<u64>,
}

/// What folds the events of a projection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProjectionSource {
    /// A fold of the engine: `merge`, `json-patch`, `crud`, `redux` or `count`.
    BuiltIn(String),
    /// A filter in jq: the state comes in, `$event` is the event, what comes out is the state behind it.
    Jq(String),
    /// Whoever names the projection: the engine hands out events as work and takes patches.
    Handlers,
}

impl Default for ProjectionSource {
    fn default() -> Self {
        Self::BuiltIn("merge".to_owned())
    }
}

/// What has a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProjectionBy {
    /// Each stream.
    #[default]
    Stream,
    /// All events together.
    All,
}

/// When snapshots are written, beside by [`Call::Checkpoint`](crate::Call::Checkpoint).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SnapshotPolicy {
    /// After so many events; 100,000 when absent, and never when 0.
    pub events: Option<u64>,
    /// After so many milliseconds in which events came.
    pub ms: Option<u64>,
}

/// Why a projection does not go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProjectionFailure {
    /// As of [`ErrorInfo`](crate::ErrorInfo): `HandlerFailed`, `ProjectionStopped`, `Scavenged`.
    pub code: String,
    /// What happened, where, and what to do.
    pub message: String,
    /// The event that it failed at.
    pub position: Option<u64>,
    /// Where in the state, as a JSON Pointer.
    pub path: Option<String>,
}

/// How a projection is doing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectionInfo {
    /// Its name.
    pub name: String,
    /// What folds its events.
    pub source: ProjectionSource,
    /// The position of the next event to be folded.
    pub next: u64,
    /// How many events the log has.
    pub events: u64,
    /// How many events changed or confirmed a state.
    pub handled: u64,
    /// How many events nobody handles, by type.
    pub unhandled: Vec<(String, u64)>,
    /// Why it does not go on.
    pub failed: Option<ProjectionFailure>,
    /// How many partitions it knows.
    pub partitions: u64,
    /// Bytes of memory that its history takes.
    pub weight: u64,
    /// The position behind which its snapshot is.
    pub snapshot: Option<u64>,
    /// How far it is being rebuilt, while it is.
    pub rebuilding: Option<u64>,
    /// How many events and links it emitted.
    pub emitted: u64,
    /// How many results it gave.
    pub results: u64,
    /// How many lines it logged.
    pub logs: u64,
    /// How many times a rebuild, or events folded again, gave other states than the first time.
    pub differs: u64,
}
