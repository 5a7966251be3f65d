//! The ledger in which a sample's events are written down as they are thought up, and from which the
//! log is written in the order of time.
//!
//! It never knows what an event means.

use std::fmt;

use crate::random::Random;
use crate::text::{put_date, put_money, put_time, put_uuid};

/// An amount in hundredths, shown as a JSON number with exactly two decimals.
#[derive(Clone, Copy)]
pub(crate) struct Money(pub i64);

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ascii(f, |text| put_money(text, self.0))
    }
}

/// The date of a time in milliseconds since 1970.
#[derive(Clone, Copy)]
pub(crate) struct Date(pub u64);

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ascii(f, |text| put_date(text, self.0))
    }
}

fn ascii(f: &mut fmt::Formatter<'_>, put: impl FnOnce(&mut Vec<u8>)) -> fmt::Result {
    let mut text = Vec::with_capacity(12);
    put(&mut text);
    text.into_iter().try_for_each(|byte| fmt::Write::write_char(f, char::from(byte)))
}

/// One line of causes and effects: what is recorded next happens later and is caused by what was
/// recorded last. A copy of it is a second line from the same cause.
#[derive(Clone, Copy)]
pub(crate) struct Course {
    pub time: u64,
    pub cause: Option<u128>,
    /// The part of the system that the events come from.
    pub via: &'static str,
    correlation: u128,
}

/// An event before it is written.
pub(crate) struct Entry {
    pub stream: String,
    pub kind: &'static str,
    /// A JSON object as text.
    pub data: String,
    at: Course,
    id: u128,
    guilty: bool,
}

/// All events so far, and the random numbers that everything in a sample is drawn from.
pub(crate) struct Ledger {
    pub random: Random,
    entries: Vec<Entry>,
}

impl Ledger {
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: Random::new(seed), entries: Vec::new() }
    }

    /// A new line of causes and effects that begins with no cause.
    pub(crate) fn course(&mut self, time: u64, via: &'static str) -> Course {
        Course { time, correlation: self.random.uuid(), cause: None, via }
    }

    /// Records an event `wait` milliseconds later on the course.
    pub(crate) fn record(&mut self, course: &mut Course, wait: u64, stream: &str, kind: &'static str, data: String) {
        course.time += wait;
        let id = self.random.uuid();
        self.entries.push(Entry { at: *course, id, stream: stream.to_owned(), kind, data, guilty: false });
        course.cause = Some(id);
    }

    /// Records an event that nothing has caused.
    pub(crate) fn record_alone(
        &mut self,
        time: u64,
        via: &'static str,
        stream: &str,
        kind: &'static str,
        data: String,
    ) {
        let mut course = self.course(time, via);
        self.record(&mut course, 0, stream, kind, data);
    }

    /// What was recorded last is the event to be found.
    pub(crate) fn accuse(&mut self) {
        if let Some(last) = self.entries.last_mut() {
            last.guilty = true;
        }
    }

    /// Puts everything into the order of time and forgets what lies after `end`.
    pub(crate) fn close(&mut self, end: u64) {
        self.entries.retain(|entry| entry.at.time < end);
        self.entries.sort_by_key(|entry| entry.at.time);
    }

    /// Every event in its order, to write into its data what only the order tells.
    pub(crate) fn entries(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.iter_mut()
    }

    /// Position, stream and type of the event to be found.
    pub(crate) fn guilty(&self) -> Option<(u64, &str, &'static str)> {
        let mut entries = (0..).zip(&self.entries);
        let (position, entry) = entries.find(|(_, entry)| entry.guilty)?;
        Some((position, &entry.stream, entry.kind))
    }

    /// The log: one event a line.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.entries.len() * 360);
        self.entries.iter().for_each(|entry| entry.write(&mut out));
        out
    }
}

impl Entry {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"id\":\"");
        put_uuid(out, self.id);
        let names = format!("\",\"stream\":\"{}\",\"type\":\"{}\",\"time\":\"", self.stream, self.kind);
        out.extend_from_slice(names.as_bytes());
        put_time(out, self.at.time);
        out.extend_from_slice(b"\",\"data\":");
        out.extend_from_slice(self.data.as_bytes());
        out.extend_from_slice(b",\"metadata\":{\"$correlationId\":\"");
        put_uuid(out, self.at.correlation);
        if let Some(cause) = self.at.cause {
            out.extend_from_slice(b"\",\"$causationId\":\"");
            put_uuid(out, cause);
        }
        out.extend_from_slice(b"\",\"via\":\"");
        out.extend_from_slice(self.at.via.as_bytes());
        out.extend_from_slice(b"\"}}\n");
    }
}
