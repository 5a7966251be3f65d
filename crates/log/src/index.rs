//! What is kept in memory of every event: its stream, its type and its time, and for each stream where its events are.
//!
//! It is built from segment headers alone and takes about 20 bytes an event.

use std::sync::Arc;

use foldback_event::{Position, Revision, Timestamp, category};
use rustc_hash::FxHashMap;

use crate::LogError;
use crate::segment::Header;

/// A time that an event does not have.
const NO_TIME: i64 = i64::MIN;

/// A stream and where its events are.
#[derive(Clone, Debug)]
pub struct StreamEntry {
    /// Its name.
    pub name: Arc<str>,
    /// Its category's place in [`Index::categories`].
    pub category: u32,
    /// The positions of its events; the index in this list is the revision.
    pub positions: Vec<u32>,
}

/// A category of streams: all whose names have the same part before the first `-`.
#[derive(Clone, Debug)]
pub struct CategoryEntry {
    /// That part.
    pub name: Arc<str>,
    /// How many streams.
    pub streams: u64,
    /// How many events.
    pub events: u64,
}

/// The index over a log.
#[derive(Clone, Debug, Default)]
pub struct Index {
    streams: Vec<StreamEntry>,
    stream_ids: FxHashMap<Arc<str>, u32>,
    categories: Vec<CategoryEntry>,
    category_ids: FxHashMap<Arc<str>, u32>,
    types: Vec<(Arc<str>, u64)>,
    type_ids: FxHashMap<Arc<str>, u32>,
    tags: Vec<Arc<str>>,
    tag_ids: FxHashMap<Arc<str>, u32>,
    tags_of: FxHashMap<u32, Box<[u32]>>,
    stream_of: Vec<u32>,
    type_of: Vec<u32>,
    created: Vec<i64>,
    time_range: Option<(Timestamp, Timestamp)>,
    backwards: u64,
    latest: i64,
}

impl Index {
    /// How many events it covers.
    pub fn len(&self) -> u64 {
        self.stream_of.len() as u64
    }

    /// Whether it covers none.
    pub fn is_empty(&self) -> bool {
        self.stream_of.is_empty()
    }

    /// All streams, in the order of their first events. A stream's place here is its number elsewhere.
    pub fn streams(&self) -> &[StreamEntry] {
        &self.streams
    }

    /// The number of a stream.
    pub fn stream_id(&self, name: &str) -> Option<u32> {
        self.stream_ids.get(name).copied()
    }

    /// The stream of that name.
    pub fn stream(&self, name: &str) -> Option<&StreamEntry> {
        self.streams.get(self.stream_id(name)? as usize)
    }

    /// All categories of streams, in the order of their first events.
    pub fn categories(&self) -> &[CategoryEntry] {
        &self.categories
    }

    /// All event types with the number of their events, in the order of their first events.
    pub fn types(&self) -> &[(Arc<str>, u64)] {
        &self.types
    }

    /// The number of the stream of the event at a position.
    pub fn stream_at(&self, position: Position) -> Option<u32> {
        self.stream_of.get(usize::try_from(position.0).ok()?).copied()
    }

    /// The number of the type of the event at a position.
    pub fn type_at(&self, position: Position) -> Option<u32> {
        self.type_of.get(usize::try_from(position.0).ok()?).copied()
    }

    /// The time of the event at a position.
    pub fn created_at(&self, position: Position) -> Option<Timestamp> {
        self.created
            .get(usize::try_from(position.0).ok()?)
            .filter(|micros| **micros != NO_TIME)
            .map(|micros| Timestamp(*micros))
    }

    /// The tags of the event at a position.
    pub fn tags_at(&self, position: Position) -> impl Iterator<Item = &str> {
        let ids = u32::try_from(position.0).ok().and_then(|position| self.tags_of.get(&position));
        ids.into_iter().flatten().filter_map(|id| self.tags.get(*id as usize)).map(|name| &**name)
    }

    /// Stream numbers by position.
    pub fn stream_column(&self) -> &[u32] {
        &self.stream_of
    }

    /// Type numbers by position.
    pub fn type_column(&self) -> &[u32] {
        &self.type_of
    }

    /// Times by position, in microseconds since 1970; `i64::MIN` where an event has none.
    pub fn created_column(&self) -> &[i64] {
        &self.created
    }

    /// The revision of the event at a position, in the stream of that number.
    pub fn revision_at(&self, stream: u32, position: Position) -> Option<Revision> {
        let positions = &self.streams.get(stream as usize)?.positions;
        let at = positions.binary_search(&u32::try_from(position.0).ok()?).ok()?;
        Some(Revision(at as u64))
    }

