//! Backup and restore: a whole log as one file that says what it is, every record as it is stored, and back again to the bit.
//!
//! Layout: `FBBK`, version (u16), records, and BLAKE3 over all of that (32 bytes). A record is its kind (one byte), its fields with
//! their lengths in front (LEB128), and a checksum of both (16 bytes). Kinds: 1 head; 2 segment (first position as u64, header,
//! payload); 3 note (name, value); 0 end, without fields.

use crate::LogError;
use crate::backend::{Backend, Commit, Expect, StoredSegment};
use crate::head::{Head, checksum};
use crate::log::Log;
use crate::segment::Header;
use crate::wire::{Broken, Reader, put_bytes};

const MAGIC: &[u8; 4] = b"FBBK";
const VERSION: u16 = 1;

const END: u8 = 0;
const HEAD: u8 = 1;
const SEGMENT: u8 = 2;
const NOTE: u8 = 3;

/// A copy is begun anew this often when others compact the log meanwhile. It takes that many compactions in a few seconds.
const TRIES: u32 = 20;

/// A head may say that so many events follow which do not: a damaged log is saved as it is.
const MOST_MISSING: u64 = 1 << 20;

/// A record longer than this is not believed.
const MAX_RECORD: usize = 256 << 20;

/// A piece of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackupPart {
    /// What came so far does not count: the log was compacted meanwhile, and the copy begins anew.
    Anew,
    /// The next bytes.
    Bytes(Vec<u8>),
}

impl<B: Backend> Log<B> {
    /// Writes a backup of the log as it is now. `write` gets the parts and how many events they hold so far, and ends it by `false`.
    ///
    /// # Errors
    /// [`LogError::Conflict`] while an import is running, or when the log never holds still; [`LogError::Cancelled`]; what the
    /// backend says.
    pub async fn backup(&self, write: &mut dyn FnMut(BackupPart, u64) -> bool) -> Result<(), LogError> {
        for _ in 0..TRIES {
            self.sync().await?;
            if self.head().importing {
                return Err(LogError::Conflict);
            }
            if self.try_backup(write).await? {
                return Ok(());
            }
            if !write(BackupPart::Anew, 0) {
                return Err(LogError::Cancelled);
            }
        }
        Err(LogError::Conflict)
    }

    async fn try_backup(&self, write: &mut dyn FnMut(BackupPart, u64) -> bool) -> Result<bool, LogError> {
        let (stored_head, generation, end) = {
            let state = self.state.borrow();
            (state.stored_head.clone(), state.head.generation, state.index.len())
        };
        let notes = self.backend.notes("").await?;
        let headers = self.backend.snapshot(0).await?.headers;
        let mut hasher = blake3::Hasher::new();
        let mut send = |bytes: Vec<u8>, events: u64| {
            hasher.update(&bytes);
            if write(BackupPart::Bytes(bytes), events) { Ok(()) } else { Err(LogError::Cancelled) }
        };
        let mut start = MAGIC.to_vec();
        start.extend_from_slice(&VERSION.to_le_bytes());
        send(start, 0)?;
        if let Some(head) = &stored_head {
            send(record(HEAD, &[head]), 0)?;
        }
        for (name, value) in &notes {
            send(record(NOTE, &[name.as_bytes(), value]), 0)?;
        }
        for stored in headers.iter().filter(|stored| stored.first < end) {
            let Some(payload) = self.backend.payload(stored.first).await? else { return Ok(false) };
            send(record(SEGMENT, &[&stored.first.to_le_bytes(), &stored.header, &payload]), stored.first)?;
        }
        send(record(END, &[]), end)?;
        let hash = hasher.finalize();
        // Headers, payloads and head come from many moments. They fit each other if nothing was replaced in between.
        let now = self.backend.snapshot(end).await?.head;
        let same = now == stored_head
            || now.as_deref().is_some_and(|now| Head::from_bytes(now).is_ok_and(|head| head.generation == generation));
        if same && !write(BackupPart::Bytes(hash.as_bytes().to_vec()), end) {
            return Err(LogError::Cancelled);
        }
        Ok(same)
    }
}

fn record(kind: u8, fields: &[&[u8]]) -> Vec<u8> {
    let mut out = vec![kind];
    fields.iter().for_each(|field| put_bytes(field, &mut out));
    let sum = checksum(&out);
    out.extend_from_slice(&sum);
    out
}

/// Puts a backup into an empty place. Until [`Self::finish`] everyone sees a log that is being imported into.
#[derive(Debug)]
pub struct Restore<'a, B> {
    backend: &'a B,
    /// What has come and is no whole record yet.
    rest: Vec<u8>,
    started: bool,
    ended: bool,
    head: Option<Vec<u8>>,
    notes: Vec<(String, Option<Vec<u8>>)>,
    hasher: blake3::Hasher,
    importing: Vec<u8>,
    /// The position behind the last segment.
    end: u64,
}

