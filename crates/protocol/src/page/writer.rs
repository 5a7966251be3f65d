//! Writes a page.

use foldback_event::JSON_CONTENT_TYPE;
use rustc_hash::FxHashMap;

use super::{
    CONTENT_TYPE, DATA, HEADER, ID, MAGIC, METADATA, NO_DATA, NO_METADATA, PLACE, PageEvent, PageId, PageTime,
    SOURCE_POSITION, SOURCE_REVISION, TAGS, TIME, UTC_SHIFT, is_json, json, padded,
};
use crate::wire::{bytes, number};

/// Instants up to here, in microseconds, are exact in the f64 that carries them; in the year 2255 a time becomes a text.
const EXACT: u64 = 1 << 53;

/// What the columns take for each event.
const COLUMNS: usize = 3 * 8 + 5 * 4 + 2 + 16;

/// Collects the events of a page, whose layout `page.rs` tells. After [`Self::finish`] it is empty, keeps its memory, and
/// can be filled again.
#[derive(Debug, Default)]
pub struct PageWriter {
    positions: Vec<f64>,
    revisions: Vec<f64>,
    created: Vec<f64>,
    streams: Vec<u32>,
    types: Vec<u32>,
    data_ends: Vec<u32>,
    metadata_ends: Vec<u32>,
    extra_ends: Vec<u32>,
    flags: Vec<u16>,
    ids: Vec<u8>,
    data: Vec<u8>,
    metadata: Vec<u8>,
    extra: Vec<u8>,
    stream_names: Names,
    type_names: Names,
}

/// One list of the dictionary.
#[derive(Debug, Default)]
struct Names {
    places: FxHashMap<u32, u32>,
    /// JSON strings with commas between them.
    list: Vec<u8>,
    /// Neighbouring events often have the same.
    last: Option<(u32, u32)>,
}

impl Names {
    fn place(&mut self, key: u32, name: &str) -> u32 {
        if let Some((last, place)) = self.last
            && last == key
        {
            return place;
        }
        let next = self.places.len() as u32;
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            json::push_string(name, &mut self.list);
        }
        self.last = Some((key, place));
        place
    }
}

impl PageWriter {
    /// With room for a page of so many events and bytes of payload, so that it need not grow.
    pub fn sized(events: usize, bytes: usize) -> Self {
        let mut writer = Self::default();
        for column in [&mut writer.positions, &mut writer.revisions, &mut writer.created] {
            column.reserve(events);
        }
        for column in [
            &mut writer.streams,
            &mut writer.types,
            &mut writer.data_ends,
            &mut writer.metadata_ends,
            &mut writer.extra_ends,
        ] {
            column.reserve(events);
        }
        writer.flags.reserve(events);
        writer.ids.reserve(events * 16);
        writer.data.reserve(bytes);
        writer
    }

    /// How many events it holds.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// How long the page is so far. Must stay below 4 GiB.
    pub fn len_bytes(&self) -> usize {
        let names = self.stream_names.list.len() + self.type_names.list.len() + "[[],[]]".len();
        // Each of the nine columns and four sections can need padding.
        HEADER + self.len() * COLUMNS + self.data.len() + self.metadata.len() + self.extra.len() + names + 13 * 7
    }

