//! Cuts EDN into forms and hands them on as records. No more of a form is kept than a record may have.

use memchr::memchr_iter;

use super::Plan;
use super::boundary::Boundary;
use super::json::{Kind, convert};
use super::tokens::is_space;
use crate::record::{Place, Records};
use crate::{ImportError, Sink, WarningCode, excerpt};

/// Cuts text where forms end.
pub(crate) struct Reader {
    max_record: usize,
    /// Whether the forms inside of an outer vector are the records.
    is_one: bool,
    is_inside: bool,
    state: State,
    boundary: Boundary,
    /// The form at hand, from its first byte on.
    form: Vec<u8>,
    /// Its length so far, more than is kept when it is too long.
    length: u64,
    begin: Place,
    /// Where the next byte stands.
    place: Place,
    json: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Between,
    Comment,
    Form,
}

impl Reader {
    pub fn new(plan: &Plan, max_record: usize) -> Self {
        Self {
            max_record,
            is_one: plan.is_one,
            is_inside: false,
            state: State::Between,
            boundary: Boundary::default(),
            form: Vec::new(),
            length: 0,
            begin: Place::default(),
            place: Place::default(),
            json: String::new(),
        }
    }

    pub fn place(&self) -> Place {
        self.place
    }

    /// The next bytes of the text, from its very first on.
    pub fn push(&mut self, mut bytes: &[u8], records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        while let Some(byte) = bytes.first().copied() {
            match self.state {
                State::Form => {
                    let end = self.boundary.feed(bytes);
                    let (part, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
                    self.keep(part);
                    self.step(part);
                    bytes = rest;
                    if end.is_some() {
                        self.end_form(false, records, sink)?;
                    }
                    continue;
                }
                State::Comment => {
                    if byte == b'\n' {
                        self.state = State::Between;
                    }
                }
                State::Between => match byte {
                    b';' => self.state = State::Comment,
                    b'[' | b'(' if self.is_one && !self.is_inside => self.is_inside = true,
                    b']' | b')' if self.is_inside => self.is_inside = false,
                    // A byte order mark.
                    0xef | 0xbb | 0xbf if self.place.byte < 3 => {}
                    byte if is_space(byte) => {}
                    _ => {
                        self.state = State::Form;
                        self.boundary = Boundary::default();
                        self.begin = self.place;
                        continue;
                    }
                },
            }
            let (one, rest) = bytes.split_at(1);
            self.step(one);
            bytes = rest;
        }
        Ok(())
    }

    /// The text has ended.
    pub fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        if self.state == State::Form {
            self.end_form(true, records, sink)?;
        }
        if self.is_inside {
            let message = "the file ends before its vector is closed; what was there is kept";
            records.truncated(self.place, message.to_owned(), sink);
        }
        Ok(())
    }

    fn step(&mut self, passed: &[u8]) {
        self.place.byte += passed.len() as u64;
        self.place.line += memchr_iter(b'\n', passed).count() as u64;
    }

    fn keep(&mut self, part: &[u8]) {
        self.length += part.len() as u64;
        if self.length <= self.max_record as u64 {
            self.form.extend_from_slice(part);
        } else {
            self.form = Vec::new();
        }
    }

    fn end_form(&mut self, ends_file: bool, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        self.state = State::Between;
        let length = std::mem::take(&mut self.length);
        if length > self.max_record as u64 {
            records.too_large(self.begin, length, sink);
            return Ok(());
        }
        let form = std::mem::take(&mut self.form);
        let result = self.hand_on(&form, ends_file, records, sink);
        self.form = form;
        self.form.clear();
        result
    }

    fn hand_on(
        &mut self,
        form: &[u8],
        ends_file: bool,
        records: &mut Records,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        let Ok(text) = std::str::from_utf8(form) else {
            records.no_utf8_row(form, self.begin, sink);
            return Ok(());
        };
        self.json.clear();
        match convert(text, self.max_record, &mut self.json) {
            Ok(true) => records.record(self.json.as_bytes(), self.begin, false, sink),
            Ok(false) => Ok(()),
            Err(_) if ends_file && records.is_prefix => {
                records.cut = true;
                Ok(())
            }
            Err(fault) if ends_file && fault.at == text.len() => {
                let sample = excerpt::beginning(form);
                let message = format!("the file ends inside its last form; export it again to have it: {sample}");
                records.left_out(WarningCode::Truncated, self.begin, message, sink);
                Ok(())
            }
            Err(fault) if fault.kind == Kind::TooLarge => {
                records.too_large(self.begin, self.json.len() as u64, sink);
                Ok(())
            }
            Err(fault) => {
                let passed = form.get(..fault.at).unwrap_or(form);
                let place = Place {
                    byte: self.begin.byte + passed.len() as u64,
                    line: self.begin.line + memchr_iter(b'\n', passed).count() as u64,
                };
                let message = format!("{}. Near: {}", fault.what, excerpt::around(form, fault.at));
                let code = if fault.kind == Kind::TooDeep { WarningCode::TooDeep } else { WarningCode::NotEdn };
                records.left_out(code, place, message, sink);
                Ok(())
            }
        }
    }
}
