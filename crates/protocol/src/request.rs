//! Append requests on their way to the engine: one frame of bytes for all that were made in one turn.
//!
//! Numbers are LEB128; a text is its length in bytes and its UTF-8; a list is its count and what is in it; what may be
//! absent is preceded by 0 or 1. A frame is a list of requests, each:
//! - flags: bit 0 strict durability;
//! - expected revisions, a list: stream, kind (0 any, 1 no stream, 2 stream exists, 3 revision), for kind 3 the revision;
//! - condition, may be absent: position after which it looks (may be absent), list of criteria: list of types, list of tags;
//! - events, a list: stream, type, id (empty: none), time (may be absent), content type (empty: JSON), data, metadata, list of tags.

use std::fmt;
use std::ops::Range;

use foldback_event::{EventRef, Timestamp};

use crate::ExpectedRevision;
use crate::wire::{Broken, Reader, bytes, number, optional};

const STRICT: u8 = 1;

/// Bytes that are no frame of requests. Nothing of them may be appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestError {
    /// The byte up to which the frame could be read.
    pub at: usize,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the append cannot be read from byte {} on: page and engine are of different versions", self.at)?;
        f.write_str("; reload the page")
    }
}

impl std::error::Error for RequestError {}

/// A frame of append requests, read whole; `request.rs` tells its layout. Texts and payloads stay where they lie.
#[derive(Clone, Debug, Default)]
pub struct RequestFrame<'a> {
    requests: Vec<RequestAt>,
    expected: Vec<(&'a str, ExpectedRevision)>,
    criteria: Vec<(Texts, Texts)>,
    events: Vec<EventAt<'a>>,
    texts: Vec<&'a str>,
}

/// Some of [`RequestFrame::texts`].
type Texts = Range<usize>;

#[derive(Clone, Debug)]
struct RequestAt {
    flags: u8,
    expected: Range<usize>,
    condition: Option<(Option<u64>, Range<usize>)>,
    events: Range<usize>,
}

/// An event; `tags` of its [`EventRef`] are in a list that is still growing while it is read.
#[derive(Clone, Debug)]
struct EventAt<'a> {
    event: EventRef<'a>,
    tags: Texts,
}

/// One append: written whole or not at all.
#[derive(Clone, Debug)]
pub struct Request<'f> {
    /// Whether the answer has to wait until the bytes are on the disk.
    pub strict: bool,
    /// Where streams must be.
    pub expected: &'f [(&'f str, ExpectedRevision)],
    /// What must not have happened.
    pub condition: Option<Condition<'f>>,
    events: &'f [EventAt<'f>],
    texts: &'f [&'f str],
}

/// An append happens only if no event matches one of the criteria.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition<'f> {
    /// Only events behind this position count; nothing: all events.
    pub after: Option<u64>,
    /// Any of them is enough.
    pub criteria: Vec<Criterion<'f>>,
}

/// What an event must be to match. An empty list asks nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Criterion<'f> {
    /// It has one of these types.
    pub types: &'f [&'f str],
    /// It has all of these tags.
    pub tags: &'f [&'f str],
}

impl<'f> Request<'f> {
    /// Its events, in order. `created` is the instant that `time` says, where it says one.
    pub fn events(&self) -> impl ExactSizeIterator<Item = EventRef<'f>> + use<'f> {
        let texts = self.texts;
        self.events.iter().map(move |at| EventRef { tags: &texts[at.tags.clone()], ..at.event })
    }
}

impl<'a> RequestFrame<'a> {
    /// Reads a frame.
    ///
    /// # Errors
    /// Bytes that are no frame.
    pub fn read(input: &'a [u8]) -> Result<Self, RequestError> {
        let mut frame = Self::default();
        let mut reader = Reader { rest: input };
        match frame.read_all(&mut reader) {
            Ok(()) if reader.rest.is_empty() => Ok(frame),
            _ => Err(RequestError { at: input.len() - reader.rest.len() }),
        }
    }

    /// How many requests there are.
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// The requests, in order.
    pub fn requests(&self) -> impl ExactSizeIterator<Item = Request<'_>> {
        let criterion = |(types, tags): &(Texts, Texts)| Criterion {
            types: &self.texts[types.clone()],
            tags: &self.texts[tags.clone()],
        };
        self.requests.iter().map(move |request| Request {
            strict: request.flags & STRICT != 0,
            expected: &self.expected[request.expected.clone()],
            condition: request.condition.clone().map(|(after, criteria)| Condition {
                after,
                criteria: self.criteria[criteria].iter().map(criterion).collect(),
            }),
            events: &self.events[request.events.clone()],
            texts: &self.texts,
        })
    }

    fn read_all(&mut self, reader: &mut Reader<'a>) -> Result<(), Broken> {
        // Each request takes four bytes at least, each event eight.
        let requests = reader.count(4)?;
        self.requests.reserve(requests);
        for _ in 0..requests {
            let flags = reader.byte()?;
            if flags > STRICT {
                return Err(Broken);
            }
            let expected = self.expected.len();
            for _ in 0..reader.count(2)? {
                let stream = reader.text()?;
                self.expected.push((stream, revision(reader)?));
            }
            let criteria = self.criteria.len();
            let condition = reader.optional(|reader| {
                let after = reader.optional(Reader::number)?;
                for _ in 0..reader.count(2)? {
                    let criterion = (self.read_texts(reader)?, self.read_texts(reader)?);
                    self.criteria.push(criterion);
                }
                Ok((after, criteria..self.criteria.len()))
            })?;
            let events = self.events.len();
            let count = reader.count(8)?;
            self.events.reserve(count);
            for _ in 0..count {
                let event = self.read_event(reader)?;
                self.events.push(event);
            }
            let (expected, events) = (expected..self.expected.len(), events..self.events.len());
            self.requests.push(RequestAt { flags, expected, condition, events });
        }
        Ok(())
    }

    fn read_event(&mut self, reader: &mut Reader<'a>) -> Result<EventAt<'a>, Broken> {
        let stream = reader.text()?;
        let event_type = reader.text()?;
        let id = Some(reader.text()?).filter(|id| !id.is_empty());
        let time = reader.optional(Reader::text)?;
        let created = time.and_then(Timestamp::parse);
        let content_type = reader.text()?;
        let (data, metadata) = (reader.bytes()?, reader.bytes()?);
        let tags = self.read_texts(reader)?;
        let event =
            EventRef { stream, event_type, id, time, created, content_type, data, metadata, tags: &[], source: None };
        Ok(EventAt { event, tags })
    }

    fn read_texts(&mut self, reader: &mut Reader<'a>) -> Result<Texts, Broken> {
        let start = self.texts.len();
        for _ in 0..reader.count(1)? {
            self.texts.push(reader.text()?);
        }
        Ok(start..self.texts.len())
    }
}

