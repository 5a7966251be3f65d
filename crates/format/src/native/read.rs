//! A line to its event. What is not as it was written is refused with what is wrong, never guessed at.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foldback_event::json::{Members, Span, unescape};
use foldback_event::{EventRef, SourceRef, Timestamp};

use super::{BEGINS, VERSION};
use crate::record::Place;

/// Bytes that were Base64, reused from record to record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers {
    data: Vec<u8>,
    metadata: Vec<u8>,
}

/// An event of a line; what is borrowed of it is given by [`Self::with`].
pub(crate) struct Read<'a> {
    stream: Cow<'a, str>,
    event_type: Cow<'a, str>,
    id: Option<Cow<'a, str>>,
    time: Option<Cow<'a, str>>,
    created: Option<Timestamp>,
    content_type: Cow<'a, str>,
    data: &'a [u8],
    metadata: &'a [u8],
    tags: Vec<Cow<'a, str>>,
    revision: Option<Cow<'a, str>>,
    position: Option<Cow<'a, str>>,
    place: u64,
}

impl Read<'_> {
    /// Shows the event.
    pub fn with(&self, show: impl FnOnce(EventRef<'_>)) {
        let tags: Vec<&str> = self.tags.iter().map(AsRef::as_ref).collect();
        show(EventRef {
            stream: &self.stream,
            event_type: &self.event_type,
            id: self.id.as_deref(),
            time: self.time.as_deref(),
            created: self.created,
            content_type: &self.content_type,
            data: self.data,
            metadata: self.metadata,
            tags: &tags,
            source: Some(SourceRef {
                revision: self.revision.as_deref(),
                position: self.position.as_deref(),
                place: self.place,
            }),
        });
    }
}

/// The members of a line that were met, as they are written.
#[derive(Default)]
struct Met<'a> {
    stream: Option<&'a str>,
    event_type: Option<&'a str>,
    id: Option<&'a str>,
    time: Option<&'a str>,
    created: Option<&'a str>,
    content_type: Option<&'a str>,
    data: Option<&'a str>,
    data_base64: Option<&'a str>,
    metadata: Option<&'a str>,
    metadata_base64: Option<&'a str>,
    tags: Option<&'a str>,
    position: Option<&'a str>,
    revision: Option<&'a str>,
    source: Option<Span>,
}

/// Reads a record that [`super::is_native`], of good JSON on one line.
pub(crate) fn read<'a>(text: &'a str, place: Place, buffers: &'a mut Buffers) -> Result<Read<'a>, String> {
    let input = text.as_bytes();
    let version = input.strip_prefix(BEGINS).unwrap_or_default();
    let digits = version.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if &version[..digits] != VERSION {
        return Err("this event was exported by a newer version of Foldback; update to read it".to_owned());
    }
    let mut met = Met::default();
    walk(text, 0, |name, value| {
        let of = |span: Span| text.get(span.start..span.end);
        match name {
            b"streamId" => met.stream = of(value),
            b"type" => met.event_type = of(value),
            b"id" => met.id = of(value),
            b"time" => met.time = of(value),
            b"created" => met.created = of(value),
            b"contentType" => met.content_type = of(value),
            b"data" => met.data = of(value),
            b"dataBase64" => met.data_base64 = of(value),
            b"metadata" => met.metadata = of(value),
            b"metadataBase64" => met.metadata_base64 = of(value),
            b"tags" => met.tags = of(value),
            b"position" => met.position = of(value),
            b"revision" => met.revision = of(value),
            b"source" => met.source = Some(value),
            _ => {}
        }
    })?;
    let stream = string("streamId", met.stream)?.filter(|name| !name.is_empty());
    let event_type = string("type", met.event_type)?.filter(|name| !name.is_empty());
    let time = string("time", met.time)?;
    let created = match met.created {
        None => time.as_deref().and_then(Timestamp::parse),
        Some("null") => None,
        Some(micros) => Some(Timestamp(micros.parse().map_err(|_| bad("created", "a whole number"))?)),
    };
    let Buffers { data, metadata } = buffers;
    let mut read = Read {
        stream: stream.ok_or_else(|| bad("streamId", "a text"))?,
        event_type: event_type.ok_or_else(|| bad("type", "a text"))?,
        id: string("id", met.id)?,
        time,
        created,
        content_type: string("contentType", met.content_type)?.unwrap_or_default(),
        data: bytes("dataBase64", met.data, met.data_base64, data)?,
        metadata: bytes("metadataBase64", met.metadata, met.metadata_base64, metadata)?,
        tags: tags(met.tags)?,
        // Where it comes from is the log that it was exported from, and where that had it from, if it had.
        revision: met.revision.map(Cow::Borrowed),
        position: met.position.map(Cow::Borrowed),
        place: place.byte,
    };
    if let Some(source) = met.source {
        (read.revision, read.position) = (None, None);
        let (mut revision, mut position, mut place) = (None, None, None);
        walk(text, source.start, |name, value| {
            let value = text.get(value.start..value.end);
            match name {
                b"revision" => revision = value,
                b"position" => position = value,
                b"place" => place = value,
                _ => {}
            }
        })?;
        read.revision = string("source.revision", revision)?;
        read.position = string("source.position", position)?;
        let place = place.and_then(|place| place.parse().ok());
        read.place = place.ok_or_else(|| bad("source.place", "a whole number"))?;
    }
    Ok(read)
}

fn walk<'a>(text: &'a str, at: usize, mut take: impl FnMut(&'a [u8], Span)) -> Result<(), String> {
    let input = text.as_bytes();
    let mut members = Members::new(input, at).map_err(|_| bad("source", "an object"))?;
    while let Some(member) = members.next_member().map_err(|fault| fault.problem.to_string())? {
        take(member.name.of(input), member.value);
    }
    Ok(())
}

fn bad(name: &str, what: &str) -> String {
    format!("`{name}` is not {what}, so this is not as Foldback exported it")
}

/// The text of a JSON string; `null` is none.
fn string<'a>(name: &str, value: Option<&'a str>) -> Result<Option<Cow<'a, str>>, String> {
    let Some(value) = value.filter(|value| *value != "null") else { return Ok(None) };
    let inside = value.strip_prefix('"').and_then(|inside| inside.strip_suffix('"'));
    Ok(Some(unescape(inside.ok_or_else(|| bad(name, "a text"))?)))
}

fn bytes<'a>(
    name: &str,
    plain: Option<&'a str>,
    base64: Option<&str>,
    buffer: &'a mut Vec<u8>,
) -> Result<&'a [u8], String> {
    match (plain, string(name, base64)?) {
        (Some(plain), None) => Ok(plain.as_bytes()),
        (None, None) => Ok(b""),
        (None, Some(base64)) => {
            buffer.clear();
            STANDARD.decode_vec(base64.as_bytes(), buffer).map_err(|_| bad(name, "Base64"))?;
            Ok(buffer)
        }
        (Some(_), Some(_)) => Err(bad(name, "the only payload")),
    }
}

fn tags(value: Option<&str>) -> Result<Vec<Cow<'_, str>>, String> {
    let Some(value) = value else { return Ok(Vec::new()) };
    crate::record::tags(value).filter(|_| value.starts_with('[')).ok_or_else(|| bad("tags", "a list of texts"))
}
