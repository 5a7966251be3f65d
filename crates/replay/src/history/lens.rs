//! The value at one path, followed through patches without building the rest of the state. The empty path is the state.

use foldback_event::json::parse;
use foldback_event::{Change, Json, Pointer, diff_at};

use super::patch::{Op, WriteAt};
use super::paths::{LieTo, Lies, Paths};
use crate::tree::{self, Key};

/// The way to a value, and how written paths lie to it.
#[derive(Debug)]
pub struct Lens<'a> {
    paths: &'a Paths,
    path: &'a Pointer,
    keys: Vec<Key<'a>>,
    lies: Option<LieTo>,
}

impl<'a> Lens<'a> {
    pub fn new(paths: &'a Paths, path: &'a Pointer) -> Self {
        let keys = Key::all(path);
        let lies = (!keys.is_empty()).then(|| paths.lie_to(path));
        Self { paths, path, keys, lies }
    }

    /// How a write lies to the value.
    pub fn lies(&self, write: &WriteAt<'_>) -> Lies {
        let Some(lies) = &self.lies else { return Lies::AtOrBelow };
        lies.of(write.path, &write.numbers)
    }

    /// The value in a whole state.
    pub fn value(&self, state: Option<Json>) -> Option<Json> {
        if self.keys.is_empty() { state } else { state.and_then(|state| tree::get(&state, &self.keys).cloned()) }
    }

    /// The same, of a state that is only looked at.
    pub fn value_in(&self, state: &Json) -> Option<Json> {
        tree::get(state, &self.keys).cloned()
    }

    /// Follows a write. `changes` takes what it changed, if it is asked for.
    pub fn apply(&self, value: &mut Option<Json>, write: &WriteAt<'_>, changes: Option<&mut Vec<Change>>) {
        match self.lies(write) {
            Lies::Apart => {}
            Lies::Above => self.above(value, write, changes),
            Lies::AtOrBelow => self.below(value, write, changes),
        }
    }

    fn above(&self, value: &mut Option<Json>, write: &WriteAt<'_>, changes: Option<&mut Vec<Change>>) {
        let mut keys = Vec::new();
        self.paths.keys(write.path, &write.numbers, &mut keys);
        let rest = self.keys.get(keys.len()..).unwrap_or_default();
        let new = match write.op {
            Op::Set(text) => parsed(text).and_then(|new| tree::get(&new, rest).cloned()),
            Op::Remove => None,
            Op::Cut(length) => match rest.first() {
                Some(Key::Index(index)) if *index >= length => None,
                _ => return,
            },
        };
        if let Some(changes) = changes
            && *value != new
        {
            changes.push(Change { path: self.path.clone(), old: value.clone(), new: new.clone() });
        }
        *value = new;
    }

    fn below(&self, value: &mut Option<Json>, write: &WriteAt<'_>, changes: Option<&mut Vec<Change>>) {
        let mut keys = Vec::new();
        self.paths.keys(write.path, &write.numbers, &mut keys);
        let rest = keys.get(self.keys.len()..).unwrap_or_default();
        let new = if let Op::Set(text) = write.op { parsed(text) } else { None };
        if let Some(changes) = changes {
            let old = value.as_ref().and_then(|value| tree::get(value, rest));
            let path = tree::pointer(&keys);
            match (write.op, old) {
                (Op::Cut(length), Some(Json::Array(items))) => {
                    for (at, old) in items.iter().enumerate().skip(length as usize).rev() {
                        changes.push(Change { path: path.child(&at.to_string()), old: Some(old.clone()), new: None });
                    }
                }
                _ => changes.push(Change { path, old: old.cloned(), new: new.clone() }),
            }
        }
        // Every write has led somewhere when it was recorded, so it does again.
        let _ = match (write.op, new) {
            (Op::Cut(length), _) => tree::cut(value, rest, length as usize),
            (_, Some(new)) => tree::set(value, rest, new).map(|()| true),
            (_, None) => tree::remove(value, rest),
        };
    }

    /// What is different at the path between two values.
    pub fn between(&self, old: Option<&Json>, new: Option<&Json>) -> Vec<Change> {
        between(self.path, old, new)
    }
}

/// What leads from one value at `path` to another; either may not be there.
pub fn between(path: &Pointer, old: Option<&Json>, new: Option<&Json>) -> Vec<Change> {
    let mut changes = Vec::new();
    match (old, new) {
        (Some(old), Some(new)) => diff_at(&mut path.clone(), old, new, &mut changes),
        (None, None) => {}
        (old, new) => changes.push(Change { path: path.clone(), old: old.cloned(), new: new.cloned() }),
    }
    changes
}

/// The text is what a recorder wrote, so it parses.
pub fn parsed(text: &str) -> Option<Json> {
    parse(text.as_bytes()).ok()
}
