//! The log of benchmarks and tests of volume: as many events as asked for, 283 bytes each on
//! average, in as many streams as asked for.
//!
//! It never repeats an id: ids are random, so the log compresses no better than a real one. It holds
//! no more than the line it writes.

mod data;

use crate::random::Random;
use crate::text::{FIRST_DAY, HOUR, put_padded, put_time, put_uuid};

pub use data::TYPES;
use data::{CATEGORIES, put_data};

/// A generator of `events` lines of NDJSON. The fields are `id`, `stream`, `type`, `time`, `data` (an
/// RFC 7396 merge patch of its stream's state) and `metadata`, in this order.
///
/// ```
/// let mut load = foldback_sample::Load::new(3, 2, 7);
/// let mut log = Vec::new();
/// while load.write_next(&mut log) {}
/// assert_eq!(log.iter().filter(|&&byte| byte == b'\n').count(), 3);
/// ```
#[derive(Clone, Debug)]
pub struct Load {
    events: u64,
    streams: u64,
    written: u64,
    opened: u64,
    time: u64,
    correlation: u128,
    correlated: u64,
    random: Random,
}

impl Load {
    /// A log of `events` events in `streams` streams. Every stream occurs, unless there are fewer
    /// events than streams. Equal arguments give equal bytes.
    pub fn new(events: u64, streams: u32, seed: u64) -> Self {
        Self {
            events,
            streams: u64::from(streams).clamp(1, events.max(1)),
            written: 0,
            opened: 0,
            time: FIRST_DAY,
            correlation: 0,
            correlated: 0,
            random: Random::new(seed),
        }
    }

    /// How many streams the whole log has.
    pub fn streams(&self) -> u64 {
        self.streams
    }

    /// The name of the stream that is opened as number `index`, from 0.
    pub fn stream_name(index: u64) -> String {
        let mut name = CATEGORIES[(index % 4) as usize].to_owned();
        let mut digits = Vec::new();
        put_padded(&mut digits, index, 6);
        name.push('-');
        name.extend(digits.into_iter().map(char::from));
        name
    }

    /// Appends the next event and its line feed to `out`, or answers `false` when all are written.
    pub fn write_next(&mut self, out: &mut Vec<u8>) -> bool {
        if self.written == self.events {
            return false;
        }
        let stream = self.next_stream();
        self.advance_time();
        self.advance_correlation();
        let kind = (stream % 4) as usize * 2 + usize::from(self.random.chance(40));

        out.extend_from_slice(b"{\"id\":\"");
        put_uuid(out, self.random.uuid());
        out.extend_from_slice(b"\",\"stream\":\"");
        out.extend_from_slice(CATEGORIES[(stream % 4) as usize].as_bytes());
        out.push(b'-');
        put_padded(out, stream, 6);
        out.extend_from_slice(b"\",\"type\":\"");
        out.extend_from_slice(TYPES[kind].as_bytes());
        out.extend_from_slice(b"\",\"time\":\"");
        put_time(out, self.time);
        out.extend_from_slice(b"\",\"data\":");
        put_data(out, kind, self.time, &mut self.random);
        out.extend_from_slice(b",\"metadata\":{\"$correlationId\":\"");
        put_uuid(out, self.correlation);
        out.extend_from_slice(b"\"}}\n");
        self.written += 1;
        true
    }

    /// The next whole lines, of `bytes` bytes together or a little more; `None` at the end.
    pub fn chunk(&mut self, bytes: usize) -> Option<Vec<u8>> {
        let mut chunk = Vec::with_capacity(bytes.saturating_add(512));
        while self.write_next(&mut chunk) {
            if chunk.len() >= bytes {
                break;
            }
        }
        (!chunk.is_empty()).then_some(chunk)
    }

    /// Streams open evenly over the log; the rest goes to streams that are open, to young ones more
    /// often than to old ones, as in a log of orders.
    fn next_stream(&mut self) -> u64 {
        let due = 1 + (u128::from(self.written) * u128::from(self.streams) / u128::from(self.events)) as u64;
        if due > self.opened {
            self.opened = due;
            return due - 1;
        }
        let reach = self.random.below(self.opened) + 1;
        self.opened - 1 - self.random.below(reach)
    }

    /// Mostly 1 ms to 2 s, and in one of 5,000 cases hours in which nothing happens.
    fn advance_time(&mut self) {
        self.time += self.random.between(1, 2_000);
        if self.random.below(5_000) == 0 {
            self.time += self.random.between(2 * HOUR, 9 * HOUR);
        }
    }

    /// One to six neighbours share a correlation id.
    fn advance_correlation(&mut self) {
        if self.correlated == 0 {
            self.correlation = self.random.uuid();
            self.correlated = self.random.between(1, 6);
        }
        self.correlated -= 1;
    }
}
