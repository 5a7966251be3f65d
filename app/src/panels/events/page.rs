//! The events that the list has at hand: one run of neighbours around what is in view.
//! Never grows beyond the run that was asked for last.

use std::ops::Range;
use std::sync::Arc;

use foldback_protocol::Row;

use super::cells::{Cells, Times};
use super::order::Order;

/// Rows asked for beyond the view on each side.
const MARGIN: u64 = 30;

/// A question for a run of events.
pub struct Question {
    pub log: String,
    pub order: Order,
    /// The first row.
    pub from: u64,
    pub count: u32,
    /// The row to bring into view when the answer is here.
    pub reveal: Option<u64>,
}

impl Question {
    /// Asks for a window and some rows around it.
    pub fn around(log: String, order: Order, window: &Range<u64>, events: u64, reveal: Option<u64>) -> Self {
        let from = window.start.saturating_sub(MARGIN);
        let to = (window.end + MARGIN).min(order.rows(events));
        Self { log, order, from, count: u32::try_from(to.saturating_sub(from)).unwrap_or(u32::MAX), reveal }
    }
}

/// A run of events.
#[derive(Default)]
pub struct Page {
    log: String,
    order: Order,
    /// The rows that were asked for.
    asked: Range<u64>,
    /// The events there, by position; one that was removed is not among them.
    rows: Vec<(u64, Arc<Cells>)>,
}

impl Page {
    /// Takes an answer in place of what was there; what was there already is kept as it is.
    pub fn fill(&mut self, question: &Question, rows: &[Row], times: Times) {
        let kept = |position| (self.log == question.log).then(|| self.cells(position)).flatten();
        let cells = |row: &Row| kept(row.position).unwrap_or_else(|| Arc::new(Cells::of(row, times)));
        let rows = rows.iter().map(|row| (row.position, cells(row))).collect();
        let asked = question.from..question.from + u64::from(question.count);
        *self = Self { log: question.log.clone(), order: question.order.clone(), asked, rows };
    }

    /// The event at a position, if it is at hand.
    pub fn cells(&self, position: u64) -> Option<Arc<Cells>> {
        let at = self.rows.binary_search_by_key(&position, |(position, _)| *position).ok()?;
        self.rows.get(at).map(|(_, cells)| cells.clone())
    }

    /// Whether all of a window is at hand, or known not to be there.
    pub fn holds(&self, order: &Order, window: &Range<u64>) -> bool {
        window.is_empty() || (self.order == *order && window.start >= self.asked.start && window.end <= self.asked.end)
    }
}
