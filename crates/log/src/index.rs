//! What is kept in memory of every event: its stream, its type and its time, and for each stream where its events are.
//!
//! It is built from segment headers alone and takes about 40 bytes an event.

mod tags;

use std::sync::Arc;

use foldback_event::{Position, Revision, Timestamp, category};
use rustc_hash::FxHashMap;

use crate::LogError;
use crate::segment::{Header, REMOVED};
use tags::Tags;

/// A time that an event does not have.
const NO_TIME: i64 = i64::MIN;

/// A stream and where its events are.
#[derive(Clone, Debug)]
pub struct StreamEntry {
    /// Its name.
    pub name: Arc<str>,
    /// Its category's place in [`Index::categories`].
    pub category: u32,
    /// The revision of the first event in `positions`: 0 unless earlier ones were removed.
    pub first_revision: u64,
    /// The positions of its events, revision by revision. Revisions that were in a damaged header have the position where it began.
    pub positions: Vec<u32>,
}

impl StreamEntry {
    /// The revision that its next event gets.
    pub fn next_revision(&self) -> u64 {
        self.first_revision + self.positions.len() as u64
    }

    /// The position of the event with that revision.
    pub fn position_of(&self, revision: u64) -> Option<u64> {
        let at = revision.checked_sub(self.first_revision)?;
        self.positions.get(usize::try_from(at).ok()?).map(|position| u64::from(*position))
    }
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
    tags: Tags,
    /// Where damaged headers left a hole, by first position.
    lost: Vec<u32>,
    stream_of: Vec<u32>,
    revision_of: Vec<u32>,
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

