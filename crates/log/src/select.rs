//! Which events a read is about: by stream or by filter, forwards or backwards. Decided by the index alone; no payload is touched.

use foldback_event::Position;

use crate::LogError;
use crate::backend::Backend;
use crate::log::{Log, State};

/// Which way a read goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Towards the head.
    #[default]
    Forwards,
    /// Towards the first event.
    Backwards,
}

/// Which events are read. What is empty does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The event has one of these types.
    pub types: Vec<String>,
    /// Its stream's name begins with one of these.
    pub stream_prefixes: Vec<String>,
    /// It has all of these tags.
    pub tags: Vec<String>,
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.stream_prefixes.is_empty() && self.tags.is_empty()
    }
}

/// The next events of a read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Their positions, in the order of the read.
    pub positions: Vec<u64>,
    /// Where one stream is read: the revision behind its last event that belongs to the read.
    pub end: u64,
    /// Where the read goes on: a position, or a revision of the stream that is read. `None` at the end.
    pub next: Option<u64>,
}

/// A filter, in the index's numbers.
struct Matcher {
    types: Vec<bool>,
    streams: Vec<bool>,
}

impl Matcher {
    fn new(state: &State, filter: &Filter) -> Self {
        let types = if filter.types.is_empty() {
            Vec::new()
        } else {
            state.index.types().iter().map(|(name, _)| filter.types.iter().any(|wanted| **wanted == **name)).collect()
        };
        let streams = if filter.stream_prefixes.is_empty() {
            Vec::new()
        } else {
            let wanted = |name: &str| filter.stream_prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()));
            state.index.streams().iter().map(|stream| wanted(&stream.name)).collect()
        };
        Self { types, streams }
    }

    fn fits(&self, state: &State, filter: &Filter, position: u64) -> bool {
        let at = Position(position);
        let (Some(stream), Some(kind)) = (state.index.stream_at(at), state.index.type_at(at)) else { return false };
        (filter.types.is_empty() || self.types[kind as usize])
            && (filter.stream_prefixes.is_empty() || self.streams[stream as usize])
            && filter.tags.iter().all(|wanted| state.index.tags_at(at).any(|tag| tag == wanted))
    }
}

impl<B: Backend> Log<B> {
    /// Leaves those of some positions that fit.
    pub fn retain_fitting(&self, filter: &Filter, positions: &mut Vec<u64>) {
        if filter.is_empty() {
            return;
        }
        let state = self.state.borrow();
        let matcher = Matcher::new(&state, filter);
        positions.retain(|position| matcher.fits(&state, filter, *position));
    }

    /// The next `limit` events of the whole log from position `from` on that fit, all before position `until`.
    ///
    /// Backwards, `from` itself counts too; whatever is behind `until` does not.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] where the read meets a segment whose header cannot be read.
    pub fn select_all(
        &self,
        filter: &Filter,
        direction: Direction,
        from: u64,
        until: u64,
        limit: usize,
    ) -> Result<Selection, LogError> {
        let state = self.state.borrow();
        let until = until.min(state.index.len());
        let matcher = Matcher::new(&state, filter);
        // The rarest tag's events are the only ones to be looked at.
        let tagged = filter.tags.iter().map(|tag| state.index.tagged(tag)).min_by_key(|positions| positions.len());
        let range = match direction {
            Direction::Forwards => from.min(until)..until,
            Direction::Backwards => 0..from.saturating_add(1).min(until),
        };
        let range = state.up_to_damage(range, direction)?;
        let mut candidates: Box<dyn Iterator<Item = u64>> = match (tagged, direction) {
            (Some(tagged), direction) => {
                let begin = tagged.partition_point(|position| u64::from(*position) < range.start);
                let end = tagged.partition_point(|position| u64::from(*position) < range.end);
                let positions = tagged[begin..end].iter().map(|position| u64::from(*position));
                if direction == Direction::Forwards { Box::new(positions) } else { Box::new(positions.rev()) }
            }
            (None, Direction::Forwards) => Box::new(range.clone()),
            (None, Direction::Backwards) => Box::new(range.clone().rev()),
        };
        let mut selection = Selection::default();
        for position in candidates.by_ref() {
            if !matcher.fits(&state, filter, position) {
                continue;
            }
            if selection.positions.len() == limit {
                selection.next = Some(position);
                return Ok(selection);
            }
            selection.positions.push(position);
        }
        // What is left out because of damage is where the read goes on, to say so.
        selection.next = match direction {
            Direction::Forwards => (range.end < until).then_some(range.end),
            Direction::Backwards => range.start.checked_sub(1),
        };
        Ok(selection)
    }

