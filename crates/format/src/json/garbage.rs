//! Bytes between records that belong to none. They are counted as one record that was left out, and a sample of
//! them goes into its warning.

use super::cursor::Cursor;
use crate::Sink;
use crate::record::{Place, Records};

/// Bytes that are kept for the sample.
const KEPT: usize = 400;

/// A run of such bytes.
pub(super) struct Garbage {
    place: Place,
    sample: Vec<u8>,
}

impl Garbage {
    /// Begins with the byte at the cursor, whatever it is.
    pub fn begin(cursor: &mut Cursor<'_>) -> Self {
        let place = cursor.place();
        let sample = cursor.peek().into_iter().collect();
        cursor.step(1);
        Self { place, sample }
    }

    /// Reads on up to a byte that ends it, if that is in this piece. Gives whether it is.
    pub fn read(&mut self, cursor: &mut Cursor<'_>, ends: impl Fn(u8) -> bool) -> bool {
        let rest = cursor.rest();
        let length = rest.iter().position(|byte| ends(*byte));
        let part = rest.get(..length.unwrap_or(rest.len())).unwrap_or(rest);
        let room = KEPT.saturating_sub(self.sample.len());
        self.sample.extend_from_slice(part.get(..room).unwrap_or(part));
        cursor.step(part.len());
        length.is_some()
    }

    /// Reports it.
    pub fn report(&self, records: &mut Records, sink: &mut dyn Sink) {
        records.garbage(&self.sample, self.place, sink);
    }
}
