//! Performing operations on a state, with what it takes to undo them and what they come to as writes.

use foldback_event::json::Object;
use foldback_event::{Json, Pointer};

use super::operation::Operation;
use crate::number;
use crate::record::Record;
use crate::tree::{self, identical};
use crate::wire::Written;

/// What brings back what an operation has changed. Members come back to their place among the others.
enum Undo {
    State(Option<Json>),
    Value(Pointer, Json),
    Added(Pointer, Box<str>),
    Member { parent: Pointer, at: usize, name: Box<str>, old: Json },
    Inserted(Pointer, usize),
    Element { parent: Pointer, at: usize, old: Json },
}

/// A patch in the making.
pub struct Work<'s> {
    state: &'s mut Option<Json>,
    undo: Vec<Undo>,
    writes: Vec<Written>,
}

impl<'s> Work<'s> {
    pub fn new(state: &'s mut Option<Json>) -> Self {
        Self { state, undo: Vec::new(), writes: Vec::new() }
    }

    pub fn perform(&mut self, operation: Operation) -> Result<(), String> {
        match operation {
            Operation::Add(path, value) => self.add(&path, value),
            Operation::Remove(path) => self.remove(&path).map(drop),
            Operation::Replace(path, value) => self.replace(&path, value),
            Operation::Test(path, value) => self.test(&path, &value),
            Operation::Copy { from, to } => {
                let value = self.at(&from)?.clone();
                self.add(&to, value)
            }
            Operation::Move { from, to } if from == to => self.at(&from).map(drop),
            Operation::Move { from, to } => {
                let value = self.remove(&from)?;
                self.add(&to, value)
            }
        }
    }

    /// Reports everything that was written.
    pub fn finish(self, record: &mut dyn Record) {
        for write in &self.writes {
            let (Written::Set(path, _) | Written::Remove(path) | Written::Cut(path, _)) = write;
            let names: Vec<&str> = path.keys().iter().map(|key| &**key).collect();
            match write {
                Written::Set(_, new) => record.set(&names, new),
                Written::Remove(_) => record.remove(&names),
                Written::Cut(_, length) => record.cut(&names, *length),
            }
        }
    }

    /// Brings back the state as it was.
    pub fn undo(self) {
        let state = self.state;
        for undo in self.undo.into_iter().rev() {
            let value = |path: &Pointer, state: &mut Option<Json>, with: &mut dyn FnMut(&mut Json)| {
                if let Some(value) = state.as_mut().and_then(|state| state.get_mut(path)) {
                    with(value);
                }
            };
            match undo {
                Undo::State(old) => *state = old,
                Undo::Value(path, old) => value(&path, state, &mut |value| *value = old.clone()),
                Undo::Added(parent, name) => value(&parent, state, &mut |value| {
                    if let Json::Object(members) = value {
                        members.shift_remove(&name);
                    }
                }),
                Undo::Member { parent, at, name, old } => value(&parent, state, &mut |value| {
                    if let Json::Object(members) = value {
                        members.shift_insert(at.min(members.len()), name.clone(), old.clone());
                    }
                }),
                Undo::Inserted(parent, at) => value(&parent, state, &mut |value| {
                    if let Json::Array(items) = value
                        && at < items.len()
                    {
                        items.remove(at);
                    }
                }),
                Undo::Element { parent, at, old } => value(&parent, state, &mut |value| {
                    if let Json::Array(items) = value {
                        items.insert(at.min(items.len()), old.clone());
                    }
                }),
            }
        }
    }

    fn at(&self, path: &Pointer) -> Result<&Json, String> {
        let found = self.state.as_ref().and_then(|state| state.get(path));
        found.ok_or_else(|| format!("there is nothing at {}", named(path)))
    }

    fn test(&self, path: &Pointer, expected: &Json) -> Result<(), String> {
        let found = self.at(path)?;
        if equal(found, expected) { Ok(()) } else { Err(format!("{} is {found} and not {expected}", named(path))) }
    }

