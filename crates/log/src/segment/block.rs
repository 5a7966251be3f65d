//! A block: some events, column by column, compressed as one. Built by [`BlockBuilder`], read by [`Block`].

use foldback_event::{EventRef, JSON_CONTENT_TYPE, Position, Revision, Source, Timestamp};

use super::BlockEntry;
use crate::head::checksum;
use crate::id::{to_uuid, write_uuid};
use crate::wire::{Broken, Reader, put, put_bytes, unzigzag, zigzag};

/// The id is a text; otherwise it is the 16 bytes of a UUID.
const TEXT_ID: u8 = 1;
/// There is a time.
const TIME: u8 = 2;
/// The time is written as RFC 3339 in UTC, so that the instant says it: these two bits tell 0, 3 or 6 digits of fraction; 3 keeps the text.
const TIME_FORM: u8 = 4 | 8;
/// There is a source revision.
const SOURCE_REVISION: u8 = 16;
/// There is a source position.
const SOURCE_POSITION: u8 = 32;
/// There is a place in a source file.
const PLACE: u8 = 64;
/// The content type is not JSON's.
const CONTENT_TYPE: u8 = 128;

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
    place: u64,
}

impl BlockBuilder {
    /// Bytes collected.
    pub fn len(&self) -> usize {
        self.ids.len() + self.data.len() + self.metadata.len() + self.rest.len()
    }

    pub fn push(&mut self, event: &EventRef<'_>, id: &str) {
        let mut flags = 0;
        match to_uuid(id) {
            Some(uuid) => self.ids.extend_from_slice(&uuid),
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
    bytes: Vec<u8>,
    rows: Vec<RowAt>,
}

#[derive(Clone, Copy, Debug, Default)]
struct RowAt {
    flags: u8,
    id: u32,
    data: u32,
    data_end: u32,
    metadata: u32,
    metadata_end: u32,
    rest: u32,
    place: u64,
}

impl Block {
    /// Opens a block of a payload.
    ///
    /// # Errors
    /// What does not fit, when the bytes are not those that were written.
    pub fn open(entry: &BlockEntry, payload: &[u8]) -> Result<Self, &'static str> {
        let (start, end) = (entry.offset as usize, entry.offset as usize + entry.length as usize);
        let compressed = payload.get(start..end).ok_or("its payload is too short")?;
        if checksum(compressed) != entry.sum {
            return Err("the checksum of a block does not fit");
        }
        let bytes = lz4_flex::block::decompress(compressed, entry.raw as usize)
            .map_err(|_| "a block cannot be decompressed")?;
        let mut block = Self { rows: Vec::with_capacity(entry.count as usize), bytes };
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

    fn reader(&self, from: u32) -> Reader<'_> {
        Reader::new(&self.bytes[from as usize..])
    }
}

/// What a reader is shown of each event in turn. `false` ends the visit.
pub type Visit<'f> = dyn FnMut(View<'_>) -> bool + 'f;

/// An event where it lies, decoded field by field as it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub(crate) block: &'a Block,
    pub(crate) row: usize,
    pub(crate) index: &'a crate::Index,
    /// Its place in the log.
    pub position: Position,
    /// Its place in its stream.
    pub revision: Revision,
    /// Its stream.
    pub stream: &'a str,
    /// The stream's number in the index.
    pub stream_id: u32,
    /// Its type.
    pub event_type: &'a str,
    /// The type's number in the index.
    pub type_id: u32,
    /// When it happened.
    pub created: Option<Timestamp>,
}

impl<'a> View<'a> {
    fn at(&self) -> &'a RowAt {
        &self.block.rows[self.row]
    }

    /// The payload.
    pub fn data(&self) -> &'a [u8] {
        &self.block.bytes[self.at().data as usize..self.at().data_end as usize]
    }

    /// The metadata, a JSON object or nothing.
    pub fn metadata(&self) -> &'a [u8] {
        &self.block.bytes[self.at().metadata as usize..self.at().metadata_end as usize]
    }

    /// The id.
    pub fn id(&self) -> String {
        let mut reader = self.block.reader(self.at().id);
        // The block's texts and lengths were checked when it was opened.
        if self.at().flags & TEXT_ID != 0 {
            return reader.text().unwrap_or_default().to_owned();
        }
        let mut text = String::with_capacity(36);
        write_uuid(reader.take(16).unwrap_or_default(), &mut text);
        text
    }

    /// Names that it is also found by.
    pub fn tags(&self) -> Vec<String> {
        self.index.tags_at(self.position).map(str::to_owned).collect()
    }

    /// Whether its content type is JSON's.
    pub fn is_json(&self) -> bool {
        self.at().flags & CONTENT_TYPE == 0
    }

    /// Time as received, content type, and where it came from.
    pub fn details(&self) -> (Option<String>, String, Option<Source>) {
        let RowAt { flags, rest, place, .. } = *self.at();
        let mut reader = self.block.reader(rest);
        let mut text = |present: bool| present.then(|| reader.text().unwrap_or_default().to_owned());
        let kept = text(flags & TIME != 0 && flags & TIME_FORM == TIME_FORM);
        let time = kept.or_else(|| {
            (flags & TIME != 0).then(|| {
                let mut written = String::with_capacity(27);
                let digits = [0, 3, 6][((flags & TIME_FORM) >> 2) as usize % 3];
                self.created.unwrap_or_default().write_utc(digits, &mut written);
                written
            })
        });
        let (revision, position) = (text(flags & SOURCE_REVISION != 0), text(flags & SOURCE_POSITION != 0));
        let source = (flags & PLACE != 0).then(|| {
            // The place was read when the block was opened; here it is only passed over.
            let _ = reader.get();
            Source { revision, position, place }
        });
        let content_type = match flags & CONTENT_TYPE {
            0 => JSON_CONTENT_TYPE,
            _ => reader.text().unwrap_or_default(),
        };
        (time, content_type.to_owned(), source)
    }
}