impl<'a, B: Backend> Restore<'a, B> {
    /// Begins.
    ///
    /// # Errors
    /// [`LogError::Conflict`] when the place is not empty; what the backend says.
    pub async fn begin(backend: &'a B) -> Result<Self, LogError> {
        let importing = Head { importing: true, ..Head::default() }.to_bytes();
        let place = backend.snapshot(0).await?;
        // An empty log has a head once something was begun in it.
        let begun = place.head.as_deref().map_or(Ok(Head::default()), Head::from_bytes)?;
        // Where something is said of streams, a tombstone or metadata, it would be mixed with what the file says.
        if begun.importing || begun.rules_at > 0 || !place.headers.is_empty() {
            return Err(LogError::Conflict);
        }
        let commit = Commit {
            expect: Expect::Head(place.head),
            free: Some(0),
            head: Some(importing.clone()),
            ..Commit::default()
        };
        backend.commit(commit).await?;
        let hasher = blake3::Hasher::new();
        let (rest, notes) = (Vec::new(), Vec::new());
        Ok(Self { backend, rest, started: false, ended: false, head: None, notes, hasher, importing, end: 0 })
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// [`LogError::NoBackup`], [`LogError::NewerVersion`], what the backend says.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), LogError> {
        self.rest.extend_from_slice(bytes);
        if !self.started {
            if self.rest.len() < 6 {
                return Ok(());
            }
            if &self.rest[..4] != MAGIC {
                return Err(LogError::NoBackup { reason: "it does not begin as one does" });
            }
            let found = u16::from_le_bytes([self.rest[4], self.rest[5]]);
            if found > VERSION {
                return Err(LogError::NewerVersion { found, supported: VERSION });
            }
            self.started = true;
            self.taken(6);
        }
        while !self.ended {
            let mut commit = Commit { expect: Expect::Head(Some(self.importing.clone())), ..Commit::default() };
            let Some((record, length)) = read_record(&self.rest)? else { return Ok(()) };
            match record {
                Record::Head(head) => self.head = Some(head),
                Record::Note(name, value) => self.notes.push((name, Some(value))),
                Record::Segment(segment) => {
                    self.follow(&segment)?;
                    commit.put.push(segment);
                }
                Record::End => self.ended = true,
            }
            self.taken(length);
            if !commit.put.is_empty() {
                self.backend.commit(commit).await?;
            }
        }
        Ok(())
    }

    /// Checks that a segment lies behind those before it. A damaged one is restored as it was saved.
    fn follow(&mut self, segment: &StoredSegment) -> Result<(), LogError> {
        if segment.first < self.end || segment.first > u64::from(u32::MAX) {
            return Err(LogError::NoBackup { reason: "its segments are not in their order" });
        }
        self.end = match Header::from_bytes(segment.first, &segment.header) {
            Ok(header) => header.first + header.events.len() as u64,
            Err(error @ LogError::NewerVersion { .. }) => return Err(error),
            Err(_) => segment.first + 1,
        };
        Ok(())
    }

    fn taken(&mut self, length: usize) {
        self.hasher.update(&self.rest[..length]);
        self.rest.drain(..length);
    }

    /// Ends: the log is there, or nothing is.
    ///
    /// # Errors
    /// [`LogError::NoBackup`] when the file is not whole, what the backend says.
    pub async fn finish(self) -> Result<(), LogError> {
        if !self.ended {
            return Err(LogError::NoBackup { reason: "it ends too early" });
        }
        if self.rest != self.hasher.finalize().as_bytes() {
            return Err(LogError::NoBackup { reason: "its checksum does not fit" });
        }
        match self.head.as_deref().map(Head::from_bytes) {
            Some(Err(error @ LogError::NewerVersion { .. })) => return Err(error),
            // What is missing behind the last segment would be a hole of that size.
            Some(Ok(head)) if head.next > self.end.max(MOST_MISSING) => {
                return Err(LogError::NoBackup { reason: "its head says that much more follows than does" });
            }
            _ => {}
        }
        let head = self.head.unwrap_or_else(|| Head::default().to_bytes());
        let expect = Expect::Head(Some(self.importing));
        let commit = Commit { expect, head: Some(head), notes: self.notes, strict: true, ..Commit::default() };
        self.backend.commit(commit).await
    }
}

enum Record {
    Head(Vec<u8>),
    Segment(StoredSegment),
    Note(String, Vec<u8>),
    End,
}

/// The first record of `bytes` and its length; `None` while it is not whole.
fn read_record(bytes: &[u8]) -> Result<Option<(Record, usize)>, LogError> {
    let broken = LogError::NoBackup { reason: "a record of it cannot be read" };
    let mut reader = Reader::new(bytes);
    let Ok([kind]) = reader.array() else { return Ok(None) };
    let count = match kind {
        END => 0,
        HEAD => 1,
        NOTE => 2,
        SEGMENT => 3,
        _ => return Err(broken),
    };
    let mut fields: [&[u8]; 3] = [&[]; 3];
    for field in &mut fields[..count] {
        let mut ahead = reader;
        let length = match ahead.get() {
            Ok(length) => usize::try_from(length).unwrap_or(usize::MAX),
            Err(Broken) if ahead.rest.len() < 10 => return Ok(None),
            Err(Broken) => return Err(broken),
        };
        if length > MAX_RECORD {
            return Err(broken);
        }
        let Ok(value) = ahead.take(length) else { return Ok(None) };
        *field = value;
        reader = ahead;
    }
    let covered = bytes.len() - reader.rest.len();
    let Ok(sum) = reader.take(16) else { return Ok(None) };
    if sum != checksum(&bytes[..covered]) {
        return Err(LogError::NoBackup { reason: "the checksum of a record does not fit" });
    }
    let record = match kind {
        HEAD => Record::Head(fields[0].to_vec()),
        NOTE => {
            let name = std::str::from_utf8(fields[0]).map_err(|_| broken)?;
            Record::Note(name.to_owned(), fields[1].to_vec())
        }
        SEGMENT => Record::Segment(StoredSegment {
            first: u64::from_le_bytes(fields[0].try_into().map_err(|_| broken)?),
            header: fields[1].to_vec(),
            payload: fields[2].to_vec(),
        }),
        _ => Record::End,
    };
    Ok(Some((record, covered + 16)))
}
