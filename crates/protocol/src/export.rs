//! What an export asks for beside the events, and what it answers.

use serde::{Deserialize, Serialize};

use crate::{At, ReadFilter, ReadFrom};

/// One page of an export.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExportRequest {
    /// The log.
    pub log: String,
    /// In which form.
    pub format: ExportFormat,
    /// What is hidden; nothing for the events as they are.
    pub redact: Option<Redaction>,
    /// Only this stream; `from` and the answer's `next` are its revisions then.
    pub stream: Option<String>,
    /// Only events that match.
    pub filter: ReadFilter,
    /// Where to begin; nothing for the first event.
    pub from: Option<ReadFrom>,
    /// The moment of the last event; nothing for the head. It counts for the first page.
    pub to: Option<At>,
    /// The bound of an earlier page of the same export; nothing for the first page.
    pub until: Option<u64>,
    /// How many events the pages before had.
    pub written: u64,
    /// How many events at most, at least one.
    pub max_events: u32,
}

/// The forms in which events are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// Foldback's own lines: imported again they have the same hash chain.
    #[default]
    Ndjson,
    /// A batch of CloudEvents 1.0 in JSON.
    CloudEvents,
    /// An array of events with KurrentDB's names.
    KurrentDb,
    /// A table by RFC 4180.
    Csv,
}

/// What is hidden, and with which key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Redaction {
    /// What is hidden. Of two rules about one value the first one counts.
    pub rules: Vec<RedactionRule>,
    /// The key of hashes, any text; who has it can try out what a value was. The same for all pages of an export.
    pub key: String,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RedactionTarget {
    /// The payload.
    #[default]
    Data,
    /// The metadata.
    Metadata,
    /// The names of streams.
    Stream,
    /// Event ids.
    Id,
    /// Tags.
    Tags,
    /// Where imported events came from.
    Source,
}

/// What becomes of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RedactionAction {
    /// It is taken out.
    #[default]
    Drop,
    /// A keyed hash of it stands in its place.
    Hash,
    /// Letters become `x`, digits `0`.
    Mask,
}

/// One rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedactionRule {
    /// What it is about.
    #[serde(default)]
    pub target: RedactionTarget,
    /// A JSON Pointer (RFC 6901) into data or metadata, in which `*` is any member or element and `**` any number of them.
    #[serde(default)]
    pub path: String,
    /// What becomes of it.
    pub action: RedactionAction,
    /// What stands before the first `-` of a stream, or the first `:` of a tag, stays.
    #[serde(default)]
    pub keep_prefix: bool,
}

/// About a page of an export.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportAnswer {
    /// Where the next page goes on, a position; nothing when there is no more.
    pub next: Option<u64>,
    /// What this export sees ends here, a position.
    pub until: u64,
    /// Events of this page.
    pub events: u64,
    /// How many values of this page each rule has changed.
    pub redacted: Vec<u64>,
    /// Payloads and metadata of this page that a rule was to look into, and that are no JSON: they are as they were.
    pub unread: u64,
}
