//! Searching a log: the question, what is answered beside the hits, and what could be written next.

use serde::{Deserialize, Serialize};

/// A question for the events that fit a query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchRequest {
    /// The log.
    pub log: String,
    /// The query. Times in it that name no zone are local.
    pub query: String,
    /// First position.
    pub from: u64,
    /// Position behind the last.
    pub to: u64,
    /// How many hits to give at most.
    pub limit: u32,
}

/// What a search says beside the hits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchAnswer {
    /// Where to go on; nothing when the range is done. The engine looks only so far before it answers.
    pub next: Option<u64>,
    /// How many hits there are in this answer.
    pub hits: u64,
    /// Events of this answer's stretch that could not be read.
    pub unread: u64,
    /// Events on which the filter behind `jq:` failed; they are no hits.
    pub failed: u64,
    /// The position of the first of them, and why.
    pub failure: Option<(u64, String)>,
    /// Moments that were written without a time zone, each with the instant it was taken for, in microseconds since 1970.
    pub local_times: Vec<(String, f64)>,
}

/// A question for what could stand in a query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompleteRequest {
    /// The log.
    pub log: String,
    /// The query as far as it is written.
    pub query: String,
    /// The byte at which it is being written.
    pub at: u32,
}

/// What could stand there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompleteAnswer {
    /// First byte of what an offer takes the place of.
    pub from: u32,
    /// Byte behind it.
    pub to: u32,
    /// The offers, best first.
    pub offers: Vec<Offer>,
}

/// Something to write.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// The text.
    pub text: String,
    /// What it is.
    pub kind: OfferKind,
    /// How many events it is about, where that is known.
    pub events: Option<u64>,
}

/// What an offer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OfferKind {
    /// A word of the query's language.
    #[default]
    Word,
    /// An event type.
    Type,
    /// All streams of a category.
    Category,
    /// A stream.
    Stream,
    /// The name of a member of payloads.
    Member,
    /// A value seen in payloads.
    Value,
    /// A time.
    Time,
}

/// A question for single events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PickRequest {
    /// The log.
    pub log: String,
    /// Their positions, ascending.
    pub positions: Vec<u64>,
    /// How many bytes of each payload to give, cut between characters; metadata is left out when this is given.
    pub cut: Option<u32>,
}
