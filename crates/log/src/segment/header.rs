//! The header of a segment: dictionaries, index columns, where the blocks are, what is left of removed events, and what
//! proves all that whole.
//!
//! Layout: `FBSG`, format version (u16), first position (u64), hash chain behind the last event (32 bytes), number of
//! events, length of the payload, length of the body before compression, the body (LZ4 block), checksum of all before it.
//! Numbers are LEB128 where no width is given.

use foldback_event::Timestamp;

use super::names::NameList;
use crate::LogError;
use crate::chain::Link;
use crate::head::{FORMAT_VERSION, checksum, version};
use crate::wire::{Broken, Reader, put, put_bytes, unzigzag, zigzag};

const MAGIC: &[u8; 4] = b"FBSG";

/// A body longer than this is not believed: it is more than any writer makes of the most events a segment may hold.
const MAX_BODY: usize = 1 << 28;

/// What the index takes of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexRow {
    /// Place in the header's list of streams.
    pub stream: u32,
    /// Place in the header's list of types.
    pub kind: u32,
    /// When it happened.
    pub created: Option<Timestamp>,
    /// Places in the header's list of tags.
    pub tags: Vec<u32>,
}

/// Where a block lies within the payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockEntry {
    /// How many events of the segment come before it.
    pub before: u32,
    /// How many events it holds.
    pub count: u32,
    /// Byte offset in the payload.
    pub offset: u32,
    /// Compressed bytes.
    pub length: u32,
    /// Bytes before compression.
    pub raw: u32,
    /// Checksum over the compressed bytes.
    pub sum: [u8; 16],
}

/// A header, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Position of the first event.
    pub first: u64,
    /// The hash chain behind the last event.
    pub link: Link,
    /// Bytes of the payload.
    pub payload: u64,
    /// Streams that occur.
    pub streams: NameList,
    /// The revision of the first event that each of them has here.
    pub first_revisions: Vec<u64>,
    /// Event types that occur.
    pub types: NameList,
    /// Tags that occur.
    pub tags: NameList,
    /// The events.
    pub events: Vec<IndexRow>,
    /// The payload's blocks.
    pub blocks: Vec<BlockEntry>,
    /// Places of removed events, counted from the segment's first: what the hash chain needs of each. Their rows name no stream.
    pub removed: Vec<(u32, Link)>,
}

/// Stands for the stream and the type of a removed event.
pub const REMOVED: u32 = u32::MAX;

