//! The beginning of a text, kept until it tells how the rest is to be read. What it decides depends on the bytes
//! alone, never on how they were cut into pieces.

mod array;
mod by_lines;
mod object;

use super::outline::Outline;
use super::plan::{Layout, Plan};
use super::progress::Progress;
use crate::{FieldPath, ImportError, magic, native};

/// Bytes that usually tell. More are only kept while an object has shown neither events nor an array of them.
pub(crate) const USUAL: usize = 256 * 1024;

/// The bytes so far and what is known of them.
pub(crate) struct Opening {
    head: Vec<u8>,
    /// Most bytes that are kept.
    longest: usize,
    checked_magic: bool,
    outline: Outline,
    first: First,
    /// Whether the object has been judged by its first [`USUAL`] bytes.
    judged: bool,
}

/// The first JSON value of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    Open,
    /// It ends before this offset.
    Ended(usize),
    /// It is no JSON value.
    Broken,
}

/// Nothing while more bytes are needed.
type Found = Option<Result<Plan, ImportError>>;

impl Opening {
    /// `max_record` bounds what is kept.
    pub fn new(max_record: usize) -> Self {
        Self {
            head: Vec::new(),
            longest: max_record.max(USUAL),
            checked_magic: false,
            outline: Outline::new(0),
            first: First::Open,
            judged: false,
        }
    }

    /// All bytes so far, to be read again once there is a plan.
    pub fn take_head(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.head)
    }

    /// All bytes so far.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Takes the next bytes; gives the plan once they tell.
    pub fn push(&mut self, bytes: &[u8]) -> Found {
        self.head.extend_from_slice(bytes);
        self.decide(false)
    }

    /// The text has ended.
    pub fn finish(&mut self) -> Result<Plan, ImportError> {
        self.decide(true).unwrap_or(Err(ImportError::NoEvents))
    }

    fn decide(&mut self, ended: bool) -> Found {
        if !self.checked_magic {
            if self.head.len() < magic::NEEDED && !ended {
                return None;
            }
            self.checked_magic = true;
            let few = self.head.get(..magic::NEEDED).unwrap_or(&self.head);
            if let Some(what) = magic::binary(few) {
                return Some(Err(unknown(Some(what))));
            }
        }
        let Some(start) = significant(&self.head, 0) else {
            // Blank lines alone are no reason to keep them.
            return (ended || self.head.len() >= USUAL).then(|| Ok(lines("the file begins with blank lines")));
        };
        let mut next = Some(start);
        let mut follow = || -> Option<u8> {
            let at = next?;
            next = significant(&self.head, at + 1);
            self.head.get(at).copied()
        };
        match (follow(), follow(), follow()) {
            (Some(b'{'), None, _) | (Some(b'['), None, _) | (Some(b'['), Some(b'{'), None)
                if !ended && self.head.len() < USUAL =>
            {
                None
            }
            (Some(b'{'), Some(b'"' | b'}') | None, _) => self.object(start, ended),
            // A keyword behind the brace is EDN, as Datomic writes it.
            (Some(b'['), Some(b'{'), Some(b':')) => self.by_lines(ended),
            (Some(b'['), Some(b'{' | b']') | None, _) => {
                let first = significant(&self.head, start + 1).and_then(|first| self.head.get(first..));
                if first.is_some_and(native::may_become_native) && !ended {
                    return None;
                }
                let is_native = first.is_some_and(native::is_native);
                let plan = array(start, "the file is one array, and its first element is an object");
                Some(Ok(Plan { is_native, ..plan }))
            }
            (Some(b'['), Some(_), _) => self.array_of_others(start, ended),
            _ => self.by_lines(ended),
        }
    }

    /// Reads the first value, which begins at `start`, on up to offset `limit`.
    fn scan(&mut self, start: usize, limit: usize) {
        if self.outline.at() == 0 && start > 0 {
            self.outline = Outline::new(start as u64);
        }
        let from = usize::try_from(self.outline.at()).unwrap_or(usize::MAX);
        let to = limit.min(self.head.len());
        if self.first == First::Open && from < to {
            match self.outline.feed(self.head.get(from..to).unwrap_or_default()) {
                Progress::More => {}
                Progress::Ended(end) => {
                    self.first = usize::try_from(end).map_or(First::Broken, First::Ended);
                }
                Progress::Broken(_) => self.first = First::Broken,
            }
        }
    }

    /// Whether all bytes up to [`USUAL`], or all there are, have been looked at.
    fn seen_usual(&self, ended: bool) -> bool {
        ended || self.head.len() >= USUAL
    }

    /// The layout of values that follow each other when the first is as it was seen.
    fn records(&self, reason: &str) -> Plan {
        if self.outline.has_line_break {
            Plan { layout: Layout::Values, reason: format!("{reason}, over several lines each"), is_native: false }
        } else {
            lines(reason)
        }
    }
}

fn lines(reason: &str) -> Plan {
    Plan { layout: Layout::Lines, reason: reason.to_owned(), is_native: false }
}

fn array(bracket: usize, reason: &str) -> Plan {
    Plan {
        layout: Layout::Array { start: bracket as u64 + 1, path: FieldPath::default(), others: Vec::new() },
        reason: reason.to_owned(),
        is_native: false,
    }
}

fn unknown(looks_like: Option<&'static str>) -> ImportError {
    ImportError::UnknownFormat {
        tried: vec![
            "NDJSON",
            "JSON array",
            "JSON object",
            "EDN",
            "Kafka console lines",
            "CSV",
            "PostgreSQL dump",
            "XES",
            "OCEL",
            "gzip, zlib and zstd of these",
        ],
        looks_like,
    }
}

/// The first offset from `at` on that holds no white space, byte order mark or record separator (RFC 7464).
fn significant(head: &[u8], at: usize) -> Option<usize> {
    let at = if at == 0 && head.starts_with(b"\xef\xbb\xbf") { 3 } else { at };
    let rest = head.get(at..)?;
    let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'\x1e')).count();
    (blank < rest.len()).then_some(at + blank)
}
