//! What calls to the event store are made of, and what it answers. Events themselves cross as bytes: see
//! [`RequestFrame`](crate::RequestFrame) for those on their way in and [`PageWriter`](crate::PageWriter) for those on their way out.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::loose::{Loose, Said};
use crate::{At, Direction, ErrorInfo};

/// Where a stream must be for an append to happen. As a message: `"any"`, `"noStream"`, `"streamExists"` or a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExpectedRevision {
    /// Anywhere.
    #[default]
    Any,
    /// It has no events.
    NoStream,
    /// It has events.
    StreamExists,
    /// This is the revision of its last event.
    Revision(u64),
}

impl Serialize for ExpectedRevision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Any => serializer.serialize_str("any"),
            Self::NoStream => serializer.serialize_str("noStream"),
            Self::StreamExists => serializer.serialize_str("streamExists"),
            Self::Revision(revision) => serializer.serialize_u64(*revision),
        }
    }
}

impl<'de> Deserialize<'de> for ExpectedRevision {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(Loose("`any`, `noStream`, `streamExists` or a revision"))? {
            Said::Number(revision) => Ok(Self::Revision(revision)),
            Said::Name(name) => match name.as_str() {
                "any" => Ok(Self::Any),
                "noStream" => Ok(Self::NoStream),
                "streamExists" => Ok(Self::StreamExists),
                _ => Err(D::Error::custom("`any`, `noStream`, `streamExists` or a revision was expected")),
            },
            Said::Time(_) => Err(D::Error::custom("a revision is no time")),
        }
    }
}

/// Where a read begins; the event there is the first that counts, whichever way the read goes. As a message: a number,
/// `"start"`, `"end"`, or `{ time }`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadFrom {
    /// The first event.
    Start,
    /// Behind the last event: backwards that is the last one, forwards the next that comes.
    End,
    /// A position, or a revision where the read is of one stream.
    At(u64),
    /// A time, in microseconds since 1970: forwards the first event that is not earlier, backwards the last that is not later.
    Time(i64),
}

impl Serialize for ReadFrom {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Start => serializer.serialize_str("start"),
            Self::End => serializer.serialize_str("end"),
            Self::At(at) => At::Position(*at).serialize(serializer),
            Self::Time(time) => At::Time(*time).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ReadFrom {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(Loose("`start`, `end`, a number or `{ time }`"))? {
            Said::Number(at) => Ok(Self::At(at)),
            Said::Time(time) => Ok(Self::Time(time)),
            Said::Name(name) => match name.as_str() {
                "start" => Ok(Self::Start),
                "end" => Ok(Self::End),
                _ => Err(D::Error::custom("`start`, `end`, a number or `{ time }` was expected")),
            },
        }
    }
}

/// Which events a read gives. An empty list asks nothing; every list that is not empty must be met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ReadFilter {
    /// The event has one of these types.
    pub types: Vec<String>,
    /// The name of its stream begins with one of these.
    pub stream_prefixes: Vec<String>,
    /// It has all of these tags.
    pub tags: Vec<String>,
}

/// What [`Call::Read`](crate::Call::Read) asks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadRequest {
    /// The log.
    pub log: String,
    /// Only this stream; `from` and the answer's `next` are its revisions then.
    pub stream: Option<String>,
    /// Only events that match.
    #[serde(default)]
    pub filter: ReadFilter,
    /// Which way.
    #[serde(default)]
    pub direction: Direction,
    /// Where to begin; nothing is the start forwards and the end backwards.
    pub from: Option<ReadFrom>,
    /// The bound of an earlier page of the same read; nothing for the first page.
    pub until: Option<u64>,
    /// How many events at most.
    pub max_events: u32,
    /// Forwards only: answer when there is at least one event to give. A subscription is a loop of such reads.
    #[serde(default)]
    pub wait: bool,
}

/// Which streams: all when both lists are empty, else those that are in either.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StreamFilter {
    /// Their names begin with one of these.
    pub stream_prefixes: Vec<String>,
    /// Their names.
    pub streams: Vec<String>,
}

/// How far a log reaches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeadAnswer {
    /// Position of its last event; nothing when it is empty.
    pub position: Option<u64>,
    /// Hash chain up to there, as hex.
    pub hash: String,
}

/// What became of the append requests of a frame, beside the bytes of [`Appended`](crate::Appended).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppendAnswer {
    /// The requests that were refused, by their place in the frame, and why. The others were written.
    pub errors: Vec<(u32, ErrorInfo)>,
}