    /// Adds an event with its tags.
    pub fn push<'t>(&mut self, event: &PageEvent<'_>, tags: impl IntoIterator<Item = &'t str>) {
        let mut flags = 0;
        let mut uuid = [0; 16];
        match event.id {
            PageId::Uuid(id) => uuid = id,
            PageId::Text(id) => {
                flags |= ID;
                bytes(id.as_bytes(), &mut self.extra);
            }
        }
        self.ids.extend_from_slice(&uuid);
        flags |= self.push_time(event);
        if !event.content_type.is_empty() && event.content_type != JSON_CONTENT_TYPE {
            flags |= CONTENT_TYPE;
            bytes(event.content_type.as_bytes(), &mut self.extra);
        }
        flags |= self.push_data(event);
        flags |= self.push_metadata(event.metadata);
        if let Some(source) = &event.source {
            for (flag, text) in [(SOURCE_REVISION, source.revision), (SOURCE_POSITION, source.position)] {
                if let Some(text) = text {
                    flags |= flag;
                    bytes(text.as_bytes(), &mut self.extra);
                }
            }
            flags |= PLACE;
            number(source.place, &mut self.extra);
        }
        for tag in tags {
            flags |= TAGS;
            bytes(tag.as_bytes(), &mut self.extra);
        }
        self.positions.push(event.position as f64);
        self.revisions.push(event.revision as f64);
        self.created.push(event.created.map_or(f64::NAN, |created| created.0 as f64));
        self.streams.push(self.stream_names.place(event.stream_id, event.stream));
        self.types.push(self.type_names.place(event.type_id, event.event_type));
        self.data_ends.push(self.data.len() as u32);
        self.metadata_ends.push(self.metadata.len() as u32);
        self.extra_ends.push(self.extra.len() as u32);
        self.flags.push(flags);
    }

    fn push_time(&mut self, event: &PageEvent<'_>) -> u16 {
        match (event.time, event.created) {
            (PageTime::Utc { digits }, Some(created)) if created.0.unsigned_abs() <= EXACT => {
                (1 + u16::from(digits.min(6)) / 3) << UTC_SHIFT
            }
            (PageTime::Utc { digits }, Some(created)) => {
                let mut text = String::new();
                created.write_utc(digits, &mut text);
                bytes(text.as_bytes(), &mut self.extra);
                TIME
            }
            (PageTime::Text(text), _) => {
                bytes(text.as_bytes(), &mut self.extra);
                TIME
            }
            (PageTime::None | PageTime::Utc { .. }, _) => 0,
        }
    }

    fn push_data(&mut self, event: &PageEvent<'_>) -> u16 {
        if !self.is_empty() {
            self.data.push(b',');
        }
        if is_json(event.content_type) && json::stands_alone(event.data) {
            self.data.extend_from_slice(event.data);
            return 0;
        }
        self.data.extend_from_slice(b"null");
        if event.data.is_empty() {
            return NO_DATA;
        }
        bytes(event.data, &mut self.extra);
        DATA
    }

    /// Most pages have no metadata at all, and then nothing stands for it; the first that comes makes up for those before.
    fn push_metadata(&mut self, metadata: &[u8]) -> u16 {
        if self.metadata.is_empty() {
            if metadata.is_empty() {
                return NO_METADATA;
            }
            for end in &mut self.metadata_ends {
                let comma = if self.metadata.is_empty() { &b""[..] } else { b"," };
                self.metadata.extend_from_slice(comma);
                self.metadata.extend_from_slice(b"null");
                *end = self.metadata.len() as u32;
            }
        }
        if !self.is_empty() {
            self.metadata.push(b',');
        }
        if json::stands_alone(metadata) {
            self.metadata.extend_from_slice(metadata);
            return 0;
        }
        self.metadata.extend_from_slice(b"null");
        if metadata.is_empty() {
            return NO_METADATA;
        }
        bytes(metadata, &mut self.extra);
        METADATA
    }

    /// The page. The writer is empty afterwards.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut dictionary = Vec::with_capacity(self.stream_names.list.len() + self.type_names.list.len() + 8);
        for (before, names) in [(&b"[["[..], &self.stream_names), (b"],[", &self.type_names)] {
            dictionary.extend_from_slice(before);
            dictionary.extend_from_slice(&names.list);
        }
        dictionary.extend_from_slice(b"]]");

        let mut out = Vec::with_capacity(self.len_bytes());
        let lengths = [self.len(), self.data.len(), self.metadata.len(), self.extra.len(), dictionary.len(), 0, 0];
        out.extend(MAGIC.to_le_bytes());
        lengths.iter().for_each(|length| out.extend((*length as u32).to_le_bytes()));
        for column in [&self.positions, &self.revisions, &self.created] {
            column.iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
        }
        for column in [&self.streams, &self.types, &self.data_ends, &self.metadata_ends, &self.extra_ends] {
            column.iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
            out.resize(padded(out.len()), 0);
        }
        self.flags.iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
        out.resize(padded(out.len()), 0);
        for section in [&self.ids, &self.data, &self.metadata, &self.extra, &dictionary] {
            out.extend_from_slice(section);
            out.resize(padded(out.len()), 0);
        }
        self.clear();
        out
    }

    fn clear(&mut self) {
        for column in [&mut self.positions, &mut self.revisions, &mut self.created] {
            column.clear();
        }
        for column in
            [&mut self.streams, &mut self.types, &mut self.data_ends, &mut self.metadata_ends, &mut self.extra_ends]
        {
            column.clear();
        }
        self.flags.clear();
        for section in [&mut self.ids, &mut self.data, &mut self.metadata, &mut self.extra] {
            section.clear();
        }
        for names in [&mut self.stream_names, &mut self.type_names] {
            names.places.clear();
            names.list.clear();
            names.last = None;
        }
    }
}
