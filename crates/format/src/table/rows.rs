//! The rows of a text, whole, over as many pieces as they take. No more of a row is kept than a record may have.

use memchr::memchr_iter;

use super::cells::{Cell, Scanner};
use crate::ImportError;
use crate::record::Place;

/// One row, without its line break.
pub(super) struct Row<'a> {
    /// Nothing when it is too long.
    pub bytes: &'a [u8],
    pub cells: &'a [Cell],
    pub place: Place,
    /// Its length in the file, with the line break.
    pub length: u64,
    /// Whether it was too long, or had too many cells, to be kept.
    pub is_too_long: bool,
    /// Whether the file ends behind it without a line break.
    pub ends_file: bool,
    /// Whether the file ends inside its quotes.
    pub is_open: bool,
}

/// Cuts text into rows.
pub(super) struct Rows {
    scanner: Scanner,
    max_record: usize,
    begun: Vec<u8>,
    /// Length of the row so far, more than is kept when it is too long.
    length: u64,
    lines: u64,
    place: Place,
}

impl Rows {
    pub fn new(delimiter: u8, quotes: bool, max_record: usize) -> Self {
        Self {
            scanner: Scanner::new(delimiter, quotes),
            max_record,
            begun: Vec::new(),
            length: 0,
            lines: 0,
            place: Place::default(),
        }
    }

    /// Where the row stands that the next bytes belong to.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Takes the next bytes and hands on each row that ends in them.
    pub fn push(
        &mut self,
        mut bytes: &[u8],
        mut each: impl FnMut(&Row<'_>) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        while !bytes.is_empty() {
            let base = usize::try_from(self.length).unwrap_or(usize::MAX);
            let Some(length) = self.scanner.feed(bytes, base) else {
                self.keep(bytes);
                return Ok(());
            };
            let (part, rest) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
            bytes = rest;
            if self.length == 0 {
                self.lines = if self.scanner.has_quotes { line_breaks(part) } else { 1 };
                self.length = part.len() as u64;
                self.hand_on(part, false, &mut each)?;
            } else {
                self.keep(part);
                let begun = std::mem::take(&mut self.begun);
                self.hand_on(&begun, false, &mut each)?;
                self.begun = begun;
            }
            self.begin_row();
        }
        Ok(())
    }

    /// The text has ended.
    pub fn finish(&mut self, mut each: impl FnMut(&Row<'_>) -> Result<(), ImportError>) -> Result<(), ImportError> {
        if self.length == 0 {
            return Ok(());
        }
        self.scanner.push(usize::try_from(self.length).unwrap_or(usize::MAX));
        let begun = std::mem::take(&mut self.begun);
        self.hand_on(&begun, true, &mut each)
    }

    fn begin_row(&mut self) {
        self.scanner.begin_row();
        self.begun.clear();
        self.place.byte += self.length;
        self.place.line += self.lines;
        self.length = 0;
        self.lines = 0;
    }

    fn keep(&mut self, part: &[u8]) {
        self.length += part.len() as u64;
        self.lines += line_breaks(part);
        if self.is_too_long() {
            self.begun = Vec::new();
            self.scanner.cells = Vec::new();
        } else {
            self.begun.extend_from_slice(part);
        }
    }

    /// The two bytes of a line break are none of the record.
    fn is_too_long(&self) -> bool {
        self.length > (self.max_record as u64).saturating_add(2)
    }

    fn hand_on(
        &mut self,
        row: &[u8],
        ends_file: bool,
        each: &mut impl FnMut(&Row<'_>) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let bytes = row.strip_suffix(b"\n").unwrap_or(row);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        if let Some(last) = self.scanner.cells.last_mut() {
            last.end = last.end.min(bytes.len()).max(last.start);
        }
        let is_too_long = self.is_too_long() || bytes.len() > self.max_record || self.scanner.is_overfull;
        each(&Row {
            bytes: if is_too_long { &[] } else { bytes },
            cells: if is_too_long { &[] } else { &self.scanner.cells },
            place: self.place,
            length: self.length,
            is_too_long,
            ends_file,
            is_open: ends_file && self.scanner.is_open(),
        })
    }
}

fn line_breaks(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}