/// About a page of events. The events come as bytes: see [`PageWriter`](crate::PageWriter).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadAnswer {
    /// Where the next page goes on, a position or, of one stream, a revision; nothing when there is no more.
    pub next: Option<u64>,
    /// What this read sees ends here, a position: given back with the next page, appends meanwhile do not show.
    pub until: u64,
}

/// A stream, in the list of streams.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamDetail {
    /// Its name.
    pub stream_id: String,
    /// How many events it holds.
    pub count: u64,
    /// Position of its first event.
    pub first_position: u64,
    /// Position of its last event.
    pub last_position: u64,
    /// The type of its last event.
    pub last_type: String,
    /// Deleted; an append makes it anew.
    pub deleted: bool,
    /// Deleted for good.
    pub tombstoned: bool,
}

/// The metadata of a stream. What is absent asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StreamMetadataInfo {
    /// Only its last so many events are kept.
    pub max_count: Option<u64>,
    /// Only events younger than this are kept, in seconds.
    pub max_age: Option<u64>,
    /// Only events from this revision on are kept.
    pub truncate_before: Option<u64>,
    /// Whatever else the application keeps there: a JSON object, as text.
    pub custom: Option<String>,
}

/// A stream's metadata, and whether the stream is still there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MetadataAnswer {
    /// How often it was set, less one; nothing when it never was. This is what setting it expects.
    pub revision: Option<u64>,
    /// The metadata.
    pub metadata: StreamMetadataInfo,
    /// Deleted; an append makes it anew.
    pub deleted: bool,
    /// Deleted for good.
    pub tombstoned: bool,
}

/// What became of a change of a stream's metadata.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WrittenAnswer {
    /// The revision of the stream's metadata now; nothing when it was never set.
    pub revision: Option<u64>,
}

/// What scavenging removed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScavengeAnswer {
    /// Events whose payload is gone.
    pub events_removed: u64,
    /// Bytes at rest that are free again.
    pub bytes_freed: u64,
    /// Segments that were written anew.
    pub segments: u64,
}

/// What compacting did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompactAnswer {
    /// Segments before.
    pub before: u64,
    /// Segments after.
    pub after: u64,
}

/// A segment that is not what was written, or another record of the log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DamagedSegment {
    /// Position of its first event; nothing when it is the log's head or what was said of a stream.
    pub first_position: Option<u64>,
    /// What does not fit.
    pub reason: String,
}

/// Whether everything is as it was written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyAnswer {
    /// Nothing is damaged.
    pub ok: bool,
    /// Events that were read.
    pub events: u64,
    /// Hash chain up to the head, as hex.
    pub hash: String,
    /// What is damaged.
    pub damaged: Vec<DamagedSegment>,
}

/// What a log takes up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EstimateAnswer {
    /// Its events.
    pub events: u64,
    /// Its streams.
    pub streams: u64,
    /// Bytes at rest.
    pub bytes: u64,
    /// Bytes at rest for each event.
    pub bytes_per_event: f64,
    /// Bytes of memory that its index takes.
    pub index_bytes: u64,
    /// Bytes that the whole origin takes up, where the browser says so.
    pub usage: Option<f64>,
    /// Bytes that it may take up.
    pub quota: Option<f64>,
    /// Whether the browser has promised not to clear it on its own.
    pub persisted: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_and_places_are_words_or_numbers() {
        for (expected, text) in [
            (ExpectedRevision::Any, r#""any""#),
            (ExpectedRevision::NoStream, r#""noStream""#),
            (ExpectedRevision::StreamExists, r#""streamExists""#),
            (ExpectedRevision::Revision(7), "7"),
        ] {
            assert_eq!(serde_json::to_string(&expected).unwrap(), text);
            assert_eq!(serde_json::from_str::<ExpectedRevision>(text).unwrap(), expected);
        }
        for (from, text) in [
            (ReadFrom::Start, r#""start""#),
            (ReadFrom::End, r#""end""#),
            (ReadFrom::At(0), "0"),
            (ReadFrom::Time(-5), r#"{"time":-5}"#),
        ] {
            assert_eq!(serde_json::to_string(&from).unwrap(), text);
            assert_eq!(serde_json::from_str::<ReadFrom>(text).unwrap(), from);
        }
        for wrong in ["-1", r#""never""#, "1.5", "[]"] {
            assert!(serde_json::from_str::<ExpectedRevision>(wrong).is_err(), "{wrong}");
            assert!(serde_json::from_str::<ReadFrom>(wrong).is_err(), "{wrong}");
        }
    }
}
