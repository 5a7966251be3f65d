//! Whether an append may happen: expected revisions, conditions, and whether it has happened already.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Condition, Criterion, Expected, Recent, Request};
use crate::LogError;
use crate::batch::Batch;
use crate::log::State;

/// What is to become of an append.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is written.
    Write,
    /// It was written before if the events at these positions have its events' ids.
    Perhaps(Vec<u64>),
    /// It fails.
    Fail(LogError),
}

/// The log as the next append of a group finds it: what is recorded, and what the appends before it add.
#[derive(Debug)]
pub struct Ahead<'a> {
    state: &'a State,
    /// Next revisions of the streams that the group writes to.
    next: FxHashMap<&'a str, u64>,
    /// What the group adds.
    added: Vec<(&'a Batch, u64)>,
    ids: FxHashMap<(&'a str, &'a str), u64>,
    revisions: FxHashMap<(&'a str, u64), u64>,
    position: u64,
}

impl<'a> Ahead<'a> {
    pub fn new(state: &'a State) -> Self {
        Self {
            state,
            next: FxHashMap::default(),
            added: Vec::new(),
            ids: FxHashMap::default(),
            revisions: FxHashMap::default(),
            position: state.index.len(),
        }
    }

    /// Takes up an append that will be written.
    pub fn add(&mut self, batch: &'a Batch) {
        self.added.push((batch, self.position));
        for at in 0..batch.len() {
            let stream = batch.stream(at);
            let next = self.next.entry(stream).or_insert_with(|| self.state.next_revision(stream));
            self.revisions.insert((stream, *next), self.position);
            *next += 1;
            if let Some(id) = batch.id(at) {
                self.ids.insert((stream, id), self.position);
            }
            self.position += 1;
        }
    }

    fn next_revision(&self, stream: &str) -> u64 {
        self.next.get(stream).copied().unwrap_or_else(|| self.state.next_revision(stream))
    }

    /// Decides about an append. `is_new` says that its events are not those of an earlier one.
    pub fn verdict(&self, request: &'a Request, is_new: bool) -> Verdict {
        let Request { batch, expected, condition, .. } = request;
        let streams: FxHashSet<&str> = (0..batch.len()).map(|at| batch.stream(at)).collect();
        for stream in streams.iter().copied().chain(expected.iter().map(|(stream, _)| stream.as_str())) {
            if self.state.rules(stream).is_some_and(|rules| rules.tombstoned) {
                return Verdict::Fail(LogError::StreamDeleted { stream: stream.to_owned() });
            }
        }
        let wrong = expected
            .iter()
            .find_map(|(stream, expected)| self.state.mismatch(stream, *expected, self.next_revision(stream)));
        if !is_new && let Some(earlier) = self.earlier(request) {
            if let Some(positions) = earlier.iter().copied().collect::<Option<Vec<u64>>>() {
                return Verdict::Perhaps(positions);
            }
            // Some of its events are there and some are not: it is no repetition, and it would record events twice.
            if let Some(at) = earlier.iter().position(Option::is_some)
                && wrong.is_none()
            {
                let stream = batch.stream(at);
                return Verdict::Fail(self.state.wrong_revision(stream, Expected::Any, self.next_revision(stream)));
            }
        }
        if let Some(error) = wrong {
            return Verdict::Fail(error);
        }
        match condition.as_ref().and_then(|condition| self.violation(condition)) {
            Some(position) => Verdict::Fail(LogError::ConditionFailed { position }),
            None => Verdict::Write,
        }
    }

    /// For each event where it would be if this append had happened before; `None` as a whole when that cannot be.
    fn earlier(&self, request: &Request) -> Option<Vec<Option<u64>>> {
        let Request { batch, expected, .. } = request;
        if batch.is_empty() {
            return None;
        }
        let expected: FxHashMap<&str, Expected> =
            expected.iter().map(|(stream, expected)| (stream.as_str(), *expected)).collect();
        let mut taken: FxHashMap<&str, u64> = FxHashMap::default();
        let mut places = Vec::with_capacity(batch.len());
        for at in 0..batch.len() {
            let (stream, id) = (batch.stream(at), batch.id(at)?);
            let nth = taken.entry(stream).or_default();
            let from = match expected.get(stream).copied().unwrap_or_default() {
                Expected::Any | Expected::StreamExists => None,
                Expected::NoStream => Some(self.state.first_revision(stream)),
                Expected::Revision(revision) => Some(revision.checked_add(1)?),
            };
            // An append before it in this group has not been written yet, and its ids are at hand.
            places.push(match from {
                Some(from) => {
                    let recorded = self.state.index.stream(stream).and_then(|entry| entry.position_of(from + *nth));
                    recorded.or_else(|| self.revisions.get(&(stream, from + *nth)).copied())
                }
                None => {
                    let recorded = || self.state.recorded(&self.state.recent, stream, id);
                    self.ids.get(&(stream, id)).copied().or_else(recorded)
                }
            });
            *nth += 1;
        }
        places.iter().any(Option::is_some).then_some(places)
    }

    /// Whether an id is that of the event at `position`, if the group itself adds that one.
    pub fn id_in_group(&self, position: u64) -> Option<Option<&'a str>> {
        let at = self.added.partition_point(|(_, first)| *first <= position).checked_sub(1)?;
        let (batch, first) = self.added.get(at)?;
        Some(batch.id((position - first) as usize))
    }

    /// The last event that a condition forbids.
    fn violation(&self, condition: &Condition) -> Option<u64> {
        let from = condition.after.map_or(0, |after| after.0.saturating_add(1));
        let recorded = condition.fail_if.iter().filter_map(|criterion| self.state.last_match(criterion, from));
        let added = self.added.iter().flat_map(|(batch, first)| {
            (0..batch.len()).filter(|at| fits(&condition.fail_if, batch, *at)).map(move |at| *first + at as u64)
        });
        added.filter(|position| *position >= from).chain(recorded).max()
    }
}

