//! Who wrote each value last, and whether a reverted event had written it before.

use std::collections::BTreeMap;

use foldback_event::Json;

use crate::history::lens::Lens;
use crate::history::patch::{Op, WriteAt};
use crate::history::paths::Paths;
use crate::tree::{self, Key};

/// An event, as far as it matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Writer {
    pub position: u64,
    pub reverted: bool,
}

/// A value. What lies in it and has no writer of its own was written with it.
#[derive(Clone, Debug, Default)]
pub struct Node {
    pub writer: Option<Writer>,
    /// A reverted event had written it, or in it, and another one has written over that.
    pub overwritten: bool,
    /// Of a list: what happened to it since a reverted event first wrote to it.
    pub list: List,
    pub below: BTreeMap<Box<str>, Node>,
}

/// See [`Node::list`].
#[derive(Clone, Copy, Debug, Default)]
pub struct List {
    /// A reverted event wrote to it.
    pub reverted: bool,
    /// The last event that wrote to it since and is not reverted.
    pub foreign: Option<Writer>,
    /// Its elements were set, appended or cut since, so that an index may mean another element now.
    pub moved: bool,
}

/// The writers of all values of a partition.
#[derive(Debug, Default)]
pub struct Writers {
    pub root: Node,
    now: Writer,
}

impl Writers {
    /// Goes on to the next event.
    pub fn go_on(&mut self, position: u64, reverted: bool) {
        self.now = Writer { position, reverted };
    }

    /// Follows a write of that event.
    pub fn write(&mut self, paths: &Paths, lens: &Lens<'_>, state: &mut Option<Json>, write: &WriteAt<'_>) {
        let mut keys = Vec::new();
        paths.keys(write.path, &write.numbers, &mut keys);
        let old = state.as_ref().and_then(|state| tree::get(state, &keys)).cloned();
        self.lists(state.as_ref(), &keys, matches!(write.op, Op::Cut(_)));
        lens.apply(state, write, None);
        let new = state.as_ref().and_then(|state| tree::get(state, &keys));
        let (mut node, mut inherited) = (&mut self.root, None);
        for key in &keys {
            inherited = node.writer.or(inherited);
            node = key.with_name(|name| node.below.entry(name.into()).or_default());
        }
        mark(node, inherited, old.as_ref(), new, self.now);
    }

    /// Notes the write in every list on the way to it.
    fn lists(&mut self, state: Option<&Json>, keys: &[Key<'_>], cut: bool) {
        let (mut node, mut value, mut inherited) = (&mut self.root, state, None);
        for depth in 0..=keys.len() {
            inherited = node.writer.or(inherited);
            if matches!(value, Some(Json::Array(_))) && (depth < keys.len() || cut) {
                // A cut is of the list itself; else one key more is an element, and more are something in one.
                node.list.take(self.now, inherited, depth + 1 >= keys.len());
            }
            let Some(key) = keys.get(depth) else { break };
            value = value.and_then(|value| tree::get(value, &keys[depth..=depth]));
            node = key.with_name(|name| node.below.entry(name.into()).or_default());
        }
    }
}

impl List {
    /// `whole` is who wrote the list as a whole.
    fn take(&mut self, writer: Writer, whole: Option<Writer>, moved: bool) {
        self.reverted |= writer.reverted || whole.is_some_and(|writer| writer.reverted);
        if self.reverted {
            self.moved |= moved;
            if !writer.reverted {
                self.foreign = Some(writer);
            }
        }
    }
}

/// Notes the writer of what is different.
fn mark(node: &mut Node, inherited: Option<Writer>, old: Option<&Json>, new: Option<&Json>, writer: Writer) {
    if old == new {
        return;
    }
    let inherited = node.writer.or(inherited);
    if let (Some(Json::Object(before)), Some(Json::Object(after))) = (old, new) {
        let gone = before.keys().filter(|name| !after.contains_key(*name));
        for name in gone.chain(after.keys()) {
            let below = (before.get(name), after.get(name));
            if below.0 != below.1 {
                mark(node.below.entry(name.clone()).or_default(), inherited, below.0, below.1, writer);
            }
        }
        return;
    }
    if let (Some(Json::Array(before)), Some(Json::Array(after))) = (old, new) {
        node.list.take(writer, inherited, true);
        for at in 0..before.len().max(after.len()) {
            let below = (before.get(at), after.get(at));
            if below.0 != below.1 {
                mark(node.below.entry(at.to_string().into()).or_default(), inherited, below.0, below.1, writer);
            }
        }
        return;
    }
    let overwritten = !writer.reverted && (inherited.is_some_and(|writer| writer.reverted) || node.has_reverted());
    let list = List { reverted: writer.reverted, ..List::default() };
    *node = Node { writer: Some(writer), overwritten, list, below: BTreeMap::new() };
}

impl Node {
    /// Whether a reverted event wrote in it, also where that was written over.
    fn has_reverted(&self) -> bool {
        self.overwritten
            || self.writer.is_some_and(|writer| writer.reverted)
            || self.below.values().any(Self::has_reverted)
    }
}
