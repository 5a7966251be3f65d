//! Scavenge: removes physically what deletions and stream metadata have hidden. Of a removed event its position and its digest stay,
//! so that the hash chain verifies over what is left.

use crate::LogError;
use crate::backend::{Backend, Commit, StoredSegment};
use crate::compact::seal;
use crate::log::{Log, SegmentEntry, State};
use crate::rules::Rules;
use crate::segment::{Header, SegmentBuilder};

/// Bytes of segments that are written anew in one transaction.
const AT_ONCE: u64 = 8 << 20;

/// A stream of which events will be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// The stream.
    pub stream: String,
    /// The first revision that stays.
    pub revision: u64,
    /// The position of the last event that goes.
    pub last_removed: u64,
    /// The generation that this was found in. In another one it may not be right any more.
    pub generation: u64,
}

/// What a scavenge did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scavenged {
    /// Events removed.
    pub events: u64,
    /// Segments written anew.
    pub segments: u64,
    /// Bytes that were at rest before.
    pub bytes_before: u64,
    /// Bytes that are at rest now.
    pub bytes_after: u64,
}

impl State {
    /// How many of a stream's events are to be removed, from the front.
    fn removable(&self, stream: &str, revision: u64) -> usize {
        self.index.stream(stream).map_or(0, |entry| {
            let count = revision.saturating_sub(entry.first_revision);
            usize::try_from(count).unwrap_or(usize::MAX).min(entry.positions.len())
        })
    }

    /// The positions of all events that rules say are removed and that are still there.
    fn left_over(&self) -> Vec<u64> {
        let mut positions = Vec::new();
        for (stream, rules) in &self.rules {
            let count = self.removable(stream, rules.removed);
            if let Some(entry) = self.index.stream(stream) {
                positions.extend(entry.positions[..count].iter().map(|position| u64::from(*position)));
            }
        }
        positions.sort_unstable();
        positions
    }
}

impl<B: Backend> Log<B> {
    /// The streams of which a scavenge at `now` (microseconds since 1970) would remove events, in the order of their names.
    pub fn horizons(&self, now: i64) -> Vec<Horizon> {
        let state = self.state.borrow();
        let mut horizons: Vec<Horizon> = state
            .rules
            .keys()
            .filter_map(|stream| {
                let revision = state.visible_from(stream, now).min(state.next_revision(stream));
                let count = state.removable(stream, revision);
                let last = *state.index.stream(stream)?.positions[..count].last()?;
                Some(Horizon {
                    stream: stream.clone(),
                    revision,
                    last_removed: u64::from(last),
                    generation: state.head.generation,
                })
            })
            .collect();
        horizons.sort_unstable_by(|a, b| a.stream.cmp(&b.stream));
        horizons
    }

    /// Removes the events before `horizons`, and what an earlier scavenge that was killed has left. `notes` are stored before
    /// anything goes. `go_on` hears how many events are gone and ends the work by `false`; what is not gone then goes next time.
    ///
    /// # Errors
    /// [`LogError::Conflict`] when the log was compacted or scavenged, or a stream's rules were changed, since the horizons were found;
    /// what the backend says, [`LogError::Corrupt`] for a segment that cannot be read, [`LogError::Cancelled`].
    pub async fn scavenge(
        &self,
        horizons: &[Horizon],
        notes: Vec<(String, Option<Vec<u8>>)>,
        go_on: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Scavenged, LogError> {
        let mut done = Scavenged { bytes_before: self.bytes(), ..Scavenged::default() };
        self.set_horizons(horizons, &notes).await?;
        while self.remove_some(&mut done).await? {
            if !go_on(done.events) {
                return Err(LogError::Cancelled);
            }
        }
        done.bytes_after = self.bytes();
        Ok(done)
    }

    async fn set_horizons(&self, horizons: &[Horizon], notes: &[(String, Option<Vec<u8>>)]) -> Result<(), LogError> {
        let _alone = self.writing.lock().await;
        if horizons.is_empty() && notes.is_empty() {
            return self.writable();
        }
        loop {
            self.writable()?;
            // Another scavenge, or other rules: these horizons and what the notes say of them may be too old.
            if horizons.iter().any(|horizon| horizon.generation != self.head().generation) {
                return Err(LogError::Conflict);
            }
            let rules = {
                let state = self.state.borrow();
                let raised = |horizon: &Horizon| {
                    let rules = state.rules(&horizon.stream).cloned().unwrap_or_default();
                    (horizon.stream.clone(), Rules { removed: rules.removed.max(horizon.revision), ..rules })
                };
                horizons.iter().map(raised).collect()
            };
            match self.put_rules(rules, notes.to_vec()).await {
                Err(LogError::Conflict) => drop(self.sync().await?),
                other => return other,
            }
        }
    }

    /// Writes some of the segments concerned anew; gives whether there was anything to do.
    async fn remove_some(&self, done: &mut Scavenged) -> Result<bool, LogError> {
        let _alone = self.writing.lock().await;
        loop {
            let (segments, gone, generation) = {
                let state = self.state.borrow();
                let gone = state.left_over();
                (state.concerned(&gone), gone, state.head.generation)
            };
            let Some((before, _)) = segments.first() else { return Ok(false) };
            let first = segments[0].1.first;
            let mut builder = SegmentBuilder::new(first, *before);
            let mut written: Vec<(StoredSegment, Header)> = Vec::new();
            let mut removed = 0;
            let mut copied = Ok(());
            for (before, segment) in &segments {
                builder = SegmentBuilder::new(segment.first, *before);
                let mut removes = |position| {
                    let goes = gone.binary_search(&position).is_ok();
                    removed += u64::from(goes);
                    goes
                };
                copied = self.copy(segment, &mut builder, &mut written, &mut removes, &mut async || {}).await;
                if copied.is_err() {
                    break;
                }
                seal(&mut builder, &mut written);
            }
            drop(builder);
            // Another future of this handle has taken up that others compacted or scavenged: these segments are no more.
            if self.head().generation != generation {
                continue;
            }
            copied?;
            let commit = Commit {
                expect: self.expect(),
                head: Some(self.head().removed(first).to_bytes()),
                remove: segments.iter().map(|(_, segment)| segment.first..segment.end()).collect(),
                put: written.into_iter().map(|(stored, _)| stored).collect(),
                ..Commit::default()
            };
            match self.backend.commit(commit).await {
                Ok(()) => {
                    done.events += removed;
                    done.segments += segments.len() as u64;
                    // The index holds events that are gone: it is built anew.
                    self.sync().await?;
                    return Ok(true);
                }
                Err(LogError::Conflict) => drop(self.sync().await?),
                Err(error) => return Err(error),
            }
        }
    }
}

impl State {
    /// The segments that hold the first of these events, each with the chain before it.
    fn concerned(&self, positions: &[u64]) -> Vec<(crate::Link, SegmentEntry)> {
        let mut found: Vec<(crate::Link, SegmentEntry)> = Vec::new();
        let mut bytes = 0;
        for position in positions {
            if found.last().is_some_and(|(_, last)| *position < last.end()) {
                continue;
            }
            let Some(at) = self.segment_at(*position) else { continue };
            if bytes > AT_ONCE {
                break;
            }
            let before = at.checked_sub(1).map_or_else(Default::default, |before| self.segments[before].link);
            bytes += self.segments[at].bytes;
            found.push((before, self.segments[at].clone()));
        }
        found
    }
}
