//! The event: as it is handed in ([`EventRef`], borrowed) and as every read gives it back ([`Event`]).

use crate::{Position, Revision, Timestamp};

/// The content type of a JSON payload, the one that folds understand.
pub const JSON_CONTENT_TYPE: &str = "application/json";

/// Where an imported event stood in the system and in the file that it came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceRef<'a> {
    /// Its revision or version there, as written.
    pub revision: Option<&'a str>,
    /// Its position, offset or sequence number there, as written.
    pub position: Option<&'a str>,
    /// Byte offset of its record in the (uncompressed) file.
    pub place: u64,
}

/// The owned form of [`SourceRef`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its revision or version there, as written.
    pub revision: Option<String>,
    /// Its position, offset or sequence number there, as written.
    pub position: Option<String>,
    /// Byte offset of its record in the (uncompressed) file.
    pub place: u64,
}

/// An event to be appended, borrowed from wherever its bytes are.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventRef<'a> {
    /// The stream it belongs to.
    pub stream: &'a str,
    /// The event type.
    pub event_type: &'a str,
    /// Its id as received; where there is none the log derives one from the content.
    pub id: Option<&'a str>,
    /// Its time as received, with every digit.
    pub time: Option<&'a str>,
    /// The same time as an instant, where it could be understood.
    pub created: Option<Timestamp>,
    /// MIME type of `data`; empty means [`JSON_CONTENT_TYPE`].
    pub content_type: &'a str,
    /// The payload, as received.
    pub data: &'a [u8],
    /// A JSON object, as received; empty where there is none.
    pub metadata: &'a [u8],
    /// Names that this event is also found by.
    pub tags: &'a [&'a str],
    /// Where it came from, for imported events.
    pub source: Option<SourceRef<'a>>,
}

/// A recorded event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Its place in the log.
    pub position: Position,
    /// The stream it belongs to.
    pub stream: String,
    /// Its place in that stream.
    pub revision: Revision,
    /// The event type.
    pub event_type: String,
    /// Its id.
    pub id: String,
    /// Its time as received.
    pub time: Option<String>,
    /// The same time as an instant.
    pub created: Option<Timestamp>,
    /// MIME type of `data`.
    pub content_type: String,
    /// The payload, as received.
    pub data: Vec<u8>,
    /// A JSON object, or empty.
    pub metadata: Vec<u8>,
    /// Names that this event is also found by.
    pub tags: Vec<String>,
    /// Where it came from, for imported events.
    pub source: Option<Source>,
}

/// The category of a stream: the part of its name before the first `-`, as KurrentDB defines it.
///
/// ```
/// assert_eq!(foldback_event::category("cart-17-a"), "cart");
/// assert_eq!(foldback_event::category("settings"), "settings");
/// ```
pub fn category(stream: &str) -> &str {
    stream.split_once('-').map_or(stream, |(before, _)| before)
}
