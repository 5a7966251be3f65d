//! What if events were others: branches of a log, futures side by side, and what it takes to undo events.

use serde::{Deserialize, Serialize};

use crate::ChangeText;

/// Names a branch: the log with edits. One of that name goes. Answer: [`BranchInfo`]; `InvalidEdit`.
///
/// It is folded when it is first asked something, from the first difference on, and goes on as the log does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BranchRequest {
    /// The log.
    pub log: String,
    /// Its name.
    pub branch: String,
    /// What is different.
    pub edits: Vec<EditInfo>,
}

/// One edit. One of the first four says which event it is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EditInfo {
    /// The event at this position does not happen.
    pub skip: Option<u64>,
    /// `event` happens in place of the one at this position.
    pub edit: Option<u64>,
    /// `event` happens just before the one at this position; at the number of events, behind all.
    pub insert: Option<u64>,
    /// The event at this position happens just before the one at `to` instead.
    #[serde(rename = "move")]
    pub moved: Option<u64>,
    /// Where it is moved to.
    pub to: Option<u64>,
    /// The event that happens.
    pub event: Option<BranchEvent>,
}

/// An event of a branch alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BranchEvent {
    /// Its stream; in place of another event, by default that one's.
    pub stream_id: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub event_type: String,
    /// Its payload as JSON text.
    pub data: String,
    /// A JSON object as text.
    pub metadata: Option<String>,
    /// When it happens, in microseconds since 1970.
    pub time: Option<i64>,
}

/// A branch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BranchInfo {
    /// Its name.
    pub branch: String,
    /// The first position at which it is different; nothing when it is not.
    pub first: Option<u64>,
    /// How many events it has.
    pub events: u64,
    /// How many edits.
    pub edits: u64,
    /// Bytes of memory that its histories take.
    pub weight: u64,
}

/// Compares a projection with another future: another branch, projection or log. Answer: [`CompareAnswer`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompareRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// What it is compared with.
    #[serde(default)]
    pub with: CompareWith,
    /// How many partitions to list at most.
    pub limit: u32,
}

/// A future to compare with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CompareWith {
    /// The log; nothing is the same one.
    pub log: Option<String>,
    /// The projection; nothing is the same one.
    pub projection: Option<String>,
    /// The branch; nothing is the log itself.
    pub branch: Option<String>,
}

/// How two futures differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompareAnswer {
    /// The first position after which a state differs; nothing when none ever does.
    pub first: Option<u64>,
    /// How many partitions differ somewhere.
    pub total: u64,
    /// Those that differ first.
    pub partitions: Vec<ComparedPartition>,
}

/// How a partition differs in two futures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComparedPartition {
    /// The partition.
    pub partition: String,
    /// The first position after which its states differ.
    pub first: Option<u64>,
    /// What leads from its last state in the one to that in the other; nothing when they have become the same again.
    pub head: Vec<ChangeText>,
}

/// What it takes to undo events and keep what came after them. Answer: [`RevertAnswer`]. Nothing is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RevertRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// The events.
    pub positions: Vec<u64>,
}

/// A plan to undo events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RevertAnswer {
    /// What is to be written in each partition that the events wrote to.
    pub partitions: Vec<RevertedPartition>,
    /// Where the states are that the plan is about: the last event that it takes into account.
    pub position: Option<u64>,
}

/// The same of one partition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RevertedPartition {
    /// The partition.
    pub partition: String,
    /// The stream of the last of the events that wrote to it.
    pub stream: String,
    /// What to write, to be applied to the latest state in this order.
    pub operations: Vec<ChangeText>,
    /// What is left alone.
    pub conflicts: Vec<ConflictInfo>,
    /// The operations as a JSON Patch (RFC 6902).
    pub patch: String,
    /// Whether an event can make them happen under this projection: its fold is `json-patch`, or `merge` and a merge patch says it.
    pub understood: bool,
    /// The payload of that event, as JSON text; nothing where there is nothing to write.
    pub payload: Option<String>,
}

/// A value that is not put back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConflictInfo {
    /// JSON Pointer (RFC 6901).
    pub path: String,
    /// What stands there, as JSON text.
    pub now: Option<String>,
    /// What would stand there had the events not happened.
    pub would_be: Option<String>,
    /// The event that wrote it last and is not undone.
    pub by: Option<u64>,
    /// Why it is not put back.
    pub why: String,
}
