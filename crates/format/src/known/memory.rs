//! What a rule keeps between the records of a file, where one record does not say all, and what it has to say of them.
//! It is bounded: what a rule keeps of each record it forgets when there is too much.

use rustc_hash::FxHashSet;

use super::datomic::Database;
use crate::WarningCode;

/// What is known of the records that came before.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The stream of events that name none.
    pub name: String,
    /// How many records came before this one.
    pub ordinal: u64,
    /// A record that waits for the next one.
    pub waiting: Option<String>,
    /// Attributes and transactions that were met.
    pub database: Database,
    said: FxHashSet<&'static str>,
    notes: Vec<(WarningCode, String)>,
}

impl Memory {
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Says something of the record at hand.
    pub fn note(&mut self, code: WarningCode, message: String) {
        self.notes.push((code, message));
    }

    /// Says something of the file, once.
    pub fn note_once(&mut self, code: WarningCode, message: &'static str) {
        if self.said.insert(message) {
            self.notes.push((code, message.to_owned()));
        }
    }

    /// What was said of the record at hand.
    pub fn take_notes(&mut self) -> Vec<(WarningCode, String)> {
        std::mem::take(&mut self.notes)
    }
}
