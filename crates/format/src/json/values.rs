//! JSON values one after another, each over any number of lines, with white space, commas or the record separators
//! of RFC 7464 between them. What lies between values and belongs to none is reported by the line.

use super::cursor::Cursor;
use super::garbage::Garbage;
use super::pending::Pending;
use crate::record::{Place, Records};
use crate::{ImportError, Sink};

/// Cuts text where values end.
pub(crate) struct Values {
    pending: Pending,
    state: State,
    /// Where the next piece stands.
    place: Place,
}

enum State {
    Between,
    Value,
    Garbage(Garbage),
}

impl Values {
    pub fn new(max_record: usize) -> Self {
        Self { pending: Pending::new(max_record), state: State::Between, place: Place::default() }
    }

    pub fn place(&self) -> Place {
        self.place
    }

    pub fn push(&mut self, bytes: &[u8], records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut cursor = Cursor::new(bytes, self.place);
        while let Some(byte) = cursor.peek() {
            match &mut self.state {
                State::Between => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' => cursor.skip_space(),
                    b',' | b'\x1e' => cursor.step(1),
                    b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' => self.state = State::Value,
                    // A byte order mark.
                    0xef | 0xbb | 0xbf if cursor.place().byte < 3 => cursor.step(1),
                    _ => self.state = State::Garbage(Garbage::begin(&mut cursor)),
                },
                State::Value => {
                    if self.pending.read(&mut cursor, records, sink)? {
                        self.state = State::Between;
                    }
                }
                State::Garbage(garbage) => {
                    if garbage.read(&mut cursor, |byte| matches!(byte, b'\n' | b'{' | b'\x1e')) {
                        garbage.report(records, sink);
                        self.state = State::Between;
                    }
                }
            }
        }
        self.place = cursor.place();
        Ok(())
    }

    pub fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        match std::mem::replace(&mut self.state, State::Between) {
            State::Between => {}
            State::Value => self.pending.cut_off(records, sink)?,
            State::Garbage(garbage) => garbage.report(records, sink),
        }
        Ok(())
    }
}
