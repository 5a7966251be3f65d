//! Reading events by position. Readers hold positions and no transaction: what is compacted under them is read again from where it lies now.

use std::ops::Range;
use std::rc::Rc;

use foldback_event::{Event, Position};
use futures::StreamExt as _;

use crate::LogError;
use crate::backend::{Backend, PayloadRange};
use crate::log::{Log, State};
use crate::segment::{Block, BlockEntry, View, Visit};

/// Reads asked for ahead of the one that is being worked on.
const AHEAD: usize = 3;

/// Compressed bytes of small segments that are read at once in a run over the log, and how many segments these are at most.
const GROUP: u32 = 256 << 10;
const SEGMENTS: usize = 32;

/// Compressed bytes that single events are read in at once.
const AT_ONCE: u32 = 2 << 20;

/// Where a block lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// The segment's first position.
    first: u64,
    /// Bytes of its payload.
    whole: u32,
    entry: BlockEntry,
}

impl Place {
    fn start(&self) -> u64 {
        self.first + u64::from(self.entry.before)
    }

    fn end(&self) -> u64 {
        self.start() + u64::from(self.entry.count)
    }
}

impl State {
    /// The blocks that hold the events of `range`, segment by segment.
    fn places(&self, range: &Range<u64>) -> Vec<Vec<Place>> {
        let begin = self.segments.partition_point(|segment| segment.end() <= range.start);
        let overlapping = self.segments[begin..].iter().take_while(|segment| segment.first < range.end);
        let places = overlapping.map(|segment| {
            let all = segment.blocks.iter().map(|entry| Place {
                first: segment.first,
                whole: segment.payload(),
                entry: *entry,
            });
            all.filter(|place| place.start() < range.end && place.end() > range.start).collect()
        });
        places.filter(|places: &Vec<Place>| !places.is_empty()).collect()
    }

    /// The block that holds an event.
    fn place_of(&self, position: u64) -> Option<Place> {
        let segment = &self.segments[self.segment_at(position)?];
        let within = (position - segment.first) as u32;
        let at = segment.blocks.partition_point(|entry| entry.before + entry.count <= within);
        Some(Place { first: segment.first, whole: segment.payload(), entry: *segment.blocks.get(at)? })
    }

    /// The damaged header under `range`, if there is one.
    fn damaged_in(&self, range: &Range<u64>) -> Option<LogError> {
        if self.index.lost().is_empty() {
            return None;
        }
        let begin = self.segments.partition_point(|segment| segment.end() <= range.start);
        let mut overlapping = self.segments[begin..].iter().take_while(|segment| segment.first < range.end);
        let segment = overlapping.find(|segment| segment.damaged.is_some())?;
        Some(LogError::Corrupt { first: Some(segment.first), reason: segment.damaged? })
    }

    /// Shows the events of a block that lie in `range`. `false` when the visit is to end.
    fn show(&self, place: &Place, block: &Block, range: &Range<u64>, visit: &mut Visit<'_>) -> bool {
        for position in place.start().max(range.start)..place.end().min(range.end) {
            let (at, row) = (Position(position), (position - place.start()) as usize);
            let (Some(stream_id), Some(type_id)) = (self.index.stream_at(at), self.index.type_at(at)) else {
                continue;
            };
            // Removed since the index was built.
            if block.is_removed(row) {
                continue;
            }
            let view = View {
                block,
                row,
                index: &self.index,
                position: at,
                revision: self.index.revision_at(stream_id, at).unwrap_or_default(),
                stream: &self.index.streams()[stream_id as usize].name,
                stream_id,
                event_type: &self.index.types()[type_id as usize].0,
                type_id,
                created: self.index.created_at(at),
            };
            if !visit(view) {
                return false;
            }
        }
        true
    }
}

