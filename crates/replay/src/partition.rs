//! The history of one partition: a patch for each of its events, and now and then the whole state.
//!
//! A patch holds what was written, not what stood there before: that is in the state it is applied to. A patch is the number
//! of its writes, then for each the path's number and the length of the new value's JSON text plus one (0: removed) and that text.

use std::ops::Range;

use foldback_event::json::parse;
use foldback_event::{Change, Json, apply};

use crate::paths::Paths;
use crate::record::{Fold, Folded, Record};

/// A keyframe is worth its bytes when the patches since the one before are some times longer than it,
const KEYFRAME_RATIO: usize = 3;

/// and never for less than this.
const KEYFRAME_LEAST: usize = 4 << 10;

#[derive(Clone, Copy, Debug)]
struct Entry {
    position: u32,
    /// Where its patch ends in `patches`.
    end: u32,
    passed_over: u32,
}

#[derive(Debug)]
struct Keyframe {
    /// How many entries it covers.
    entries: usize,
    state: Box<str>,
}

/// One write of a patch, still as text.
#[derive(Clone, Copy, Debug)]
pub struct WriteAt<'a> {
    pub path: u32,
    pub new: Option<&'a str>,
}

/// The history of one partition.
#[derive(Debug, Default)]
pub struct Partition {
    entries: Vec<Entry>,
    patches: Vec<u8>,
    keyframes: Vec<Keyframe>,
    since_keyframe: usize,
    keyframe_bytes: usize,
    /// The state after the last entry, while it is likely to be needed again.
    latest: Option<Json>,
    /// The last event before the first entry, when it does not begin with nothing.
    before: Option<u32>,
}

struct Recorder<'a> {
    paths: &'a mut Paths,
    writes: u64,
    encoded: Vec<u8>,
    text: String,
}

impl Record for Recorder<'_> {
    fn change(&mut self, path: &[&str], _old: Option<&Json>, new: Option<&Json>) {
        self.writes += 1;
        put(u64::from(self.paths.intern(path)), &mut self.encoded);
        match new {
            None => put(0, &mut self.encoded),
            Some(new) => {
                self.text.clear();
                new.write(&mut self.text);
                put(self.text.len() as u64 + 1, &mut self.encoded);
                self.encoded.extend_from_slice(self.text.as_bytes());
            }
        }
    }
}

impl Partition {
    /// Begins behind events that are not there any more, with the state that they led to.
    pub fn after(position: u32, state: Option<&Json>) -> Self {
        let mut begun = Self { before: Some(position), ..Self::default() };
        if let Some(state) = state {
            let state = state.to_string().into_boxed_str();
            begun.keyframe_bytes = state.len() + size_of::<Keyframe>();
            begun.keyframes.push(Keyframe { entries: 0, state });
        }
        begun
    }

    /// The position of the last event before the first entry, when there was one.
    pub fn before(&self) -> Option<u64> {
        self.before.map(u64::from)
    }

    /// How many events it has taken.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The position of an entry's event.
    pub fn position(&self, entry: usize) -> Option<u64> {
        self.entries.get(entry).map(|entry| u64::from(entry.position))
    }

    /// How many entries there are up to and including a position.
    pub fn entries_at(&self, at: u64) -> usize {
        self.entries.partition_point(|entry| u64::from(entry.position) <= at)
    }

    /// How many of the first entries the fold passed over.
    pub fn passed_over(&self, entries: usize) -> u64 {
        entries.checked_sub(1).and_then(|last| self.entries.get(last)).map_or(0, |entry| u64::from(entry.passed_over))
    }

    /// Bytes of memory it holds, the latest state aside.
    pub fn weight(&self) -> usize {
        size_of::<Self>() + self.entries.capacity() * size_of::<Entry>() + self.patches.capacity() + self.keyframe_bytes
    }

    /// Forgets the latest state; it is built again when the next event comes.
    pub fn cool(&mut self) {
        self.latest = None;
    }

