//! Reading: events by position, runs of events, and the check that all is what was written.

use std::ops::Range;
use std::rc::Rc;

use foldback_event::{Event, EventRef, Position, SourceRef};
use futures::StreamExt as _;

use crate::backend::Backend;
use crate::chain;
use crate::log::{Log, State};
use crate::segment::{Block, BlockEntry, View, Visit};
use crate::{Link, LogError};

/// Payloads asked for ahead of the one that is being read.
const AHEAD: usize = 3;

/// What a check of the whole log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many events were read and fit the hash chain.
    pub events: u64,
    /// The hash chain at the head.
    pub link: Link,
    /// Segments that are not whole: first position and reason.
    pub damaged: Vec<(u64, &'static str)>,
}

/// Where a part of a run of events lies.
#[derive(Clone, Debug)]
struct Part {
    first: u64,
    blocks: Vec<BlockEntry>,
}

impl State {
    /// The segments and blocks that hold the events of `range`.
    fn parts(&self, range: Range<u64>) -> Vec<Part> {
        let begin = self.segments.partition_point(|segment| segment.first + segment.count <= range.start);
        let overlapping = self.segments[begin..].iter().take_while(|segment| segment.first < range.end);
        overlapping
            .map(|segment| {
                let inside = |block: &&BlockEntry| {
                    let start = segment.first + u64::from(block.before);
                    start < range.end && start + u64::from(block.count) > range.start
                };
                Part { first: segment.first, blocks: segment.blocks.iter().filter(inside).copied().collect() }
            })
            .collect()
    }

    /// Shows the events of a block that lie in `range`.
    fn show(&self, part: &Part, entry: &BlockEntry, block: &Block, range: &Range<u64>, visit: &mut Visit<'_>) -> bool {
        let start = part.first + u64::from(entry.before);
        let end = (start + u64::from(entry.count)).min(range.end);
        for position in start.max(range.start)..end {
            let at = Position(position);
            let (Some(stream_id), Some(type_id)) = (self.index.stream_at(at), self.index.type_at(at)) else {
                return true;
            };
            let view = View {
                block,
                row: (position - start) as usize,
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
        let parts = self.state.borrow().parts(range.clone());
        let payloads = parts.iter().map(|part| async move { (part, self.payload(part.first).await) });
        let mut payloads = std::pin::pin!(futures::stream::iter(payloads).buffered(AHEAD));
        while let Some((part, payload)) = payloads.next().await {
            let payload = payload?;
            let corrupt = |reason| LogError::Corrupt { first: Some(part.first), reason };
            for entry in &part.blocks {
                let block = Block::open(entry, &payload).map_err(corrupt)?;
                if !self.state.borrow().show(part, entry, &block, &range, visit) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Shows the events of `range` in their order, and keeps what it read for the next who looks near there.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub async fn look(&self, range: Range<u64>, visit: &mut Visit<'_>) -> Result<(), LogError> {
        let parts = self.state.borrow().parts(range.clone());
        for part in &parts {
            for entry in &part.blocks {
                let block = self.block(part.first, entry).await?;
                if !self.state.borrow().show(part, entry, &block, &range, visit) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Shows single events in the order asked for. For the few events of a stream that lies scattered over the log.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub async fn pick(&self, positions: &[u64], visit: &mut Visit<'_>) -> Result<(), LogError> {
        for position in positions {
            let mut go_on = true;
            self.look(*position..*position + 1, &mut |view| {
                go_on = visit(view);
                go_on
            })
            .await?;
            if !go_on {
                break;
            }
        }
        Ok(())
    }

    /// The event at a position; `None` behind the last one.
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

    /// Reads everything and checks it: checksums of all blocks, and the hash chain at the end of each segment.
    ///
    /// # Errors
    /// What the backend says; damage is no error here but in the answer.
    pub async fn verify(&self) -> Result<Verified, LogError> {
        let segments: Vec<_> =
            self.state.borrow().segments.iter().map(|segment| (segment.first, segment.count, segment.link)).collect();
        let mut verified = Verified { events: 0, link: Link::default(), damaged: Vec::new() };
        let mut scratch = Vec::new();
        let mut before = Link::default();
        for (first, count, link) in segments {
            let mut chain = before;
            let read = self
                .visit(first..first + count, &mut |view| {
                    let digest = view.digest(&mut scratch);
                    chain = chain::link(&chain, view.position.0, &digest);
                    true
                })
                .await;
            match read {
                Ok(()) if chain == link => verified.events += count,
                Ok(()) => verified.damaged.push((first, "its events do not fit the hash chain")),
                Err(LogError::Corrupt { reason, .. }) => verified.damaged.push((first, reason)),
                Err(error) => return Err(error),
            }
            // The header has vouched for its link, so damage in one segment does not spread to the next.
            before = link;
        }
        verified.link = before;
        Ok(verified)
    }

    async fn payload(&self, first: u64) -> Result<Rc<Vec<u8>>, LogError> {
        if let Some(payload) = self.payloads.borrow_mut().get(first) {
            return Ok(payload);
        }
        match self.backend.payload(first).await? {
            Some(payload) => Ok(Rc::new(payload)),
            None => Err(LogError::Corrupt { first: Some(first), reason: "its payload is missing" }),
        }
    }

    async fn block(&self, first: u64, entry: &BlockEntry) -> Result<Rc<Block>, LogError> {
        let key = first + u64::from(entry.before);
        if let Some(block) = self.blocks.borrow_mut().get(key) {
            return Ok(block);
        }
        let cached = self.payloads.borrow_mut().get(first);
        let payload = match cached {
            Some(payload) => payload,
            None => {
                let payload = self.payload(first).await?;
                let weight = payload.len();
                self.payloads.borrow_mut().put(first, Rc::unwrap_or_clone(payload), weight)
            }
        };
        let block = Block::open(entry, &payload).map_err(|reason| LogError::Corrupt { first: Some(first), reason })?;
        let weight = block.weight();
        Ok(self.blocks.borrow_mut().put(key, block, weight))
    }
}

impl View<'_> {
    /// The whole event.
    pub fn to_event(&self) -> Event {
        let (time, content_type, source) = self.details();
        Event {
            position: self.position,
            stream: self.stream.to_owned(),
            revision: self.revision,
            event_type: self.event_type.to_owned(),
            id: self.id(),
            time,
            created: self.created,
            content_type,
            data: self.data().to_vec(),
            metadata: self.metadata().to_vec(),
            tags: self.tags(),
            source,
        }
    }

    fn digest(&self, scratch: &mut Vec<u8>) -> Link {
        let event = self.to_event();
        let tags: Vec<&str> = event.tags.iter().map(String::as_str).collect();
        let source = event.source.as_ref().map(|source| SourceRef { place: source.place, ..SourceRef::default() });
        let by_ref = EventRef {
            stream: &event.stream,
            event_type: &event.event_type,
            id: None,
            time: event.time.as_deref(),
            created: event.created,
            content_type: &event.content_type,
            data: &event.data,
            metadata: &event.metadata,
            tags: &tags,
            source,
        };
        chain::digest(&by_ref, &event.id, self.revision.0, scratch)
    }
}