    /// Earliest and latest time of any event.
    pub fn time_range(&self) -> Option<(Timestamp, Timestamp)> {
        self.time_range
    }

    /// How many events have an earlier time than some event before them.
    pub fn backwards(&self) -> u64 {
        self.backwards
    }

    /// Bytes of memory it holds, about.
    pub fn weight(&self) -> usize {
        let names = |name: &Arc<str>| name.len() + 56;
        self.stream_of.capacity() * 4
            + self.type_of.capacity() * 4
            + self.created.capacity() * 8
            + self
                .streams
                .iter()
                .map(|stream| stream.positions.capacity() * 4 + names(&stream.name) + 24)
                .sum::<usize>()
            + self.types.iter().map(|(name, _)| names(name)).sum::<usize>()
    }

    /// Takes up the events of the next segment.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] when the segment does not begin where the index ends, or when its revisions do not follow.
    pub(crate) fn add(&mut self, header: &Header) -> Result<(), LogError> {
        let corrupt = |reason| LogError::Corrupt { first: Some(header.first), reason };
        if header.first != self.len() {
            return Err(corrupt("it does not begin where the segment before it ends"));
        }
        if header.first + header.events.len() as u64 > u64::from(u32::MAX) {
            return Err(LogError::Full);
        }
        let streams: Vec<u32> = header.streams.iter().map(|(name, _)| self.intern_stream(name)).collect();
        for ((_, first_revision), id) in header.streams.iter().zip(&streams) {
            if *first_revision != self.streams[*id as usize].positions.len() as u64 {
                return Err(corrupt("the revisions of a stream do not follow"));
            }
        }
        let types: Vec<u32> = header.types.iter().map(|name| self.intern_type(name)).collect();
        let tags: Vec<u32> = header.tags.iter().map(|name| self.intern_tag(name)).collect();
        self.stream_of.reserve(header.events.len());
        self.type_of.reserve(header.events.len());
        self.created.reserve(header.events.len());
        for event in &header.events {
            let position = self.stream_of.len() as u32;
            let (Some(stream), Some(kind)) = (streams.get(event.stream as usize), types.get(event.kind as usize))
            else {
                return Err(corrupt("an event's stream or type is not in its dictionary"));
            };
            let entry = &mut self.streams[*stream as usize];
            entry.positions.push(position);
            self.categories[entry.category as usize].events += 1;
            self.types[*kind as usize].1 += 1;
            self.stream_of.push(*stream);
            self.type_of.push(*kind);
            self.created.push(event.created.map_or(NO_TIME, |created| created.0));
            if !event.tags.is_empty() {
                let known = event.tags.iter().map(|tag| tags.get(*tag as usize).copied());
                let known = known.collect::<Option<_>>().ok_or(corrupt("an event's tag is not in its dictionary"))?;
                self.tags_of.insert(position, known);
            }
            if let Some(created) = event.created {
                self.note_time(created);
            }
        }
        Ok(())
    }

    fn note_time(&mut self, created: Timestamp) {
        let (first, last) = self.time_range.unwrap_or((created, created));
        if self.time_range.is_some() && created.0 < self.latest {
            self.backwards += 1;
        }
        self.latest = if self.time_range.is_some() { self.latest.max(created.0) } else { created.0 };
        self.time_range = Some((first.min(created), last.max(created)));
    }

    fn intern_stream(&mut self, name: &Arc<str>) -> u32 {
        if let Some(id) = self.stream_ids.get(name) {
            return *id;
        }
        let id = self.streams.len() as u32;
        let category = self.intern_category(category(name));
        self.categories[category as usize].streams += 1;
        self.streams.push(StreamEntry { name: name.clone(), category, positions: Vec::new() });
        self.stream_ids.insert(name.clone(), id);
        id
    }

    fn intern_category(&mut self, name: &str) -> u32 {
        if let Some(id) = self.category_ids.get(name) {
            return *id;
        }
        let id = self.categories.len() as u32;
        let name: Arc<str> = name.into();
        self.categories.push(CategoryEntry { name: name.clone(), streams: 0, events: 0 });
        self.category_ids.insert(name, id);
        id
    }

    fn intern_type(&mut self, name: &Arc<str>) -> u32 {
        if let Some(id) = self.type_ids.get(name) {
            return *id;
        }
        let id = self.types.len() as u32;
        self.types.push((name.clone(), 0));
        self.type_ids.insert(name.clone(), id);
        id
    }

    fn intern_tag(&mut self, name: &Arc<str>) -> u32 {
        if let Some(id) = self.tag_ids.get(name) {
            return *id;
        }
        let id = self.tags.len() as u32;
        self.tags.push(name.clone());
        self.tag_ids.insert(name.clone(), id);
        id
    }
}
