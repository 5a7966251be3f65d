//! Puts events, and what happened to objects, into one order, and gives each its stream and tags.
//!
//! The types of objects, and what happened to them when, may stand before the events or behind. Before: the types are
//! kept, and each change is held until an event is later. Behind: events are held until everything is there. Both up to
//! [`HELD`] bytes. A log that needs more is read as it stands from there on, and a warning says so: events that stand
//! before their objects are then tagged by the objects' ids alone, and so are all later ones, so that one object has one
//! name.

use std::borrow::Cow;
use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::thing::{Happening, Tags, Thing};
use crate::record::{Place, Records};
use crate::{ImportError, Sink, WarningCode};

/// Bytes that are held of events and changes, and of ids with their types, each.
#[cfg(not(test))]
const HELD: usize = 64 << 20;
#[cfg(test)]
const HELD: usize = 64 << 10;

/// What a held record, or an id, costs beside its text.
const EACH: usize = 64;

/// An event may have so many tags, and names may have so many bytes.
pub(super) const TAGS: usize = 64;
const NAME: usize = 1024;

/// Orders them.
#[derive(Default)]
pub(super) struct Weave {
    order: Order,
    types: FxHashMap<Box<str>, u32>,
    type_names: Vec<Box<str>>,
    type_bytes: usize,
    /// Whether there were more ids than are kept.
    is_full: bool,
    /// Whether objects go by their ids alone.
    by_id: bool,
    changes: VecDeque<Change>,
    is_sorted: bool,
    events: Vec<(Happening<'static>, Place)>,
    bytes: usize,
    record: String,
    /// The tags of an event, one behind the other.
    tags: String,
    stream: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    /// Nothing has come yet.
    #[default]
    Open,
    /// Objects stand before the events.
    ObjectsFirst,
    /// Events stand before the objects, and wait for them.
    Waiting,
    /// Everything is passed on as it comes.
    AsItStands,
}

/// What happened to an object.
struct Change {
    micros: Option<i64>,
    id: Box<str>,
    kind: Box<str>,
    event: Happening<'static>,
    place: Place,
}

impl Change {
    fn len(&self) -> usize {
        EACH + self.event.len() + self.id.len() + self.kind.len()
    }
}

/// Where records go.
pub(super) struct Out<'a, 'b> {
    pub records: &'a mut Records,
    pub sink: &'a mut (dyn Sink + 'b),
}

impl Weave {
    /// Takes an event.
    pub fn event(&mut self, mut event: Happening<'_>, place: Place, out: &mut Out<'_, '_>) -> Result<(), ImportError> {
        match self.order {
            Order::Open => self.order = Order::Waiting,
            Order::ObjectsFirst if !self.changes.is_empty() => self.due(event.micros(), out)?,
            Order::ObjectsFirst | Order::Waiting | Order::AsItStands => {}
        }
        if self.order != Order::Waiting {
            return self.pass(&mut event, place, out);
        }
        self.bytes += EACH + event.len();
        self.events.push((event.into_owned(), place));
        self.bound(place, out)
    }

    /// Takes an object.
    pub fn thing(&mut self, thing: &Thing<'_>, place: Place, out: &mut Out<'_, '_>) -> Result<(), ImportError> {
        if self.order == Order::Open {
            self.order = Order::ObjectsFirst;
        }
        self.learn(thing, place, out);
        for mut event in thing.happenings() {
            if self.order == Order::AsItStands {
                self.change(&thing.id, &thing.kind, &mut event, place, out)?;
                continue;
            }
            let (id, kind) = (Box::from(thing.id.as_ref()), Box::from(thing.kind.as_ref()));
            let change = Change { micros: event.micros(), id, kind, event, place };
            self.bytes += change.len();
            self.is_sorted = false;
            self.changes.push_back(change);
        }
        self.bound(place, out)
    }

    /// The log has ended.
    pub fn finish(&mut self, out: &mut Out<'_, '_>) -> Result<(), ImportError> {
        for (mut event, place) in std::mem::take(&mut self.events) {
            self.due(event.micros(), out)?;
            self.pass(&mut event, place, out)?;
        }
        self.due(Some(i64::MAX), out)
    }

    /// Keeps the type of an object.
    fn learn(&mut self, thing: &Thing<'_>, place: Place, out: &mut Out<'_, '_>) {
        if thing.kind.is_empty() || self.by_id || self.is_full || self.types.contains_key(thing.id.as_ref()) {
            return;
        }
        if self.type_bytes > HELD {
            self.is_full = true;
            let message = "there are too many objects to remember the types of all; events are tagged by the ids alone \
                 of those from here on";
            out.records.note(WarningCode::Objects, place, message.to_owned(), out.sink);
            return;
        }
        // Logs have few types.
        let known = self.type_names.iter().position(|name| **name == *thing.kind);
        let number = known.unwrap_or(self.type_names.len());
        if known.is_none() {
            self.type_names.push(thing.kind.as_ref().into());
            self.type_bytes += EACH + thing.kind.len();
        }
        self.type_bytes += EACH + thing.id.len();
        self.types.insert(thing.id.as_ref().into(), u32::try_from(number).unwrap_or(u32::MAX));
    }

