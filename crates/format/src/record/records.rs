//! Every record passes here: first into the sample, then by the mapping to an event or a warning. Each is counted.

use foldback_event::json::{Fault, Problem, scan};
use memchr::memchr2;

use super::Place;
use super::compiled::Compiled;
use super::drafted;
use super::emit::{Buffers, Emit};
use super::faults::native_fault;
use super::times::Watch;
use super::walk::Found;
use crate::guess::{Guess, Kept, Sample, guess};
use crate::known::{Draft, Object, Reader, Shape};
use crate::{Detection, ImportError, Mapping, Options, Sink, WarningCode, native};

/// Bytes of records that are kept to be turned round.
const HELD: usize = 64 << 20;

/// What is the same for a whole file, and the counts so far.
pub(crate) struct Records {
    /// What was found out: the layout at first, the fields once the sample is full.
    pub detection: Detection,
    /// Records that passed, also those that were left out.
    pub records: u64,
    /// Records that became events.
    pub events: u64,
    /// Whether the end of the bytes is not the end of the file, so that a cut record says nothing about it.
    pub is_prefix: bool,
    /// Whether a record was passed over for that.
    pub cut: bool,
    given: Option<Mapping>,
    /// The shape that a person has chosen, by its stable name.
    chosen: Option<String>,
    /// The roles of the fields where the records are of a known form, in place of the guess.
    known: Option<Mapping>,
    /// Whether records of Foldback's own form are read as such: a mapping that is given says how they are to be read.
    reads_native: bool,
    /// Whether the roles are those that the form of the records says, so that events may come without a record.
    as_known: bool,
    name: String,
    max_record: usize,
    sample: Option<Sample>,
    mapping: Option<Compiled>,
    /// The rule of a known shape, and the mapping for records that are not of it. [`Self::mapping`] is empty then, so
    /// that a walk finds all members.
    pub(super) rule: Option<(Reader, Compiled)>,
    /// Records of a file that stands newest first, or may, to be read from behind.
    held: Option<(&'static Shape, Vec<Kept>)>,
    held_bytes: usize,
    /// Where the record stands that was read last.
    pub(super) last: Place,
    found: Found,
    buffers: Buffers,
    pub(super) watch: Watch,
    native: native::Buffers,
    /// The record without raw line breaks, where it had some.
    flat: Vec<u8>,
}

impl Records {
    pub fn new(options: &Options, detection: Detection, is_prefix: bool) -> Self {
        Self {
            detection,
            records: 0,
            events: 0,
            is_prefix,
            cut: false,
            given: options.mapping.clone(),
            chosen: options.shape.clone(),
            known: None,
            reads_native: options.mapping.is_none(),
            as_known: false,
            name: options.name.clone(),
            max_record: options.max_record,
            sample: Some(Sample::default()),
            mapping: None,
            rule: None,
            held: None,
            held_bytes: 0,
            last: Place::default(),
            found: Found::default(),
            buffers: Buffers::default(),
            watch: Watch::default(),
            native: native::Buffers::default(),
            flat: Vec::new(),
        }
    }

    /// Whether records of Foldback's own form are read as such.
    pub fn reads_native(&self) -> bool {
        self.reads_native
    }

    /// The longest record that is read, in bytes.
    pub fn max_record(&self) -> usize {
        self.max_record
    }

    /// Whether the guess has been made.
    pub fn is_settled(&self) -> bool {
        self.sample.is_none() || self.mapping.is_some()
    }

    /// The shape that a person has chosen.
    pub(super) fn chosen(&self) -> Option<&str> {
        self.chosen.as_deref()
    }

    /// The name that records without a stream go by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What follows are records of another form, or the first: of one that is known, or one to guess at.
    pub fn begin_form(&mut self, known: Option<Mapping>, sink: &mut dyn Sink) -> Result<(), ImportError> {
        if self.sample.as_ref().is_none_or(|sample| sample.records().next().is_some()) {
            self.settle(sink)?;
            self.release(sink);
            self.sample = Some(Sample::default());
        }
        self.known = known;
        Ok(())
    }

    /// Takes one record. `ends_file` says that it may be cut because the file ends.
    pub fn record(
        &mut self,
        bytes: &[u8],
        place: Place,
        ends_file: bool,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        if bytes.len() > self.max_record && !native::is_native(bytes) {
            self.too_large(place, bytes.len() as u64, sink);
            return Ok(());
        }
        match &mut self.sample {
            Some(sample) => {
                if sample.keep(bytes, place, ends_file) {
                    self.settle(sink)?;
                }
            }
            None if self.held.is_some() => self.hold(bytes, place, ends_file, sink),
            None => self.decode(bytes, place, ends_file, sink),
        }
        Ok(())
    }

