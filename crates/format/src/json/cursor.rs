//! A place in the piece of text at hand that knows its offset and line in the whole. It never reads ahead.

use memchr::memchr_iter;

use crate::record::Place;

/// Walks one piece of text.
pub(super) struct Cursor<'a> {
    piece: &'a [u8],
    at: usize,
    /// Up to where line ends are counted.
    counted: usize,
    /// Where `piece[counted]` stands.
    place: Place,
}

impl<'a> Cursor<'a> {
    /// At the beginning of `piece`, which stands at `place`.
    pub fn new(piece: &'a [u8], place: Place) -> Self {
        Self { piece, at: 0, counted: 0, place }
    }

    /// What is left of the piece.
    pub fn rest(&self) -> &'a [u8] {
        self.piece.get(self.at..).unwrap_or_default()
    }

    /// The next byte of the piece.
    pub fn peek(&self) -> Option<u8> {
        self.piece.get(self.at).copied()
    }

    pub fn step(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.piece.len());
    }

    /// Steps over the rest of the piece.
    pub fn step_to_end(&mut self) {
        self.at = self.piece.len();
    }

    /// Steps over white space.
    pub fn skip_space(&mut self) {
        self.at = foldback_event::json::scan::skip_space(self.piece, self.at);
    }

    /// Where the next byte stands.
    pub fn place(&mut self) -> Place {
        let passed = self.piece.get(self.counted..self.at).unwrap_or_default();
        self.place.line += memchr_iter(b'\n', passed).count() as u64;
        self.place.byte += passed.len() as u64;
        self.counted = self.at;
        self.place
    }
}