impl Header {
    /// As stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = self.body();
        let mut out = Vec::with_capacity(body.len() / 2 + 96);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        out.extend_from_slice(&self.first.to_le_bytes());
        out.extend_from_slice(&self.link);
        put(self.events.len() as u64, &mut out);
        put(self.payload, &mut out);
        put(body.len() as u64, &mut out);
        out.extend_from_slice(&lz4_flex::block::compress(&body));
        let sum = checksum(&out);
        out.extend_from_slice(&sum);
        out
    }

    fn body(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.events.len() * 7 + 256);
        put(self.streams.len() as u64, &mut out);
        for (name, first_revision) in self.streams.iter().zip(&self.first_revisions) {
            put_bytes(name.as_bytes(), &mut out);
            put(*first_revision, &mut out);
        }
        for names in [&self.types, &self.tags] {
            put(names.len() as u64, &mut out);
            names.iter().for_each(|name| put_bytes(name.as_bytes(), &mut out));
        }
        put(self.blocks.len() as u64, &mut out);
        for block in &self.blocks {
            put(u64::from(block.count), &mut out);
            put(u64::from(block.length), &mut out);
            put(u64::from(block.raw), &mut out);
            out.extend_from_slice(&block.sum);
        }
        // Column by column: neighbours in a column are alike.
        // A removed event's is one behind the last of the dictionary.
        self.events.iter().for_each(|event| put(u64::from(event.stream.min(self.streams.len() as u32)), &mut out));
        self.events.iter().for_each(|event| put(u64::from(event.kind.min(self.types.len() as u32)), &mut out));
        let mut before = 0i64;
        for event in &self.events {
            match event.created {
                // One more than the zigzag distance, because 0 says that there is no time.
                Some(Timestamp(micros)) => {
                    put(zigzag(micros.wrapping_sub(before)).wrapping_add(1), &mut out);
                    before = micros;
                }
                None => put(0, &mut out),
            }
        }
        if !self.tags.is_empty() {
            for event in &self.events {
                put(event.tags.len() as u64, &mut out);
                event.tags.iter().for_each(|tag| put(u64::from(*tag), &mut out));
            }
        }
        put(self.removed.len() as u64, &mut out);
        for (place, digest) in &self.removed {
            put(u64::from(*place), &mut out);
            out.extend_from_slice(digest);
        }
        out
    }

    /// Reads what [`Self::to_bytes`] wrote, stored under the key `first`.
    ///
    /// # Errors
    /// [`LogError::NewerVersion`] and [`LogError::Corrupt`].
    pub fn from_bytes(first: u64, bytes: &[u8]) -> Result<Self, LogError> {
        let corrupt = |reason| LogError::Corrupt { first: Some(first), reason };
        let broken = |_: Broken| corrupt("its header cannot be read");
        let mut reader = Reader::new(bytes);
        if reader.take(4).map_err(broken)? != MAGIC {
            return Err(corrupt("its header does not begin as one does"));
        }
        let version = version(reader.array().map_err(broken)?);
        // Headers of all versions end with this, or one flipped bit of one header would keep the whole log from being opened.
        let covered = bytes.len().saturating_sub(16);
        if bytes[covered..] != checksum(&bytes[..covered]) {
            return Err(corrupt("the checksum of its header does not fit"));
        }
        let version = version?;
        reader.rest = &reader.rest[..reader.rest.len().saturating_sub(16)];
        if u64::from_le_bytes(reader.array().map_err(broken)?) != first {
            return Err(corrupt("it is stored under the key of another segment"));
        }
        let link = reader.array().map_err(broken)?;
        let count = usize::try_from(reader.get().map_err(broken)?).map_err(|_| LogError::Full)?;
        let payload = reader.get().map_err(broken)?;
        let length = usize::try_from(reader.get().map_err(broken)?).unwrap_or(usize::MAX);
        if length > MAX_BODY {
            return Err(corrupt("its header claims to be larger than any header is"));
        }
        let body = lz4_flex::block::decompress(reader.rest, length)
            .map_err(|_| corrupt("its header cannot be decompressed"))?;
        let mut header = Self { first, link, payload, ..Self::default() };
        header.read_body(&body, count, version).map_err(broken)?;
        Ok(header)
    }

    fn read_body(&mut self, body: &[u8], count: usize, version: u16) -> Result<(), Broken> {
        let narrow = |value: u64| u32::try_from(value).map_err(|_| Broken);
        let mut reader = Reader::new(body);
        for _ in 0..reader.count()? {
            self.streams.push(reader.text()?);
            self.first_revisions.push(reader.get()?);
        }
        for names in [&mut self.types, &mut self.tags] {
            for _ in 0..reader.count()? {
                names.push(reader.text()?);
            }
        }
        let (mut before, mut offset) = (0u32, 0u32);
        for _ in 0..reader.count()? {
            let block = BlockEntry {
                before,
                offset,
                count: narrow(reader.get()?)?,
                length: narrow(reader.get()?)?,
                raw: narrow(reader.get()?)?,
                sum: reader.array()?,
            };
            before = before.checked_add(block.count).ok_or(Broken)?;
            offset = offset.checked_add(block.length).ok_or(Broken)?;
            self.blocks.push(block);
        }
        if before as usize != count || u64::from(offset) != self.payload {
            return Err(Broken);
        }
        self.events.reserve(count.min(reader.rest.len()));
        for _ in 0..count {
            self.events.push(IndexRow { stream: narrow(reader.get()?)?, ..IndexRow::default() });
        }
        for event in &mut self.events {
            event.kind = narrow(reader.get()?)?;
        }
        let mut micros = 0i64;
        for event in &mut self.events {
            event.created = match reader.get()? {
                0 => None,
                distance => {
                    micros = micros.wrapping_add(unzigzag(distance - 1));
                    Some(Timestamp(micros))
                }
            };
        }
        if !self.tags.is_empty() {
            for event in &mut self.events {
                for _ in 0..reader.count()? {
                    event.tags.push(narrow(reader.get()?)?);
                }
            }
        }
        if version >= 2 {
            for _ in 0..reader.count()? {
                self.removed.push((narrow(reader.get()?)?, reader.array()?));
            }
        }
        self.mark_removed()?;
        if reader.rest.is_empty() { Ok(()) } else { Err(Broken) }
    }

    /// Checks every row's names against the dictionaries, and that those without are the removed ones.
    fn mark_removed(&mut self) -> Result<(), Broken> {
        let mut removed = self.removed.iter().map(|(place, _)| *place as usize).peekable();
        for (at, event) in self.events.iter_mut().enumerate() {
            if removed.next_if_eq(&at).is_some() {
                (event.stream, event.kind) = (REMOVED, REMOVED);
            } else if event.stream as usize >= self.streams.len() || event.kind as usize >= self.types.len() {
                return Err(Broken);
            }
            if event.tags.iter().any(|tag| *tag as usize >= self.tags.len()) {
                return Err(Broken);
            }
        }
        if removed.next().is_none() { Ok(()) } else { Err(Broken) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_reads_back_and_every_flipped_byte_is_seen() {
        let event = |stream, created: Option<i64>, tags: &[u32]| IndexRow {
            stream,
            kind: 0,
            created: created.map(Timestamp),
            tags: tags.to_vec(),
        };
        let gone = IndexRow { stream: REMOVED, kind: REMOVED, ..IndexRow::default() };
        let header = Header {
            first: 1 << 33,
            link: [3; 32],
            payload: 300,
            streams: ["cart-1", "é"].into_iter().collect(),
            first_revisions: vec![5, 0],
            types: ["Added"].into_iter().collect(),
            tags: ["sku:tea"].into_iter().collect(),
            events: vec![event(0, Some(-5), &[0]), event(1, None, &[]), event(0, Some(i64::MAX), &[0, 0]), gone],
            blocks: vec![BlockEntry { before: 0, count: 4, offset: 0, length: 300, raw: 900, sum: [1; 16] }],
            removed: vec![(3, [4; 32])],
        };
        let bytes = header.to_bytes();
        assert_eq!(Header::from_bytes(1 << 33, &bytes), Ok(header));
        assert!(Header::from_bytes(7, &bytes).is_err(), "another key");
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x10;
            assert!(Header::from_bytes(1 << 33, &damaged).is_err(), "byte {at}");
            assert!(Header::from_bytes(1 << 33, &bytes[..at]).is_err(), "cut at {at}");
        }
    }
}