    fn kind_of(&self, id: &str) -> Option<&str> {
        if self.by_id {
            return None;
        }
        self.type_names.get(*self.types.get(id)? as usize).map(AsRef::as_ref)
    }

    /// When too much is held, it is passed on as it stands.
    fn bound(&mut self, place: Place, out: &mut Out<'_, '_>) -> Result<(), ImportError> {
        if self.bytes <= HELD || self.order == Order::AsItStands {
            return Ok(());
        }
        let waiting = self.order == Order::Waiting;
        self.order = Order::AsItStands;
        let message = if waiting {
            self.by_id = self.types.is_empty();
            "the objects stand behind the events, which are too many to wait for them: events are tagged by the ids of \
             objects without their types, and what happened to objects stands behind them"
        } else {
            "there is too much about objects to put all of it between the events: it stands before them"
        };
        out.records.note(WarningCode::Objects, place, message.to_owned(), out.sink);
        for (mut event, place) in std::mem::take(&mut self.events) {
            self.pass(&mut event, place, out)?;
        }
        for Change { id, kind, mut event, place, .. } in std::mem::take(&mut self.changes) {
            self.change(&id, &kind, &mut event, place, out)?;
        }
        self.bytes = 0;
        Ok(())
    }

    /// Passes on what happened to objects up to an instant. An attribute has its value from its time on, so that an
    /// event of that time finds it changed.
    fn due(&mut self, micros: Option<i64>, out: &mut Out<'_, '_>) -> Result<(), ImportError> {
        if !std::mem::replace(&mut self.is_sorted, true) {
            self.changes.make_contiguous().sort_by_key(|change| change.micros);
        }
        while self.changes.front().is_some_and(|change| change.micros <= micros) {
            if let Some(mut change) = self.changes.pop_front() {
                self.bytes = self.bytes.saturating_sub(change.len());
                self.change(&change.id, &change.kind, &mut change.event, change.place, out)?;
            }
        }
        Ok(())
    }

    fn change(
        &mut self,
        id: &str,
        kind: &str,
        event: &mut Happening<'_>,
        place: Place,
        out: &mut Out<'_, '_>,
    ) -> Result<(), ImportError> {
        let kind = if self.by_id { "" } else { kind };
        let tag = named(kind, ':', id);
        let tags = Tags { text: &tag, ends: &[tag.len()] };
        self.hand_on(event, &named(kind, '-', id), &tags, place, out)
    }

    fn pass(&mut self, event: &mut Happening<'_>, place: Place, out: &mut Out<'_, '_>) -> Result<(), ImportError> {
        let (mut text, mut stream) = (std::mem::take(&mut self.tags), std::mem::take(&mut self.stream));
        text.clear();
        stream.clear();
        let (mut ends, mut count, mut left_out) = ([0; TAGS], 0, 0u64);
        for id in event.objects.iter().map(AsRef::as_ref).filter(|id| !id.is_empty()) {
            let Some(place) = ends.get_mut(count) else {
                left_out += 1;
                continue;
            };
            let kind = self.kind_of(id).unwrap_or_default();
            if stream.is_empty() {
                write_named(kind, '-', id, &mut stream);
            }
            if kind.len() + id.len() + 1 > NAME {
                left_out += 1;
                continue;
            }
            let from = text.len();
            write_named(kind, ':', id, &mut text);
            *place = text.len();
            let (before, own) = text.split_at_checked(from).unwrap_or_default();
            let known = Tags { text: before, ends: ends.get(..count).unwrap_or_default() };
            if known.iter().any(|tag| tag == own) {
                text.truncate(from);
            } else {
                count += 1;
            }
        }
        if left_out > 0 {
            let message = format!(
                "{left_out} of its objects did not become tags, of which an event has up to {TAGS} of {NAME} bytes; the \
                 metadata name all"
            );
            out.records.note(WarningCode::BadTags, place, message, out.sink);
        }
        if stream.is_empty() {
            let name = out.records.name();
            stream.push_str(if name.is_empty() { "events" } else { name });
        }
        let tags = Tags { text: &text, ends: ends.get(..count).unwrap_or_default() };
        let handed = self.hand_on(event, &stream, &tags, place, out);
        (self.tags, self.stream) = (text, stream);
        handed
    }

    fn hand_on(
        &mut self,
        event: &mut Happening<'_>,
        stream: &str,
        tags: &Tags<'_>,
        place: Place,
        out: &mut Out<'_, '_>,
    ) -> Result<(), ImportError> {
        if out.records.takes_drafts() {
            out.records.draft(&event.draft(stream, tags), place, out.sink);
            return Ok(());
        }
        event.write(stream, tags, &mut self.record);
        out.records.record(self.record.as_bytes(), place, false, out.sink)
    }
}

/// An id with its type in front, where that is known.
fn named<'a>(kind: &str, mark: char, id: &'a str) -> Cow<'a, str> {
    if kind.is_empty() { Cow::Borrowed(id) } else { Cow::Owned(format!("{kind}{mark}{id}")) }
}

fn write_named(kind: &str, mark: char, id: &str, out: &mut String) {
    if !kind.is_empty() {
        out.push_str(kind);
        out.push(mark);
    }
    out.push_str(id);
}

#[cfg(test)]
mod tests;
