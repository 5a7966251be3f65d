//! What stands around and behind the array of events: its names are reported, its values never kept.

use super::cursor::Cursor;
use super::outline::Outline;
use super::progress::Progress;
use crate::record::{Place, Records};
use crate::{FieldPath, Sink, WarningCode};

/// Names that a warning lists, at most.
const LISTED: usize = 8;

/// The text outside the array.
pub(super) struct Rest {
    path: FieldPath,
    /// Members beside the array.
    others: Vec<String>,
    state: State,
}

enum State {
    /// The objects around the array are not closed yet.
    Around(Box<Outline>),
    /// Everything is closed.
    Behind,
    /// There was more, and it has been reported.
    LeftOut,
}

impl Rest {
    pub fn new(path: &FieldPath, others: Vec<String>) -> Self {
        Self { path: path.clone(), others, state: State::Behind }
    }

    /// The array is closed by the bracket at the cursor.
    pub fn begin(&mut self, cursor: &mut Cursor<'_>) {
        let levels = self.path.0.len();
        if levels > 0 {
            let outline = Outline::behind_array(cursor.place().byte + 1, levels);
            self.state = State::Around(Box::new(outline));
        }
    }

    /// Reads on at the cursor. Gives whether another array begins, whose elements are records too.
    pub fn read(&mut self, cursor: &mut Cursor<'_>, records: &mut Records, sink: &mut dyn Sink) -> bool {
        match &mut self.state {
            State::Around(outline) => {
                let from = outline.at();
                match outline.feed(cursor.rest()) {
                    Progress::More => cursor.step_to_end(),
                    Progress::Ended(end) | Progress::Broken(end) => {
                        cursor.step(usize::try_from(end - from).unwrap_or(usize::MAX));
                        self.others.append(&mut outline.top);
                        self.state = State::Behind;
                    }
                }
            }
            State::Behind => {
                cursor.skip_space();
                match cursor.peek() {
                    None => {}
                    Some(b'[') if self.path.0.is_empty() => {
                        cursor.step(1);
                        return true;
                    }
                    Some(_) => {
                        let message = "more follows behind the end of the value that holds the events; \
                             everything from here on was left out: put it into a file of its own";
                        let place = cursor.place();
                        records.left_out(WarningCode::NotJson, place, message.to_owned(), sink);
                        self.state = State::LeftOut;
                    }
                }
            }
            State::LeftOut => cursor.step_to_end(),
        }
        false
    }

    /// The file has ended behind the array.
    pub fn finish(&mut self, place: Place, records: &mut Records, sink: &mut dyn Sink) {
        if let State::Around(outline) = &mut self.state {
            self.others.append(&mut outline.top);
            let message = "the file ends before the object around the events is closed; they are kept";
            records.truncated(place, message.to_owned(), sink);
        }
        self.report_others(records, sink);
    }

    /// Names the members beside the array.
    pub fn report_others(&self, records: &mut Records, sink: &mut dyn Sink) {
        let (Some(own), false) = (self.path.0.first(), self.others.is_empty()) else {
            return;
        };
        let listed: Vec<String> = self
            .others
            .iter()
            .filter(|name| *name != own)
            .take(LISTED)
            .map(|name| crate::excerpt::cut_to(name.as_bytes(), 40))
            .collect();
        if listed.is_empty() {
            return;
        }
        let more = if self.others.len() > LISTED { ", …" } else { "" };
        let path = crate::excerpt::cut_to(self.path.to_string().as_bytes(), 40);
        let listed = listed.join(", ");
        let message = format!("beside {path} the file holds {listed}{more}; only {path} were imported");
        records.note(WarningCode::OtherMembers, Place::default(), message, sink);
    }
}