    /// The numbers of those of the types that occur; `None` when some were asked for and none does.
    pub(crate) fn type_ids(&self, names: &[String]) -> Option<Vec<u32>> {
        let ids: Vec<u32> = names.iter().filter_map(|name| self.type_ids.get(name.as_str()).copied()).collect();
        (names.is_empty() || !ids.is_empty()).then_some(ids)
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

    /// The number of the stream of the event at a position; `None` where the event was removed or its header is damaged.
    pub fn stream_at(&self, position: Position) -> Option<u32> {
        self.stream_of.get(usize::try_from(position.0).ok()?).copied().filter(|id| *id != REMOVED)
    }

    /// The number of the type of the event at a position, likewise.
    pub fn type_at(&self, position: Position) -> Option<u32> {
        self.type_of.get(usize::try_from(position.0).ok()?).copied().filter(|id| *id != REMOVED)
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
        self.tags.of(position.0)
    }

    /// The positions of all events with a tag.
    pub fn tagged(&self, tag: &str) -> &[u32] {
        self.tags.positions(tag)
    }

    /// Where holes begin that damaged headers left.
    pub(crate) fn lost(&self) -> &[u32] {
        &self.lost
    }

    /// Stream numbers by position; `u32::MAX` where the event was removed or its header is damaged.
    pub fn stream_column(&self) -> &[u32] {
        &self.stream_of
    }

    /// Type numbers by position, likewise.
    pub fn type_column(&self) -> &[u32] {
        &self.type_of
    }

    /// Times by position, in microseconds since 1970; `i64::MIN` where an event has none.
    pub fn created_column(&self) -> &[i64] {
        &self.created
    }

    /// The revision of the event at a position, in the stream of that number.
    pub fn revision_at(&self, stream: u32, position: Position) -> Option<Revision> {
        let at = usize::try_from(position.0).ok()?;
        (*self.stream_of.get(at)? == stream).then(|| Revision(u64::from(self.revision_of[at])))
    }

    /// The first position at which the latest time so far is not before `time`; the log's length when it never is.
    pub fn position_at(&self, time: Timestamp) -> u64 {
        let found = self.created.iter().position(|created| *created != NO_TIME && *created >= time.0);
        found.unwrap_or(self.created.len()) as u64
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
        (self.stream_of.capacity() + self.revision_of.capacity()) * 4
            + self.type_of.capacity() * 4
            + self.created.capacity() * 8
            + self
                .streams
                .iter()
                .map(|stream| stream.positions.capacity() * 4 + names(&stream.name) + 32)
                .sum::<usize>()
            + self.types.iter().map(|(name, _)| names(name)).sum::<usize>()
            + self.tags.weight()
    }

    /// Takes up the events of the next segment; of one that was made of others, those that were not there yet.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] when the segment begins behind the index's end, or when its revisions do not follow.
    pub(crate) fn add(&mut self, header: &Header) -> Result<(), LogError> {
        let corrupt = |reason| LogError::Corrupt { first: Some(header.first), reason };
        let Some(known) = self.len().checked_sub(header.first) else {
            return Err(corrupt("it does not begin where the segment before it ends"));
        };
        let known = usize::try_from(known).unwrap_or(usize::MAX).min(header.events.len());
        if header.first + header.events.len() as u64 > u64::from(u32::MAX) {
            return Err(LogError::Full);
        }
        let streams: Vec<u32> = header.streams.iter().map(|name| self.intern_stream(name)).collect();
        // Revisions of each stream that are in the index already.
        let mut before = vec![0; streams.len()];
        for event in header.events[..known].iter().filter(|event| event.stream != REMOVED) {
            before[event.stream as usize] += 1;
        }
        for ((first_revision, id), before) in header.first_revisions.iter().zip(&streams).zip(before) {
            let entry = &mut self.streams[*id as usize];
            let first_revision = &(*first_revision + before);
            if entry.positions.is_empty() && entry.next_revision() <= *first_revision {
                entry.first_revision = *first_revision;
                continue;
            }
            // What is missing between was in a damaged header: its revisions keep their places.
            let missing = first_revision.checked_sub(entry.next_revision());
            match (missing, self.lost.last()) {
                (Some(0), _) => {}
                (Some(missing), Some(lost)) if missing <= u64::from(u32::MAX) => {
                    let places = entry.positions.len() + missing as usize;
                    entry.positions.resize(places, *lost);
                }
                _ => return Err(corrupt("the revisions of a stream do not follow")),
            }
        }
        let types: Vec<u32> = header.types.iter().map(|name| self.intern_type(name)).collect();
        let tags: Vec<u32> = header.tags.iter().map(|name| self.tags.intern(name)).collect();
        self.stream_of.reserve(header.events.len());
        self.revision_of.reserve(header.events.len());
        self.type_of.reserve(header.events.len());
        self.created.reserve(header.events.len());
        for event in &header.events[known..] {
            let position = self.stream_of.len() as u32;
            self.created.push(event.created.map_or(NO_TIME, |created| created.0));
            if event.stream == REMOVED {
                self.stream_of.push(REMOVED);
                self.revision_of.push(0);
                self.type_of.push(REMOVED);
                continue;
            }
            // The header was checked against its dictionaries when it was read.
            let (stream, kind) = (streams[event.stream as usize], types[event.kind as usize]);
            let entry = &mut self.streams[stream as usize];
            // No more revisions than positions, and these fit.
            self.revision_of.push(entry.next_revision() as u32);
            entry.positions.push(position);
            self.categories[entry.category as usize].events += 1;
            self.types[kind as usize].1 += 1;
            self.stream_of.push(stream);
            self.type_of.push(kind);
            self.tags.add(position, event.tags.iter().map(|tag| tags[*tag as usize]));
            if let Some(created) = event.created {
                self.note_time(created);
            }
        }
        Ok(())
    }

    /// Leaves a hole where a header is damaged: from the index's end to position `to`.
    pub(crate) fn add_lost(&mut self, to: u64) {
        let to = usize::try_from(to).unwrap_or(usize::MAX).min(u32::MAX as usize);
        self.lost.push(self.stream_of.len() as u32);
        self.stream_of.resize(to, REMOVED);
        self.revision_of.resize(to, 0);
        self.type_of.resize(to, REMOVED);
        self.created.resize(to, NO_TIME);
    }

    fn note_time(&mut self, created: Timestamp) {
        let (first, last) = self.time_range.unwrap_or((created, created));
        if self.time_range.is_some() && created.0 < self.latest {
            self.backwards += 1;
        }
        self.latest = if self.time_range.is_some() { self.latest.max(created.0) } else { created.0 };
        self.time_range = Some((first.min(created), last.max(created)));
    }

    fn intern_stream(&mut self, name: &str) -> u32 {
        if let Some(id) = self.stream_ids.get(name) {
            return *id;
        }
        let id = self.streams.len() as u32;
        let category = self.intern_category(category(name));
        self.categories[category as usize].streams += 1;
        let name: Arc<str> = name.into();
        self.streams.push(StreamEntry { name: name.clone(), category, first_revision: 0, positions: Vec::new() });
        self.stream_ids.insert(name, id);
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

    fn intern_type(&mut self, name: &str) -> u32 {
        if let Some(id) = self.type_ids.get(name) {
            return *id;
        }
        let id = self.types.len() as u32;
        let name: Arc<str> = name.into();
        self.types.push((name.clone(), 0));
        self.type_ids.insert(name, id);
        id
    }
}
