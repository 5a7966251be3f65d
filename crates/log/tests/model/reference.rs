//! The store as its documents describe it, in plain lists: every question is answered by going through all events.

use std::collections::BTreeMap;

use foldback_log::{Appended, Direction, Expected, Horizon, LogError, Selection, StreamMetadata};

/// An event as it was handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub stream: String,
    pub event_type: String,
    pub id: Option<String>,
    pub created: Option<i64>,
    pub data: String,
    pub tags: Vec<String>,
}

/// Types and tags, of each criterion.
pub type Criteria = Vec<(Vec<String>, Vec<String>)>;

/// An append as it was handed in.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub events: Vec<Given>,
    pub expected: Vec<(String, Expected)>,
    /// Behind which position nothing may fit.
    pub condition: Option<(Option<u64>, Criteria)>,
}

#[derive(Clone, Debug)]
pub struct Recorded {
    pub given: Given,
    pub position: u64,
    pub revision: u64,
    pub removed: bool,
}

#[derive(Clone, Debug, Default)]
struct Said {
    metadata: StreamMetadata,
    written: u64,
    /// The revision at which it began after it was last deleted.
    first: u64,
    tombstoned: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Model {
    pub events: Vec<Recorded>,
    said: BTreeMap<String, Said>,
}

impl Model {
    fn said(&self, stream: &str) -> Said {
        self.said.get(stream).cloned().unwrap_or_default()
    }

    pub fn next(&self, stream: &str) -> u64 {
        self.events.iter().filter(|event| event.given.stream == stream).count() as u64
    }

    fn of(&self, stream: &str) -> impl DoubleEndedIterator<Item = &Recorded> {
        self.events.iter().filter(move |event| event.given.stream == stream && !event.removed)
    }

    fn wrong(&self, stream: &str, expected: Expected) -> LogError {
        let next = self.next(stream);
        let actual = (next > self.said(stream).first).then(|| next - 1);
        LogError::WrongExpectedRevision { stream: stream.to_owned(), expected, actual }
    }

    fn mismatch(&self, stream: &str, expected: Expected) -> Option<LogError> {
        let (next, exists) = (self.next(stream), self.next(stream) > self.said(stream).first);
        let holds = match expected {
            Expected::Any => true,
            Expected::NoStream => !exists,
            Expected::StreamExists => exists,
            Expected::Revision(revision) => next > 0 && revision == next - 1,
        };
        (!holds).then(|| self.wrong(stream, expected))
    }

