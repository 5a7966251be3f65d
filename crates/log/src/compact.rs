//! Compaction: neighbouring small segments become one, in one transaction. What they hold does not change, and no position does.

use crate::LogError;
use crate::backend::{Backend, Commit, StoredSegment};
use crate::head::Head;
use crate::log::{Log, SegmentEntry};
use crate::segment::{Header, SegmentBuilder};
use crate::verify::Chain;

/// Segments below each of these sizes, in bytes, are merged with neighbours that are below it too. Each event is thus written about
/// once a size, however slowly the log grows.
const SIZES: [u64; 3] = [4 << 10, 32 << 10, 128 << 10];

/// How many neighbours are worth a transaction while the log is in use.
const RUN: usize = 32;

/// Bytes at rest of small segments that are read as if they were one.
const STRETCH: u64 = 24 << 10;

/// Bytes of events that are copied before others have their turn: a few milliseconds' work.
const AT_ONCE: u64 = 24 << 10;

/// The most that are merged at once: a tab that is closed in the middle loses little work.
const MOST: usize = 64;

/// Bytes that a merged segment should not exceed by much.
const FULL: u64 = 192 << 10;

/// What a compaction did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Segments before.
    pub before: u64,
    /// Segments after.
    pub after: u64,
}

/// Neighbouring segments, by their places in the list.
type Run = std::ops::Range<usize>;