fn fits(criteria: &[Criterion], batch: &Batch, at: usize) -> bool {
    criteria.iter().any(|criterion| {
        (criterion.types.is_empty() || criterion.types.iter().any(|name| name == batch.event_type(at)))
            && criterion.tags.iter().all(|wanted| batch.tags(at).any(|tag| tag == wanted))
    })
}

impl State {
    /// Where one of the events of a stream that `recent` knows has an id. What was deleted with the stream does not count.
    pub(super) fn recorded(&self, recent: &Recent, stream: &str, id: &str) -> Option<u64> {
        let position = recent.find(stream, id)?;
        let entry = self.index.stream(stream)?;
        let first = entry.position_of(self.first_revision(stream).max(entry.first_revision))?;
        (position >= first).then_some(position)
    }

    /// The last event at `from` or behind it that fits.
    fn last_match(&self, criterion: &Criterion, from: u64) -> Option<u64> {
        let types = self.index.type_ids(&criterion.types)?;
        let fits = |position: u64| {
            let at = foldback_event::Position(position);
            let Some(kind) = self.index.type_at(at) else { return false };
            (types.is_empty() || types.contains(&kind))
                && criterion.tags.iter().all(|wanted| self.index.tags_at(at).any(|tag| tag == wanted))
        };
        // The rarest tag's list is the shortest to go through; without tags every event is looked at.
        match criterion.tags.iter().map(|tag| self.index.tagged(tag)).min_by_key(|positions| positions.len()) {
            Some(positions) => {
                let begin = positions.partition_point(|position| u64::from(*position) < from);
                positions[begin..].iter().rev().map(|position| u64::from(*position)).find(|position| fits(*position))
            }
            None => (from..self.index.len()).rev().find(|position| fits(*position)),
        }
    }
}
