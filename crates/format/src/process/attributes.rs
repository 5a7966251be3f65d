//! Attributes as XES writes them, and OCEL 1.0 after it: `<string key="…" value="…"/>`, each of which may have attributes
//! of its own. They become members of JSON; nothing calls itself, however deep they lie.
//!
//! An attribute with attributes of its own is an object in which `$value` is its value. A list is an array of objects of
//! one member each, for its elements have names that may repeat. A name that comes twice gets a number behind it.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;

use super::values::{Type, string};
use crate::WarningCode;
use crate::xml::{Element, Fault, Piece};

/// Attributes inside attributes, at most: two levels of JSON each, and a record may have 512.
const DEEPEST: usize = 200;

/// Names of one level that are compared with each other, at most: beyond, equal names stay equal.
const COMPARED: usize = 256;

/// The attributes of an event that play a role by their names, which are no members then.
pub(super) const TAKEN: [&str; 3] = ["concept:name", "time:timestamp", "identity:id"];

/// Reads attributes; its buffers are reused.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    levels: Vec<Level>,
    /// Fingerprints of the names, those of inner levels behind those of outer ones.
    names: Vec<u64>,
    /// The values of [`TAKEN`] that were met.
    taken: [Option<String>; TAKEN.len()],
    /// Buffers for them.
    spare: Vec<String>,
}

#[derive(Debug)]
struct Level {
    form: Form,
    /// Where its value begins.
    start: usize,
    /// Whether something stands in it before the next member.
    filled: bool,
    /// Where its names begin.
    names: usize,
    has_value: bool,
    /// The place in [`TAKEN`] of an attribute that is no member, as long as nothing stands in it.
    taken: Option<usize>,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Value,
    List,
    /// `<values>` in a list.
    Values,
}

impl Attributes {
    /// The values that play a role among the attributes that were read last.
    pub fn taken(&self) -> [Option<&str>; TAKEN.len()] {
        self.taken.each_ref().map(Option::as_deref)
    }

    /// Writes the attributes that are left in the open element as members, each behind a comma where something stands
    /// in `out`, up to the element's end. Their names get a prefix.
    pub fn read(&mut self, element: &mut Element<'_>, prefix: &str, out: &mut String) -> Result<(), Fault> {
        self.levels.clear();
        self.names.clear();
        self.spare.extend(self.taken.iter_mut().filter_map(Option::take));
        loop {
            match element.next_piece()? {
                None => return Ok(()),
                Some(Piece::Close) => {
                    let Some(level) = self.levels.pop() else {
                        return Ok(());
                    };
                    self.close(level, out);
                }
                Some(Piece::Text(text)) => match self.levels.last_mut() {
                    Some(level) => level.text.push_str(&text),
                    None if text.trim().is_empty() => {}
                    None => return Err(element.fault("text stands where only attributes may")),
                },
                Some(Piece::Open(tag)) => {
                    let (mut key, mut value) = (None, None);
                    let mut others = Vec::new();
                    let mut pairs = tag.attributes();
                    while let Some((name, own)) = pairs.next_pair()? {
                        match name {
                            "key" if key.is_none() => key = Some(own),
                            "value" if value.is_none() => value = Some(own),
                            _ => others.push((name.to_owned(), own.into_owned())),
                        }
                    }
                    if self.levels.len() >= DEEPEST {
                        let message = format!("attributes lie in each other deeper than {DEEPEST} levels");
                        return Err(Fault { code: WarningCode::TooDeep, ..element.fault(&message) });
                    }
                    if matches!(tag.name(), "event" | "trace" | "events") {
                        return Err(element.fault("a record lies in another"));
                    }
                    self.open(tag.name(), key.as_deref(), value.as_deref(), prefix, out);
                    for (name, own) in others {
                        self.inner(&format!("@{name}"), &own, out);
                    }
                }
            }
        }
    }

