//! NDJSON: a record a line. Lines are never joined, so that a bad one harms no other.

use memchr::memchr;

use crate::record::{Place, Records};
use crate::{ImportError, Sink};

/// Cuts text at its line ends.
pub(crate) struct Lines {
    max_record: usize,
    /// The beginning of a line whose end has not come yet.
    begun: Vec<u8>,
    /// Length of that line so far, more than is kept when it is too long.
    length: u64,
    /// Offset and number of that line.
    place: Place,
}

impl Lines {
    pub fn new(max_record: usize) -> Self {
        Self { max_record, begun: Vec::new(), length: 0, place: Place { byte: 0, line: 1 } }
    }

    pub fn place(&self) -> Place {
        self.place
    }

    pub fn push(&mut self, mut bytes: &[u8], records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        while let Some(end) = memchr(b'\n', bytes) {
            let (line, rest) = bytes.split_at(end);
            bytes = rest.get(1..).unwrap_or_default();
            if self.length == 0 {
                self.length = line.len() as u64;
                self.line(line, false, records, sink)?;
            } else {
                self.keep(line);
                let begun = std::mem::take(&mut self.begun);
                self.line(&begun, false, records, sink)?;
                self.begun = begun;
                self.begun.clear();
            }
            self.place.byte += self.length + 1;
            self.place.line += 1;
            self.length = 0;
        }
        self.keep(bytes);
        Ok(())
    }

    pub fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let begun = std::mem::take(&mut self.begun);
        self.line(&begun, true, records, sink)
    }

    fn keep(&mut self, part: &[u8]) {
        self.length += part.len() as u64;
        if self.length <= self.max_record as u64 {
            self.begun.extend_from_slice(part);
        } else {
            self.begun = Vec::new();
        }
    }

    fn line(
        &mut self,
        line: &[u8],
        ends_file: bool,
        records: &mut Records,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        if self.length > self.max_record as u64 {
            records.too_large(self.place, self.length, sink);
            return Ok(());
        }
        let (before, record) = strip(line);
        if record.is_empty() {
            return Ok(());
        }
        let place = Place { byte: self.place.byte + before as u64, ..self.place };
        records.record(record, place, ends_file, sink)
    }
}

/// A line without white space, a byte order mark (RFC 8259, section 8.1) and a record separator (RFC 7464) around it,
/// and how many bytes stand before that.
fn strip(line: &[u8]) -> (usize, &[u8]) {
    let record = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let record = record.trim_ascii_start();
    let record = record.strip_prefix(b"\x1e").unwrap_or(record).trim_ascii_start();
    (line.len() - record.len(), record.trim_ascii_end())
}
