//! A block: some events, column by column, compressed as one. Built by [`BlockBuilder`], read by [`Block`].

use foldback_event::{EventRef, JSON_CONTENT_TYPE};

use super::BlockEntry;
use crate::head::checksum;
use crate::wire::{Broken, Reader, put, put_bytes, unzigzag, zigzag};

/// More than any block holds: events are added until there are 64 KiB, and one has 16 MiB and some names at most.
const MAX_RAW: u32 = 256 << 20;

/// The id is a text; otherwise it is the 16 bytes of a UUID.
pub(super) const TEXT_ID: u8 = 1;
/// There is a time.
pub(super) const TIME: u8 = 2;
/// The time is written as RFC 3339 in UTC, so that the instant says it: these two bits tell 0, 3 or 6 digits of fraction; 3 keeps the text.
pub(super) const TIME_FORM: u8 = 4 | 8;
/// There is a source revision.
pub(super) const SOURCE_REVISION: u8 = 16;
/// There is a source position.
pub(super) const SOURCE_POSITION: u8 = 32;
/// There is a place in a source file.
pub(super) const PLACE: u8 = 64;
/// The content type is not JSON's.
pub(super) const CONTENT_TYPE: u8 = 128;
/// The place of a removed event: a form of a time that is not there, which no event has.
const GONE: u8 = TEXT_ID | TIME_FORM;

/// Collects events until there are enough for a block.
#[derive(Debug, Default)]
pub struct BlockBuilder {
    pub count: u32,
    flags: Vec<u8>,
    ids: Vec<u8>,
    data_lengths: Vec<u8>,
    data: Vec<u8>,
    metadata_lengths: Vec<u8>,
    metadata: Vec<u8>,
    rest: Vec<u8>,
    pub(super) place: u64,
}

impl BlockBuilder {
    /// Bytes collected.
    pub fn len(&self) -> usize {
        self.ids.len() + self.data.len() + self.metadata.len() + self.rest.len()
    }

    /// Adds an event. `uuid` is what `id` is as a UUID, which who adds it knows already.
    pub fn push(&mut self, event: &EventRef<'_>, id: &str, uuid: Option<&[u8; 16]>) {
        let mut flags = 0;
        match uuid {
            Some(uuid) => self.ids.extend_from_slice(uuid),
            None => {
                flags |= TEXT_ID;
                put_bytes(id.as_bytes(), &mut self.ids);
            }
        }
        put(event.data.len() as u64, &mut self.data_lengths);
        self.data.extend_from_slice(event.data);
        put(event.metadata.len() as u64, &mut self.metadata_lengths);
        self.metadata.extend_from_slice(event.metadata);
        if let Some(time) = event.time {
            flags |= TIME;
            let form = event.created.map_or(3, |_| utc_form(time));
            flags |= form << 2;
            if form == 3 {
                put_bytes(time.as_bytes(), &mut self.rest);
            }
        }
        if let Some(source) = &event.source {
            if let Some(revision) = source.revision {
                flags |= SOURCE_REVISION;
                put_bytes(revision.as_bytes(), &mut self.rest);
            }
            if let Some(position) = source.position {
                flags |= SOURCE_POSITION;
                put_bytes(position.as_bytes(), &mut self.rest);
            }
            flags |= PLACE;
            put(zigzag(source.place.wrapping_sub(self.place) as i64), &mut self.rest);
            self.place = source.place;
        }
        if !event.content_type.is_empty() && event.content_type != JSON_CONTENT_TYPE {
            flags |= CONTENT_TYPE;
            put_bytes(event.content_type.as_bytes(), &mut self.rest);
        }
        self.flags.push(flags);
        self.count += 1;
    }

    /// Keeps the place of a removed event.
    pub fn push_removed(&mut self) {
        self.flags.push(GONE);
        self.ids.push(0);
        self.data_lengths.push(0);
        self.metadata_lengths.push(0);
        self.count += 1;
    }

    /// Compresses what was collected onto the end of `payload`, and begins anew.
    pub fn close(&mut self, before: u32, payload: &mut Vec<u8>) -> BlockEntry {
        let mut raw = Vec::with_capacity(self.len() + self.data_lengths.len() * 3 + 64);
        for column in
            [&self.flags, &self.ids, &self.data_lengths, &self.data, &self.metadata_lengths, &self.metadata, &self.rest]
        {
            put_bytes(column, &mut raw);
        }
        let offset = payload.len();
        payload.resize(offset + lz4_flex::block::get_maximum_output_size(raw.len()), 0);
        // The room is the most that the compressor can need, so it cannot fail; an empty block would be seen when read.
        let length = lz4_flex::block::compress_into(&raw, &mut payload[offset..]).unwrap_or(0);
        payload.truncate(offset + length);
        let entry = BlockEntry {
            before,
            count: self.count,
            offset: offset as u32,
            length: length as u32,
            raw: raw.len() as u32,
            sum: checksum(&payload[offset..]),
        };
        self.count = 0;
        self.place = 0;
        for column in [
            &mut self.flags,
            &mut self.ids,
            &mut self.data_lengths,
            &mut self.data,
            &mut self.metadata_lengths,
            &mut self.metadata,
            &mut self.rest,
        ] {
            column.clear();
        }
        entry
    }
}

