//! An event as a reader is shown it: where it lies, decoded field by field.

use foldback_event::{Event, EventRef, JSON_CONTENT_TYPE, Position, Revision, SourceRef, Timestamp};

use super::Block;
use super::block::{CONTENT_TYPE, PLACE, RowAt, SOURCE_POSITION, SOURCE_REVISION, TEXT_ID, TIME, TIME_FORM};
use crate::id::write_uuid;

/// An id, as it is at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id<'a> {
    /// A UUID in its usual writing.
    Uuid([u8; 16]),
    /// Any other text.
    Text(&'a str),
}

/// A time, as it is at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time<'a> {
    /// There is none.
    None,
    /// As received.
    Text(&'a str),
    /// RFC 3339 in UTC, with so many digits of fraction: the instant says it.
    Utc {
        /// 0, 3 or 6.
        digits: u8,
    },
}

/// The smaller parts of an event.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Its id.
    pub id: Id<'a>,
    /// Its time.
    pub time: Time<'a>,
    /// MIME type of its data.
    pub content_type: &'a str,
    /// Where it came from.
    pub source: Option<SourceRef<'a>>,
}

/// What a reader is shown of each event in turn. `false` ends the visit.
pub type Visit<'f> = dyn FnMut(View<'_>) -> bool + 'f;

/// An event where it lies, decoded field by field as it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub(crate) block: &'a Block,
    pub(crate) row: usize,
    pub(crate) index: &'a crate::Index,
    /// Its place in the log.
    pub position: Position,
    /// Its place in its stream.
    pub revision: Revision,
    /// Its stream.
    pub stream: &'a str,
    /// The stream's number in the index.
    pub stream_id: u32,
    /// Its type.
    pub event_type: &'a str,
    /// The type's number in the index.
    pub type_id: u32,
    /// When it happened.
    pub created: Option<Timestamp>,
}

impl<'a> View<'a> {
    fn at(&self) -> &'a RowAt {
        &self.block.rows[self.row]
    }

    /// The payload.
    pub fn data(&self) -> &'a [u8] {
        &self.block.bytes[self.at().data as usize..self.at().data_end as usize]
    }

    /// The metadata, a JSON object or nothing.
    pub fn metadata(&self) -> &'a [u8] {
        &self.block.bytes[self.at().metadata as usize..self.at().metadata_end as usize]
    }

    /// The id.
    pub fn id(&self) -> String {
        match self.id_at_rest() {
            Id::Text(text) => text.to_owned(),
            Id::Uuid(uuid) => {
                let mut text = String::with_capacity(36);
                write_uuid(&uuid, &mut text);
                text
            }
        }
    }

    fn id_at_rest(&self) -> Id<'a> {
        let mut reader = self.block.reader(self.at().id);
        // The block's texts and lengths were checked when it was opened.
        match self.at().flags & TEXT_ID {
            0 => Id::Uuid(reader.array().unwrap_or_default()),
            _ => Id::Text(reader.text().unwrap_or_default()),
        }
    }

    /// Names that it is also found by.
    pub fn tags(&self) -> impl Iterator<Item = &'a str> {
        self.index.tags_at(self.position)
    }

    /// Whether its content type is JSON's.
    pub fn is_json(&self) -> bool {
        self.at().flags & CONTENT_TYPE == 0
    }

    /// Everything else, without copying.
    pub fn parts(&self) -> Parts<'a> {
        let RowAt { flags, rest, place, .. } = *self.at();
        let mut reader = self.block.reader(rest);
        let mut text = |present: bool| present.then(|| reader.text().unwrap_or_default());
        let form = (flags & TIME_FORM) >> 2;
        let kept = text(flags & TIME != 0 && form == 3);
        let time = match kept {
            Some(text) => Time::Text(text),
            None if flags & TIME == 0 => Time::None,
            None => Time::Utc { digits: form * 3 },
        };
        let (revision, position) = (text(flags & SOURCE_REVISION != 0), text(flags & SOURCE_POSITION != 0));
        let source = (flags & PLACE != 0).then(|| {
            // The place was read when the block was opened; here it is only passed over.
            let _ = reader.get();
            SourceRef { revision, position, place }
        });
        let content_type = match flags & CONTENT_TYPE {
            0 => JSON_CONTENT_TYPE,
            _ => reader.text().unwrap_or_default(),
        };
        Parts { id: self.id_at_rest(), time, content_type, source }
    }

    /// The time as received.
    pub fn time(&self) -> Option<String> {
        match self.parts().time {
            Time::None => None,
            Time::Text(text) => Some(text.to_owned()),
            Time::Utc { digits } => {
                let mut written = String::with_capacity(27);
                self.created.unwrap_or_default().write_utc(digits, &mut written);
                Some(written)
            }
        }
    }

    /// Shows the event as it was handed in.
    pub fn with<T>(&self, show: impl FnOnce(&EventRef<'_>) -> T) -> T {
        let Parts { content_type, source, .. } = self.parts();
        let (id, time) = (self.id(), self.time());
        let tags: Vec<&str> = self.tags().collect();
        show(&EventRef {
            stream: self.stream,
            event_type: self.event_type,
            id: Some(&id),
            time: time.as_deref(),
            created: self.created,
            content_type,
            data: self.data(),
            metadata: self.metadata(),
            tags: &tags,
            source,
        })
    }

    /// The whole event.
    pub fn to_event(&self) -> Event {
        let Parts { content_type, source, .. } = self.parts();
        Event {
            position: self.position,
            stream: self.stream.to_owned(),
            revision: self.revision,
            event_type: self.event_type.to_owned(),
            id: self.id(),
            time: self.time(),
            created: self.created,
            content_type: content_type.to_owned(),
            data: self.data().to_vec(),
            metadata: self.metadata().to_vec(),
            tags: self.tags().map(str::to_owned).collect(),
            source: source.map(|source| foldback_event::Source {
                revision: source.revision.map(str::to_owned),
                position: source.position.map(str::to_owned),
                place: source.place,
            }),
        }
    }
}
