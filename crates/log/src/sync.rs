//! Taking up what is stored: at opening, and whenever another handle has written.

use crate::append::Recent;
use crate::backend::{Backend, Snapshot, StoredHeader};
use crate::head::Head;
use crate::log::{Log, SegmentEntry};
use crate::rules::{self, Rules};
use crate::segment::Header;
use crate::{Index, LogError};

/// What is said of streams; nothing of one where it cannot be read.
type StreamRules = Vec<(String, Option<Rules>)>;

/// What was read of the place.
struct Read {
    /// What this handle knew when it began to read: the stored head, and how far the log went.
    known: (Option<Vec<u8>>, u64),
    stored_head: Option<Vec<u8>>,
    head: Head,
    head_damaged: Option<&'static str>,
    /// Headers are read anew from here on.
    from: u64,
    /// Whether events that are in the index may be gone.
    rebuild: bool,
    headers: Vec<StoredHeader>,
}

impl<B: Backend> Log<B> {
    /// The head of a log that is not to be opened, for lists of logs; `None` where there is no log.
    ///
    /// # Errors
    /// What the backend says, [`LogError::NewerVersion`], [`LogError::Corrupt`].
    pub async fn peek(backend: &B) -> Result<Option<Head>, LogError> {
        // The head says where the log ended when it was last written; only what came later is looked at.
        let Some(stored) = backend.snapshot(u64::from(u32::MAX)).await?.head else { return Ok(None) };
        let head = Head::from_bytes(&stored)?;
        if head.importing {
            return Ok(Some(head));
        }
        let Snapshot { headers, .. } = backend.snapshot(head.next).await?;
        let Some(last) = headers.last() else { return Ok(Some(head)) };
        let header = Header::from_bytes(last.first, &last.header)?;
        Ok(Some(Head { next: header.first + header.events.len() as u64, link: header.link, ..head }))
    }

    /// Takes up what is stored; gives whether anything was new.
    pub(crate) async fn sync(&self) -> Result<bool, LogError> {
        loop {
            let Some(read) = self.read_new().await? else { return Ok(false) };
            let pieces = assemble(&read)?;
            let rules = self.read_rules(&read).await?;
            // Another future of this handle may have taken up more meanwhile.
            if self.known() != read.known {
                continue;
            }
            self.take_up(read, pieces, rules)?;
            return Ok(true);
        }
    }

    /// What this handle knows of the log: the stored head, and where the log ends.
    pub(crate) fn known(&self) -> (Option<Vec<u8>>, u64) {
        let state = self.state.borrow();
        (state.stored_head.clone(), state.index.len())
    }

    /// Reads the head, and the headers that are new; `None` when nothing is.
    async fn read_new(&self) -> Result<Option<Read>, LogError> {
        let known = self.known();
        let (generation, end) = (self.head().generation, known.1);
        // An import of this handle has the index ahead of what is stored.
        if self.head().importing && end > 0 {
            return Ok(None);
        }
        let mut from = end;
        loop {
            let Snapshot { head: stored_head, headers } = self.backend.snapshot(from).await?;
            let same_head = stored_head == known.0;
            if same_head && (headers.is_empty() || self.head().importing) {
                return Ok(None);
            }
            let (head, head_damaged) = match stored_head.as_deref().map_or(Ok(Head::default()), Head::from_bytes) {
                Ok(head) => (head, None),
                Err(LogError::Corrupt { reason, .. }) => (Head::default(), Some(reason)),
                Err(error) => return Err(error),
            };
            let rebuild =
                !same_head && (head_damaged.is_some() || head.removed_at > generation || head.generation < generation);
            let needed = if rebuild { 0 } else { head.changed_since(generation).min(end) };
            if needed < from {
                from = needed;
                continue;
            }
            return Ok(Some(Read { known, stored_head, head, head_damaged, from, rebuild, headers }));
        }
    }

