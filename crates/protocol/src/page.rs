//! Events on their way to a client: a page of them, laid out so that JavaScript reads it without touching every byte.
//!
//! All little-endian. Sections follow each other in this order, each beginning at a multiple of 8 bytes, so that typed
//! arrays can be laid over the buffer as it arrives:
//!
//! | section | what |
//! |---|---|
//! | header | 8 u32: magic, events `n`, bytes of data, of metadata, of extra, of dictionary, 0, 0 |
//! | position, revision | f64 × n each |
//! | created | f64 × n, microseconds since 1970; NaN: none |
//! | stream, type | u32 × n each, into the dictionary |
//! | data end, metadata end, extra end | u32 × n each, bytes from the start of that section |
//! | flags | u16 × n, below |
//! | id | 16 bytes × n, a UUID |
//! | data | the payloads, one comma between neighbours |
//! | metadata | likewise; no bytes at all when no event has any |
//! | extra | for each event what its flags say, in the order of the flags |
//! | dictionary | JSON: `[[streams], [types]]` |
//!
//! Data and metadata are thus each one JSON array without its brackets, and are parsed a page at a time. What would
//! break that, a payload that is not JSON or whose brackets do not close, is `null` there and lies in extra; so the
//! n-th element always belongs to the n-th event, or the whole does not parse and each is parsed for itself.
//!
//! In extra, a text or a run of bytes is its length (LEB128) in front of it, a number is LEB128; the tags are the last
//! and go on to the end of the event's part.

mod json;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

use foldback_event::{SourceRef, Timestamp};

pub use reader::{PageError, read_page};
pub use writer::PageWriter;

/// The first four bytes: `FBP1`.
const MAGIC: u32 = u32::from_le_bytes(*b"FBP1");
const HEADER: usize = 32;

/// In extra: the id, which is no UUID.
const ID: u16 = 1;
/// In extra: the time, as received.
const TIME: u16 = 1 << 1;
/// In extra: the content type, which is not `application/json`.
const CONTENT_TYPE: u16 = 1 << 2;
/// In extra: the payload.
const DATA: u16 = 1 << 3;
/// In extra: the metadata.
const METADATA: u16 = 1 << 4;
/// In extra: the revision where it came from.
const SOURCE_REVISION: u16 = 1 << 5;
/// In extra: the position where it came from.
const SOURCE_POSITION: u16 = 1 << 6;
/// In extra: the place in the file that it came from, a number.
const PLACE: u16 = 1 << 7;
/// In extra: the tags.
const TAGS: u16 = 1 << 8;
/// The payload is empty; `null` stands for it.
const NO_DATA: u16 = 1 << 9;
/// The metadata is empty; `null` stands for it.
const NO_METADATA: u16 = 1 << 10;
/// Two bits: the time is `created` in UTC with 0, 3 or 6 digits of fraction (1, 2, 3); 0: it is not.
const UTC: u16 = 3 << 11;
const UTC_SHIFT: u32 = 11;

/// The id of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageId<'a> {
    /// A UUID, which reads as lower-case hex with hyphens.
    Uuid([u8; 16]),
    /// Anything else.
    Text(&'a str),
}

/// The time of an event as it was received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageTime<'a> {
    /// It has none.
    #[default]
    None,
    /// This text.
    Text(&'a str),
    /// `created` as RFC 3339 in UTC, with `digits` (0, 3 or 6) digits of fraction.
    Utc {
        /// Digits of fraction.
        digits: u8,
    },
}

/// An event to be put into a page, borrowed from wherever it lies. Its tags are handed over beside it.
#[derive(Clone, Copy, Debug)]
pub struct PageEvent<'a> {
    /// Its place in the log.
    pub position: u64,
    /// Its place in the stream.
    pub revision: u64,
    /// A number that stands for this stream and no other, in this page.
    pub stream_id: u32,
    /// The stream.
    pub stream: &'a str,
    /// A number that stands for this event type and no other, in this page.
    pub type_id: u32,
    /// The event type.
    pub event_type: &'a str,
    /// Its id.
    pub id: PageId<'a>,
    /// Its time, as received.
    pub time: PageTime<'a>,
    /// The same as an instant.
    pub created: Option<Timestamp>,
    /// MIME type of `data`; empty means JSON.
    pub content_type: &'a str,
    /// The payload.
    pub data: &'a [u8],
    /// The metadata, a JSON object or nothing.
    pub metadata: &'a [u8],
    /// Where it came from, for imported events.
    pub source: Option<SourceRef<'a>>,
}

/// Whether payloads of a content type are JSON: `application/json`, whatever its parameters, and every `+json`.
fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim_end();
    content_type.is_empty() || kind.eq_ignore_ascii_case("application/json") || kind.ends_with("+json")
}

fn padded(length: usize) -> usize {
    length.next_multiple_of(8)
}
