//! Where the rows of a table and their cells end, found in pieces of any size. What a cell says is for
//! [`super::dialect`].

use memchr::memchr2;

/// Cells that are told apart in one row, at most; a table has no reason to have more.
const MOST: usize = 1 << 16;

const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// The bytes of one cell, counted from the beginning of its row; its quotes belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub start: usize,
    pub end: usize,
    /// Whether it begins with a quote that is none of its text.
    pub quoted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Where a byte order mark may stand, behind so many bytes of it.
    Mark(usize),
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside quotes: the end of the cell, or the first of two that stand for one.
    Quote,
}

/// Reads a row to its end and keeps its place between pieces.
#[derive(Clone, Debug)]
pub(super) struct Scanner {
    delimiter: u8,
    quotes: bool,
    state: State,
    start: usize,
    quoted: bool,
    /// The cells of the row so far.
    pub cells: Vec<Cell>,
    /// Whether there were more cells than are told apart.
    pub is_overfull: bool,
    /// Whether a cell of the row is quoted, so that the row may hold line breaks.
    pub has_quotes: bool,
}

impl Scanner {
    /// At the beginning of a text.
    pub fn new(delimiter: u8, quotes: bool) -> Self {
        Self {
            delimiter,
            quotes,
            state: State::Mark(0),
            start: 0,
            quoted: false,
            cells: Vec::new(),
            is_overfull: false,
            has_quotes: false,
        }
    }

    /// Forgets the row that has ended.
    pub fn begin_row(&mut self) {
        self.state = State::Start;
        self.start = 0;
        self.quoted = false;
        self.cells.clear();
        self.is_overfull = false;
        self.has_quotes = false;
    }

    /// Whether the row so far ends inside quotes.
    pub fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    /// Reads on; `base` bytes of the row came before. Gives the length up to behind the row's line break, if that is here.
    pub fn feed(&mut self, piece: &[u8], base: usize) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = piece.get(at).copied() {
            let rest = piece.get(at..).unwrap_or_default();
            match self.state {
                State::Mark(passed) => {
                    if BYTE_ORDER_MARK.get(passed) == Some(&byte) {
                        at += 1;
                        self.state = State::Mark(passed + 1);
                    } else {
                        self.start = if passed == BYTE_ORDER_MARK.len() { passed } else { 0 };
                        self.state = if passed == 0 || self.start > 0 { State::Start } else { State::Plain };
                    }
                }
                State::Start => {
                    if byte == b'"' && self.quotes {
                        self.quoted = true;
                        self.has_quotes = true;
                        self.state = State::Quoted;
                        at += 1;
                    } else {
                        self.state = State::Plain;
                    }
                }
                State::Plain => {
                    at += memchr2(self.delimiter, b'\n', rest)?;
                    if self.end_cell(piece, at, base) {
                        return Some(at + 1);
                    }
                    at += 1;
                }
                State::Quoted => {
                    at += quote(rest)? + 1;
                    // JSON is full of quotes, each of them written as two.
                    while piece.get(at) == Some(&b'"') {
                        at += 1;
                        match quote(piece.get(at..).unwrap_or_default()) {
                            Some(next) => at += next + 1,
                            None => return None,
                        }
                    }
                    self.state = State::Quote;
                }
                State::Quote if byte == b'"' => {
                    self.state = State::Quoted;
                    at += 1;
                }
                // What stands behind the closing quote belongs to the cell as it is.
                State::Quote => self.state = State::Plain,
            }
        }
        None
    }

    /// The cell ends at the delimiter or line break at `at`; gives whether the row does.
    fn end_cell(&mut self, piece: &[u8], at: usize, base: usize) -> bool {
        self.push(base + at);
        self.state = State::Start;
        piece.get(at) == Some(&b'\n')
    }

    /// Ends a cell before offset `end` of the row.
    pub fn push(&mut self, end: usize) {
        if self.cells.len() < MOST {
            self.cells.push(Cell { start: self.start, end, quoted: self.quoted });
        } else {
            self.is_overfull = true;
        }
        self.start = end + 1;
        self.quoted = false;
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The offset of the first quote. In JSON the next one is a few bytes away, nearer than a search by vectors pays for.
#[inline]
pub(super) fn quote(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(eight) = bytes.get(at..at + 8).and_then(|eight| <[u8; 8]>::try_from(eight).ok()) {
        if let Some(passed) = quote_in(eight) {
            return Some(at + passed);
        }
        at += 8;
    }
    let rest = bytes.get(at..)?;
    rest.iter().position(|byte| *byte == b'"').map(|offset| at + offset)
}

/// How many bytes stand before the first quote among these.
#[inline]
fn quote_in(eight: [u8; 8]) -> Option<usize> {
    let word = u64::from_le_bytes(eight) ^ (ONES * b'"' as u64);
    let found = word.wrapping_sub(ONES) & !word & HIGHS;
    // The lowest bit marks the first one truly.
    (found != 0).then(|| (found.trailing_zeros() / 8) as usize)
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn the_first_quote_is_found() {
        for at in 0..30 {
            let text = format!("{}\"!\"{}", "!\u{a2}#".repeat(10).chars().take(at).collect::<String>(), "#".repeat(20));
            assert_eq!(quote(text.as_bytes()), text.find('"'));
        }
        assert_eq!(quote(b"###########"), None);
        assert_eq!(quote(b""), None);
    }
}
