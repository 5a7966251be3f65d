//! Reverting events without losing what came after: a plan of what to write, and what cannot be decided here.
//!
//! A value whose last writer is a reverted event goes back to what it would be had the reverted events not happened. A value
//! that was written again later is a conflict: it is told with what it would be, and left alone.

mod payload;
mod plan;
mod writers;

use foldback_event::{Change, Json, Pointer};

use crate::History;
use crate::history::lens::Lens;
use crate::history::partition::Known;
use plan::Planning;
use writers::Writers;

/// What reverting comes to in one partition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Revert {
    /// What to write, to be applied in this order to the latest state: the operations of a JSON Patch, with the old values.
    pub operations: Vec<Change>,
    /// What is left alone.
    pub conflicts: Vec<Conflict>,
}

/// A value that is not put back.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Where.
    pub path: Pointer,
    /// What stands there now.
    pub now: Option<Json>,
    /// What would stand there had the reverted events not happened.
    pub would_be: Option<Json>,
    /// The position of the event that wrote it last and is not reverted.
    pub by: Option<u64>,
    /// Why.
    pub why: Obstacle,
}

/// Why a value is not put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It was written again later.
    WrittenLater,
    /// It is a list in which elements may have moved both by reverted and by later events: nobody can say which is which.
    ElementsMoved,
}

impl Obstacle {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::WrittenLater => "another event has written it since",
            Self::ElementsMoved => {
                "impossible: events since have changed the same list, and its elements cannot be told apart by their places"
            }
        }
    }
}

impl Revert {
    /// The operations as a JSON Patch (RFC 6902), to be appended as an event that the fold `json-patch` understands.
    ///
    /// ```
    /// use foldback_event::{Change, Json, Pointer};
    /// use foldback_replay::Revert;
    ///
    /// let path = Pointer::parse("/total").unwrap();
    /// let back = Change { path, old: Some(Json::Number("5".into())), new: Some(Json::Number("3".into())) };
    /// let revert = Revert { operations: vec![back], conflicts: vec![] };
    /// assert_eq!(revert.json_patch().to_string(), r#"[{"op":"replace","path":"/total","value":3}]"#);
    /// ```
    pub fn json_patch(&self) -> Json {
        let text = |text: &str| Json::String(text.into());
        let operation = |change: &Change| {
            let name = match (&change.old, &change.new) {
                (_, None) => "remove",
                (None, Some(_)) => "add",
                (Some(_), Some(_)) => "replace",
            };
            let members = [("op", text(name)), ("path", text(&change.path.to_string()))];
            let value = change.new.clone().map(|new| ("value", new));
            let members = members.into_iter().chain(value).map(|(name, value)| (name.into(), value));
            Json::Object(members.collect())
        };
        Json::Array(self.operations.iter().map(operation).collect())
    }
}

impl History {
    /// What it takes to revert the chosen events of a partition. `without` is the latest state of the partition in a
    /// [`Branch`](crate::Branch) that skips them all, the same log up to the same head.
    ///
    /// # Errors
    /// As [`Self::moment`].
    pub fn revert(&self, partition: u32, chosen: &dyn Fn(u64) -> bool, without: Option<&Json>) -> Known<Revert> {
        let Some(partition) = self.asked(partition) else { return Ok(Revert::default()) };
        self.touch_all(partition);
        let (root, paths) = (Pointer::root(), self.paths());
        let lens = Lens::new(paths, &root);
        let first = partition.entries_before(0)?;
        let mut state = partition.value(&lens, paths, first)?;
        let mut writers = Writers::default();
        let mut any = false;
        for entry in first..partition.len() {
            let position = partition.position(entry)?.unwrap_or_default();
            let reverted = chosen(position);
            any |= reverted;
            writers.go_on(position, reverted);
            for write in partition.patch(paths, entry)?.1 {
                writers.write(paths, &lens, &mut state, &write);
            }
        }
        if !any {
            return Ok(Revert::default());
        }
        Ok(Planning::default().plan(&writers, state.as_ref(), without))
    }
}