    async fn read_rules(&self, read: &Read) -> Result<Option<StreamRules>, LogError> {
        if read.head.rules_at <= self.head().generation && read.head_damaged.is_none() {
            return Ok(None);
        }
        let notes = self.backend.notes(rules::NOTES).await?;
        let rules = notes.into_iter().filter_map(|(name, bytes)| {
            Some((name.strip_prefix(rules::NOTES)?.to_owned(), Rules::from_bytes(&bytes).ok()))
        });
        Ok(Some(rules.collect()))
    }

    fn take_up(&self, read: Read, pieces: Vec<Piece>, rules: Option<StreamRules>) -> Result<(), LogError> {
        let mut state = self.state.borrow_mut();
        let replaced = read.rebuild || read.from < state.index.len();
        if replaced {
            self.blocks.borrow_mut().clear();
        }
        if read.rebuild {
            state.index = Index::default();
            // Some of those that it knows may be gone.
            state.recent = Recent::default();
        }
        state.segments.retain(|segment| segment.first < read.from);
        for piece in pieces {
            match piece {
                Piece::Whole(header, bytes) => {
                    // What a compaction replaced is in the index already, but perhaps not all that it made of it.
                    if header.first + header.events.len() as u64 > state.index.len() {
                        state.index.add(&header)?;
                    }
                    state.segments.push(SegmentEntry::new(&header, bytes));
                }
                Piece::Damaged { first, to, reason } => {
                    if to > state.index.len() {
                        state.index.add_lost(to);
                    }
                    let link = state.segments.last().map(|segment| segment.link).unwrap_or_default();
                    let lost = SegmentEntry {
                        first,
                        count: to - first,
                        damaged: Some(reason),
                        link,
                        ..SegmentEntry::default()
                    };
                    state.segments.push(lost);
                }
            }
        }
        // Where the log ends is said by its last segment; the head is written when something else changes.
        let link = state.segments.last().map(|segment| segment.link).unwrap_or_default();
        state.head = Head { next: state.index.len(), link, ..read.head };
        state.head_damaged = read.head_damaged;
        state.stored_head = read.stored_head;
        if let Some(rules) = rules {
            // The check of the whole log names a damaged one. What it said is lost: a deleted stream would be there again.
            state.rules_damaged = rules.iter().any(|(_, rules)| rules.is_none());
            state.rules = rules.into_iter().filter_map(|(stream, rules)| Some((stream, rules?))).collect();
        }
        Ok(())
    }
}

enum Piece {
    Whole(Box<Header>, usize),
    /// Nothing is known of the events from `first` up to `to`.
    Damaged {
        first: u64,
        to: u64,
        reason: &'static str,
    },
}

/// Puts the headers that were read in a row.
fn assemble(read: &Read) -> Result<Vec<Piece>, LogError> {
    let mut pieces = Vec::with_capacity(read.headers.len());
    // What an import has written is not part of the log before the import has ended.
    if read.head.importing {
        return Ok(pieces);
    }
    let mut end = read.from;
    let mut headers = read.headers.iter().peekable();
    while let Some(stored) = headers.next() {
        if stored.first > end {
            pieces.push(Piece::Damaged { first: end, to: stored.first, reason: "it is missing" });
        }
        match Header::from_bytes(stored.first, &stored.header) {
            Ok(header) => {
                end = header.first + header.events.len() as u64;
                pieces.push(Piece::Whole(Box::new(header), stored.header.len()));
            }
            Err(LogError::Corrupt { reason, .. }) => {
                // How many events the last one holds, nobody knows then.
                end = headers.peek().map_or(read.head.next.max(stored.first + 1), |next| next.first);
                pieces.push(Piece::Damaged { first: stored.first, to: end, reason });
            }
            Err(error) => return Err(error),
        }
    }
    if end < read.head.next {
        pieces.push(Piece::Damaged { first: end, to: read.head.next, reason: "it is missing" });
    }
    Ok(pieces)
}
