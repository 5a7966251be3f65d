//! Texts that begin with an array whose first element is no object: an array of anything, or lines of arrays.

use foldback_event::json::{Fault, Problem, scan};

use super::{First, Found, Opening, USUAL, array, lines, significant};

impl Opening {
    pub(super) fn array_of_others(&mut self, start: usize, ended: bool) -> Found {
        self.scan(start, USUAL);
        let end = match self.first {
            First::Ended(end) => end,
            _ if self.seen_usual(ended) => USUAL.min(self.head.len()),
            _ => return None,
        };
        // `[section]` begins an INI file, not an array.
        let first = scan::value(self.head.get(..end).unwrap_or_default(), start + 1);
        // A vector of EDN may begin with a number or a text, and goes on without a comma.
        let goes_on = |end| !matches!(significant(&self.head, end), Some(next) if !matches!(self.head.get(next), Some(b',' | b']')));
        let is_json = first.map_or_else(is_unfinished, |span| goes_on(span.end));
        if !is_json {
            return self.by_lines(ended);
        }
        if matches!(self.first, First::Ended(_)) {
            let next = significant(&self.head, end);
            if next.is_none() && !self.seen_usual(ended) {
                return None;
            }
            let between = next.and_then(|next| self.head.get(end..next)).unwrap_or_default();
            if between.contains(&b'\n') && !self.outline.has_line_break {
                return Some(Ok(lines("each line is a JSON value")));
            }
        }
        Some(Ok(array(start, "the file is one array")))
    }
}

/// Whether the fault comes from how much was looked at, or is one of a single record.
fn is_unfinished(fault: Fault) -> bool {
    matches!(fault.problem, Problem::End | Problem::Depth)
}
