//! Reads a page whole: for clients in Rust, and for tests.

use std::fmt;

use foldback_event::{Event, JSON_CONTENT_TYPE, Position, Revision, Source, Timestamp};

use super::{
    CONTENT_TYPE, DATA, HEADER, ID, MAGIC, METADATA, NO_DATA, NO_METADATA, PLACE, SOURCE_POSITION, SOURCE_REVISION,
    TAGS, TIME, UTC, UTC_SHIFT, json, padded,
};
use crate::wire::{Broken, Reader};

/// Bytes that are no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageError;

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the page of events cannot be read: page and engine are of different versions; reload the page")
    }
}

impl std::error::Error for PageError {}

/// Reads a page. Instants more than 285 years from 1970 are as near as an f64 comes to them.
///
/// # Errors
/// Bytes that [`PageWriter`](super::PageWriter) did not write.
pub fn read_page(page: &[u8]) -> Result<Vec<Event>, PageError> {
    let mut reader = Reader { rest: page };
    read(&mut reader).map_err(|Broken| PageError)
}

fn read(reader: &mut Reader<'_>) -> Result<Vec<Event>, Broken> {
    let header = reader.take(HEADER)?.as_chunks().0;
    let [magic, count, lengths @ ..] = header else { return Err(Broken) };
    if u32::from_le_bytes(*magic) != MAGIC {
        return Err(Broken);
    }
    let length = |at: usize| lengths.get(at).map_or(0, |length| u32::from_le_bytes(*length) as usize);
    let count = u32::from_le_bytes(*count) as usize;
    let mut section = |length: Option<usize>| {
        let length = length.filter(|length| *length <= reader.rest.len()).ok_or(Broken)?;
        reader.take(padded(length))?.get(..length).ok_or(Broken)
    };
    let mut f64s = || Ok::<_, Broken>(section(count.checked_mul(8))?.as_chunks().0);
    let (positions, revisions, created) = (f64s()?, f64s()?, f64s()?);
    let mut u32s = || Ok::<_, Broken>(section(count.checked_mul(4))?.as_chunks().0);
    let (streams, types, data_ends, metadata_ends, extra_ends) = (u32s()?, u32s()?, u32s()?, u32s()?, u32s()?);
    let flags = section(count.checked_mul(2))?.as_chunks().0;
    let ids = section(count.checked_mul(16))?.as_chunks::<16>().0;
    let (data, metadata, extra) = (section(Some(length(0)))?, section(Some(length(1)))?, section(Some(length(2)))?);
    let dictionary = std::str::from_utf8(section(Some(length(3)))?).map_err(|_| Broken)?;
    let [stream_names, type_names] = json::read_lists(dictionary).ok_or(Broken)?;

    let f64_at = |column: &[[u8; 8]], at: usize| f64::from_le_bytes(column[at]);
    let u32_at = |column: &[[u8; 4]], at: usize| u32::from_le_bytes(column[at]) as usize;
    let part = |section: &'_ [u8], ends: &[[u8; 4]], at: usize, gap: usize| {
        let start = if at == 0 { 0 } else { u32_at(ends, at - 1).saturating_add(gap) };
        section.get(start..u32_at(ends, at)).map(<[u8]>::to_vec).ok_or(Broken)
    };
    let name = |names: &[String], at: usize| names.get(at).cloned().ok_or(Broken);
    let mut events = Vec::with_capacity(count);
    for at in 0..count {
        let flags = u16::from_le_bytes(flags[at]);
        let created = Some(f64_at(created, at)).filter(|created| !created.is_nan());
        let mut event = Event {
            position: Position(f64_at(positions, at) as u64),
            stream: name(&stream_names, u32_at(streams, at))?,
            revision: Revision(f64_at(revisions, at) as u64),
            event_type: name(&type_names, u32_at(types, at))?,
            created: created.map(|created| Timestamp(created as i64)),
            content_type: JSON_CONTENT_TYPE.to_owned(),
            ..Event::default()
        };
        if flags & (DATA | NO_DATA) == 0 {
            event.data = part(data, data_ends, at, 1)?;
        }
        if flags & (METADATA | NO_METADATA) == 0 {
            event.metadata = part(metadata, metadata_ends, at, 1)?;
        }
        if flags & UTC != 0 {
            let mut time = String::new();
            event.created.ok_or(Broken)?.write_utc(((flags & UTC) >> UTC_SHIFT) as u8 * 3 - 3, &mut time);
            event.time = Some(time);
        }
        let extra = part(extra, extra_ends, at, 0)?;
        read_extra(flags, &ids[at], &mut Reader { rest: &extra }, &mut event)?;
        events.push(event);
    }
    Ok(events)
}

fn read_extra(flags: u16, uuid: &[u8; 16], extra: &mut Reader<'_>, event: &mut Event) -> Result<(), Broken> {
    let text = |flag: u16, extra: &mut Reader<'_>| {
        if flags & flag == 0 { Ok(None) } else { extra.text().map(|text| Some(text.to_owned())) }
    };
    event.id = text(ID, extra)?.unwrap_or_else(|| uuid_text(uuid));
    if let Some(time) = text(TIME, extra)? {
        event.time = Some(time);
    }
    if let Some(content_type) = text(CONTENT_TYPE, extra)? {
        event.content_type = content_type;
    }
    if flags & DATA != 0 {
        event.data = extra.bytes()?.to_vec();
    }
    if flags & METADATA != 0 {
        event.metadata = extra.bytes()?.to_vec();
    }
    let (revision, position) = (text(SOURCE_REVISION, extra)?, text(SOURCE_POSITION, extra)?);
    if flags & PLACE != 0 {
        event.source = Some(Source { revision, position, place: extra.number()? });
    }
    while flags & TAGS != 0 && !extra.rest.is_empty() {
        event.tags.push(extra.text()?.to_owned());
    }
    if extra.rest.is_empty() { Ok(()) } else { Err(Broken) }
}

fn uuid_text(uuid: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in uuid.iter().enumerate() {
        if let 4 | 6 | 8 | 10 = at {
            text.push('-');
        }
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from(b"0123456789abcdef"[nibble as usize]));
        }
    }
    text
}
