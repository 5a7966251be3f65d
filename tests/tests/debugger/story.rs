//! Logs read by the tests themselves, to say what is right: events by stream, and states by the merge
//! of RFC 7396 written here, apart from the engine's.

use std::collections::HashMap;
use std::io::Read;
use std::ops::Range;

use foldback_tests::{Doing, Failure, Outcome};
use serde_json::{Map, Value};

/// A log in memory, as text: a million events as values would be gigabytes.
pub struct Story {
    text: String,
    lines: Vec<Range<usize>>,
    /// The positions of each stream's events.
    pub streams: HashMap<String, Vec<u64>>,
}

impl Story {
    /// Reads lines of events.
    pub fn read(mut log: impl Read) -> Outcome<Self> {
        let mut text = String::new();
        log.read_to_string(&mut text).doing(|| "read a log".to_owned())?;
        let (mut lines, mut streams) = (Vec::new(), HashMap::<_, Vec<_>>::new());
        let mut start = 0;
        for (position, line) in (0..).zip(text.lines()) {
            let stream = stream_of(line).ok_or_else(|| Failure::new(format!("event {position} has no stream")))?;
            streams.entry(stream.to_owned()).or_default().push(position);
            lines.push(start..start + line.len());
            start += line.len() + 1;
        }
        Ok(Self { text, lines, streams })
    }

    /// How many events there are.
    pub fn len(&self) -> u64 {
        self.lines.len() as u64
    }

    /// The line of an event.
    fn line(&self, position: u64) -> Outcome<&str> {
        let line = usize::try_from(position).ok().and_then(|at| self.text.get(self.lines.get(at)?.clone()));
        line.ok_or_else(|| Failure::new(format!("there is no event {position}")))
    }

    /// The event at a position.
    pub fn event(&self, position: u64) -> Outcome<Value> {
        serde_json::from_str(self.line(position)?).doing(|| format!("read event {position}"))
    }

    /// A number as a stream's latest event up to a position wrote it, digit for digit.
    pub fn digits(&self, stream: &str, member: &str, at: u64) -> Outcome<&str> {
        let name = format!("\"{member}\":");
        for &position in self.positions(stream).iter().rev().filter(|&&position| position <= at) {
            if let Some((_, rest)) = self.line(position)?.split_once(&name) {
                return Ok(rest.split([',', '}']).next().unwrap_or_default().trim());
            }
        }
        Err(Failure::new(format!("{stream} has no {member} at {at}")))
    }

    /// The stream of the event at a position, and the event's revision in it.
    pub fn stream_at(&self, position: u64) -> Outcome<(&str, u64)> {
        let stream = stream_of(self.line(position)?).unwrap_or_default();
        let revision = self.positions(stream).partition_point(|&earlier| earlier < position);
        Ok((stream, revision as u64))
    }

    /// The positions of a stream's events.
    pub fn positions(&self, stream: &str) -> &[u64] {
        self.streams.get(stream).map(Vec::as_slice).unwrap_or_default()
    }

    /// The state of a stream after the event at a position.
    pub fn state(&self, stream: &str, at: u64) -> Outcome<Value> {
        let mut state = Value::Null;
        for &position in self.positions(stream).iter().take_while(|&&position| position <= at) {
            merge(&mut state, &self.event(position)?["data"]);
        }
        Ok(state)
    }
}

/// The name of a line's stream; the logs here write it without escapes, before their data.
fn stream_of(line: &str) -> Option<&str> {
    line.split_once("\"stream\":")?.1.split('"').nth(1)
}

fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        patch.clone_into(target);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(members) = target else { return };
    for (key, value) in patch {
        if value.is_null() {
            members.remove(key);
        } else {
            merge(members.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}
