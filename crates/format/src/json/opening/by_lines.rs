//! Texts that do not begin with JSON: log lines, comments or a broken record may stand before good lines.

use foldback_event::json::scan;
use memchr::memchr_iter;

use super::{Found, Opening, USUAL, lines, unknown};
use crate::magic;

/// Lines that are looked at.
const LINES: usize = 1000;

/// One line in so many has to be a JSON object.
const ONE_IN: usize = 20;

impl Opening {
    /// NDJSON if enough lines are JSON objects, and no known format otherwise.
    pub(super) fn by_lines(&self, ended: bool) -> Found {
        if !self.seen_usual(ended) {
            return None;
        }
        let head = self.head.get(..USUAL).unwrap_or(&self.head);
        Some(if has_object_lines(head) {
            Ok(lines("some lines are whole JSON objects, though the first is not"))
        } else {
            Err(unknown(magic::text(head)))
        })
    }

    /// Whether enough lines of the beginning are JSON objects.
    pub(super) fn has_object_lines(&self) -> bool {
        has_object_lines(self.head.get(..USUAL).unwrap_or(&self.head))
    }
}

fn has_object_lines(head: &[u8]) -> bool {
    let mut from = 0;
    let (mut filled, mut objects) = (0usize, 0usize);
    for end in memchr_iter(b'\n', head).chain([head.len()]).take(LINES) {
        let line = head.get(from..end).unwrap_or_default().trim_ascii();
        from = end + 1;
        filled += usize::from(!line.is_empty());
        let whole = line.first() == Some(&b'{') && scan::value(line, 0).is_ok_and(|span| span.end == line.len());
        objects += usize::from(whole);
    }
    objects > 0 && objects * ONE_IN >= filled
}
