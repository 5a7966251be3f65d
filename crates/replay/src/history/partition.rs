//! The history of one partition: a patch for each of its events, in stretches, and now and then the whole state.

use std::ops::Range;

use foldback_event::{Change, Json, Pointer};

use super::gone::Gone;
use super::lens::{Lens, parsed};
use super::patch::{Head, Recorder, WriteAt, writes};
use super::paths::Paths;
use super::stretch::{Body, Keyframe, Stretch};
use crate::record::{Fold, Folded, Input};

/// A stretch is closed, and its end worth a keyframe, when its patches are some times longer than the keyframe before,
const KEYFRAME_RATIO: usize = 3;

/// and never when they are shorter than this.
pub const KEYFRAME_LEAST: usize = 4 << 10;

/// A keyframe is written into so many bytes more than the one before took.
const SPARE: usize = 1 << 10;

/// The history of one partition.
#[derive(Debug, Default)]
pub struct Partition {
    pub(super) number: u32,
    pub(super) stretches: Vec<Stretch>,
    /// Bytes of all stretches but the last.
    pub(super) closed: usize,
    passed_over: u64,
    last_keyframe: usize,
    /// The state after the last entry, while it is likely to be needed again.
    latest: Option<Option<Json>>,
    /// The last event before the first entry, when it does not begin with nothing.
    before: Option<u32>,
    /// How many events there are before the first entry that could be folded again, and how many of them were passed over.
    pub(super) earlier: Option<(usize, u64)>,
}

/// Where a partition stands: what it takes to go on from there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// The position of its last event.
    pub position: u64,
    /// How many events it has taken.
    pub entries: usize,
    /// How many of them the fold passed over.
    pub passed_over: u64,
    /// Its state.
    pub state: Option<Json>,
}

/// A state, or what must be folded again for it.
pub type Known<T> = Result<T, Gone>;

impl Partition {
    pub fn new(number: u32) -> Self {
        Self { number, ..Self::default() }
    }

    /// Begins behind events that are not there any more, with the state that they led to.
    pub fn after(number: u32, position: u32, state: Option<&Json>) -> Self {
        let keyframe = keyframe(state);
        let last_keyframe = keyframe.len();
        let stretches = vec![Stretch::begin(0, 0, Some(keyframe), 0)];
        Self { number, before: Some(position), last_keyframe, stretches, ..Self::default() }
    }

    /// Goes on from where one stood.
    pub fn resumed(number: u32, standing: &Standing) -> Self {
        let begun = Self::after(number, standing.position as u32, standing.state.as_ref());
        Self { earlier: Some((standing.entries, standing.passed_over)), ..begun }
    }

    /// Where it stands.
    pub fn standing(&self, paths: &Paths) -> Known<Option<Standing>> {
        let Some(position) = self.last() else { return Ok(None) };
        let (entries, passed_over) = self.earlier.unwrap_or_default();
        let state = self.state(paths, self.len())?;
        let (entries, passed_over) = (entries + self.len(), passed_over + self.passed_over);
        Ok(Some(Standing { position, entries, passed_over, state }))
    }

    /// What was before the state that it goes on from is not here.
    pub fn is_known_from_start(&self) -> Known<()> {
        let Some(before) = self.before().filter(|_| self.earlier.is_some()) else { return Ok(()) };
        Err(Gone { partition: self.number, first: 0, events: 0, after: None, to: before })
    }

    /// How many entries there are before a position.
    pub fn entries_before(&self, position: u64) -> Known<usize> {
        match position.checked_sub(1) {
            Some(before) => self.entries_at(before),
            None => self.is_known_from_start().map(|()| 0),
        }
    }

    /// The position of the last event before the first entry, when there was one.
    pub fn before(&self) -> Option<u64> {
        self.before.map(u64::from)
    }

    /// How many events it has taken.
    pub fn len(&self) -> usize {
        self.stretches.last().map_or(0, Stretch::end)
    }

    /// The position of the last event in it, or before it.
    pub fn last(&self) -> Option<u64> {
        match self.stretches.last() {
            Some(stretch) if stretch.count > 0 => Some(u64::from(stretch.to)),
            _ => self.before(),
        }
    }

    /// How many entries there are up to and including a position.
    pub fn entries_at(&self, at: u64) -> Known<usize> {
        let after = self.stretches.partition_point(|stretch| stretch.count > 0 && u64::from(stretch.from) <= at);
        let Some(stretch) = after.checked_sub(1).and_then(|last| self.stretches.get(last)) else {
            if self.before().is_none_or(|before| before > at) {
                self.is_known_from_start()?;
            }
            return Ok(0);
        };
        if u64::from(stretch.to) <= at {
            return Ok(stretch.end());
        }
        Ok(stretch.first + self.body(stretch)?.entries_at(at))
    }

