//! Blame: which events changed a value.
//!
//! An event counts when one of its writes at, above or below the path changed what the path leads to.

use foldback_event::{Change, Pointer};

use crate::partition::Partition;
use crate::paths::{Lies, Paths};

/// An event that changed the value.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// Its position.
    pub position: u64,
    /// Its place among the partition's events.
    pub entry: usize,
    /// What it did to the value or to what lies in it.
    pub changes: Vec<Change>,
}

/// Who wrote a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blame {
    /// How many events did.
    pub total: u64,
    /// The latest of them, newest first.
    pub writes: Vec<Write>,
}

/// Looks back from `at`, one stretch between keyframes after the other.
pub fn blame(partition: &Partition, paths: &Paths, path: &Pointer, at: u64, limit: usize) -> Blame {
    let lies = paths.lie_to(path);
    let mut found = Blame::default();
    let mut end = partition.entries_at(at);
    while end > 0 {
        let start = partition.stretch(end);
        let concerned = |entry: usize| {
            partition
                .writes(entry)
                .map(|write| lies.get(write.path as usize).copied().unwrap_or(Lies::Apart))
                .fold(Lies::Apart, nearer)
        };
        let concerned: Vec<_> = (start..end).map(concerned).collect();
        // Whether a write above the path changed what lies below it takes the states to tell; so does showing what was there.
        let states_needed =
            concerned.contains(&Lies::Above) || found.writes.len() < limit && concerned.contains(&Lies::AtOrBelow);
        if states_needed {
            let mut stretch = with_states(partition, paths, path, start, &concerned);
            found.total += stretch.len() as u64;
            stretch.reverse();
            stretch.truncate(limit - found.writes.len());
            found.writes.extend(stretch);
        } else {
            found.total += concerned.iter().filter(|lies| **lies == Lies::AtOrBelow).count() as u64;
        }
        end = start;
    }
    found
}

fn nearer(a: Lies, b: Lies) -> Lies {
    match (a, b) {
        (Lies::Above, _) | (_, Lies::Above) => Lies::Above,
        (Lies::AtOrBelow, _) | (_, Lies::AtOrBelow) => Lies::AtOrBelow,
        _ => Lies::Apart,
    }
}

fn with_states(partition: &Partition, paths: &Paths, path: &Pointer, start: usize, concerned: &[Lies]) -> Vec<Write> {
    let mut writes = Vec::new();
    let mut state = partition.state(paths, start);
    for (offset, lies) in concerned.iter().enumerate() {
        let entry = start + offset;
        let changes = match lies {
            Lies::Apart => Vec::new(),
            _ => partition
                .changes(paths, state.as_ref(), entry)
                .into_iter()
                .filter_map(|change| narrowed(change, path))
                .collect(),
        };
        if !changes.is_empty() {
            writes.push(Write { position: partition.position(entry).unwrap_or_default(), entry, changes });
        }
        state = partition.advance(paths, state, entry..entry + 1);
    }
    writes
}

/// The part of a change that concerns `path`, if it changed it.
fn narrowed(change: Change, path: &Pointer) -> Option<Change> {
    if !change.path.touches(path) {
        return None;
    }
    if change.path.keys().len() >= path.keys().len() {
        return Some(change);
    }
    let below: Pointer = path.keys()[change.path.keys().len()..].iter().cloned().collect();
    let old = change.old.as_ref().and_then(|old| old.get(&below));
    let new = change.new.as_ref().and_then(|new| new.get(&below));
    (old != new).then(|| Change { path: path.clone(), old: old.cloned(), new: new.cloned() })
}
