//! The tables of event stores that keep the streams of their events in tables of their own, which a dump holds behind the events.
//! The events wait for them, up to a bound; beyond it they are read without their streams, which is said.

use rustc_hash::FxHashMap;

use super::cells::Scanner;
use super::columns::Columns;
use super::dialect::Dialect;
use super::known;
use super::rows::Row;
use crate::guess::plain_name;
use crate::record::{Place, Records};
use crate::{ImportError, Sink, WarningCode};

/// Bytes of events and of what they are joined with that wait, at most.
const MOST: usize = 64 << 20;

/// What a row that waits costs beside its bytes.
const OVERHEAD: usize = 64;

/// The columns that are added to the events.
const ADDED: [&str; 3] = ["stream_uuid", "stream_version", "global_position"];

/// What a table is to a join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Events without their streams.
    Events,
    /// Rails Event Store's `event_store_events_in_streams`: the stream and its name.
    InStreams,
    /// Commanded's `stream_events`: the number of the stream.
    StreamEvents,
    /// Commanded's `streams`: number and name.
    Streams,
}

/// What a table with these columns is to a join; Rails Event Store has no columns for causes in its events.
pub(super) fn part(columns: &[String]) -> Option<Part> {
    let has = |names: &[&str]| names.iter().all(|name| columns.iter().any(|column| column == name));
    if has(&["event_id", "event_type", "data", "metadata", "created_at"]) {
        let is_joined = ["stream", "stream_id", "stream_uuid", "original_stream_id"].iter().any(|name| has(&[name]));
        let is_one = has(&["causation_id", "correlation_id"]) || has(&["id", "valid_at"]);
        return (is_one && !is_joined).then_some(Part::Events);
    }
    if has(&["event_id", "stream_id", "stream_version", "original_stream_id"]) {
        return Some(Part::StreamEvents);
    }
    if has(&["event_id", "stream", "position"]) {
        return Some(Part::InStreams);
    }
    has(&["stream_id", "stream_uuid", "stream_version"]).then_some(Part::Streams)
}

struct Waiting {
    row: Vec<u8>,
    place: Place,
}

/// Events that wait for their streams.
pub(super) struct Join {
    names: Vec<String>,
    waiting: Vec<Waiting>,
    /// By event: the stream's name or number, and the revision.
    links: FxHashMap<Vec<u8>, (Vec<u8>, Vec<u8>)>,
    /// By event: its place among all.
    positions: FxHashMap<Vec<u8>, Vec<u8>>,
    /// By number: the stream's name.
    streams: FxHashMap<Vec<u8>, Vec<u8>>,
    bytes: usize,
    /// Links of events to further streams.
    further: u64,
}

impl Join {
    /// For events of these columns.
    pub fn new(names: &[String]) -> Self {
        Self {
            names: names.to_vec(),
            waiting: Vec::new(),
            links: FxHashMap::default(),
            positions: FxHashMap::default(),
            streams: FxHashMap::default(),
            bytes: 0,
            further: 0,
        }
    }

    /// Whether more waits than may.
    pub fn is_full(&self) -> bool {
        self.bytes > MOST
    }

    /// Whether the events are of these columns too.
    pub fn is_of(&self, names: &[String]) -> bool {
        self.names == names
    }

