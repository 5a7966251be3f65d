//! The elements of one array, around everything or inside an object. An element with an error harms no other;
//! what stands beside the array is named in a warning.

use super::cursor::Cursor;
use super::garbage::Garbage;
use super::pending::Pending;
use super::rest::Rest;
use crate::record::{Place, Records};
use crate::{FieldPath, ImportError, Sink, WarningCode};

/// Cuts an array where its elements end.
pub(crate) struct Elements {
    /// Offset behind the array's opening bracket.
    start: u64,
    pending: Pending,
    state: State,
    rest: Rest,
    /// Where the next piece stands.
    place: Place,
}

enum State {
    /// Before the array.
    Ahead,
    /// Before an element; whether a comma stands before it.
    Before {
        comma: bool,
    },
    Element,
    /// Behind an element.
    After,
    Garbage(Garbage),
    /// Behind the array.
    Closed,
}

impl Elements {
    pub fn new(start: u64, path: &FieldPath, others: Vec<String>, max_record: usize) -> Self {
        Self {
            start,
            pending: Pending::new(max_record),
            state: State::Ahead,
            rest: Rest::new(path, others),
            place: Place::default(),
        }
    }

    pub fn place(&self) -> Place {
        self.place
    }

    pub fn push(&mut self, bytes: &[u8], records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut cursor = Cursor::new(bytes, self.place);
        while let Some(byte) = cursor.peek() {
            match &mut self.state {
                State::Ahead => {
                    let missing = self.start.saturating_sub(cursor.place().byte);
                    if missing > 0 {
                        cursor.step(usize::try_from(missing).unwrap_or(usize::MAX));
                    } else {
                        self.state = State::Before { comma: false };
                    }
                }
                State::Before { comma } => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' => cursor.skip_space(),
                    b',' | b']' => {
                        if *comma || byte == b',' {
                            stray_comma(&mut cursor, records, sink);
                        }
                        self.state = if byte == b',' {
                            State::Before { comma: true }
                        } else {
                            self.rest.begin(&mut cursor);
                            State::Closed
                        };
                        cursor.step(1);
                    }
                    b'}' | b':' => self.state = State::Garbage(Garbage::begin(&mut cursor)),
                    _ => self.state = State::Element,
                },
                State::Element => {
                    if self.pending.read(&mut cursor, records, sink)? {
                        self.state = State::After;
                    }
                }
                State::After => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' => cursor.skip_space(),
                    b',' => {
                        cursor.step(1);
                        self.state = State::Before { comma: true };
                    }
                    b']' => self.state = State::Before { comma: false },
                    b'{' => {
                        let message = "a comma is missing between two elements".to_owned();
                        records.note(WarningCode::NotJson, cursor.place(), message, sink);
                        self.state = State::Before { comma: true };
                    }
                    _ => self.state = State::Garbage(Garbage::begin(&mut cursor)),
                },
                State::Garbage(garbage) => {
                    if garbage.read(&mut cursor, |byte| matches!(byte, b'\n' | b'{' | b',' | b']')) {
                        garbage.report(records, sink);
                        // What stands next is good whether or not a comma stands before it.
                        self.state = match cursor.peek() {
                            Some(b'{') => State::Before { comma: true },
                            _ => State::After,
                        };
                    }
                }
                State::Closed => {
                    if self.rest.read(&mut cursor, records, sink) {
                        self.state = State::Before { comma: false };
                    }
                }
            }
        }
        self.place = cursor.place();
        Ok(())
    }

    pub fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        match std::mem::replace(&mut self.state, State::Closed) {
            State::Closed => self.rest.finish(self.place, records, sink),
            State::Element => {
                self.pending.cut_off(records, sink)?;
                self.rest.report_others(records, sink);
            }
            state => {
                if let State::Garbage(garbage) = state {
                    garbage.report(records, sink);
                }
                let message = "the file ends before its array is closed; what was there is kept".to_owned();
                records.truncated(self.place, message, sink);
                self.rest.report_others(records, sink);
            }
        }
        Ok(())
    }
}

fn stray_comma(cursor: &mut Cursor<'_>, records: &mut Records, sink: &mut dyn Sink) {
    let message = "a comma stands where an element should be".to_owned();
    records.note(WarningCode::NotJson, cursor.place(), message, sink);
}
