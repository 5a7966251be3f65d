//! The record that is being read, over as many pieces of text as it takes. No more of it is kept than a record may
//! have.

use super::boundary::Boundary;
use super::cursor::Cursor;
use crate::record::{Place, Records};
use crate::{ImportError, Sink};

/// What is known of a record whose end has not come yet.
pub(super) struct Pending {
    max_record: usize,
    boundary: Boundary,
    bytes: Vec<u8>,
    /// Its length so far, more than is kept when it is too long.
    length: u64,
    place: Place,
}

impl Pending {
    pub fn new(max_record: usize) -> Self {
        Self { max_record, boundary: Boundary::new(), bytes: Vec::new(), length: 0, place: Place::default() }
    }

    /// Reads on at the cursor, and hands the record on if it ends in this piece. Gives whether it did.
    pub fn read(
        &mut self,
        cursor: &mut Cursor<'_>,
        records: &mut Records,
        sink: &mut dyn Sink,
    ) -> Result<bool, ImportError> {
        let piece = cursor.rest();
        if self.length == 0 {
            self.place = cursor.place();
            // Most records are whole and good: they are read once, not searched for their end first.
            if let Some(length) = records.leading(piece, self.place, sink) {
                cursor.step(length);
                return Ok(true);
            }
            self.boundary = Boundary::new();
        }
        let Some(end) = self.boundary.feed(piece) else {
            self.keep(piece);
            cursor.step_to_end();
            return Ok(false);
        };
        let part = piece.get(..end.length).unwrap_or(piece);
        cursor.step(end.length);
        if self.length == 0 && part.len() <= self.max_record {
            records.record(part.trim_ascii_end(), self.place, false, sink)?;
            return Ok(true);
        }
        self.keep(part);
        self.hand_on(false, records, sink)?;
        Ok(true)
    }

    /// The file has ended inside the record.
    pub fn cut_off(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        self.hand_on(true, records, sink)
    }

    fn keep(&mut self, part: &[u8]) {
        self.length += part.len() as u64;
        if self.length <= self.max_record as u64 {
            self.bytes.extend_from_slice(part);
        } else {
            self.bytes = Vec::new();
        }
    }

    fn hand_on(&mut self, cut: bool, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let length = std::mem::take(&mut self.length);
        if length > self.max_record as u64 {
            records.too_large(self.place, length, sink);
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.bytes);
        let result = records.record(bytes.trim_ascii_end(), self.place, cut, sink);
        self.bytes = bytes;
        self.bytes.clear();
        result
    }
}