/// Which of the forms of [`TIME_FORM`] gives this text back from its instant; 3 when none does.
///
/// The text has been understood as a time already, so its fixed marks decide; hour 24 and second 60 are read as
/// the instant after and would come back as that.
fn utc_form(time: &str) -> u8 {
    let text = time.as_bytes();
    let form = match text.len() {
        20 => 0,
        24 => 1,
        27 => 2,
        _ => return 3,
    };
    let fraction = form == 0 || text[19] == b'.';
    let marks = text[10] == b'T' && text[text.len() - 1] == b'Z';
    if fraction && marks && &text[11..13] != b"24" && &text[17..19] != b"60" && text[4] == b'-' { form } else { 3 }
}

/// A block, decompressed.
#[derive(Debug, Default)]
pub struct Block {
    pub(super) bytes: Vec<u8>,
    pub(super) rows: Vec<RowAt>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RowAt {
    pub(super) flags: u8,
    pub(super) id: u32,
    pub(super) data: u32,
    pub(super) data_end: u32,
    pub(super) metadata: u32,
    pub(super) metadata_end: u32,
    pub(super) rest: u32,
    pub(super) place: u64,
}

impl Block {
    /// Opens a block of a payload.
    ///
    /// # Errors
    /// What does not fit, when the bytes are not those that were written.
    ///
    /// `payload` may be a part of the payload that begins at the byte `from` of it.
    pub fn open(entry: &BlockEntry, payload: &[u8], from: u32) -> Result<Self, &'static str> {
        let start = entry.offset.checked_sub(from).ok_or("its payload is too short")? as usize;
        let compressed = payload.get(start..start + entry.length as usize).ok_or("its payload is too short")?;
        if checksum(compressed) != entry.sum {
            return Err("the checksum of a block does not fit");
        }
        if entry.raw > MAX_RAW {
            return Err("a block claims to be larger than any block is");
        }
        let bytes = lz4_flex::block::decompress(compressed, entry.raw as usize)
            .map_err(|_| "a block cannot be decompressed")?;
        let mut block = Self { rows: Vec::new(), bytes };
        block.find_rows(entry.count as usize).map_err(|Broken| "a block cannot be read")?;
        Ok(block)
    }

    /// Bytes of memory it holds.
    pub fn weight(&self) -> usize {
        self.bytes.len() + self.rows.len() * size_of::<RowAt>()
    }

    fn find_rows(&mut self, count: usize) -> Result<(), Broken> {
        let at = |part: &[u8]| (part.as_ptr() as usize - self.bytes.as_ptr() as usize) as u32;
        let mut reader = Reader::new(&self.bytes);
        let flags = reader.bytes()?;
        let mut ids = Reader::new(reader.bytes()?);
        let mut data_lengths = Reader::new(reader.bytes()?);
        let mut data = Reader::new(reader.bytes()?);
        let mut metadata_lengths = Reader::new(reader.bytes()?);
        let mut metadata = Reader::new(reader.bytes()?);
        let mut rest = Reader::new(reader.bytes()?);
        if flags.len() != count {
            return Err(Broken);
        }
        let mut rows = Vec::with_capacity(count);
        let mut place = 0u64;
        for flags in flags {
            let mut row = RowAt {
                flags: *flags,
                id: at(ids.rest),
                data: at(data.rest),
                metadata: at(metadata.rest),
                rest: at(rest.rest),
                ..RowAt::default()
            };
            if flags & TEXT_ID == 0 {
                ids.take(16)?;
            } else {
                ids.text()?;
            }
            data.take(usize::try_from(data_lengths.get()?).map_err(|_| Broken)?)?;
            row.data_end = at(data.rest);
            metadata.take(usize::try_from(metadata_lengths.get()?).map_err(|_| Broken)?)?;
            row.metadata_end = at(metadata.rest);
            for present in [
                flags & TIME != 0 && flags & TIME_FORM == TIME_FORM,
                flags & SOURCE_REVISION != 0,
                flags & SOURCE_POSITION != 0,
            ] {
                if present {
                    rest.text()?;
                }
            }
            if flags & PLACE != 0 {
                place = place.wrapping_add(unzigzag(rest.get()?) as u64);
                row.place = place;
            }
            if flags & CONTENT_TYPE != 0 {
                rest.text()?;
            }
            rows.push(row);
        }
        self.rows = rows;
        Ok(())
    }

    /// Whether a row is the place of a removed event.
    pub fn is_removed(&self, row: usize) -> bool {
        self.rows.get(row).is_none_or(|row| row.flags == GONE)
    }

    pub(super) fn reader(&self, from: u32) -> Reader<'_> {
        Reader::new(&self.bytes[from as usize..])
    }
}