    /// Takes the object that `piece` begins with, if it lies in it whole and good; gives its length then.
    #[inline]
    pub fn leading(&mut self, piece: &[u8], place: Place, sink: &mut dyn Sink) -> Option<usize> {
        if self.sample.is_some() || self.held.is_some() || piece.first() != Some(&b'{') {
            return None;
        }
        let mapping = self.mapping.as_mut()?;
        let is_deep = self.rule.is_some();
        let walked = if is_deep { self.found.walk_deep(piece, mapping) } else { self.found.walk(piece, mapping) };
        let length = walked.ok()?;
        let record = piece.get(..length).filter(|_| length <= self.max_record)?;
        self.records += 1;
        self.emit(record, place, sink);
        Some(length)
    }

    /// Whether events may be handed on as [`Self::draft`]s: those that tell what the fields are have passed as records.
    pub fn takes_drafts(&self) -> bool {
        self.as_known && self.sample.is_none() && self.held.is_none()
    }

    /// Takes an event that needs no mapping.
    pub fn draft(&mut self, draft: &Draft<'_>, place: Place, sink: &mut dyn Sink) {
        if let Some(mapping) = &self.mapping {
            self.records += 1;
            self.events += 1;
            sink.place(place.line, place.byte);
            drafted::emit(draft, place, &mapping.mapping, &mut self.watch, sink);
        }
    }

    /// Makes the guess from what the sample holds, and reads the sample.
    pub fn settle(&mut self, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let Some(sample) = self.sample.take() else {
            return Ok(());
        };
        let (fields, objects) = sample.statistics();
        let is_known = self.known.is_some();
        let guess = match self.known.take() {
            Some(mapping) => Guess { sure: mapping.stream.is_some(), mapping },
            None => guess(&fields, objects, &self.name),
        };
        let Guess { mapping: guessed, sure } = guess;
        let is_native = sample.records().any(native::is_native);
        let is_first = self.mapping.is_none();
        let is_foreign = sample.records().any(native::has_foreign_names);
        // A table that is known by its columns is no record of another system.
        let looks = is_first && !is_known && (!is_native || is_foreign);
        let shape = if looks { self.choose_shape(&sample, &guessed) } else { None };
        let mapping = shape.map_or_else(|| guessed.clone(), |shape| shape.mapping(&self.name));
        if is_first {
            self.detection.sampled = objects.max(u32::from(shape.is_some()));
            self.detection.fields = fields.iter().map(|field| field.field()).collect();
            self.detection.mapping = mapping.clone();
            self.detection.sure = sure && objects > 0 || shape.is_some();
        }
        let nothing = shape.is_none() && guessed.stream.is_none() && guessed.event_type.is_none();
        let in_the_dark = is_first && nothing && objects > 0;
        if in_the_dark && !is_native && self.given.is_none() && !self.is_prefix {
            return Err(ImportError::NeedsMapping(Box::new(self.detection.clone())));
        }
        // A mapping that says what the shape says overrules nothing.
        let given = self.given.clone().filter(|given| shape.is_none() || *given != mapping);
        self.as_known = is_known && given.as_ref().is_none_or(|given| *given == mapping);
        self.rule = None;
        if let Some(shape) = shape {
            self.take_shape(shape, given.is_none(), guessed, &sample);
        }
        let paths = if self.rule.is_some() { Mapping::named(&self.name) } else { given.unwrap_or(mapping) };
        let mut compiled = Compiled::new(paths);
        if !is_native {
            compiled.reading = self.decide_times(&compiled.mapping, &sample, sink);
        }
        self.mapping = Some(compiled);
        for kept in sample.into_records() {
            if self.held.is_some() {
                self.hold(&kept.bytes, kept.place, kept.ends_file, sink);
            } else {
                self.decode(&kept.bytes, kept.place, kept.ends_file, sink);
            }
        }
        Ok(())
    }

    /// Notes the shape that was found; `counts` says that no mapping of a person overrules it.
    fn take_shape(&mut self, shape: &'static Shape, counts: bool, guessed: Mapping, sample: &Sample) {
        self.detection.shape = Some(shape.name);
        self.detection.shape_id = Some(shape.id);
        let of = if self.detection.sampled == 1 { "the first record is known to" } else { "the first records" };
        self.detection.reason.push_str("; ");
        self.detection.reason.push_str(of);
        self.detection.reason.push(' ');
        self.detection.reason.push_str(shape.evidence);
        let reader = if counts { shape.reader(&self.name) } else { None };
        self.rule = reader.map(|reader| (reader, Compiled::new(guessed)));
        if shape.is_backwards(sample.records()) != Some(false) {
            self.held = Some((shape, Vec::new()));
        }
    }

