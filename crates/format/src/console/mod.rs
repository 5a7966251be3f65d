//! What Kafka's console consumer prints when it is asked for more than values: lines of parts between tabs, such as
//! `CreateTime:1690749924123`, `Partition:0`, `Offset:7`, headers, key and value. Each line is written as the JSON of a message;
//! what that means is for [`crate::record`].

mod line;

use memchr::memchr;

use crate::json::USUAL;
use crate::record::{Place, Records};
use crate::{ImportError, Sink, WarningCode, excerpt};
use line::Line;

/// Lines that are looked at.
const LINES: usize = 50;

/// Why a file is one of this tool.
pub(crate) const REASON: &str = "its lines are those of Kafka's console consumer";

/// Whether most lines of a text are of this tool; it depends on the first bytes alone.
pub(crate) fn is_one(head: &[u8]) -> bool {
    let is_cut = head.len() >= USUAL;
    let head = head.get(..USUAL).unwrap_or(head);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let lines = head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let (mut all, mut fitting) = (0usize, 0usize);
    for line in lines.take(LINES) {
        all += 1;
        let fits = std::str::from_utf8(line).is_ok_and(|line| Line::of(line, false).is_some());
        fitting += usize::from(fits);
    }
    // The last line may be cut.
    fitting > 0 && fitting * 2 >= all - usize::from(is_cut && all > 1)
}

/// Cuts text at its line ends.
#[derive(Default)]
pub(crate) struct Reader {
    max_record: usize,
    /// The beginning of a line whose end has not come yet.
    begun: Vec<u8>,
    /// Length of that line so far, more than is kept when it is too long.
    length: u64,
    place: Place,
    /// Whether a line has said that it has no headers, so that every line has a part for them.
    has_headers: bool,
}

impl Reader {
    pub fn new(max_record: usize) -> Self {
        Self { max_record, ..Self::default() }
    }

    pub fn place(&self) -> Place {
        self.place
    }

    /// The next bytes of the text, from its very first on.
    pub fn push(&mut self, mut bytes: &[u8], records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        while let Some(end) = memchr(b'\n', bytes) {
            let (line, rest) = bytes.split_at(end);
            bytes = rest.get(1..).unwrap_or_default();
            self.keep(line);
            self.end_line(false, records, sink)?;
        }
        self.keep(bytes);
        Ok(())
    }

    /// The text has ended.
    pub fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        self.end_line(true, records, sink)
    }

    fn keep(&mut self, part: &[u8]) {
        self.length += part.len() as u64;
        if self.length <= self.max_record as u64 {
            self.begun.extend_from_slice(part);
        } else {
            self.begun = Vec::new();
        }
    }

    fn end_line(&mut self, ends_file: bool, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let length = std::mem::take(&mut self.length);
        let place = self.place;
        self.place = Place { byte: place.byte + length + 1, line: place.line + 1 };
        if length > self.max_record as u64 {
            records.too_large(place, length, sink);
            return Ok(());
        }
        let line = std::mem::take(&mut self.begun);
        let result = self.line(&line, place, ends_file, records, sink);
        self.begun = line;
        self.begun.clear();
        result
    }

    fn line(
        &mut self,
        bytes: &[u8],
        place: Place,
        ends_file: bool,
        records: &mut Records,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            records.no_utf8_row(bytes, place, sink);
            return Ok(());
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end_matches('\r');
        if text.trim_ascii().is_empty() {
            return Ok(());
        }
        if ends_file && records.is_prefix {
            records.cut = true;
            return Ok(());
        }
        match Line::of(text, self.has_headers) {
            Some(line) => {
                self.has_headers |= line.says_no_headers();
                records.record(line.json().as_bytes(), place, false, sink)
            }
            None => {
                let message = format!("this belongs to no message: {}", excerpt::beginning(bytes));
                records.left_out(WarningCode::NotJson, place, message, sink);
                Ok(())
            }
        }
    }
}