impl<B: Backend> Log<B> {
    /// Shows the events of `range` in their order, as far as they exist. For runs over much of the log.
    ///
    /// `visit` must not call back into the log.
    ///
    /// # Errors
    /// [`LogError::Corrupt`], what the backend says.
    pub async fn visit(&self, range: Range<u64>, visit: &mut Visit<'_>) -> Result<(), LogError> {
        let mut from = range.start;
        loop {
            let rest = from..range.end;
            let (places, damaged) = {
                let state = self.state.borrow();
                (state.places(&rest), state.damaged_in(&rest))
            };
            let generation = self.head().generation;
            let groups = together(places);
            let reads = groups.iter().map(|group| async move { (group, self.read_group(group).await) });
            let mut reads = std::pin::pin!(futures::stream::iter(reads).buffered(AHEAD));
            let mut failed = None;
            'groups: while let Some((group, read)) = reads.next().await {
                let read = match read {
                    Ok(read) => read,
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                };
                for (places, bytes) in group.iter().zip(read) {
                    let Some(begin) = places.first() else { continue };
                    if let Some(LogError::Corrupt { first: Some(first), .. }) = &damaged
                        && *first < begin.first
                    {
                        break 'groups;
                    }
                    for place in places {
                        let block = match &bytes {
                            Some(bytes) => open(place, bytes, begin.entry.offset),
                            None => Err(is_missing(place.first)),
                        };
                        match block {
                            Ok(block) => {
                                if !self.state.borrow().show(place, &block, &rest, visit) {
                                    return Ok(());
                                }
                                from = place.end();
                            }
                            Err(error) => {
                                failed = Some(error);
                                break 'groups;
                            }
                        }
                    }
                }
            }
            match failed.or(damaged) {
                None => return Ok(()),
                Some(error) => self.moved(error, generation).await?,
            }
        }
    }

    /// Where the blocks end that hold about `bytes` of the events of `range`, but one block at least. Whoever reads in pages of that
    /// many reads no block twice and none in vain.
    pub fn stretch(&self, range: Range<u64>, bytes: u64) -> u64 {
        let mut held = 0;
        for place in self.state.borrow().places(&range).iter().flatten() {
            held += u64::from(place.entry.raw);
            if held >= bytes {
                return place.end().min(range.end);
            }
        }
        range.end
    }

    /// Shows the events of `range` in their order, and keeps what it read for the next who looks near there.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub async fn look(&self, range: Range<u64>, visit: &mut Visit<'_>) -> Result<(), LogError> {
        let range = range.start..range.end.min(self.index().len());
        if let Some(error) = self.state.borrow().damaged_in(&range) {
            return Err(error);
        }
        let mut at = range.start;
        while at < range.end {
            if self.state.borrow().place_of(at).is_none() {
                return Ok(());
            }
            // It may lie in another block by now than a moment ago.
            let (block, place) = self.block_of(at).await?;
            let stretch = at..place.end().min(range.end);
            if !self.state.borrow().show(&place, &block, &stretch, visit) {
                return Ok(());
            }
            at = place.end();
        }
        Ok(())
    }

    /// Shows single events in the order asked for. For events that lie scattered over the log.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub async fn pick(&self, positions: &[u64], visit: &mut Visit<'_>) -> Result<(), LogError> {
        let mut rest = positions;
        while !rest.is_empty() {
            let (blocks, taken) = self.blocks_of(rest).await?;
            for position in &rest[..taken] {
                let found = blocks.iter().find(|(place, _)| (place.start()..place.end()).contains(position));
                let Some((place, block)) = found else {
                    if let Some(error) = self.state.borrow().damaged_in(&(*position..*position + 1)) {
                        return Err(error);
                    }
                    continue;
                };
                if !self.state.borrow().show(place, block, &(*position..*position + 1), visit) {
                    return Ok(());
                }
            }
            rest = &rest[taken..];
        }
        Ok(())
    }

    /// The event at a position; `None` behind the last one, and where it was removed.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub async fn event(&self, position: Position) -> Result<Option<Event>, LogError> {
        let mut found = None;
        self.look(position.0..position.0 + 1, &mut |view| {
            found = Some(view.to_event());
            false
        })
        .await?;
        Ok(found)
    }

    /// A read has failed. If the log has changed under it, it is to go on where it was; otherwise that is the error.
    async fn moved(&self, error: LogError, generation: u64) -> Result<(), LogError> {
        if matches!(error, LogError::Corrupt { .. }) {
            self.sync().await?;
            if self.head().generation != generation {
                return Ok(());
            }
        }
        Err(error)
    }

    /// The bytes of runs of neighbouring blocks, each run of one segment.
    async fn read_group(&self, group: &[Vec<Place>]) -> Result<Vec<Option<Vec<u8>>>, LogError> {
        let range = |places: &Vec<Place>| {
            let (first, last) = (places.first()?, places.last()?);
            let (from, to) = (first.entry.offset, last.entry.offset + last.entry.length);
            Some(PayloadRange { first: first.first, whole: first.whole, from, to })
        };
        let ranges: Vec<PayloadRange> = group.iter().filter_map(range).collect();
        self.backend.payloads(&ranges).await
    }

    /// The block that holds an event, and where it lies.
    async fn block_of(&self, position: u64) -> Result<(Rc<Block>, Place), LogError> {
        let (mut blocks, _) = self.blocks_of(&[position]).await?;
        match blocks.pop() {
            Some((place, block)) => Ok((block, place)),
            None => Err(LogError::Corrupt { first: Some(position), reason: "it is missing" }),
        }
    }

    /// The blocks of as many of the positions as are read at once, and how many these are.
    async fn blocks_of(&self, positions: &[u64]) -> Result<(Vec<(Place, Rc<Block>)>, usize), LogError> {
        loop {
            let generation = self.head().generation;
            let mut wanted: Vec<Place> = Vec::new();
            let (mut taken, mut bytes) = (0, 0);
            {
                let state = self.state.borrow();
                for position in positions {
                    if let Some(place) = state.place_of(*position)
                        && !wanted.contains(&place)
                    {
                        bytes += place.entry.length;
                        if bytes > AT_ONCE && taken > 0 {
                            break;
                        }
                        wanted.push(place);
                    }
                    taken += 1;
                }
            }
            let mut blocks = Vec::with_capacity(wanted.len());
            let mut missing = Vec::new();
            for place in wanted {
                match self.blocks.borrow_mut().get(place.start()) {
                    Some(block) => blocks.push((place, block)),
                    None => missing.push(place),
                }
            }
            if missing.is_empty() {
                return Ok((blocks, taken));
            }
            let ranges: Vec<_> = missing
                .iter()
                .map(|Place { first, whole, entry }| PayloadRange {
                    first: *first,
                    whole: *whole,
                    from: entry.offset,
                    to: entry.offset + entry.length,
                })
                .collect();
            let read = self.backend.payloads(&ranges).await?;
            let mut failed = None;
            for (place, bytes) in missing.into_iter().zip(read) {
                let bytes = bytes.ok_or_else(|| is_missing(place.first));
                match bytes.and_then(|bytes| open(&place, &bytes, place.entry.offset)) {
                    Ok(block) => {
                        let weight = block.weight();
                        // What was read under an older generation may not be what lies there now.
                        let block = if self.head().generation == generation {
                            self.blocks.borrow_mut().put(place.start(), block, weight)
                        } else {
                            Rc::new(block)
                        };
                        blocks.push((place, block));
                    }
                    Err(error) => failed = Some(error),
                }
            }
            match failed {
                None => return Ok((blocks, taken)),
                Some(error) => self.moved(error, generation).await?,
            }
        }
    }
}

/// Puts small segments together that are read at once. None of the runs is empty.
fn together(segments: Vec<Vec<Place>>) -> Vec<Vec<Vec<Place>>> {
    let mut groups: Vec<Vec<Vec<Place>>> = Vec::new();
    let mut bytes = 0;
    for places in segments {
        let length: u32 = places.iter().map(|place| place.entry.length).sum();
        match groups.last_mut().filter(|group| bytes + length <= GROUP && group.len() < SEGMENTS) {
            Some(group) => {
                bytes += length;
                group.push(places);
            }
            None => {
                bytes = length;
                groups.push(vec![places]);
            }
        }
    }
    groups
}

fn is_missing(first: u64) -> LogError {
    LogError::Corrupt { first: Some(first), reason: "its payload is missing" }
}

fn open(place: &Place, bytes: &[u8], from: u32) -> Result<Block, LogError> {
    Block::open(&place.entry, bytes, from).map_err(|reason| LogError::Corrupt { first: Some(place.first), reason })
}
