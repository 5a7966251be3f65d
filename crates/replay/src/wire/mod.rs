//! Patches that were found out elsewhere, as text: a line an event, `[position,"partition",[write,...]]`.
//!
//! A write is `["/path",value]` (set, or append at an array's length), `["/path"]` (remove a member; at the empty path, the
//! whole state) or `["/path","#",n]` (cut the array to its first n elements). They apply in their order and exactly.

mod written;

use std::borrow::Cow;
use std::fmt;

use foldback_event::json::{Fault, parse};
use foldback_event::{Json, Pointer};

use crate::history::patch::Recorder;
use crate::record::Record;
use crate::tree::{self, Astray, Key};

/// What one event did to the state of a partition.
#[derive(Clone, Debug, PartialEq)]
pub struct Handled<'a> {
    /// The event's position.
    pub position: u64,
    /// The name of the partition; empty for the one global state.
    pub partition: Cow<'a, str>,
    /// Its writes, in their order.
    pub writes: Vec<Written>,
    /// The line it was read from, counted from 1.
    pub line: usize,
    /// How many bytes that line has.
    pub bytes: usize,
}

/// One write.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// At the path stands this value.
    Set(Pointer, Json),
    /// The member at the path is gone.
    Remove(Pointer),
    /// The array at the path has so many elements.
    Cut(Pointer, usize),
}

/// A line that cannot be taken, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireError {
    /// The line, counted from 1.
    pub line: usize,
    /// Byte offset within the line, where it is known.
    pub byte: Option<usize>,
    /// What is wrong and what is expected.
    pub message: String,
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "patches, line {}", self.line)?;
        if let Some(byte) = self.byte {
            write!(f, ", byte {byte}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for WireError {}

/// Reads a batch, line by line. The first fault ends it.
///
/// ```
/// use foldback_replay::{History, read_patches};
///
/// let mut history = History::default();
/// for line in read_patches("[4,\"\",[[\"\",{\"items\":[]}]]]\n[7,\"\",[[\"/items/0\",\"tea\"]]]\n") {
///     history.take(0, &line?)?;
/// }
/// assert_eq!(history.moment(0, 7).unwrap().state.unwrap().to_string(), r#"{"items":["tea"]}"#);
/// # Ok::<(), foldback_replay::WireError>(())
/// ```
pub fn read_patches(batch: &str) -> impl Iterator<Item = Result<Handled<'_>, WireError>> {
    let mut broken = false;
    let lines = batch.strip_suffix('\n').unwrap_or(batch).split('\n');
    let lines = lines.enumerate().take(if batch.is_empty() { 0 } else { usize::MAX });
    lines.map_while(move |(at, line)| {
        if broken {
            return None;
        }
        let read = read(at + 1, line);
        broken = read.is_err();
        Some(read)
    })
}

fn read(line: usize, text: &str) -> Result<Handled<'_>, WireError> {
    let fault = |message: String| WireError { line, byte: None, message };
    let value = parse(text.as_bytes()).map_err(|Fault { at, problem }| WireError {
        line,
        byte: Some(at),
        message: problem.to_string(),
    })?;
    let Json::Array(parts) = value else {
        return Err(fault("it is no [position,\"partition\",[writes]]".into()));
    };
    let Ok([position, partition, writes]) = <[Json; 3]>::try_from(parts) else {
        return Err(fault("it has not the three parts [position,\"partition\",[writes]]".into()));
    };
    let Some(position) = whole(&position) else {
        return Err(fault(format!("{position} is no position: a whole number below 4294967296")));
    };
    let Json::String(partition) = partition else {
        return Err(fault(format!("{partition} is no name of a partition: it must be a string")));
    };
    let Json::Array(writes) = writes else {
        return Err(fault("the writes must be an array".into()));
    };
    let writes = writes.into_iter().enumerate();
    let writes =
        writes.map(|(at, write)| written(write).map_err(|message| fault(format!("write {}: {message}", at + 1))));
    let writes = writes.collect::<Result<Vec<_>, _>>()?;
    let partition = Cow::Owned(partition.into_string());
    Ok(Handled { position: u64::from(position), partition, writes, line, bytes: text.len() })
}

fn whole(value: &Json) -> Option<u32> {
    if let Json::Number(text) = value { text.parse().ok().filter(|_| !text.starts_with('-')) } else { None }
}

fn written(write: Json) -> Result<Written, String> {
    const SHAPES: &str = "a write is [path,value], [path] or [path,\"#\",length]";
    let Json::Array(parts) = write else {
        return Err(SHAPES.into());
    };
    let mut parts = parts.into_iter();
    let Some(Json::String(path)) = parts.next() else {
        return Err(SHAPES.into());
    };
    let path = Pointer::parse(&path).map_err(|error| format!("{path:?} is {error}"))?;
    match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => Ok(Written::Remove(path)),
        (Some(value), None, _) => Ok(Written::Set(path, value)),
        (Some(Json::String(mark)), Some(length), None) if &*mark == "#" => {
            let length = whole(&length).ok_or_else(|| format!("{length} is no length: a whole number"))?;
            Ok(Written::Cut(path, length as usize))
        }
        _ => Err(SHAPES.into()),
    }
}

impl Handled<'_> {
    pub(crate) fn fault(&self, message: String) -> WireError {
        WireError { line: self.line, byte: None, message }
    }

    /// Performs the writes and records those that change something.
    pub(crate) fn apply(&self, state: &mut Option<Json>, recorder: &mut Recorder) -> Result<(), WireError> {
        for (at, write) in self.writes.iter().enumerate() {
            perform(write, state, recorder)
                .map_err(|(path, astray)| self.fault(format!("write {}: {}", at + 1, explained(path, astray))))?;
        }
        Ok(())
    }
}

fn perform<'w>(
    write: &'w Written,
    state: &mut Option<Json>,
    recorder: &mut Recorder,
) -> Result<(), (&'w Pointer, Astray)> {
    let (Written::Set(path, _) | Written::Remove(path) | Written::Cut(path, _)) = write;
    let astray = |astray| (path, astray);
    let keys = Key::all(path);
    let names: Vec<&str> = path.keys().iter().map(|key| &**key).collect();
    match write {
        Written::Set(_, new) => {
            let old = state.as_ref().and_then(|state| tree::get(state, &keys));
            if !old.is_some_and(|old| tree::identical(old, new)) {
                tree::set(state, &keys, new.clone()).map_err(astray)?;
                recorder.set(&names, new);
            }
        }
        Written::Remove(_) => {
            // What is removed and was not there is as it should be: an event may have made and unmade it.
            if tree::remove(state, &keys).map_err(astray)? {
                recorder.remove(&names);
            }
        }
        Written::Cut(_, length) => {
            if tree::cut(state, &keys, *length).map_err(astray)? {
                recorder.cut(&names, *length);
            }
        }
    }
    Ok(())
}

fn explained(path: &Pointer, astray: Astray) -> String {
    match astray {
        Astray::NoState => format!(
            "there is no state yet that {path:?} could lie in: set the path \"\" first",
            path = path.to_string()
        ),
        Astray::NoParent => {
            format!("{path} leads nowhere: what should hold it is not there, or holds nothing by this name")
        }
        Astray::Behind(length) => {
            format!("{path} reaches behind an array of {length} elements: nothing may be left out")
        }
        Astray::Element => format!("{path} is an element of an array: set the elements behind it and cut the array"),
        Astray::NoArray => format!("{path} is to be cut and is no array"),
    }
}
