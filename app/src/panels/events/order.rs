//! Which events the list shows, and in which row each is: all of them, or the hits of the query alone.
//! Never sorts: both are in the order of the log.

use std::sync::Arc;

use foldback_protocol::{Call, Hits, PickRequest};

/// An order of rows.
#[derive(Clone, Debug, Default)]
pub enum Order {
    /// Row and position are the same.
    #[default]
    All,
    /// The hits.
    Hits(Arc<Hits>),
}

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, Self::All) => true,
            (Self::Hits(mine), Self::Hits(theirs)) => Arc::ptr_eq(mine, theirs),
            _ => false,
        }
    }
}

impl Order {
    /// How many rows there are, in a log of so many events.
    pub fn rows(&self, events: u64) -> u64 {
        match self {
            Self::All => events,
            Self::Hits(hits) => hits.len(),
        }
    }

    /// The position of a row's event.
    pub fn position(&self, row: u64) -> Option<u64> {
        match self {
            Self::All => Some(row),
            Self::Hits(hits) => hits.nth(row),
        }
    }

    /// The row of a position, or else the last one before it.
    pub fn row(&self, position: u64) -> u64 {
        match self {
            Self::All => position,
            Self::Hits(hits) => hits.before(position + 1).saturating_sub(1),
        }
    }

    /// The question for some rows.
    pub fn call(&self, log: String, from: u64, count: u32, cut: Option<u32>) -> Call {
        match self {
            Self::All => Call::Rows { log, from, count, cut },
            Self::Hits(hits) => {
                let positions = (from..from + u64::from(count)).map_while(|row| hits.nth(row)).collect();
                Call::Pick(PickRequest { log, positions, cut })
            }
        }
    }
}