    /// For each event of an append the recorded one that it would be a repetition of.
    fn earlier<'w>(&self, wanted: &'w Wanted) -> Vec<Option<&Recorded>> {
        let mut before: BTreeMap<&'w str, u64> = BTreeMap::new();
        let find = |event: &'w Given| {
            let Given { stream, id: Some(id), .. } = event else { return None };
            let nth = before.entry(stream).or_default();
            *nth += 1;
            let expected =
                wanted.expected.iter().rev().find(|(named, _)| named == stream).map(|(_, expected)| expected);
            let from = match expected.copied().unwrap_or_default() {
                Expected::Any | Expected::StreamExists => {
                    // What was deleted with the stream does not count.
                    let first = self.said(stream).first;
                    let mut lives = self.of(stream).rev().take_while(|event| event.revision >= first);
                    return lives.find(|event| event.given.id.as_ref() == Some(id));
                }
                Expected::NoStream => self.said(stream).first,
                Expected::Revision(revision) => revision + 1,
            };
            self.of(stream).find(|event| event.revision == from + *nth - 1 && event.given.id.as_ref() == Some(id))
        };
        wanted.events.iter().map(find).collect()
    }

    pub fn append(&mut self, wanted: &Wanted) -> Result<Appended, LogError> {
        let named = wanted.events.iter().map(|event| &event.stream).chain(wanted.expected.iter().map(|(name, _)| name));
        for stream in named {
            if self.said(stream).tombstoned {
                return Err(LogError::StreamDeleted { stream: stream.clone() });
            }
        }
        let wrong = wanted.expected.iter().find_map(|(stream, expected)| self.mismatch(stream, *expected));
        let count = wanted.events.len() as u64;
        if count > 0 && wanted.events.iter().all(|event| event.id.is_some()) {
            let earlier = self.earlier(wanted);
            if let Some(all) = earlier.iter().copied().collect::<Option<Vec<_>>>() {
                let (first, last) = (all[0], all[all.len() - 1]);
                let (first, last, revision) = (first.position, last.position, last.revision);
                return Ok(Appended { first, last, count, revision, written: false });
            }
            if let (None, Some(found)) = (&wrong, earlier.iter().flatten().next()) {
                return Err(self.wrong(&found.given.stream, Expected::Any));
            }
        }
        if let Some(error) = wrong {
            return Err(error);
        }
        if let Some((after, fail_if)) = &wanted.condition {
            let forbidden = |event: &&Recorded| {
                let behind = after.is_none_or(|after| event.position > after);
                let fits = fail_if.iter().any(|(types, tags)| fits(&event.given, types, &[], tags));
                behind && fits && !event.removed
            };
            if let Some(event) = self.events.iter().rev().find(forbidden) {
                return Err(LogError::ConditionFailed { position: event.position });
            }
        }
        let first = self.events.len() as u64;
        let mut revision = 0;
        for given in &wanted.events {
            revision = self.next(&given.stream);
            let position = self.events.len() as u64;
            self.events.push(Recorded { given: given.clone(), position, revision, removed: false });
        }
        Ok(Appended { first, last: first + count.saturating_sub(1), count, revision, written: count > 0 })
    }

    pub fn delete(&mut self, stream: &str, expected: Expected, for_good: bool) -> Result<(), LogError> {
        if self.said(stream).tombstoned {
            return Err(LogError::StreamDeleted { stream: stream.to_owned() });
        }
        if let Some(error) = self.mismatch(stream, expected) {
            return Err(error);
        }
        let next = self.next(stream);
        if !for_good && next == self.said(stream).first {
            return Err(LogError::StreamNotFound { stream: stream.to_owned() });
        }
        let said = self.said.entry(stream.to_owned()).or_default();
        (said.first, said.tombstoned) = (next, for_good);
        Ok(())
    }

    pub fn set_metadata(
        &mut self,
        stream: &str,
        metadata: &StreamMetadata,
        expected: Option<u64>,
    ) -> Result<(), LogError> {
        let said = self.said.entry(stream.to_owned()).or_default();
        if said.tombstoned {
            return Err(LogError::StreamDeleted { stream: stream.to_owned() });
        }
        if let Some(expected) = expected.filter(|expected| *expected != said.written) {
            return Err(LogError::WrongExpectedRevision {
                stream: format!("$${stream}"),
                expected: expected.checked_sub(1).map_or(Expected::NoStream, Expected::Revision),
                actual: said.written.checked_sub(1),
            });
        }
        said.metadata = metadata.clone();
        said.written += 1;
        Ok(())
    }

    /// The events of a stream that are still to be read.
    fn visible(&self, stream: &str, now: i64) -> Vec<&Recorded> {
        let Said { metadata, first, .. } = self.said(stream);
        let next = self.next(stream);
        let from = metadata.truncate_before.unwrap_or(0).max(first);
        let from = from.max(metadata.max_count.map_or(0, |count| next.saturating_sub(count)));
        let old = |event: &&Recorded| match (metadata.max_age, event.given.created) {
            (Some(age), Some(created)) => created < now - age as i64 * 1_000_000,
            _ => false,
        };
        self.of(stream).filter(|event| event.revision >= from).skip_while(old).collect()
    }

    pub fn horizons(&self, now: i64) -> Vec<Horizon> {
        let horizon = |stream: &String| {
            let visible = self.visible(stream, now);
            let revision = visible.first().map_or(self.next(stream), |event| event.revision);
            let last = self.of(stream).rfind(|event| event.revision < revision)?;
            Some(Horizon { stream: stream.clone(), revision, last_removed: last.position, generation: 0 })
        };
        self.said.keys().filter_map(horizon).collect()
    }

    /// Removes the events before horizons; gives how many these are.
    pub fn scavenge(&mut self, horizons: &[Horizon]) -> u64 {
        let goes = |event: &&mut Recorded| {
            let mut of = horizons.iter().filter(|horizon| horizon.stream == event.given.stream);
            !event.removed && of.any(|horizon| event.revision < horizon.revision)
        };
        self.events.iter_mut().filter(goes).map(|event| event.removed = true).count() as u64
    }

    pub fn select_stream(&self, stream: &str, ask: &Ask) -> Result<Selection, LogError> {
        let said = self.said(stream);
        if said.tombstoned {
            return Err(LogError::StreamDeleted { stream: stream.to_owned() });
        }
        if self.next(stream) == said.first {
            return Err(LogError::StreamNotFound { stream: stream.to_owned() });
        }
        let events: Vec<_> = self.visible(stream, ask.now).into_iter().filter(|e| e.position < ask.until).collect();
        Ok(page(events, ask, |event| event.revision))
    }

    pub fn select_all(&self, types: &[String], prefixes: &[String], tags: &[String], ask: &Ask) -> Selection {
        let there = self.events.iter().filter(|event| !event.removed && event.position < ask.until);
        page(there.filter(|event| fits(&event.given, types, prefixes, tags)).collect(), ask, |event| event.position)
    }
}

/// A page that is asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    pub direction: Direction,
    pub from: u64,
    pub until: u64,
    pub limit: usize,
    pub now: i64,
}

fn page(events: Vec<&Recorded>, ask: &Ask, place: impl Fn(&Recorded) -> u64) -> Selection {
    let ordered: Vec<&Recorded> = match ask.direction {
        Direction::Forwards => events.into_iter().filter(|event| place(event) >= ask.from).collect(),
        Direction::Backwards => events.into_iter().rev().filter(|event| place(event) <= ask.from).collect(),
    };
    let positions = ordered.iter().take(ask.limit).map(|event| event.position).collect();
    Selection { positions, next: ordered.get(ask.limit).map(|event| place(event)), ..Selection::default() }
}

fn fits(given: &Given, types: &[String], prefixes: &[String], tags: &[String]) -> bool {
    (types.is_empty() || types.contains(&given.event_type))
        && (prefixes.is_empty() || prefixes.iter().any(|prefix| given.stream.starts_with(prefix.as_str())))
        && tags.iter().all(|tag| given.tags.contains(tag))
}