    fn open(&mut self, kind: &str, key: Option<&str>, value: Option<&str>, prefix: &str, out: &mut String) {
        let in_list = self.levels.last().is_some_and(|level| level.form == Form::List);
        if in_list && kind == "values" && key.is_none() {
            self.push(Form::Values, out.len(), false);
            return;
        }
        if self.levels.is_empty()
            && prefix.is_empty()
            && let (Some(key), Some(value)) = (key, value)
            && let Some(role) = TAKEN.iter().position(|name| *name == key)
            && let Some(taken) = self.taken.get_mut(role)
            && taken.is_none()
        {
            let mut buffer = self.spare.pop().unwrap_or_default();
            buffer.clear();
            buffer.push_str(value);
            *taken = Some(buffer);
            self.names.push(fingerprint(key));
            self.push(Form::Value, out.len(), true);
            if let Some(level) = self.levels.last_mut() {
                level.taken = Some(role);
            }
            return;
        }
        self.begin_member(key.unwrap_or(kind), prefix, out);
        let start = out.len();
        let is_list = matches!(kind, "list" | "container") && value.is_none();
        match value {
            Some(value) => Type::of(kind).write(value, out),
            None => out.push_str(if is_list { "[" } else { "null" }),
        }
        self.push(if is_list { Form::List } else { Form::Value }, start, value.is_some());
    }

    fn push(&mut self, form: Form, start: usize, has_value: bool) {
        let names = self.names.len();
        self.levels.push(Level { form, start, filled: false, names, has_value, taken: None, text: String::new() });
    }

    /// A name of a value that comes next.
    fn begin_member(&mut self, name: &str, prefix: &str, out: &mut String) {
        // What lies in an attribute with a role is to be kept, and so needs a member after all.
        if let Some(mut level) = self.levels.pop_if(|level| level.taken.is_some()) {
            let role = level.taken.take().unwrap_or_default();
            let value = self.taken.get(role).cloned().flatten().unwrap_or_default();
            self.begin_member(TAKEN.get(role).copied().unwrap_or_default(), "", out);
            level.start = out.len();
            level.names = self.names.len();
            string(&value, out);
            self.levels.push(level);
        }
        // The list around `<values>` holds what lies in it.
        let around = self.levels.iter_mut().rev().find(|level| level.form != Form::Values);
        let (names, prefix) = match around {
            Some(level) => {
                let filled = std::mem::replace(&mut level.filled, true);
                if level.form == Form::List {
                    out.push_str(if filled { ",{" } else { "{" });
                    string(name, out);
                    out.push(':');
                    return;
                }
                if !filled {
                    out.insert_str(level.start, "{\"$value\":");
                }
                out.push(',');
                (level.names, "")
            }
            None => {
                if !out.is_empty() {
                    out.push(',');
                }
                (0, prefix)
            }
        };
        let before = self.names.get(names..).unwrap_or_default();
        let own = fingerprint(name);
        if prefix.is_empty() && !before.contains(&own) || before.len() >= COMPARED {
            string(name, out);
        } else {
            let mut number = 1;
            let mut other = name.to_owned();
            while before.contains(&fingerprint(&other)) {
                number += 1;
                other = format!("{name}_{number}");
            }
            if number > 1 {
                self.names.push(fingerprint(&other));
            }
            string(&format!("{prefix}{other}"), out);
        }
        self.names.push(own);
        out.push(':');
    }

    /// A member of the attribute that is open.
    fn inner(&mut self, name: &str, value: &str, out: &mut String) {
        self.begin_member(name, "", out);
        string(value, out);
        if self.levels.last().is_some_and(|level| level.form != Form::Value) {
            out.push('}');
        }
    }

    fn close(&mut self, mut level: Level, out: &mut String) {
        if level.form != Form::Values && !level.text.trim().is_empty() {
            // Some write a value as text.
            let text = std::mem::take(&mut level.text);
            if level.form == Form::Value && !level.has_value && !level.filled {
                out.truncate(level.start);
                string(&text, out);
            } else {
                self.levels.push(level);
                self.inner("$text", &text, out);
                level = match self.levels.pop() {
                    Some(level) => level,
                    None => return,
                };
            }
        }
        match level.form {
            Form::Value if level.filled => out.push('}'),
            Form::Value => {}
            Form::List => out.push(']'),
            Form::Values => return,
        }
        self.names.truncate(level.names);
        let around = self.levels.iter().rev().find(|level| level.form != Form::Values);
        if around.is_some_and(|around| around.form == Form::List) {
            out.push('}');
        }
    }
}

fn fingerprint(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    name.hash(&mut hasher);
    hasher.finish()
}