    /// Keeps a record of a file that stands newest first. What is too much to be kept is read as it stands.
    fn hold(&mut self, bytes: &[u8], place: Place, ends_file: bool, sink: &mut dyn Sink) {
        let Some((_, held)) = &mut self.held else {
            return;
        };
        self.held_bytes += bytes.len();
        held.push(Kept { bytes: bytes.to_vec(), place, ends_file });
        if self.held_bytes > HELD {
            let Some((shape, held)) = self.held.take() else {
                return;
            };
            if shape.is_backwards(held.iter().map(|kept| kept.bytes.as_slice())) == Some(true) {
                let message = "the events stand newest first, and there are too many to turn them round";
                self.note(WarningCode::NewestFirst, place, message.to_owned(), sink);
            }
            for kept in held {
                self.decode(&kept.bytes, kept.place, kept.ends_file, sink);
            }
        }
    }

    /// The file has ended, or other records follow: reads what was kept, oldest first.
    pub fn release(&mut self, sink: &mut dyn Sink) {
        self.read_held(sink);
        self.end_of_shape(sink);
    }

    fn read_held(&mut self, sink: &mut dyn Sink) {
        let Some((shape, mut held)) = self.held.take() else {
            return;
        };
        if shape.is_backwards(held.iter().map(|kept| kept.bytes.as_slice())) == Some(true) {
            held.reverse();
            self.detection.reason.push_str("; they stand newest first and were turned round");
        }
        for kept in held {
            self.decode(&kept.bytes, kept.place, kept.ends_file, sink);
        }
    }

    fn decode(&mut self, bytes: &[u8], place: Place, ends_file: bool, sink: &mut dyn Sink) {
        let Some(mapping) = &mut self.mapping else {
            return;
        };
        self.records += 1;
        self.last = place;
        if bytes.first() == Some(&b'[') && self.rule.is_some() {
            self.array(bytes, place, ends_file, sink);
            return;
        }
        let is_deep = self.rule.is_some();
        let walked = if is_deep { self.found.walk_deep(bytes, mapping) } else { self.found.walk(bytes, mapping) };
        let walked = walked.and_then(|end| {
            let end = scan::skip_space(bytes, end);
            bytes.get(end).map_or(Ok(()), |byte| Err(Fault { at: end, problem: Problem::Unexpected(*byte) }))
        });
        match walked {
            Ok(()) => self.emit(bytes, place, sink),
            Err(_) if ends_file && self.is_prefix => {
                self.records -= 1;
                self.cut = true;
            }
            Err(fault) => self.fault(bytes, place, fault, ends_file, sink),
        }
    }

    /// Hands on the event of a record that has been walked.
    #[inline]
    fn emit(&mut self, bytes: &[u8], place: Place, sink: &mut dyn Sink) {
        let bytes = if memchr2(b'\n', b'\r', bytes).is_some() {
            self.flat.clear();
            self.flat.extend_from_slice(bytes);
            for byte in &mut self.flat {
                if matches!(byte, b'\n' | b'\r') {
                    *byte = b' ';
                }
            }
            self.flat.as_slice()
        } else {
            bytes
        };
        let (Ok(text), Some(mapping)) = (simdutf8::basic::from_utf8(bytes), &self.mapping) else {
            let bytes = bytes.to_vec();
            self.no_utf8(&bytes, place, sink);
            return;
        };
        sink.place(place.line, place.byte);
        if self.reads_native && native::is_native(bytes) {
            match native::read(text, place, &mut self.native) {
                Ok(read) => {
                    self.events += 1;
                    read.with(|event| sink.event(event));
                }
                Err(message) => native_fault(message, place, sink),
            }
            return;
        }
        if let Some((reader, fallback)) = &mut self.rule {
            let record = Object::walked(text, &self.found.tree, &self.found.rest);
            if let Some(given) = drafted::emit_all(reader, &record, place, &mapping.mapping, &mut self.watch, sink) {
                self.records = self.records + given - 1;
                self.events += given;
            } else if self.found.walk(bytes, fallback).is_ok() {
                // It has been walked before, and was whole.
                self.events += 1;
                Emit { text, place, mapping: fallback }.emit(&mut self.found, &mut self.buffers, sink);
            }
            return;
        }
        self.events += 1;
        let emit = Emit { text, place, mapping };
        emit.emit(&mut self.found, &mut self.buffers, sink);
    }
}
