//! Several files on one time axis: a merge of their events by time, each file in its own order, equal times in the order of the
//! files. It reads all of them by pieces and stores nothing.
//!
//! An event without a time, or with one that its file had passed before, stands at the latest time that the file had reached: so
//! no file's order is ever broken.
//!
//! When there are many files, each is looked at for its first event and let go of until its turn comes, for most exports are cut
//! by time: what is open at once are the files whose times overlap.

mod head;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use foldback_event::EventRef;
use foldback_format::{ImportError, Options};
use foldback_log::MAX_NAME;
use foldback_protocol::{FileReport, MergeReport};

use crate::feed::{Fed, Feed, Target};
use crate::files::{File, Part, Parts, stem};
use crate::report::Fields;
use crate::{ImportOptions, StoreError};
use head::{Head, Key};

/// What the tag of an event begins with that says which file it is of.
const TAG: &str = "file:";

/// More files than these are not all held open.
const OPEN: usize = 32;

/// Bytes of the pieces of all files that are read at once, as long as no piece gets too small for it.
const PIECES: u64 = 32 << 20;

/// A file that was read whole to see its first event is kept if its events take no more than this.
const SMALL: usize = 64 << 10;

/// Bytes of events that are handed on at a time.
const TURN: usize = 1 << 20;

/// Different formats that are named.
const SHOWN: usize = 4;

/// What is counted of the times of one file.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    untimed: u64,
    late: u64,
}

/// One of the files.
struct Merged<F> {
    part: Part<F>,
    name: Rc<str>,
    state: State<F>,
    /// Whether it is only looked at for its first event.
    peeking: bool,
    report: FileReport,
    decompressed: u64,
}

enum State<F> {
    /// Nothing of it is held; its first event may be known.
    Closed,
    Open(Box<Head<F>>),
    Done,
}

/// The merge.
pub(crate) struct Merge<F> {
    files: Vec<Merged<F>>,
    options: ImportOptions,
    piece_size: u64,
    /// Files whose next event is known, earliest first.
    ready: BinaryHeap<Reverse<(Key, usize)>>,
    /// Files of which something has to be read before the next event is known, the next last.
    hungry: Vec<usize>,
    /// Whether something was read of the next of those.
    filled: bool,
    /// What was left out before anything was read, and what was passed over; said when the merge begins.
    said_before: Option<Parts<F>>,
    /// Files that were left out so.
    absent: Vec<FileReport>,
    /// Bytes of files that are done.
    bytes: u64,
    merge: MergeReport,
    fields: Fields,
    last: Option<usize>,
    last_position: Option<u128>,
    /// The first file that is no log; one that only lacks a mapping rather than another.
    no_log: Option<(Rc<str>, ImportError)>,
    any_log: bool,
}

impl<F: File> Merge<F> {
    pub fn new(parts: Parts<F>, options: ImportOptions) -> Self {
        let Parts { parts, left_out, passed_over } = parts;
        let said_before = Some(Parts { parts: Vec::new(), left_out, passed_over });
        let each = PIECES / (2 * parts.len().max(1) as u64);
        let peeking = parts.len() > OPEN;
        let merged = |part: Part<F>| Merged {
            name: part.name.as_str().into(),
            report: FileReport { name: part.name.clone(), bytes: part.bytes() as f64, ..FileReport::default() },
            part,
            state: State::Closed,
            peeking,
            decompressed: 0,
        };
        Self {
            hungry: (0..parts.len()).rev().collect(),
            files: parts.into_iter().map(merged).collect(),
            options,
            piece_size: each.clamp(64 << 10, 1 << 20),
            ready: BinaryHeap::new(),
            filled: false,
            said_before,
            absent: Vec::new(),
            bytes: 0,
            merge: MergeReport::default(),
            fields: Fields::default(),
            last: None,
            last_position: None,
            no_log: None,
            any_log: false,
        }
    }

    /// A file from its beginning.
    fn open(&self, at: usize) -> Box<Head<F>> {
        let part = &self.files[at].part;
        let (all, own) = (&self.options.name, stem(&part.name));
        let mapping = self.options.mapping.clone().map(|mut mapping| {
            // Events that name no stream are in one that is named after their file.
            if mapping.default_stream == *all {
                own.clone_into(&mut mapping.default_stream);
            }
            mapping
        });
        let mut tag = format!("{TAG}{}", part.name);
        while tag.len() > MAX_NAME {
            tag.pop();
        }
        Box::new(Head::new(
            part,
            Options { mapping, shape: self.options.shape.clone(), ..Options::named(own) },
            tag.into(),
            self.piece_size,
        ))
    }