    /// Takes a row of a part whose columns are `names`.
    pub fn row(&mut self, part: Part, names: &[String], row: &Row<'_>) {
        self.bytes += row.bytes.len() + OVERHEAD;
        let value = |name: &str| {
            let at = names.iter().position(|column| column == name)?;
            let cell = row.cells.get(at)?;
            row.bytes.get(cell.start..cell.end).map(<[u8]>::to_vec)
        };
        match part {
            Part::Events => self.waiting.push(Waiting { row: row.bytes.to_vec(), place: row.place }),
            Part::InStreams => {
                if let (Some(event), Some(stream), Some(position)) =
                    (value("event_id"), value("stream"), value("position"))
                {
                    // An event is first published to its stream and then linked to others.
                    self.further += u64::from(self.links.contains_key(&event));
                    self.links.entry(event).or_insert((stream, position));
                }
            }
            Part::StreamEvents => {
                let found = (value("event_id"), value("stream_id"), value("stream_version"));
                if let (Some(event), Some(stream), Some(version)) = found {
                    if stream == b"0" {
                        // The stream of all events.
                        self.positions.insert(event, version);
                    } else if value("original_stream_id").as_ref() == Some(&stream) {
                        self.links.insert(event, (stream, version));
                    }
                }
            }
            Part::Streams => {
                if let (Some(number), Some(name)) = (value("stream_id"), value("stream_uuid")) {
                    self.streams.insert(number, name);
                }
            }
        }
    }

    /// Hands on the events without their streams.
    pub fn give_up(mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        self.links.clear();
        self.finish(records, sink)
    }

    /// Hands on the events with what was found of their streams, in the order of the whole log where it is known.
    pub fn finish(mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        if self.links.is_empty() && !records.is_prefix {
            let message = "the dump does not hold the tables with the streams of these events, or holds too many to join; \
                 export a query that joins them";
            records.note(WarningCode::NoStream, Place::default(), message.to_owned(), sink);
            let waiting = std::mem::take(&mut self.waiting);
            return hand_on(&self.names, waiting.iter().map(|waiting| (waiting, Vec::new())), records, sink);
        }
        if self.further > 0 {
            let message = format!(
                "{} links of events to further streams were not imported; the events are in their first",
                self.further
            );
            records.note(WarningCode::OtherMembers, Place::default(), message, sink);
        }
        let event = self.names.iter().position(|name| plain_name(name) == "eventid").unwrap_or_default();
        let key = |waiting: &Waiting| waiting.row.split(|byte| *byte == b'\t').nth(event).unwrap_or_default().to_vec();
        let number = |text: &Vec<u8>| std::str::from_utf8(text).ok().and_then(|text| text.parse::<u64>().ok());
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.sort_by_cached_key(|waiting| self.positions.get(&key(waiting)).and_then(number).unwrap_or(u64::MAX));
        let with_position = !self.positions.is_empty();
        let mut names = self.names.clone();
        let added = if with_position { 3 } else { 2 };
        names.extend(ADDED.iter().take(added).map(|name| (*name).to_owned()));
        let null = b"\\N".to_vec();
        let joined = waiting.iter().map(|waiting| {
            let key = key(waiting);
            let mut rest = Vec::new();
            let (stream, version) = self.links.get(&key).map_or((&null, &null), |(stream, version)| (stream, version));
            let position = self.positions.get(&key).unwrap_or(&null);
            let stream = self.streams.get(stream).unwrap_or(stream);
            for value in [stream, version, position].into_iter().take(added) {
                rest.push(b'\t');
                rest.extend_from_slice(value);
            }
            (waiting, rest)
        });
        hand_on(&names, joined, records, sink)
    }
}

/// Reads rows as those of one table with these columns.
fn hand_on<'a>(
    names: &[String],
    rows: impl Iterator<Item = (&'a Waiting, Vec<u8>)>,
    records: &mut Records,
    sink: &mut dyn Sink,
) -> Result<(), ImportError> {
    records.begin_form(known::mapping(names, records.name()), sink)?;
    let mut columns = Columns::new(names, Dialect::COPY);
    let mut scanner = Scanner::new(b'\t', false);
    for (waiting, rest) in rows {
        let bytes = [waiting.row.as_slice(), rest.as_slice()].concat();
        scanner.begin_row();
        scanner.feed(&bytes, 0);
        scanner.push(bytes.len());
        let row = Row {
            bytes: &bytes,
            cells: &scanner.cells,
            place: waiting.place,
            length: bytes.len() as u64,
            is_too_long: false,
            ends_file: false,
            is_open: false,
        };
        columns.row(&row, records, sink)?;
    }
    columns.settle(records, sink)
}
