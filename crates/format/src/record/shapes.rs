//! Which known shape the records of a file have, and records that are arrays, which only a known shape gives a meaning.

use foldback_event::json::{Fault, Problem, scan};

use super::drafted;
use super::{Place, Records};
use crate::guess::Sample;
use crate::known::{self, Object, Reader, Shape};
use crate::{Candidate, Mapping, Sink, WarningCode};

impl Records {
    /// The shape that the records have, or that a person says they have; notes what else they might be.
    pub(super) fn choose_shape(&mut self, sample: &Sample, guessed: &Mapping) -> Option<&'static Shape> {
        let (fitting, is_sure) = known::recognise(sample.records());
        let name = |(shape, fits): &known::Fitting| Candidate { id: shape.id, name: shape.name, fits: *fits };
        self.detection.candidates = fitting.iter().map(name).collect();
        if guessed.stream.is_some() || guessed.event_type.is_some() {
            let fits = u32::try_from(sample.records().count()).unwrap_or(u32::MAX);
            let plain = Candidate { id: known::PLAIN, name: "fields told by their names", fits };
            // A shape that only some records have is a worse choice than the fields themselves.
            let at = if is_sure { self.detection.candidates.len() } else { 0 };
            self.detection.candidates.insert(at, plain);
        }
        match self.chosen() {
            Some(chosen) => known::by_id(chosen),
            None => fitting.first().map(|(shape, _)| *shape).filter(|_| is_sure),
        }
    }

    /// Reads a record that is an array, by the rule of the shape.
    pub(super) fn array(&mut self, bytes: &[u8], place: Place, ends_file: bool, sink: &mut dyn Sink) {
        let fault = match scan::value(bytes, 0) {
            Ok(span) => match bytes.get(scan::skip_space(bytes, span.end)) {
                None => return self.whole_array(bytes, place, sink),
                Some(byte) => Fault { at: span.end, problem: Problem::Unexpected(*byte) },
            },
            Err(fault) => fault,
        };
        if ends_file && self.is_prefix {
            self.records -= 1;
            self.cut = true;
        } else {
            self.fault(bytes, place, fault, ends_file, sink);
        }
    }

    fn whole_array(&mut self, bytes: &[u8], place: Place, sink: &mut dyn Sink) {
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.no_utf8(bytes, place, sink);
            return;
        };
        let text = text.replace(['\n', '\r'], " ");
        let mapping = Mapping::named(self.name());
        let given = match (&mut self.rule, Object::of_record(&text)) {
            (Some((reader, _)), Some(record)) => {
                sink.place(place.line, place.byte);
                drafted::emit_all(reader, &record, place, &mapping, &mut self.watch, sink)
            }
            _ => None,
        };
        match given {
            Some(given) => {
                self.records = self.records + given - 1;
                self.events += given;
            }
            // Said as of any other record that is no object.
            None => self.fault(bytes, place, Fault { at: 0, problem: Problem::Unexpected(b'[') }, false, sink),
        }
    }

    /// The file has ended: a record that waited for the next one was left out.
    pub(super) fn end_of_shape(&mut self, sink: &mut dyn Sink) {
        let Some((Reader::Remembering(_, memory), _)) = &mut self.rule else {
            return;
        };
        if memory.waiting.take().is_some() && !self.is_prefix {
            let message = "the file ends behind a line that says what the next one is; export it again to have it";
            self.left_out(WarningCode::Truncated, self.last, message.to_owned(), sink);
        }
    }
}