    /// Says what was found out about the files before any was read.
    fn begin(&mut self, target: &mut dyn Target) {
        let Some(Parts { left_out, passed_over, .. }) = self.said_before.take() else { return };
        crate::feed::passed_over(passed_over.into_iter(), target.tally());
        for (name, why) in left_out {
            let at = self.files.len() + self.absent.len();
            self.absent.push(FileReport {
                left_out: Some(why.to_string()),
                name: name.clone(),
                ..FileReport::default()
            });
            leave_out(target, at, &name.into(), why);
        }
    }

    /// Takes up what was read of a file.
    fn settle(&mut self, target: &mut dyn Target) {
        if !std::mem::take(&mut self.filled) {
            return;
        }
        let Some(at) = self.hungry.pop() else { return };
        let file = &mut self.files[at];
        if let State::Open(head) = &mut file.state
            && file.peeking
        {
            head.decode();
            if let Some(key) = head.taken.key() {
                file.peeking = false;
                if !head.has_ended() || head.taken.bytes() > SMALL {
                    // What it has warned of is said again when its turn comes.
                    file.state = State::Closed;
                }
                return self.ready.push(Reverse((key, at)));
            }
        }
        self.queue(at, target);
    }

    /// Takes a file up again: what comes next of it, if that is known.
    fn queue(&mut self, at: usize, target: &mut dyn Target) {
        let State::Open(head) = &mut self.files[at].state else { return };
        head.decode();
        match head.taken.key() {
            Some(key) => self.ready.push(Reverse((key, at))),
            None if head.has_ended() => self.end(at, target),
            None => self.hungry.push(at),
        }
    }

    /// Hands on what a decoder has warned of.
    fn warn(&mut self, at: usize, target: &mut dyn Target) {
        let file = &mut self.files[at];
        let State::Open(head) = &mut file.state else { return };
        if head.taken.warnings.is_empty() && head.taken.untagged.is_empty() {
            return;
        }
        target.tally().of_file(at, &file.name);
        head.taken.warnings.drain(..).for_each(|warning| target.warning(warning));
        for (line, byte) in head.taken.untagged.drain(..) {
            let message = "it has so many tags that there is no room for one with its file's name".to_owned();
            target.tally().put("FileTag", false, line, byte, message);
        }
    }

    /// The events of a file have all been handed on, and there are no more.
    fn end(&mut self, at: usize, target: &mut dyn Target) {
        self.warn(at, target);
        let file = &mut self.files[at];
        let State::Open(head) = std::mem::replace(&mut file.state, State::Done) else { return };
        self.bytes += file.part.bytes();
        self.merge.untimed += head.taken.totals.untimed;
        self.merge.late += head.taken.totals.late;
        file.decompressed = head.found.decompressed;
        let report = &mut file.report;
        self.fields.add(head.found.fields);
        report.format = head.found.format;
        report.reason = head.found.reason;
        report.skipped = head.taken.skipped;
        report.records = report.events + report.skipped;
        let Some(Err(error)) = head.outcome else {
            self.any_log = true;
            return;
        };
        self.any_log |= report.events > 0;
        let beginning = if report.events > 0 { "Only its beginning was imported. " } else { "" };
        report.left_out = Some(format!("{beginning}{error}"));
        let maps = |error: &ImportError| matches!(error, ImportError::NeedsMapping(_));
        if self.no_log.as_ref().is_none_or(|(_, known)| maps(&error) && !maps(known)) {
            self.no_log = Some((Rc::clone(&file.name), error.clone()));
        }
        leave_out(target, at, &file.name, error.into());
    }

