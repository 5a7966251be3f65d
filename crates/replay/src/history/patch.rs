//! A patch as bytes: what one event wrote.
//!
//! It holds what was written, not what stood there before: that is in the state it is applied to. First a number: how many
//! writes, times four, plus two when one of them lies at, above or below another, plus one when the fold passed the event
//! over. Then for each write its path, the numbers in the path, and 0 (removed), 1 and a length (cut to it), or the length of
//! the new value's JSON text plus two and that text.

use std::hash::{Hash, Hasher};

use foldback_event::{Json, Pointer};
use rustc_hash::{FxHashSet, FxHasher};

use super::paths::Paths;
use crate::record::Record;
use crate::tree::Key;

/// What is written, still as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op<'a> {
    Set(&'a str),
    Remove,
    Cut(u32),
}

/// One write of a patch.
#[derive(Clone, Debug)]
pub struct WriteAt<'a> {
    pub path: u32,
    pub numbers: Vec<u32>,
    pub op: Op<'a>,
}

/// What stands before the writes of a patch.
#[derive(Clone, Copy, Debug, Default)]
pub struct Head {
    pub writes: u64,
    /// Whether one of them lies at, above or below another, so that one alone does not tell what it changed.
    pub tangled: bool,
    pub passed_over: bool,
}

impl Head {
    /// Reads the beginning of a patch; `patch` is what follows then.
    pub fn read(patch: &mut &[u8]) -> Self {
        let head = get(patch);
        Self { writes: head >> 2, tangled: head & 2 != 0, passed_over: head & 1 != 0 }
    }
}

/// Reads the writes of a patch, behind its head.
pub fn writes<'a>(head: Head, mut patch: &'a [u8], paths: &'a Paths) -> impl Iterator<Item = WriteAt<'a>> {
    (0..head.writes).map(move |_| {
        let path = get(&mut patch) as u32;
        let numbers = (0..paths.numbers(path)).map(|_| get(&mut patch) as u32).collect();
        let op = match get(&mut patch) {
            0 => Op::Remove,
            1 => Op::Cut(get(&mut patch) as u32),
            length => {
                let (text, rest) = patch.split_at((length as usize - 2).min(patch.len()));
                patch = rest;
                Op::Set(std::str::from_utf8(text).unwrap_or_default())
            }
        };
        WriteAt { path, numbers, op }
    })
}

/// Takes the writes of one event. It is used again for the next, so that nothing is allocated for each.
#[derive(Debug, Default)]
pub struct Recorder {
    pub paths: Paths,
    encoded: Vec<u8>,
    text: String,
    /// The path of each write, and where its numbers end in `numbers`.
    seen: Vec<(u32, usize)>,
    numbers: Vec<u32>,
    places: FxHashSet<(u32, u64)>,
    /// The way to the last write: neighbours have most of it in common.
    way: Vec<Named>,
    names: String,
}

/// A step of a way: where its name ends in `names`, the path it leads to, and the number that the name is.
#[derive(Clone, Copy, Debug)]
struct Named {
    end: usize,
    path: u32,
    number: Option<u32>,
}

impl Recorder {
    /// Forgets the writes of the event before.
    pub fn begin(&mut self) {
        self.encoded.clear();
        self.seen.clear();
        self.numbers.clear();
    }

    /// Adds the patch of all writes since `begin` to `out`.
    pub fn finish(&mut self, passed_over: bool, out: &mut Vec<u8>) {
        let tangled = self.is_tangled();
        put((self.seen.len() as u64) << 2 | u64::from(tangled) << 1 | u64::from(passed_over), out);
        out.extend_from_slice(&self.encoded);
    }

    /// Whether a write since `begin` lies at, above or below this path.
    pub fn wrote(&self, path: &Pointer) -> bool {
        let wanted = Key::all(path);
        let mut keys = Vec::new();
        let mut start = 0;
        self.seen.iter().any(|(path, end)| {
            self.paths.keys(*path, self.numbers.get(start..*end).unwrap_or_default(), &mut keys);
            start = *end;
            keys.iter().zip(&wanted).all(|(a, b)| a == b)
        })
    }

    fn path(&mut self, path: &[&str]) {
        let mut start = 0;
        let same = |(named, key): &(&Named, &&str)| {
            let name = self.names.get(start..named.end);
            start = named.end;
            name == Some(**key)
        };
        let common = self.way.iter().zip(path).take_while(same).count();
        self.way.truncate(common);
        self.names.truncate(self.way.last().map_or(0, |named| named.end));
        let mut number = self.way.last().map_or(0, |named| named.path);
        for key in path.get(common..).unwrap_or_default() {
            let (child, index) = self.paths.child(number, key);
            self.names.push_str(key);
            self.way.push(Named { end: self.names.len(), path: child, number: index });
            number = child;
        }
        let start = self.numbers.len();
        self.numbers.extend(self.way.iter().filter_map(|named| named.number));
        self.seen.push((number, self.numbers.len()));
        put(u64::from(number), &mut self.encoded);
        for index in self.numbers.get(start..).unwrap_or_default() {
            put(u64::from(*index), &mut self.encoded);
        }
    }

    /// Whether a write lies at, above or below another. Where two places have one hash, it says so without need.
    fn is_tangled(&mut self) -> bool {
        if self.seen.len() < 2 {
            return false;
        }
        self.places.clear();
        let mut start = 0;
        let hash = |numbers: &[u32]| {
            let mut hasher = FxHasher::default();
            numbers.hash(&mut hasher);
            hasher.finish()
        };
        for (path, end) in &self.seen {
            if !self.places.insert((*path, hash(self.numbers.get(start..*end).unwrap_or_default()))) {
                return true;
            }
            start = *end;
        }
        start = 0;
        for (path, end) in &self.seen {
            let mut above = self.paths.above(*path);
            while let Some(path) = above {
                let numbers = self.numbers.get(start..start + self.paths.numbers(path)).unwrap_or_default();
                if self.places.contains(&(path, hash(numbers))) {
                    return true;
                }
                above = self.paths.above(path);
            }
            start = *end;
        }
        false
    }
}

impl Record for Recorder {
    fn set(&mut self, path: &[&str], new: &Json) {
        self.path(path);
        self.text.clear();
        new.write(&mut self.text);
        put(self.text.len() as u64 + 2, &mut self.encoded);
        self.encoded.extend_from_slice(self.text.as_bytes());
    }

    fn remove(&mut self, path: &[&str]) {
        self.path(path);
        self.encoded.push(0);
    }

    fn cut(&mut self, path: &[&str], length: usize) {
        self.path(path);
        self.encoded.push(1);
        put(length as u64, &mut self.encoded);
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
