//! The events that the list has at hand: one run of neighbours around what is in view.
//! Never grows beyond the run that was asked for last.

use std::ops::Range;
use std::sync::Arc;

use foldback_protocol::Row;

use super::cells::{Cells, Times};

/// Rows asked for beyond the view on each side.
const MARGIN: u64 = 30;

/// A question for a run of events.
pub struct Question {
    pub log: String,
    pub from: u64,
    pub count: u32,
    /// The position to bring into view when the answer is here.
    pub reveal: Option<u64>,
}

impl Question {
    /// Asks for a window and some rows around it.
    pub fn around(log: String, window: &Range<u64>, events: u64, reveal: Option<u64>) -> Self {
        let from = window.start.saturating_sub(MARGIN);
        let to = (window.end + MARGIN).min(events);
        Self { log, from, count: u32::try_from(to.saturating_sub(from)).unwrap_or(u32::MAX), reveal }
    }
}

/// A run of events.
#[derive(Default)]
pub struct Page {
    log: String,
    from: u64,
    rows: Vec<Arc<Cells>>,
}

impl Page {
    /// Takes an answer in place of what was there; what was there already is kept as it is.
    pub fn fill(&mut self, question: &Question, rows: &[Row], times: Times) {
        let kept = |position| (self.log == question.log).then(|| self.cells(position)).flatten();
        let rows =
            rows.iter().map(|row| kept(row.position).unwrap_or_else(|| Arc::new(Cells::of(row, times)))).collect();
        *self = Self { log: question.log.clone(), from: question.from, rows };
    }

    /// The event at a position, if it is at hand.
    pub fn cells(&self, position: u64) -> Option<Arc<Cells>> {
        let index = usize::try_from(position.checked_sub(self.from)?).ok()?;
        self.rows.get(index).cloned()
    }

    /// Whether all of a window is at hand.
    pub fn holds(&self, window: &Range<u64>) -> bool {
        window.is_empty() || window.start >= self.from && window.end <= self.from + self.rows.len() as u64
    }
}