    fn replace(&mut self, path: &Pointer, value: Json) -> Result<(), String> {
        let found = self.state.as_mut().and_then(|state| state.get_mut(path));
        let found = found.ok_or_else(|| format!("there is nothing at {} to replace", named(path)))?;
        if !identical(found, &value) {
            self.writes.push(Written::Set(path.clone(), value.clone()));
            self.undo.push(Undo::Value(path.clone(), std::mem::replace(found, value)));
        }
        Ok(())
    }

    fn add(&mut self, path: &Pointer, value: Json) -> Result<(), String> {
        let Some((name, parents)) = path.keys().split_last() else {
            self.writes.push(Written::Set(path.clone(), value.clone()));
            self.undo.push(Undo::State(self.state.replace(value)));
            return Ok(());
        };
        let parent: Pointer = parents.iter().cloned().collect();
        if self.state.is_none() {
            let empty = Json::Object(Object::default());
            self.writes.push(Written::Set(Pointer::root(), empty.clone()));
            self.undo.push(Undo::State(self.state.replace(empty)));
        }
        let nowhere = || format!("{} leads nowhere", named(path));
        match self.state.as_mut().and_then(|state| state.get_mut(&parent)) {
            Some(Json::Object(members)) => match members.get_mut(name) {
                Some(_) => self.replace(path, value),
                None => {
                    members.insert(name.clone(), value.clone());
                    self.writes.push(Written::Set(path.clone(), value));
                    self.undo.push(Undo::Added(parent, name.clone()));
                    Ok(())
                }
            },
            Some(Json::Array(items)) => {
                let at = if **name == *"-" { Some(items.len()) } else { tree::number(name).map(|at| at as usize) };
                let at = at.filter(|at| *at <= items.len()).ok_or_else(nowhere)?;
                items.insert(at, value);
                // What stood at an index before is what stands behind it now.
                for (index, item) in items.iter().enumerate().skip(at) {
                    if !items.get(index + 1).is_some_and(|was| identical(was, item)) {
                        self.writes.push(Written::Set(parent.child(&index.to_string()), item.clone()));
                    }
                }
                self.undo.push(Undo::Inserted(parent, at));
                Ok(())
            }
            _ => Err(nowhere()),
        }
    }

    fn remove(&mut self, path: &Pointer) -> Result<Json, String> {
        let nothing = || format!("there is nothing at {} to remove", named(path));
        let Some((name, parents)) = path.keys().split_last() else {
            let old = self.state.take().ok_or_else(nothing)?;
            self.writes.push(Written::Remove(path.clone()));
            self.undo.push(Undo::State(Some(old.clone())));
            return Ok(old);
        };
        let parent: Pointer = parents.iter().cloned().collect();
        match self.state.as_mut().and_then(|state| state.get_mut(&parent)) {
            Some(Json::Object(members)) => {
                let (at, name, old) = members.shift_remove_full(name).ok_or_else(nothing)?;
                self.writes.push(Written::Remove(path.clone()));
                self.undo.push(Undo::Member { parent, at, name, old: old.clone() });
                Ok(old)
            }
            Some(Json::Array(items)) => {
                let at = tree::number(name).map(|at| at as usize).filter(|at| *at < items.len()).ok_or_else(nothing)?;
                let old = items.remove(at);
                let mut was = &old;
                for (index, item) in items.iter().enumerate().skip(at) {
                    if !identical(was, item) {
                        self.writes.push(Written::Set(parent.child(&index.to_string()), item.clone()));
                    }
                    was = item;
                }
                self.writes.push(Written::Cut(parent.clone(), items.len()));
                self.undo.push(Undo::Element { parent, at, old: old.clone() });
                Ok(old)
            }
            _ => Err(nothing()),
        }
    }
}

fn named(path: &Pointer) -> String {
    if path.keys().is_empty() { "the whole state".to_owned() } else { path.to_string() }
}

/// As the RFC has it: numbers by what they are worth.
fn equal(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => number::compare(a, b).is_eq(),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| equal(value, other)))
        }
        (a, b) => a == b,
    }
}