    /// The next `limit` events of a stream from revision `from` on, of those before position `until` that are still to be read at
    /// `now` (microseconds since 1970). Backwards, `from` itself counts too.
    ///
    /// # Errors
    /// [`LogError::StreamNotFound`] for a stream without events and for a deleted one, [`LogError::StreamDeleted`].
    pub fn select_stream(
        &self,
        stream: &str,
        direction: Direction,
        from: u64,
        until: u64,
        limit: usize,
        now: i64,
    ) -> Result<Selection, LogError> {
        let state = self.state.borrow();
        let not_found = || LogError::StreamNotFound { stream: stream.to_owned() };
        if state.rules(stream).is_some_and(|rules| rules.tombstoned) {
            return Err(LogError::StreamDeleted { stream: stream.to_owned() });
        }
        if state.next_revision(stream) == state.first_revision(stream) {
            return Err(not_found());
        }
        let Some(entry) = state.index.stream(stream) else {
            // All its events were removed, and it was not deleted: it is there and has nothing to be read.
            return Ok(Selection::default());
        };
        let end = entry.positions.partition_point(|position| u64::from(*position) < until);
        let begin = state.visible_from(stream, now).max(entry.first_revision) - entry.first_revision;
        let visible = usize::try_from(begin).unwrap_or(usize::MAX).min(end)..end;
        let at = |revision: u64| usize::try_from(revision.saturating_sub(entry.first_revision)).unwrap_or(usize::MAX);
        let (range, next) = match direction {
            Direction::Forwards => {
                let start = at(from).clamp(visible.start, visible.end);
                let end = start.saturating_add(limit).min(visible.end);
                (start..end, (end < visible.end).then_some(entry.first_revision + end as u64))
            }
            Direction::Backwards => {
                let behind = if from < entry.first_revision { 0 } else { at(from).saturating_add(1) };
                let end = behind.clamp(visible.start, visible.end);
                let start = end.saturating_sub(limit).max(visible.start);
                (start..end, (start > visible.start).then(|| entry.first_revision + start as u64 - 1))
            }
        };
        let mut positions: Vec<u64> =
            entry.positions[range.clone()].iter().map(|position| u64::from(*position)).collect();
        if direction == Direction::Backwards {
            positions.reverse();
        }
        Ok(Selection { positions, end: entry.first_revision + end as u64, next })
    }
}

impl State {
    /// As much of `range` as comes before a damaged header, in the direction of the read.
    fn up_to_damage(
        &self,
        range: std::ops::Range<u64>,
        direction: Direction,
    ) -> Result<std::ops::Range<u64>, LogError> {
        if self.index.lost().is_empty() || range.is_empty() {
            return Ok(range);
        }
        let damaged = |segment: &&crate::SegmentEntry| {
            segment.damaged.is_some() && segment.first < range.end && segment.end() > range.start
        };
        let met = match direction {
            Direction::Forwards => self.segments.iter().find(damaged),
            Direction::Backwards => self.segments.iter().rev().find(damaged),
        };
        let Some(segment) = met else { return Ok(range) };
        let rest = match direction {
            Direction::Forwards => range.start..segment.first,
            Direction::Backwards => segment.end()..range.end,
        };
        if rest.is_empty() {
            let reason = segment.damaged.unwrap_or_default();
            return Err(LogError::Corrupt { first: Some(segment.first), reason });
        }
        Ok(rest)
    }
}
