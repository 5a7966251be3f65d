//! Events that are owned, in one run of bytes: what waits to be appended.

use std::ops::Range;

use foldback_event::{EventRef, SourceRef, Timestamp};

/// Where the parts of an event lie.
#[derive(Clone, Debug)]
struct Row {
    start: u32,
    /// Ends of stream, type, id, time, content type, data and metadata, one behind the other from `start` on.
    ends: [u32; 7],
    has: u8,
    created: Option<Timestamp>,
    /// Ends of the tags behind them.
    tags: Range<u32>,
    source: Option<(Range<u32>, Range<u32>, u64)>,
}

const HAS_ID: u8 = 1;
const HAS_TIME: u8 = 2;
const HAS_SOURCE_REVISION: u8 = 4;
const HAS_SOURCE_POSITION: u8 = 8;

/// Some events, copied.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    bytes: Vec<u8>,
    rows: Vec<Row>,
    tag_ends: Vec<u32>,
}

impl Batch {
    /// Copies events.
    pub fn of(events: &[EventRef<'_>]) -> Self {
        let mut batch = Self::default();
        events.iter().for_each(|event| batch.push(event));
        batch
    }

    /// How many events it holds.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Bytes of all of them.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Lets go of all of them and keeps the room.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.rows.clear();
        self.tag_ends.clear();
    }

    /// Copies one more event.
    pub fn push(&mut self, event: &EventRef<'_>) {
        let start = self.bytes.len() as u32;
        let mut has = 0;
        let mut mark = |present: bool, bit: u8| has |= if present { bit } else { 0 };
        mark(event.id.is_some(), HAS_ID);
        mark(event.time.is_some(), HAS_TIME);
        let source = event.source.as_ref();
        mark(source.is_some_and(|source| source.revision.is_some()), HAS_SOURCE_REVISION);
        mark(source.is_some_and(|source| source.position.is_some()), HAS_SOURCE_POSITION);
        let parts = [
            event.stream.as_bytes(),
            event.event_type.as_bytes(),
            event.id.unwrap_or_default().as_bytes(),
            event.time.unwrap_or_default().as_bytes(),
            event.content_type.as_bytes(),
            event.data,
            event.metadata,
        ];
        let ends = parts.map(|part| self.add(part).end);
        let first_tag = self.tag_ends.len() as u32;
        for tag in event.tags {
            let end = self.add(tag.as_bytes()).end;
            self.tag_ends.push(end);
        }
        let source = source.map(|source| {
            let revision = self.add(source.revision.unwrap_or_default().as_bytes());
            (revision, self.add(source.position.unwrap_or_default().as_bytes()), source.place)
        });
        let tags = first_tag..self.tag_ends.len() as u32;
        self.rows.push(Row { start, ends, has, created: event.created, tags, source });
    }

    fn add(&mut self, part: &[u8]) -> Range<u32> {
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(part);
        start..self.bytes.len() as u32
    }

    fn text(&self, range: Range<u32>) -> &str {
        // Copied from a text of the same bounds.
        std::str::from_utf8(&self.bytes[range.start as usize..range.end as usize]).unwrap_or_default()
    }

    fn part(&self, row: &Row, part: usize) -> Range<u32> {
        let start = part.checked_sub(1).map_or(row.start, |before| row.ends[before]);
        start..row.ends[part]
    }

    /// The stream of an event.
    pub fn stream(&self, at: usize) -> &str {
        self.text(self.part(&self.rows[at], 0))
    }

    /// The type of an event.
    pub fn event_type(&self, at: usize) -> &str {
        self.text(self.part(&self.rows[at], 1))
    }

    /// The id that an event was given.
    pub fn id(&self, at: usize) -> Option<&str> {
        let row = &self.rows[at];
        (row.has & HAS_ID != 0).then(|| self.text(self.part(row, 2)))
    }

    /// The tags of an event.
    pub fn tags(&self, at: usize) -> impl Iterator<Item = &str> {
        let row = &self.rows[at];
        let mut start = row.ends[6];
        self.tag_ends[row.tags.start as usize..row.tags.end as usize].iter().map(move |end| {
            let tag = self.text(start..*end);
            start = *end;
            tag
        })
    }

    /// Shows an event.
    pub fn with<T>(&self, at: usize, show: impl FnOnce(&EventRef<'_>) -> T) -> T {
        let row = &self.rows[at];
        let bytes = |part| {
            let range = self.part(row, part);
            &self.bytes[range.start as usize..range.end as usize]
        };
        let tags: Vec<&str> = self.tags(at).collect();
        let source = row.source.as_ref().map(|(revision, position, place)| SourceRef {
            revision: (row.has & HAS_SOURCE_REVISION != 0).then(|| self.text(revision.clone())),
            position: (row.has & HAS_SOURCE_POSITION != 0).then(|| self.text(position.clone())),
            place: *place,
        });
        show(&EventRef {
            stream: self.stream(at),
            event_type: self.event_type(at),
            id: self.id(at),
            time: (row.has & HAS_TIME != 0).then(|| self.text(self.part(row, 3))),
            created: row.created,
            content_type: self.text(self.part(row, 4)),
            data: bytes(5),
            metadata: bytes(6),
            tags: &tags,
            source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_shows_what_was_copied() {
        let full = EventRef {
            stream: "cart-1",
            event_type: "Added",
            id: Some("1"),
            time: Some("now"),
            created: Some(Timestamp(7)),
            content_type: "text/plain",
            data: b"data",
            metadata: b"{}",
            tags: &["a", "", "b"],
            source: Some(SourceRef { revision: Some("3"), position: None, place: 9 }),
        };
        let bare = EventRef { stream: "s", event_type: "t", ..EventRef::default() };
        let events = [full, bare, full];
        let batch = Batch::of(&events);
        assert_eq!(batch.len(), 3);
        for (at, event) in events.iter().enumerate() {
            batch.with(at, |copy| assert_eq!(format!("{copy:?}"), format!("{event:?}")));
        }
    }
}
