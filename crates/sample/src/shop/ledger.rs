//! The ledger in which the shop's events are written down as they are thought up, and from which the
//! log is written in the order of time.
//!
//! It never changes an event once recorded; only a voucher's running count is filled in when the
//! order is known.

use std::fmt;

use super::wares::VOUCHERS;
use crate::random::Random;
use crate::text::{put_money, put_time, put_uuid};

/// An amount in hundredths, shown as a JSON number with exactly two decimals.
#[derive(Clone, Copy)]
pub(super) struct Money(pub i64);

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::with_capacity(12);
        put_money(&mut text, self.0);
        text.into_iter().try_for_each(|byte| fmt::Write::write_char(f, char::from(byte)))
    }
}

/// What tests need to find again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Culprit,
    Refused,
    Healed,
}

/// One line of causes and effects: what is recorded next happens later and is caused by what was
/// recorded last. A copy of it is a second line from the same cause.
#[derive(Clone, Copy)]
pub(super) struct Course {
    pub time: u64,
    pub correlation: u128,
    pub cause: Option<u128>,
}

pub(super) enum Data {
    Patch(String),
    /// A redemption of the voucher of this index, whose running count depends on the order.
    Redeemed {
        voucher: usize,
        cart: String,
        cents: i64,
    },
}

struct Entry {
    at: Course,
    id: u128,
    stream: String,
    kind: &'static str,
    data: Data,
    mark: Option<Mark>,
}

/// All events so far, and the random numbers that everything in the shop is drawn from.
pub(super) struct Ledger {
    pub random: Random,
    entries: Vec<Entry>,
    numbers: u64,
}

impl Ledger {
    pub(super) fn new(random: Random) -> Self {
        Self { random, entries: Vec::new(), numbers: 0 }
    }

    /// A new line of causes and effects that begins with no cause.
    pub(super) fn course(&mut self, time: u64) -> Course {
        Course { time, correlation: self.random.uuid(), cause: None }
    }

    /// The number of the next visit, from 1: its cart, order, payment and shipment derive theirs
    /// from it.
    pub(super) fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Records a merge patch `wait` milliseconds later on the course.
    pub(super) fn record(&mut self, course: &mut Course, wait: u64, stream: &str, kind: &'static str, patch: String) {
        self.record_data(course, wait, stream, kind, Data::Patch(patch));
    }

    pub(super) fn record_data(&mut self, course: &mut Course, wait: u64, stream: &str, kind: &'static str, data: Data) {
        course.time += wait;
        let id = self.random.uuid();
        let stream = stream.to_owned();
        self.entries.push(Entry { at: *course, id, stream, kind, data, mark: None });
        course.cause = Some(id);
    }

    /// Marks what was recorded last.
    pub(super) fn mark(&mut self, mark: Mark) {
        if let Some(last) = self.entries.last_mut() {
            last.mark = Some(mark);
        }
    }

    /// Puts everything into the order of time and forgets what lies after `end`.
    pub(super) fn close(&mut self, end: u64) {
        self.entries.retain(|entry| entry.at.time < end);
        self.entries.sort_by_key(|entry| entry.at.time);
    }

    /// Position and stream of the marked event.
    pub(super) fn marked(&self, mark: Mark) -> (u64, String) {
        let mut entries = (0..).zip(&self.entries);
        let found = entries.find(|(_, entry)| entry.mark == Some(mark));
        found.map_or((u64::MAX, String::new()), |(at, entry)| (at, entry.stream.clone()))
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.entries.len() * 320);
        let mut redeemed = [0; VOUCHERS.len()];
        for entry in &self.entries {
            entry.write(&mut out, &mut redeemed);
        }
        out
    }
}

impl Entry {
    fn write(&self, out: &mut Vec<u8>, redeemed: &mut [u64; VOUCHERS.len()]) {
        out.extend_from_slice(b"{\"id\":\"");
        put_uuid(out, self.id);
        let names = format!("\",\"stream\":\"{}\",\"type\":\"{}\",\"time\":\"", self.stream, self.kind);
        out.extend_from_slice(names.as_bytes());
        put_time(out, self.at.time);
        out.extend_from_slice(b"\",\"data\":");
        match &self.data {
            Data::Patch(patch) => out.extend_from_slice(patch.as_bytes()),
            Data::Redeemed { voucher, cart, cents } => {
                redeemed[*voucher] += 1;
                let count = redeemed[*voucher];
                let left = VOUCHERS[*voucher].limit - count;
                let amount = Money(*cents);
                let patch =
                    format!(r#"{{"redeemed":{count},"left":{left},"last":{{"cart":"{cart}","amount":{amount}}}}}"#);
                out.extend_from_slice(patch.as_bytes());
            }
        }
        out.extend_from_slice(b",\"metadata\":{\"$correlationId\":\"");
        put_uuid(out, self.at.correlation);
        if let Some(cause) = self.at.cause {
            out.extend_from_slice(b"\",\"$causationId\":\"");
            put_uuid(out, cause);
        }
        out.extend_from_slice(b"\"}}\n");
    }
}