fn revision(reader: &mut Reader<'_>) -> Result<ExpectedRevision, Broken> {
    Ok(match reader.byte()? {
        0 => ExpectedRevision::Any,
        1 => ExpectedRevision::NoStream,
        2 => ExpectedRevision::StreamExists,
        3 => ExpectedRevision::Revision(reader.number()?),
        _ => return Err(Broken),
    })
}

/// Writes a frame, request by request: for clients in Rust, and for tests.
#[derive(Clone, Debug, Default)]
pub struct RequestWriter {
    count: u64,
    body: Vec<u8>,
}

impl RequestWriter {
    /// Adds a request. Of the events, `created` and `source` do not cross: the engine reads the one from `time`, and
    /// the other is for imports.
    pub fn push(
        &mut self,
        strict: bool,
        expected: &[(&str, ExpectedRevision)],
        condition: Option<&Condition<'_>>,
        events: &[EventRef<'_>],
    ) {
        self.count += 1;
        let out = &mut self.body;
        out.push(if strict { STRICT } else { 0 });
        number(expected.len() as u64, out);
        for (stream, expected) in expected {
            bytes(stream.as_bytes(), out);
            let (kind, revision) = match expected {
                ExpectedRevision::Any => (0, None),
                ExpectedRevision::NoStream => (1, None),
                ExpectedRevision::StreamExists => (2, None),
                ExpectedRevision::Revision(revision) => (3, Some(*revision)),
            };
            out.push(kind);
            if let Some(revision) = revision {
                number(revision, out);
            }
        }
        optional(condition, out, |condition, out| {
            optional(condition.after, out, number);
            number(condition.criteria.len() as u64, out);
            for criterion in &condition.criteria {
                texts(criterion.types, out);
                texts(criterion.tags, out);
            }
        });
        number(events.len() as u64, out);
        for event in events {
            bytes(event.stream.as_bytes(), out);
            bytes(event.event_type.as_bytes(), out);
            bytes(event.id.unwrap_or_default().as_bytes(), out);
            optional(event.time, out, |time, out| bytes(time.as_bytes(), out));
            bytes(event.content_type.as_bytes(), out);
            bytes(event.data, out);
            bytes(event.metadata, out);
            texts(event.tags, out);
        }
    }

    /// The frame.
    pub fn finish(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.body.len() + 10);
        number(self.count, &mut out);
        out.extend_from_slice(&self.body);
        out
    }
}

fn texts(list: &[&str], out: &mut Vec<u8>) {
    number(list.len() as u64, out);
    for text in list {
        bytes(text.as_bytes(), out);
    }
}

/// What became of one request of a frame: 32 bytes of the answer, four f64 of which each is NaN when it was refused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Appended {
    /// Position of its first event.
    pub first: u64,
    /// Position of its last event.
    pub last: u64,
    /// Revision of its last event in that event's stream.
    pub revision: u64,
    /// Whether it was written now; otherwise the same events were there already.
    pub written: bool,
}

impl Appended {
    /// Adds the 32 bytes for a request to `out`; `None` where it was refused.
    pub fn write(result: Option<Self>, out: &mut Vec<u8>) {
        let values = result.map_or([f64::NAN; 4], |done| {
            [done.first as f64, done.last as f64, done.revision as f64, f64::from(u8::from(done.written))]
        });
        values.iter().for_each(|value| out.extend(value.to_le_bytes()));
    }

    /// Reads what [`Self::write`] wrote for every request; bytes at the end that are no 32 are left out.
    pub fn read_all(bytes: &[u8]) -> Vec<Option<Self>> {
        let number = |bytes: &[u8; 8]| f64::from_le_bytes(*bytes);
        let read = |values: &[[u8; 8]; 4]| {
            let [first, last, revision, written] = values.each_ref().map(number);
            let done =
                Self { first: first as u64, last: last as u64, revision: revision as u64, written: written > 0.0 };
            (!first.is_nan()).then_some(done)
        };
        bytes.as_chunks().0.as_chunks().0.iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests;
