//! Questions about what values were when, and over the states of all partitions. `projection`, `branch` and `partition` are as
//! those of [`StateRequest`](crate::StateRequest).

use serde::{Deserialize, Serialize};

use crate::At;

/// Every event that changed a value. Answer: [`ChangesAnswer`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangesRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// The partition.
    pub partition: Option<String>,
    /// JSON Pointer (RFC 6901) into the state.
    pub path: String,
    /// The first moment; nothing is the first event.
    pub from: Option<At>,
    /// The last moment; nothing is the head.
    pub to: Option<At>,
    /// How many to list at most, oldest first.
    pub limit: u32,
}

/// The events that changed a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangesAnswer {
    /// How many did.
    pub total: u64,
    /// The first of them.
    pub changes: Vec<ValueChange>,
}

/// What an event made of a value. Values are JSON text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValueChange {
    /// The event.
    pub position: u64,
    /// What the value was before; nothing when it was not there.
    pub old: Option<String>,
    /// What it was behind it; nothing when it is not there any more.
    pub new: Option<String>,
}

/// What a value was as a number, for a chart. Answer: [`SeriesAnswer`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeriesRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// The partition.
    pub partition: Option<String>,
    /// JSON Pointer (RFC 6901) into the state.
    pub path: String,
    /// The first moment; nothing is the first event.
    pub from: Option<At>,
    /// The last moment; nothing is the head.
    pub to: Option<At>,
    /// How many parts of the range can be told apart. Of each come the lowest, the highest and the last value.
    pub width: u32,
}

/// Numbers that a value was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeriesAnswer {
    /// What it was before the first of the positions.
    pub before: Option<f64>,
    /// How many events changed it.
    pub total: u64,
    /// The events from which on it was what `values` says, in order.
    pub positions: Vec<u64>,
    /// The numbers; nothing where it was none, or was not there.
    pub values: Vec<Option<f64>>,
}

/// Where a predicate in jq became true or stopped being so. Answer: [`FlipsAnswer`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlipsRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// The partition; nothing for all of them.
    pub partition: Option<String>,
    /// The predicate over a partition's state.
    pub jq: String,
    /// The first moment; nothing is the first event.
    pub from: Option<At>,
    /// The last moment; nothing is the head.
    pub to: Option<At>,
    /// How many to list at most, oldest first.
    pub limit: u32,
}

/// When a predicate was true.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlipsAnswer {
    /// Whether it was so before the first of the positions, of the partition or of any.
    pub before: bool,
    /// Of which partitions it was, where it was asked of all.
    pub so_before: Vec<String>,
    /// The first flips.
    pub flips: Vec<FlipInfo>,
    /// How many there are.
    pub total: u64,
    /// How many times the predicate was asked.
    pub tests: u64,
    /// How many times it failed; it counts as not being so then.
    pub failures: u64,
    /// The first of these.
    pub failure: Option<FlipFailure>,
}

/// A change of the answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlipInfo {
    /// The event with which it changed.
    pub position: u64,
    /// The partition.
    pub partition: String,
    /// What it is from there on.
    pub value: bool,
}

/// Why a predicate could not be told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlipFailure {
    /// Behind which event; nothing is before the first of the positions.
    pub position: Option<u64>,
    /// Of which partition.
    pub partition: String,
    /// Why.
    pub why: String,
}

/// What events wrote, for whoever follows the states of a partition itself. Answer: [`PatchesAnswer`]; bytes: a line with the JSON
/// text of the state before (an empty line where there was none), then a line for each event,
/// `[position,"partition",[write,...]]`. A write is `["/path",value]`, `["/path"]` (removed) or `["/path","#",n]` (cut to n elements).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PatchesRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// The partition.
    pub partition: Option<String>,
    /// The first moment; nothing is the first event.
    pub from: Option<At>,
    /// The last moment; nothing is the head.
    pub to: Option<At>,
    /// How many events at most, about: those of one position come together. Nothing is 10,000.
    pub limit: Option<u32>,
}

/// Where the next patches are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PatchesAnswer {
    /// The position to ask on from; nothing when these are all.
    pub next: Option<u64>,
}

/// Asks a jq filter about all partitions: its input is an object from their names to their states. Answer: [`QueryAnswer`];
/// bytes: a line for each answer, `["partition",value]`, or `[null,value]` where it is of no partition alone.
///
/// A filter that begins with `.[] |` is asked partition by partition: one that fails keeps nothing from the others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueryRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// The filter.
    pub jq: String,
    /// When; nothing is the head.
    pub at: Option<At>,
    /// How many answers at most.
    pub limit: u32,
}

/// How many answers a query has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueryAnswer {
    /// How many there are.
    pub total: u64,
    /// How many times the filter failed.
    pub failures: u64,
    /// The first hundred of these.
    pub errors: Vec<QueryError>,
    /// How many partitions were looked at: fewer than there are when an index says that the others have no answer.
    pub asked: u64,
}

/// Where a filter failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueryError {
    /// The partition, where it can be told.
    pub partition: Option<String>,
    /// Why.
    pub why: String,
}

/// Keeps what stands at a path of each partition's latest state, to find partitions by it. Answer: nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeclareIndexRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// JSON Pointer (RFC 6901) into a partition's state.
    pub path: String,
}

/// The partitions with these values in their latest states. One of `equal`, `shared`, or `above` and `below` alone or together.
/// Answer: [`FindAnswer`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// A path that was declared.
    pub path: String,
    /// This value, as JSON text. Numbers are equal by what they are worth.
    #[serde(default)]
    pub equal: Option<String>,
    /// Values of the same kind that are greater.
    #[serde(default)]
    pub above: Option<String>,
    /// Values of the same kind that are less.
    #[serde(default)]
    pub below: Option<String>,
    /// Values that more than one partition has.
    #[serde(default)]
    pub shared: bool,
    /// How many values to list at most.
    pub limit: u32,
}

/// What an index found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindAnswer {
    /// How many values there are.
    pub total: u64,
    /// The first of them as JSON text, in their order, with the partitions that have them.
    pub partitions: Vec<(String, Vec<String>)>,
}
