//! Rows of a log as a page tells them, and what must be true of them whatever happened. It never asks a page.

use std::collections::{HashMap, HashSet};

use foldback_tests::{Failure, Outcome};
use serde_json::Value;

/// An event, as far as its place is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub position: u64,
    pub stream: String,
    pub revision: u64,
    pub id: String,
    /// What its payload says that its number is.
    pub n: Option<u64>,
}

impl Row {
    /// From `[position, streamId, revision, id, n]`.
    pub fn of(row: &Value) -> Outcome<Self> {
        let read = || {
            let text = |at: usize| row[at].as_str().map(str::to_owned);
            let (position, revision) = (row[0].as_u64()?, row[2].as_u64()?);
            Some(Self { position, stream: text(1)?, revision, id: text(3)?, n: row[4].as_u64() })
        };
        read().ok_or_else(|| Failure::new(format!("no row: {row}")))
    }
}

/// Positions and the revisions of each stream begin at 0 and have no gap, and no id is there twice.
pub fn in_order(rows: &[Row]) -> Outcome<()> {
    let mut next: HashMap<&str, u64> = HashMap::new();
    let mut ids = HashSet::new();
    for (at, row) in rows.iter().enumerate() {
        let revision = next.entry(&row.stream).or_default();
        if row.position != at as u64 || row.revision != *revision || !ids.insert(&row.id) {
            return Err(Failure::new(format!("event {at}, revision {revision} of its stream, is {row:?}")));
        }
        *revision += 1;
    }
    Ok(())
}
