//! Questions about states. In all of them `projection` is a name, and absent means `merge` over each stream; `branch` is the name
//! of a branch, and absent means the log itself.

use serde::{Deserialize, Serialize};

use super::CompareWith;
use crate::{At, StreamFilter};

/// The state of one partition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StateRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// The partition: a stream, where there is a state for each; absent for the one state of a projection that has no others.
    pub partition: Option<String>,
    /// Instead of a partition: that of the event at this moment, of `merge` without a branch. So a page that follows a cursor
    /// asks once, and need not ask for the event first.
    #[serde(default)]
    pub follows: bool,
    /// When; nothing is the head.
    pub at: Option<At>,
}

/// What is different in a partition's state between two moments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DiffRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// The partition.
    pub partition: Option<String>,
    /// The earlier or later moment; nothing is before the first event.
    pub from: Option<At>,
    /// The moment that it is compared with; nothing is the head.
    pub to: Option<At>,
    /// Another future of the log that `to` is a moment of; nothing is the same one.
    pub with: Option<CompareWith>,
}

/// Which events wrote a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlameRequest {
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
    /// Only events up to this moment; nothing is the head.
    pub at: Option<At>,
    /// How many writes to list at most, newest first.
    pub limit: u32,
    /// Their positions alone: to say more of an event it has to be read.
    #[serde(default)]
    pub positions_only: bool,
}

/// The states of many partitions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatesRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// Which partitions, by their names.
    #[serde(default)]
    pub filter: StreamFilter,
    /// When; nothing is the head.
    pub at: Option<At>,
}

/// What is different in the states of many partitions between two moments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DiffsRequest {
    /// The log.
    pub log: String,
    /// The projection.
    pub projection: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// Which partitions, by their names.
    #[serde(default)]
    pub filter: StreamFilter,
    /// The earlier or later moment; nothing is before the first event.
    pub from: Option<At>,
    /// The moment that it is compared with; nothing is the head.
    pub to: Option<At>,
}