impl<B: Backend> Log<B> {
    /// Merges all small segments. `go_on` hears how many segments there are still and ends the work by `false`; `pause` is awaited
    /// between pieces of work, so that others have their turn.
    ///
    /// # Errors
    /// What the backend says, [`LogError::Corrupt`], [`LogError::Cancelled`].
    pub async fn compact(
        &self,
        pause: &mut impl AsyncFnMut(),
        go_on: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Compacted, LogError> {
        let before = self.segments().len() as u64;
        loop {
            // One merge makes segments that the next pass may merge again.
            let count = self.segments().len();
            let mut from = 0;
            while let Some(run) = self.run(2, &SIZES[2..], from) {
                from = self.segments().get(run.end - 1).map_or(u64::MAX, SegmentEntry::end);
                self.merge(run, pause).await?;
                if !go_on(self.segments().len() as u64) {
                    return Err(LogError::Cancelled);
                }
            }
            let after = self.segments().len();
            if after >= count {
                return Ok(Compacted { before, after: after as u64 });
            }
        }
    }

    /// Merges one run of small segments, if there is one that is worth it. Gives whether there was.
    ///
    /// # Errors
    /// What the backend says, [`LogError::Corrupt`].
    pub async fn compact_some(&self, pause: &mut impl AsyncFnMut()) -> Result<bool, LogError> {
        let Some(run) = self.run(RUN, &SIZES, 0) else { return Ok(false) };
        self.merge(run, pause).await?;
        Ok(true)
    }

    /// A run of at least `least` neighbours below one of the sizes, behind position `from`.
    fn run(&self, least: usize, sizes: &[u64], from: u64) -> Option<Run> {
        let state = self.state.borrow();
        if state.head.importing || state.head_damaged.is_some() {
            return None;
        }
        let begin = state.segments.partition_point(|segment| segment.first < from);
        sizes.iter().find_map(|size| {
            let mut run = begin..begin;
            let mut bytes = 0;
            for (at, segment) in state.segments.iter().enumerate().skip(begin) {
                // Behind a damaged header the hash chain cannot be followed.
                let follows = at.checked_sub(1).is_none_or(|before| state.segments[before].damaged.is_none());
                let fits = segment.bytes < *size && segment.damaged.is_none() && follows;
                let full = bytes + segment.bytes > FULL || run.len() >= MOST;
                if fits && !full {
                    run.end = at + 1;
                    bytes += segment.bytes;
                    continue;
                }
                if run.len() >= least {
                    return Some(run);
                }
                run = if fits { at..at + 1 } else { at + 1..at + 1 };
                bytes = if fits { segment.bytes } else { 0 };
            }
            (run.len() >= least).then_some(run)
        })
    }

    /// Merges a run; gives how many segments it became, 0 when someone else was there first.
    async fn merge(&self, run: Run, pause: &mut impl AsyncFnMut()) -> Result<usize, LogError> {
        let (segments, before, generation) = {
            let state = self.state.borrow();
            let before = run.start.checked_sub(1).map_or_else(Default::default, |at| state.segments[at].link);
            (state.segments[run].to_vec(), before, state.head.generation)
        };
        let (Some(first), Some(last)) = (segments.first(), segments.last()) else { return Ok(0) };
        let mut builder = SegmentBuilder::new(first.first, before);
        let mut merged: Vec<(StoredSegment, Header)> = Vec::new();
        for stretch in stretches(&segments) {
            let copied = self.copy(&stretch, &mut builder, &mut merged, &mut |_| false, pause).await;
            // What a scavenge removed meanwhile does not fit what was to be copied.
            if self.head().generation != generation {
                return Ok(0);
            }
            match copied {
                Err(LogError::Corrupt { .. }) => {
                    // The check of the whole log names what is damaged there; its neighbours can still be joined.
                    let held = segments.iter().map(|segment| segment.first);
                    let held = held.filter(|first| (stretch.first..stretch.end()).contains(first));
                    self.state.borrow_mut().uncopied.extend(held);
                    return Ok(0);
                }
                other => other?,
            }
        }
        seal(&mut builder, &mut merged);
        if builder.link() != last.link {
            return Err(LogError::Corrupt { first: Some(first.first), reason: "its events do not fit the hash chain" });
        }
        let _alone = self.writing.lock().await;
        loop {
            // Appends behind it do no harm; another compaction, or a scavenge, was here first.
            if self.head().generation != generation {
                return Ok(0);
            }
            let head = self.head().replaced(first.first);
            let stored_head = head.to_bytes();
            let commit = Commit {
                expect: self.expect(),
                head: Some(stored_head.clone()),
                remove: std::iter::once(first.first..last.end()).collect(),
                put: merged.iter().map(|(stored, _)| stored.clone()).collect(),
                ..Commit::default()
            };
            match self.backend.commit(commit).await {
                Ok(()) => {
                    let mut state = self.state.borrow_mut();
                    // Another future of this handle may have taken it up already, by refreshing.
                    if state.head.generation == generation {
                        let begin = state.segments.partition_point(|segment| segment.first < first.first);
                        let entries =
                            merged.iter().map(|(stored, header)| SegmentEntry::new(header, stored.header.len()));
                        state.segments.splice(begin..begin + segments.len(), entries);
                        // What others have appended meanwhile may be known already.
                        state.head = Head { next: state.head.next, link: state.head.link, ..head };
                        state.stored_head = Some(stored_head);
                        self.blocks.borrow_mut().clear();
                    }
                    return Ok(merged.len());
                }
                Err(LogError::Conflict) => drop(self.sync().await?),
                Err(error) => return Err(error),
            }
        }
    }

    /// Copies a segment's events behind those of `builder`, but for those that are to be removed.
    pub(crate) async fn copy(
        &self,
        segment: &SegmentEntry,
        builder: &mut SegmentBuilder,
        sealed: &mut Vec<(StoredSegment, Header)>,
        removes: &mut dyn FnMut(u64) -> bool,
        pause: &mut impl AsyncFnMut(),
    ) -> Result<(), LogError> {
        let mut chain = Chain::new(segment, builder.link());
        let mut scratch = Vec::new();
        let mut at = segment.first;
        while at < segment.end() {
            let end = self.stretch(at..segment.end(), AT_ONCE);
            let mut outcome = Ok(());
            self.visit(at..end, &mut |view| {
                let whole = chain.pass_removed(view.position.0, |digest| builder.push_removed(digest));
                if !whole {
                    return false;
                }
                let digest = view.digest(&mut scratch);
                chain.pass(&digest);
                if builder.is_full() {
                    seal(builder, sealed);
                }
                if removes(view.position.0) {
                    builder.push_removed(digest);
                } else {
                    let before = |_: &str| view.revision.0;
                    outcome = view.with(|event| builder.push_known(&before, event, Some(digest))).map(drop);
                }
                outcome.is_ok()
            })
            .await?;
            outcome?;
            at = end;
            pause().await;
        }
        chain.pass_removed(segment.end(), |digest| builder.push_removed(digest));
        if builder.next() == segment.end() && chain.link == segment.link {
            return Ok(());
        }
        Err(LogError::Corrupt { first: Some(segment.first), reason: "its events do not fit the hash chain" })
    }
}

/// Neighbouring segments as if they were one, so that they are read together.
fn stretches(segments: &[SegmentEntry]) -> Vec<SegmentEntry> {
    let mut stretches: Vec<SegmentEntry> = Vec::new();
    for segment in segments {
        match stretches.last_mut().filter(|stretch| stretch.bytes + segment.bytes <= STRETCH) {
            Some(stretch) => stretch.extend(segment),
            None => stretches.push(segment.clone()),
        }
    }
    stretches
}

impl SegmentEntry {
    /// Goes on with the segment behind it, as far as copying needs it.
    fn extend(&mut self, next: &Self) {
        let before = self.count as u32;
        self.removed.extend(next.removed.iter().map(|(place, digest)| (before + place, *digest)));
        self.count += next.count;
        self.bytes += next.bytes;
        self.link = next.link;
    }
}

/// Completes the segment at hand, if it holds anything.
pub fn seal(builder: &mut SegmentBuilder, sealed: &mut Vec<(StoredSegment, Header)>) {
    if builder.len() > 0 {
        let segment = builder.seal();
        sealed.push((segment.stored, segment.header));
    }
}
