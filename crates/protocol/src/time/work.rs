//! Events for handlers that run outside the engine, and what they made of them.

use serde::{Deserialize, Serialize};

use super::ProjectionFailure;

/// What there is to do. The events come as bytes: a page, as a read gives it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkAnswer {
    /// Its number, to be given back with what came of it. Pages of one job other than `fold` have the same.
    pub job: u64,
    /// The projections that fold it.
    pub projections: Vec<String>,
    /// What it is for.
    pub kind: WorkKind,
    /// The position that the page begins at.
    pub from: u64,
    /// The position behind what the page covers; the events in it may end before.
    pub to: u64,
    /// The first page of a job, or the first one after a snapshot: the states to go on from, a JSON object of JSON texts by
    /// partition, as text. What was folded before counts no more.
    pub states: Option<String>,
    /// Events of other partitions than this one do not matter and are better left out.
    pub only: Option<String>,
    /// It is the job's last page.
    pub end: bool,
}

/// What events are folded for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WorkKind {
    /// The projection itself goes on.
    #[default]
    Fold,
    /// What was folded before is folded again, by a fold of its own.
    Again,
    /// A branch, by a fold of its own.
    Branch,
}

/// What came of a page. Bytes: one line of JSON with what was given beside states, then lines of the wire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HandledRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: String,
    /// The job.
    pub job: u64,
}

/// A page at which handlers failed. Bytes as of [`HandledRequest`], for the events before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: String,
    /// The job.
    pub job: u64,
    /// Why.
    pub error: ProjectionFailure,
}

/// Where a projection stands now that it was written down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckpointAnswer {
    /// The position of the last event in it; nothing when there is none, or nothing was written because it has no identity.
    pub position: Option<u64>,
}

/// What rebuilding a projection showed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RebuildAnswer {
    /// How many events it was folded from.
    pub events: u64,
    /// The partitions whose states have become others, the first hundred of them.
    pub differs: Vec<String>,
}

/// What projections give beside states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Given {
    /// Events and links.
    #[default]
    Emitted,
    /// Results that have become others.
    Results,
    /// Lines that were logged.
    Logs,
}

/// What a projection gave beside states. Bytes: a JSON object a line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GivenRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: String,
    /// What of it.
    pub kind: Given,
    /// How many to leave out, counted from the first that was ever given.
    #[serde(default)]
    pub from: u64,
    /// How many at most.
    pub limit: u32,
}
