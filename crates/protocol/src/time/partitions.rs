//! Which partitions there are.

use serde::{Deserialize, Serialize};

use crate::At;

/// The partitions of a projection, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PartitionsRequest {
    /// The log.
    pub log: String,
    /// The projection; absent means `merge` over each stream.
    pub projection: Option<String>,
    /// Only those whose names contain this, whatever the case.
    #[serde(default)]
    pub contains: String,
    /// An event: [`PartitionsAnswer::here`] is the partition that it wrote to. Nothing is the head.
    pub at: Option<At>,
    /// How many names at most.
    pub limit: u32,
}

/// As many as were asked for. It never waits for what is not folded yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PartitionsAnswer {
    /// Their names.
    pub names: Vec<String>,
    /// How many there are that fit.
    pub total: u64,
    /// The partition whose state the event at the moment changed or confirmed.
    pub here: Option<String>,
}
