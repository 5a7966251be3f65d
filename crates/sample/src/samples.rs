//! The list of the samples, and what each consists of: a log, the sentence of whoever noticed that something is
//! wrong, the projection that shows it, and, for tests, which event it was.

use crate::ledger::Ledger;
use crate::{bank, cart, conference, courses, habits, hospital};

/// A generated log with one mistake in it.
#[derive(Debug)]
pub struct Sample {
    /// The name by which it is asked for.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What is wrong, as who noticed it would say it. It never says where.
    pub sentence: &'static str,
    /// The stream that the sentence is about.
    pub stream: &'static str,
    /// The text of a KurrentDB projection whose state shows what is wrong.
    pub projection: &'static str,
    pub(crate) seed: u64,
    pub(crate) make: fn(u64) -> Ledger,
    pub(crate) wrong: Wrong,
}

/// The value of a sample's projection that is wrong at the end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The partition of the projection.
    pub partition: &'static str,
    /// JSON Pointer of the value.
    pub path: &'static str,
    /// The value, as JSON text. The event to be found was the last to write it.
    pub value: &'static str,
    /// What the value is when that event is skipped; nothing when it is not there then.
    pub without: Option<&'static str>,
}

/// The event that a sample is about, for tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bug {
    /// Its position.
    pub position: u64,
    /// Its stream.
    pub stream: String,
    /// Its event type.
    pub event_type: &'static str,
    /// What it made wrong.
    pub wrong: Wrong,
}

/// All samples.
pub const SAMPLES: [&Sample; 6] =
    [&bank::SAMPLE, &hospital::SAMPLE, &conference::SAMPLE, &cart::SAMPLE, &courses::SAMPLE, &habits::SAMPLE];

impl Sample {
    /// The sample of this name.
    pub fn named(id: &str) -> Option<&'static Self> {
        SAMPLES.into_iter().find(|sample| sample.id == id)
    }

    /// The log as NDJSON: one event a line, in the order of time, the same bytes every time.
    pub fn log(&self) -> Vec<u8> {
        self.log_of(self.seed)
    }

    /// The log that another seed gives: the same mistake among other events.
    pub fn log_of(&self, seed: u64) -> Vec<u8> {
        (self.make)(seed).write()
    }

    /// The event to be found, by the mark that the generator left, never by a constant.
    pub fn bug(&self) -> Option<Bug> {
        self.bug_of(self.seed)
    }

    /// The same in [`log_of`](Self::log_of).
    pub fn bug_of(&self, seed: u64) -> Option<Bug> {
        let ledger = (self.make)(seed);
        let (position, stream, event_type) = ledger.guilty()?;
        Some(Bug { position, stream: stream.to_owned(), event_type, wrong: self.wrong })
    }
}