    /// Hands on the events of a file that come before the next event of all others; gives about how many bytes they take.
    fn hand_on(&mut self, at: usize, room: usize, target: &mut dyn Target) -> usize {
        self.warn(at, target);
        let until = self.ready.peek().map(|Reverse(next)| *next);
        let file = &mut self.files[at];
        let State::Open(head) = &mut file.state else { return 0 };
        self.merge.switches += u64::from(self.last.is_some_and(|last| last != at));
        self.last = Some(at);
        target.tally().of_file(at, &file.name);
        let mut bytes = 0;
        while let Some(key) = head.taken.key() {
            if bytes >= room || until.is_some_and(|until| (key, at) > until) || !head.taken.warnings.is_empty() {
                break;
            }
            head.taken.next(|line, byte, event| {
                bytes += weight(event);
                let position = event.source.and_then(|source| source.position?.parse::<u128>().ok());
                if position.is_some() {
                    self.merge.positions_backwards += u64::from(position < self.last_position);
                    self.last_position = position;
                }
                target.place(line, byte);
                target.event(*event);
            });
            file.report.events += 1;
            head.decode();
        }
        bytes
    }

    /// Whether any of the files was a log.
    fn outcome(&self) -> Result<bool, StoreError> {
        match &self.no_log {
            Some((name, error)) if !self.any_log => {
                let first = StoreError::InFile { file: name.to_string(), why: Box::new(error.clone().into()) };
                let files = (self.files.len() + self.absent.len()) as u64;
                Err(StoreError::NoneOfFiles { files, first: Box::new(first) })
            }
            _ => Ok(true),
        }
    }
}

/// A file, or the rest of it, is no log: it is left out, or refuses the import.
fn leave_out(target: &mut dyn Target, at: usize, name: &Rc<str>, why: StoreError) {
    let tally = target.tally();
    tally.of_file(at, name);
    let message = why.to_string();
    if tally.refuse_bad {
        tally.refuse(why);
    }
    tally.put("FileLeftOut", false, 0, 0, message);
}

/// About what an event takes.
fn weight(event: &EventRef<'_>) -> usize {
    64 + event.stream.len() + event.event_type.len() + event.data.len() + event.metadata.len()
}

impl<F: File> Feed for Merge<F> {
    async fn fill(&mut self) -> Result<(), StoreError> {
        let Some(at) = self.hungry.last().copied() else { return Ok(()) };
        if matches!(self.files[at].state, State::Closed) {
            self.files[at].state = State::Open(self.open(at));
        }
        let file = &mut self.files[at];
        if let State::Open(head) = &mut file.state {
            let read = head.fill(!file.peeking).await;
            read.map_err(|why| StoreError::InFile {
                file: file.part.name.clone(),
                why: Box::new(StoreError::Source(why)),
            })?;
        }
        self.filled = true;
        Ok(())
    }

    fn drain(&mut self, target: &mut dyn Target) -> Result<bool, StoreError> {
        self.begin(target);
        self.settle(target);
        let mut room = TURN;
        while self.hungry.is_empty() && room > 0 && target.tally().failure.is_none() {
            let Some(Reverse((_, at))) = self.ready.pop() else {
                return self.outcome();
            };
            if matches!(self.files[at].state, State::Closed) {
                // Its turn has come.
                self.hungry.push(at);
                break;
            }
            room = room.saturating_sub(self.hand_on(at, room, target));
            self.queue(at, target);
        }
        Ok(false)
    }

    fn bytes(&self) -> u64 {
        let open = self.files.iter().map(|file| match &file.state {
            State::Open(head) if !file.peeking => head.bytes,
            _ => 0,
        });
        self.bytes + open.sum::<u64>()
    }

    fn format(&self) -> String {
        format!("{} files", self.files.len() + self.absent.len())
    }

    fn fed(&mut self) -> Fed {
        let decompressed = self.files.iter().map(|file| file.decompressed).sum();
        let reports = self.files.drain(..).map(|file| file.report).chain(self.absent.drain(..));
        let files: Vec<FileReport> = reports.collect();
        Fed {
            reason: "events stand in the order of their times, those of one file in the order of the file".to_owned(),
            records: files.iter().map(|file| file.records).sum(),
            skipped: files.iter().map(|file| file.skipped).sum(),
            decompressed,
            format: formats(&files),
            files,
            merge: Some(std::mem::take(&mut self.merge)),
            fields: std::mem::take(&mut self.fields),
        }
    }
}

/// How many files there are, and of which formats.
fn formats(files: &[FileReport]) -> String {
    let mut different: Vec<&str> = Vec::new();
    for file in files.iter().filter(|file| !file.format.is_empty()) {
        if !different.contains(&file.format.as_str()) {
            different.push(&file.format);
        }
    }
    let more = if different.len() > SHOWN { " and others" } else { "" };
    different.truncate(SHOWN);
    format!("{} files: {}{more}", files.len(), different.join("; "))
}
