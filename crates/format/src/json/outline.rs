//! The outline of one JSON value, found in pieces of any size: the names at its top, the arrays that lie inside
//! objects alone, and its end. It checks no more than it needs for that and keeps no values.

use memchr::memchr3;

use super::progress::{FoundArray, Progress};
use crate::FieldPath;

/// Objects around an array that is looked at, at most.
const DEEPEST: usize = 4;
/// Names, arrays and bytes of a name that are kept, at most; a file has no reason to have more.
const MOST: usize = 256;

/// A scanner that keeps its place between pieces.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    at: u64,
    depth: u64,
    /// The brackets of the outer levels.
    open: Vec<u8>,
    /// The name that was last read on each outer level.
    names: Vec<String>,
    text: Text,
    /// Bytes of the name that is being read.
    name: Option<Vec<u8>>,
    /// Whether a name comes next rather than a value.
    before_name: bool,
    /// Whether the last array was opened by the byte before, white space aside.
    in_new_array: bool,
    /// Whether a line break stands between its tokens.
    pub has_line_break: bool,
    /// The names of the outermost object.
    pub top: Vec<String>,
    /// The names of the objects in it, each behind the name of its object.
    pub inner: Vec<(String, String)>,
    pub arrays: Vec<FoundArray>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Text {
    #[default]
    Outside,
    Inside,
    Escape,
}

impl Outline {
    /// For a value that begins at offset `at`.
    pub fn new(at: u64) -> Self {
        Self { at, ..Self::default() }
    }

    /// For what follows, at offset `at`, an array that `levels` objects lie around.
    pub fn behind_array(at: u64, levels: usize) -> Self {
        Self { depth: levels as u64, open: vec![b'{'; levels], names: vec![String::new(); levels], ..Self::new(at) }
    }

    /// Offset of the next byte that it wants.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// Reads on until `piece` or the value ends.
    pub fn feed(&mut self, piece: &[u8]) -> Progress {
        let mut at = 0;
        while let Some(byte) = piece.get(at).copied() {
            if self.text == Text::Inside && self.name.is_none() {
                // Strings can be megabytes long, and nothing in them matters here.
                let rest = piece.get(at..).unwrap_or_default();
                let plain = memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len());
                if plain > 0 {
                    at += plain;
                    self.at += plain as u64;
                    continue;
                }
            }
            match self.byte(byte) {
                Progress::More => {}
                found => return found,
            }
            at += 1;
            self.at += 1;
        }
        Progress::More
    }

    fn byte(&mut self, byte: u8) -> Progress {
        match (self.text, byte) {
            (Text::Inside, b'"') => self.close_string(),
            // No string holds a raw line break: this one was never closed.
            (Text::Inside | Text::Escape, b'\n') => return Progress::Broken(self.at),
            (Text::Inside, b'\\') => self.extend_name(byte, Text::Escape),
            (Text::Inside | Text::Escape, _) => self.extend_name(byte, Text::Inside),
            (Text::Outside, _) => return self.token(byte),
        }
        Progress::More
    }

    fn token(&mut self, byte: u8) -> Progress {
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            self.has_line_break |= byte == b'\n';
            return Progress::More;
        }
        if std::mem::take(&mut self.in_new_array)
            && let Some(array) = self.arrays.last_mut()
        {
            array.first = Some(byte);
        }
        match byte {
            b'"' => {
                self.text = Text::Inside;
                self.name = (self.before_name && self.is_outer()).then(Vec::new);
            }
            b'{' | b'[' => self.open(byte),
            b'}' | b']' => return self.close(byte),
            b',' => self.before_name = self.open.last() == Some(&b'{') && self.is_outer(),
            b':' => self.before_name = false,
            _ => {}
        }
        Progress::More
    }

    /// Whether the level is one of those that names are kept of.
    fn is_outer(&self) -> bool {
        self.depth as usize == self.open.len()
    }

    fn open(&mut self, bracket: u8) {
        if self.is_outer() && self.open.len() < DEEPEST {
            let in_objects = !self.open.is_empty() && self.open.iter().all(|open| *open == b'{');
            if bracket == b'[' && in_objects && self.arrays.len() < MOST {
                self.arrays.push(FoundArray {
                    path: FieldPath(self.names.clone()),
                    start: self.at + 1,
                    first: None,
                    end: None,
                });
                self.in_new_array = true;
            }
            self.open.push(bracket);
            self.names.push(String::new());
        }
        self.depth += 1;
        self.before_name = bracket == b'{' && self.is_outer();
    }

    fn close(&mut self, bracket: u8) -> Progress {
        if self.is_outer() {
            // '{' and '[' are each two below their closing bracket in ASCII.
            if self.open.pop() != Some(bracket - 2) {
                return Progress::Broken(self.at);
            }
            self.names.pop();
            if bracket == b']'
                && let Some(array) = self.arrays.iter_mut().rev().find(|array| array.end.is_none())
                && array.path.0.len() == self.names.len()
            {
                array.end = Some(self.at);
            }
        }
        self.depth = self.depth.saturating_sub(1);
        self.before_name = false;
        if self.depth == 0 {
            return Progress::Ended(self.at + 1);
        }
        Progress::More
    }

    fn extend_name(&mut self, byte: u8, text: Text) {
        self.text = text;
        if let Some(name) = &mut self.name
            && name.len() < MOST
        {
            name.push(byte);
        }
    }

    fn close_string(&mut self) {
        self.text = Text::Outside;
        let Some(name) = self.name.take() else {
            return;
        };
        let text = String::from_utf8_lossy(&name);
        let name = foldback_event::json::unescape(&text).into_owned();
        if self.depth == 1 && self.top.len() < MOST {
            self.top.push(name.clone());
        }
        if let (2, [parent, ..]) = (self.depth, self.names.as_slice())
            && self.inner.len() < MOST
        {
            self.inner.push((parent.clone(), name.clone()));
        }
        if let Some(last) = self.names.last_mut() {
            *last = name;
        }
    }
}

#[cfg(test)]
mod tests;
