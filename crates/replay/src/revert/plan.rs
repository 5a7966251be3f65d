//! From two states, with and without the reverted events, and who wrote what, to operations and conflicts.

use foldback_event::{Change, Json, Pointer};

use super::writers::{Node, Writer, Writers};
use super::{Conflict, Obstacle, Revert};

/// A value with and without the reverted events.
#[derive(Clone, Copy)]
struct Pair<'j> {
    now: Option<&'j Json>,
    would_be: Option<&'j Json>,
}

impl<'j> Pair<'j> {
    fn member(self, name: &str) -> Self {
        let of = |value: Option<&'j Json>| match value {
            Some(Json::Object(members)) => members.get(name),
            _ => None,
        };
        Self { now: of(self.now), would_be: of(self.would_be) }
    }
}

/// A plan in the making.
#[derive(Default)]
pub struct Planning {
    path: Pointer,
    plan: Revert,
}

impl Planning {
    pub fn plan(mut self, writers: &Writers, now: Option<&Json>, without: Option<&Json>) -> Revert {
        self.visit(&writers.root, None, Pair { now, would_be: without });
        self.plan
    }

    fn visit(&mut self, node: &Node, above: Option<Writer>, pair: Pair<'_>) {
        let writer = node.writer.or(above);
        match (pair.now, pair.would_be) {
            (now, would_be) if now == would_be => self.written_over(node, above, pair),
            (Some(Json::Object(_)), Some(Json::Object(_))) => self.members(node, writer, pair),
            (Some(Json::Array(now)), _) if node.list.foreign.is_some() => {
                let same_places = |other: &Vec<Json>| now.len() == other.len() && !node.list.moved;
                match pair.would_be {
                    Some(Json::Array(other)) if same_places(other) => self.elements(node, writer, now, other),
                    _ => self.conflict(pair, node.list.foreign, Obstacle::ElementsMoved),
                }
            }
            // A list that reverted events alone have changed since the first of them did goes back as a whole.
            (Some(Json::Array(_)), _) if node.list.reverted => self.put_back(pair),
            _ if all_reverted(node, writer, pair.now) => self.put_back(pair),
            (Some(Json::Object(members)), None) if !members.is_empty() => self.members(node, writer, pair),
            _ => self.conflict(pair, last_foreign(node, writer), Obstacle::WrittenLater),
        }
    }

    fn members(&mut self, node: &Node, writer: Option<Writer>, pair: Pair<'_>) {
        let names = |value: Option<&Json>| match value {
            Some(Json::Object(members)) => members.keys().cloned().collect(),
            _ => Vec::new(),
        };
        let mut all = names(pair.now);
        all.extend(names(pair.would_be).into_iter().filter(|name| pair.member(name).now.is_none()));
        // What is nowhere any more may have been written over.
        let here = |name: &str| pair.member(name).now.is_some() || pair.member(name).would_be.is_some();
        all.extend(node.below.keys().filter(|name| !here(name)).cloned());
        let untouched = Node::default();
        for name in all {
            self.path.push(&name);
            self.visit(node.below.get(&name).unwrap_or(&untouched), writer, pair.member(&name));
            self.path.pop();
        }
    }

    /// Of a list whose elements are where they were.
    fn elements(&mut self, node: &Node, writer: Option<Writer>, now: &[Json], would_be: &[Json]) {
        let untouched = Node::default();
        for (at, (now, would_be)) in now.iter().zip(would_be).enumerate() {
            let name = at.to_string();
            self.path.push(&name);
            let below = node.below.get(name.as_str()).unwrap_or(&untouched);
            self.visit(below, writer, Pair { now: Some(now), would_be: Some(would_be) });
            self.path.pop();
        }
    }

    /// Nothing is to be put back; but that a reverted event wrote something that was written again is told.
    fn written_over(&mut self, node: &Node, above: Option<Writer>, pair: Pair<'_>) {
        let writer = node.writer.or(above);
        if node.overwritten {
            self.conflict(pair, writer.filter(|writer| !writer.reverted), Obstacle::WrittenLater);
        } else if !matches!(pair.now, Some(Json::Array(_))) {
            for (name, below) in &node.below {
                self.path.push(name);
                self.written_over(below, writer, pair.member(name));
                self.path.pop();
            }
        }
    }

    fn put_back(&mut self, pair: Pair<'_>) {
        let (old, new) = (pair.now.cloned(), pair.would_be.cloned());
        self.plan.operations.push(Change { path: self.path.clone(), old, new });
    }

    fn conflict(&mut self, pair: Pair<'_>, by: Option<Writer>, why: Obstacle) {
        let (now, would_be) = (pair.now.cloned(), pair.would_be.cloned());
        let by = by.map(|writer| writer.position);
        self.plan.conflicts.push(Conflict { path: self.path.clone(), now, would_be, by, why });
    }
}

/// Whether everything that there is of a value was written last by reverted events.
fn all_reverted(node: &Node, writer: Option<Writer>, now: Option<&Json>) -> bool {
    let own = writer.is_some_and(|writer| writer.reverted);
    let untouched = Node::default();
    let below = |name: &str, value| {
        let node = node.below.get(name).unwrap_or(&untouched);
        all_reverted(node, node.writer.or(writer), Some(value))
    };
    match now {
        Some(Json::Object(members)) if !members.is_empty() => members.iter().all(|(name, value)| below(name, value)),
        Some(Json::Array(items)) => {
            own && node.list.foreign.is_none()
                && items.iter().enumerate().all(|(at, value)| below(&at.to_string(), value))
        }
        // Of what is empty, another event may have removed the last member.
        _ => own && last_foreign(node, writer).is_none(),
    }
}

/// The latest event that wrote to a value, or in it, and is not reverted.
fn last_foreign(node: &Node, writer: Option<Writer>) -> Option<Writer> {
    let own = writer.filter(|writer| !writer.reverted);
    let below = node.below.values().filter_map(|below| last_foreign(below, below.writer));
    below.chain(own).max_by_key(|writer| writer.position)
}
