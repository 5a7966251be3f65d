//! OCEL in JSON: the elements of its list of events and of its list of objects, cut in pieces of any size. One element
//! is held at most; what stands beside the lists is named in a warning.

use foldback_event::json::Member;
use memchr::memchr_iter;

use super::in_json;
use super::weave::{Out, Weave};
use crate::json::Boundary;
use crate::record::{Place, Records};
use crate::{ImportError, Sink, WarningCode, excerpt};

/// Names that the warning lists, at most.
const LISTED: usize = 8;

/// Cuts text where elements end.
pub(crate) struct Sections {
    max_record: usize,
    held: Vec<u8>,
    /// Where the first byte that is held stands.
    place: Place,
    state: State,
    /// The value that is being read.
    boundary: Boundary,
    /// Bytes of it that were looked at, and those of them that were let go.
    fed: usize,
    lost: u64,
    /// Where it began.
    began: Place,
    /// The list, if the place is inside one.
    list: Option<List>,
    /// The name that was read last, as it is written.
    name: String,
    others: Vec<String>,
    members: Vec<Member>,
    weave: Weave,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Before,
    /// Where a name may come, or an element of a list without names.
    Open,
    Name,
    Colon,
    /// Where a value comes.
    Behind,
    Element,
    /// A value beside the lists.
    Other,
    Garbage,
    End,
    LeftOut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct List {
    of_events: bool,
    /// Whether its elements have names, as in OCEL 1.0.
    has_names: bool,
}

/// What a step came to.
enum Step {
    /// So many bytes are done with.
    Passed(usize),
    /// More bytes are needed.
    More,
}

impl Sections {
    pub fn new(max_record: usize) -> Self {
        Self {
            max_record,
            held: Vec::new(),
            place: Place::default(),
            state: State::Before,
            boundary: Boundary::new(),
            fed: 0,
            lost: 0,
            began: Place::default(),
            list: None,
            name: String::new(),
            others: Vec::new(),
            members: Vec::new(),
            weave: Weave::default(),
        }
    }

    /// Where the element stands that the next bytes belong to.
    pub fn place(&self) -> Place {
        self.place
    }

    pub fn push(&mut self, bytes: &[u8], records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let mut input = std::mem::take(&mut self.held);
        input.extend_from_slice(bytes);
        let mut at = 0;
        let mut out = Out { records, sink };
        while let Some(rest) = input.get(at..).filter(|rest| !rest.is_empty()) {
            let Step::Passed(passed) = self.step(rest, &mut out)? else {
                break;
            };
            let passed = rest.get(..passed).unwrap_or(rest);
            self.advance(passed);
            at += passed.len();
        }
        input.drain(..at);
        // What is not wanted, or too long to be kept, has been looked at.
        let in_value = matches!(self.state, State::Name | State::Element | State::Other | State::Garbage);
        if in_value && (self.state == State::Other || self.lost > 0 || input.len() > self.max_record) {
            self.lost += input.len() as u64;
            self.fed = 0;
            let gone = std::mem::take(&mut input);
            self.advance(&gone);
        }
        self.held = input;
        Ok(())
    }

    fn advance(&mut self, passed: &[u8]) {
        self.place.byte += passed.len() as u64;
        self.place.line += memchr_iter(b'\n', passed).count() as u64;
    }

    fn begin(&mut self, state: State) -> Step {
        self.state = state;
        self.boundary = Boundary::new();
        (self.fed, self.lost, self.began) = (0, 0, self.place);
        Step::Passed(0)
    }

    fn step(&mut self, rest: &[u8], out: &mut Out<'_, '_>) -> Result<Step, ImportError> {
        let byte = rest.first().copied().unwrap_or_default();
        let inside = matches!(self.state, State::Name | State::Element | State::Other | State::Garbage);
        if !inside && matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            return Ok(Step::Passed(foldback_event::json::scan::skip_space(rest, 0)));
        }
        Ok(match self.state {
            State::Before => match byte {
                0xef | 0xbb | 0xbf => Step::Passed(1),
                _ => {
                    self.state = State::Open;
                    Step::Passed(1)
                }
            },
            State::Open => match (byte, self.list) {
                (b',', _) => Step::Passed(1),
                (b']', Some(List { has_names: false, .. })) | (b'}', Some(List { has_names: true, .. })) => {
                    self.list = None;
                    Step::Passed(1)
                }
                (b'}', None) => {
                    self.state = State::End;
                    Step::Passed(1)
                }
                (b'"', None | Some(List { has_names: true, .. })) => self.begin(State::Name),
                (b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b'a'..=b'z', Some(List { has_names: false, .. })) => {
                    self.begin(State::Element)
                }
                _ => self.begin(State::Garbage),
            },
            State::Name => match self.value(rest) {
                None => Step::More,
                Some(name) => {
                    let inside = name.get(1..name.len().saturating_sub(1)).unwrap_or_default();
                    self.name.clear();
                    self.name.push_str(&String::from_utf8_lossy(inside));
                    self.state = State::Colon;
                    Step::Passed(name.len())
                }
            },
            State::Colon if byte == b':' => {
                self.state = State::Behind;
                Step::Passed(1)
            }
            State::Colon => self.begin(State::Garbage),
            State::Behind => match (self.list, list(&self.name, byte)) {
                (None, Some(list)) => {
                    self.list = Some(list);
                    self.state = State::Open;
                    Step::Passed(1)
                }
                (None, None) => {
                    if self.others.len() <= LISTED {
                        self.others.push(excerpt::beginning(self.name.as_bytes()));
                    }
                    self.begin(State::Other)
                }
                (Some(_), _) if matches!(byte, b',' | b'}' | b']' | b':') => self.begin(State::Garbage),
                (Some(_), _) => self.begin(State::Element),
            },
            State::Element => match self.leading(rest, out)? {
                Some(length) => Step::Passed(length),
                None => match self.value(rest) {
                    None => Step::More,
                    Some(element) => {
                        self.state = State::Open;
                        self.element(element, false, out)?;
                        Step::Passed(element.len())
                    }
                },
            },
            State::Other => match self.value(rest) {
                None => Step::More,
                Some(value) => {
                    self.state = State::Open;
                    Step::Passed(value.len())
                }
            },
            State::Garbage => {
                // Its first byte may be any.
                let ends = |byte: &u8| matches!(byte, b'\n' | b'{' | b'"' | b',' | b']' | b'}');
                let from = self.fed.max(usize::from(self.lost == 0));
                match rest.iter().skip(from).position(ends) {
                    None => {
                        self.fed = rest.len();
                        Step::More
                    }
                    Some(end) => {
                        self.state = State::Open;
                        let run = rest.get(..from + end).unwrap_or(rest);
                        out.records.garbage(run, self.began, out.sink);
                        Step::Passed(run.len())
                    }
                }
            }
            State::End => {
                let message = "more follows behind the end of the object that holds the log; everything from here on \
                     was left out: put it into a file of its own";
                out.records.left_out(WarningCode::NotJson, self.place, message.to_owned(), out.sink);
                self.state = State::LeftOut;
                Step::Passed(rest.len())
            }
            State::LeftOut => Step::Passed(rest.len()),
        })
    }