    /// Folds the next event of the partition. `data` is `None` when its payload is no JSON.
    pub fn fold(&mut self, fold: &dyn Fold, paths: &mut Paths, position: u32, data: Option<&[u8]>) {
        let mut state = self.latest.take().or_else(|| self.state(paths, self.entries.len()));
        let mut recorder = Recorder { paths, writes: 0, encoded: Vec::new(), text: String::new() };
        let folded = data.map_or(Folded::PassedOver, |data| fold.apply(&mut state, data, &mut recorder));
        let before = self.patches.len();
        put(recorder.writes, &mut self.patches);
        self.patches.extend_from_slice(&recorder.encoded);
        self.since_keyframe += self.patches.len() - before;
        let passed_over =
            self.entries.last().map_or(0, |entry| entry.passed_over) + u32::from(folded == Folded::PassedOver);
        // A partition's patches stay far below 4 GiB: the budget of all histories together is smaller.
        self.entries.push(Entry { position, end: self.patches.len() as u32, passed_over });
        let last = self.keyframes.last().map_or(0, |keyframe| keyframe.state.len());
        if self.since_keyframe >= KEYFRAME_LEAST.max(last * KEYFRAME_RATIO)
            && let Some(state) = &state
        {
            let text = state.to_string().into_boxed_str();
            self.since_keyframe = 0;
            self.keyframe_bytes += text.len() + size_of::<Keyframe>();
            self.keyframes.push(Keyframe { entries: self.entries.len(), state: text });
        }
        self.latest = state;
    }

    /// The writes of an entry.
    pub fn writes(&self, entry: usize) -> impl Iterator<Item = WriteAt<'_>> {
        let start =
            entry.checked_sub(1).and_then(|before| self.entries.get(before)).map_or(0, |entry| entry.end as usize);
        let end = self.entries.get(entry).map_or(start, |entry| entry.end as usize);
        let mut patch = &self.patches[start..end];
        let count = get(&mut patch);
        (0..count).map(move |_| {
            let path = get(&mut patch) as u32;
            let length = get(&mut patch) as usize;
            let Some(length) = length.checked_sub(1) else {
                return WriteAt { path, new: None };
            };
            let (text, rest) = patch.split_at(length);
            patch = rest;
            WriteAt { path, new: std::str::from_utf8(text).ok() }
        })
    }

    /// The state after the first `entries` events; `None` while there is none.
    pub fn state(&self, paths: &Paths, entries: usize) -> Option<Json> {
        let (from, state) = self.keyframe(entries);
        self.advance(paths, state, from..entries)
    }

    /// Where the stretch between keyframes begins in which the last of the first `entries` events lies.
    pub fn stretch(&self, entries: usize) -> usize {
        let after = self.keyframes.partition_point(|keyframe| keyframe.entries < entries);
        after.checked_sub(1).map_or(0, |at| self.keyframes[at].entries)
    }

    /// The last keyframe that covers no more than the first `entries` events.
    fn keyframe(&self, entries: usize) -> (usize, Option<Json>) {
        let after = self.keyframes.partition_point(|keyframe| keyframe.entries <= entries);
        match after.checked_sub(1).map(|at| &self.keyframes[at]) {
            Some(keyframe) => (keyframe.entries, parse(keyframe.state.as_bytes()).ok()),
            None => (0, None),
        }
    }

    /// Goes from the state before `entries` to the state behind them.
    pub fn advance(&self, paths: &Paths, mut state: Option<Json>, entries: Range<usize>) -> Option<Json> {
        for entry in entries {
            for write in self.writes(entry) {
                perform(paths, &mut state, write);
            }
        }
        state
    }

    /// What an entry changes in the state before it.
    pub fn changes(&self, paths: &Paths, before: Option<&Json>, entry: usize) -> Vec<Change> {
        let mut state = before.cloned();
        self.writes(entry)
            .map(|write| {
                let path = paths.pointer(write.path);
                let old = state.as_ref().and_then(|state| state.get(&path)).cloned();
                perform(paths, &mut state, write);
                Change { path, old, new: write.new.and_then(|text| parse(text.as_bytes()).ok()) }
            })
            .collect()
    }
}

fn perform(paths: &Paths, state: &mut Option<Json>, write: WriteAt<'_>) {
    let path = paths.pointer(write.path);
    // The text is what this file wrote, so it parses.
    let new = write.new.and_then(|text| parse(text.as_bytes()).ok());
    if path.keys().is_empty() {
        *state = new;
    } else if let Some(state) = state {
        let old = state.get(&path).is_some().then_some(Json::Null);
        apply(state, &[Change { path, old, new }]);
    }
}

fn put(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn get(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    let mut shift = 0;
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if *byte < 0x80 || shift > 56 {
            break;
        }
    }
    value
}
