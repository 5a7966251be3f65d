//! Changes to a text, in its order: what is not named by one of them stays byte for byte.

use foldback_event::json::Span;

/// The changes so far.
#[derive(Default)]
pub(super) struct Edits(Vec<(Span, String)>);

impl Edits {
    /// A part of the text, behind all that was changed, becomes another.
    pub fn replace(&mut self, span: Span, by: String) {
        self.0.push((span, by));
    }

    /// What begins there or later was changed for nothing: it is part of something larger that goes.
    pub fn forget_from(&mut self, start: usize) {
        while self.0.last().is_some_and(|(span, _)| span.start >= start) {
            self.0.pop();
        }
    }

    /// The changed text, if anything is changed.
    pub fn apply(self, text: &str) -> Option<Vec<u8>> {
        if self.0.is_empty() {
            return None;
        }
        let mut out = Vec::with_capacity(text.len());
        let mut from = 0;
        for (span, by) in self.0 {
            out.extend_from_slice(text.get(from..span.start).unwrap_or_default().as_bytes());
            out.extend_from_slice(by.as_bytes());
            from = span.end;
        }
        out.extend_from_slice(text.get(from..).unwrap_or_default().as_bytes());
        Some(out)
    }
}