    /// The value that `rest` begins with, once it has ended.
    fn value<'a>(&mut self, rest: &'a [u8]) -> Option<&'a [u8]> {
        let new = rest.get(self.fed..).unwrap_or_default();
        match self.boundary.feed(new) {
            Some(end) => rest.get(..self.fed + end.length),
            None => {
                self.fed = rest.len();
                None
            }
        }
    }

    /// An element of a list has ended, or the file in it.
    fn element(&mut self, bytes: &[u8], ends_file: bool, out: &mut Out<'_, '_>) -> Result<(), ImportError> {
        let place = self.began;
        let length = bytes.len() as u64 + self.lost;
        if length > self.max_record as u64 {
            out.records.too_large(place, length, out.sink);
            return Ok(());
        }
        let Some(list) = self.list else {
            return Ok(());
        };
        let bytes = bytes.trim_ascii_end();
        let is_whole = !ends_file && in_json::walk(bytes, &mut self.members) == Some(bytes.len());
        if let Some(text) = std::str::from_utf8(bytes).ok().filter(|_| is_whole) {
            return self.take(text, list, out);
        }
        // It is no object of JSON, and what is wrong in it is told of it as of any record.
        out.records.record(bytes, place, ends_file, out.sink)
    }

    /// An element that has been walked.
    fn take(&mut self, text: &str, list: List, out: &mut Out<'_, '_>) -> Result<(), ImportError> {
        let place = self.began;
        let key = list.has_names.then_some(self.name.as_str());
        if list.of_events {
            return self.weave.event(in_json::event(text, &self.members, key), place, out);
        }
        if let Some(thing) = in_json::thing(text, &self.members, key) {
            return self.weave.thing(&thing, place, out);
        }
        let message = format!("this object has no id: {}", excerpt::beginning(text.as_bytes()));
        out.records.left_out(WarningCode::Objects, place, message, out.sink);
        Ok(())
    }

    /// Takes the element that `rest` begins with, if it lies in it whole and good; gives its length then. Most do, and
    /// are looked through once, not searched for their end first.
    fn leading(&mut self, rest: &[u8], out: &mut Out<'_, '_>) -> Result<Option<usize>, ImportError> {
        let fresh = self.fed == 0 && self.lost == 0 && rest.first() == Some(&b'{');
        let end = if fresh { in_json::walk(rest, &mut self.members) } else { None };
        let element = end.filter(|end| *end <= self.max_record).and_then(|end| rest.get(..end));
        let (Some(list), Some(text)) = (self.list, element.and_then(|bytes| std::str::from_utf8(bytes).ok())) else {
            return Ok(None);
        };
        self.state = State::Open;
        self.take(text, list, out)?;
        Ok(Some(text.len()))
    }

    /// The text has ended.
    pub fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let held = std::mem::take(&mut self.held);
        let place = self.place;
        let mut out = Out { records, sink };
        match self.state {
            State::Element => self.element(&held, true, &mut out)?,
            State::Garbage => out.records.garbage(&held, self.began, out.sink),
            State::End | State::LeftOut => {}
            _ => {
                let message = "the file ends before the object around the log is closed; what was there is kept";
                out.records.truncated(place, message.to_owned(), out.sink);
            }
        }
        self.weave.finish(&mut out)?;
        if !self.others.is_empty() {
            let more = if self.others.len() > LISTED { ", …" } else { "" };
            let listed: Vec<&str> = self.others.iter().take(LISTED).map(String::as_str).collect();
            let message = format!(
                "beside events and objects the file holds {}{more}; only events and objects were imported",
                listed.join(", ")
            );
            out.records.note(WarningCode::OtherMembers, Place::default(), message, out.sink);
        }
        Ok(())
    }
}

/// The list that a member of this name is, by the byte that its value begins with.
fn list(name: &str, first: u8) -> Option<List> {
    let of_events = match name {
        "events" | "ocel:events" => true,
        "objects" | "ocel:objects" => false,
        _ => return None,
    };
    match first {
        b'[' => Some(List { of_events, has_names: false }),
        b'{' => Some(List { of_events, has_names: true }),
        _ => None,
    }
}
