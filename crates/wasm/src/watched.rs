//! Whoever watches a file on its way in.

use std::cell::Cell;

use foldback_protocol::Progress;
use foldback_store::Monitor;

use crate::request::Request;

/// Milliseconds between two reports of progress: a page has no use for more.
const REPORT_EVERY: f64 = 50.0;

/// Reports to the page, and hears of its Cancel.
pub struct Watched<'a> {
    request: &'a Request,
    log: String,
    total: f64,
    start: f64,
    reported: Cell<f64>,
}

impl<'a> Watched<'a> {
    pub fn new(request: &'a Request, log: &str, total: f64) -> Self {
        let start = js_sys::Date::now();
        Self { request, log: log.to_owned(), total, start, reported: Cell::new(-REPORT_EVERY) }
    }
}

impl Monitor for Watched<'_> {
    fn progress(&self, progress: Progress) {
        let millis = js_sys::Date::now() - self.start;
        if millis - self.reported.get() >= REPORT_EVERY || progress.bytes >= self.total {
            self.reported.set(millis);
            self.request.progress(&Progress { log: self.log.clone(), total: self.total, millis, ..progress });
        }
    }

    fn cancelled(&self) -> bool {
        self.request.cancelled.get()
    }
}