    /// Whether an event of it stands at a position.
    pub fn has_event_at(&self, position: u64) -> Known<bool> {
        let after = self.stretches.partition_point(|stretch| stretch.count > 0 && u64::from(stretch.from) <= position);
        let Some(stretch) = after.checked_sub(1).and_then(|last| self.stretches.get(last)) else {
            return match self.before() {
                Some(before) if position < before => self.is_known_from_start().map(|()| false),
                before => Ok(before == Some(position)),
            };
        };
        // Of where it begins and ends it is known without its patches.
        let ends = [stretch.from, stretch.to].map(u64::from);
        if ends.contains(&position) || ends[1] < position {
            return Ok(ends.contains(&position));
        }
        let body = self.body(stretch)?;
        Ok(body.entries_at(position).checked_sub(1).and_then(|at| body.position(at)).map(u64::from) == Some(position))
    }

    pub(super) fn body<'s>(&self, stretch: &'s Stretch) -> Known<&'s Body> {
        stretch.body.as_ref().ok_or_else(|| self.gone(stretch))
    }

    fn gone(&self, stretch: &Stretch) -> Gone {
        let before = self.stretches.iter().rev().find(|other| other.end() == stretch.first && other.count > 0);
        Gone {
            partition: self.number,
            first: stretch.first,
            events: stretch.count,
            after: before.map(|before| u64::from(before.to)).or(self.before()),
            to: u64::from(stretch.to),
        }
    }

    /// What is not here of it, in order.
    pub fn missing(&self) -> Vec<Gone> {
        self.stretches.iter().filter(|stretch| stretch.body.is_none()).map(|stretch| self.gone(stretch)).collect()
    }

    /// The stretch that an entry is in.
    pub(super) fn stretch_of(&self, entry: usize) -> Option<&Stretch> {
        let after = self.stretches.partition_point(|stretch| stretch.first <= entry);
        self.stretches.get(after.checked_sub(1)?).filter(|stretch| entry < stretch.end())
    }

    /// The position of an entry's event.
    pub fn position(&self, entry: usize) -> Known<Option<u64>> {
        let Some(stretch) = self.stretch_of(entry) else { return Ok(None) };
        Ok(self.body(stretch)?.position(entry - stretch.first).map(u64::from))
    }

    /// How many of the first entries the fold passed over.
    pub fn passed_over(&self, entries: usize) -> Known<u64> {
        if entries >= self.len() {
            return Ok(self.passed_over);
        }
        let Some(stretch) = self.stretch_of(entries) else { return Ok(0) };
        let body = self.body(stretch)?;
        let within = (0..entries - stretch.first).filter(|at| body.patch(*at).0.passed_over).count();
        Ok(stretch.passed_over + within as u64)
    }

    /// Bytes of memory it holds, the latest state aside.
    pub fn weight(&self) -> usize {
        size_of::<Self>() + self.closed + self.stretches.last().map_or(0, Stretch::weight)
    }

    /// Forgets the latest state; it is built again when the next event comes.
    pub fn cool(&mut self) {
        self.latest = None;
    }

    /// The latest state, where it is still known.
    pub fn latest(&self) -> Option<Option<&Json>> {
        self.latest.as_ref().map(Option::as_ref)
    }

    /// Takes the state after the last entry, to be given back by `put`.
    pub fn take(&mut self, paths: &Paths) -> Known<Option<Json>> {
        match self.latest.take() {
            Some(latest) => Ok(latest),
            None => self.state(paths, self.len()),
        }
    }

    /// Folds the next event of the partition.
    pub fn fold(&mut self, fold: &dyn Fold, recorder: &mut Recorder, event: &Input<'_>, clock: u32) -> Known<Folded> {
        let mut state = self.take(&recorder.paths)?;
        recorder.begin();
        let folded = fold.apply(&mut state, event, recorder);
        self.put(event.position as u32, state, folded != Folded::Applied, recorder, clock);
        Ok(folded)
    }

    /// Takes the patch that lies in `recorder`, and the state that it led to.
    pub fn put(&mut self, position: u32, state: Option<Json>, passed_over: bool, recorder: &mut Recorder, clock: u32) {
        let mut full = None;
        let closed = self.stretches.last().is_none_or(|stretch| stretch.body.is_none());
        if closed {
            let next = Stretch::begin(self.len(), self.passed_over, None, clock);
            self.closed += self.stretches.last().map_or(0, Stretch::weight);
            self.stretches.push(next);
        }
        if let Some(stretch) = self.stretches.last_mut() {
            if stretch.count == 0 {
                stretch.from = position;
            }
            stretch.to = position;
            stretch.count += 1;
            stretch.used.set(clock);
            if let Some(body) = &mut stretch.body {
                body.push(position, |patches| recorder.finish(passed_over, patches));
                full = (body.bytes() >= KEYFRAME_LEAST.max(self.last_keyframe * KEYFRAME_RATIO)).then(|| body.shrink());
            }
        }
        self.passed_over += u64::from(passed_over);
        if full.is_some() {
            // It is about as long as the one before.
            let mut text = String::with_capacity(self.last_keyframe + self.last_keyframe / 4 + SPARE);
            state.iter().for_each(|state| state.write(&mut text));
            let keyframe = text.into_boxed_str();
            self.last_keyframe = keyframe.len();
            self.closed += self.stretches.last().map_or(0, Stretch::weight);
            self.stretches.push(Stretch::begin(self.len(), self.passed_over, Some(keyframe), clock));
        }
        self.latest = Some(state);
    }

    /// The patch of an entry: its head and its writes.
    pub fn patch<'a>(&'a self, paths: &'a Paths, entry: usize) -> Known<(Head, impl Iterator<Item = WriteAt<'a>>)> {
        let (head, patch) = match self.stretch_of(entry) {
            Some(stretch) => self.body(stretch)?.patch(entry - stretch.first),
            None => (Head::default(), &[][..]),
        };
        Ok((head, writes(head, patch, paths)))
    }

    /// The state after the first `entries` events; `None` while there is none.
    pub fn state(&self, paths: &Paths, entries: usize) -> Known<Option<Json>> {
        self.value(&Lens::new(paths, &Pointer::root()), paths, entries)
    }

    /// The value that a lens looks at, after the first `entries` events.
    pub fn value(&self, lens: &Lens<'_>, paths: &Paths, entries: usize) -> Known<Option<Json>> {
        if let Some(Some(latest)) = self.latest.as_ref().filter(|_| entries == self.len()) {
            return Ok(lens.value_in(latest));
        }
        let (from, state) = self.keyframe(entries);
        let mut value = lens.value(state);
        self.advance(lens, paths, &mut value, from..entries)?;
        Ok(value)
    }

    /// The last keyframe that covers no more than the first `entries` events.
    fn keyframe(&self, entries: usize) -> (usize, Option<Json>) {
        let after = self.stretches.partition_point(|stretch| stretch.first <= entries);
        let kept =
            self.stretches.iter().take(after).rev().find_map(|stretch| Some((stretch, stretch.keyframe.as_ref()?)));
        kept.map_or((0, None), |(stretch, keyframe)| (stretch.first, parsed(keyframe)))
    }

    /// Goes from the value before `entries` to the value behind them.
    pub fn advance(
        &self,
        lens: &Lens<'_>,
        paths: &Paths,
        value: &mut Option<Json>,
        entries: Range<usize>,
    ) -> Known<()> {
        let mut entry = entries.start;
        while entry < entries.end
            && let Some(stretch) = self.stretch_of(entry)
        {
            let body = self.body(stretch)?;
            let end = stretch.end().min(entries.end);
            for at in entry..end {
                let (head, patch) = body.patch(at - stretch.first);
                for write in writes(head, patch, paths) {
                    lens.apply(value, &write, None);
                }
            }
            entry = end;
        }
        Ok(())
    }

    /// Goes over one entry and says what it changed in the value.
    pub fn step(&self, lens: &Lens<'_>, paths: &Paths, value: &mut Option<Json>, entry: usize) -> Known<Vec<Change>> {
        let (head, writes) = self.patch(paths, entry)?;
        let mut changes = Vec::new();
        if head.tangled {
            let before = value.clone();
            writes.for_each(|write| lens.apply(value, &write, None));
            return Ok(lens.between(before.as_ref(), value.as_ref()));
        }
        writes.for_each(|write| lens.apply(value, &write, Some(&mut changes)));
        Ok(changes)
    }
}

/// A state as it is kept.
pub fn keyframe(state: Option<&Json>) -> Keyframe {
    state.map_or_else(Keyframe::default, |state| state.to_string().into())
}
