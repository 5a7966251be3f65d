//! A line to its event. What is not as it was written is refused with what is wrong, never guessed at.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foldback_event::json::{Members, scan, unescape};
use foldback_event::{EventRef, SourceRef, Timestamp};

use super::{BEGINS, VERSION};
use crate::export;
use crate::record::{Place, plain};

/// Bytes that were Base64, reused from record to record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers {
    data: Vec<u8>,
    metadata: Vec<u8>,
    tags: String,
    rest: String,
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
    data: Payload<'a>,
    metadata: Payload<'a>,
    tags: Option<&'a str>,
    /// A list of tags inside a text.
    tags_text: Option<&'a str>,
    position: Option<&'a str>,
    revision: Option<&'a str>,
    source: Option<&'a str>,
    /// What the names of another form could not say: an object, or one inside a text.
    rest: Option<&'a str>,
    is_json: Option<&'a str>,
}

/// A payload as it is, as Base64 in a text, or as the text itself.
#[derive(Default)]
struct Payload<'a> {
    plain: Option<&'a str>,
    base64: Option<&'a str>,
    text: Option<&'a str>,
}

impl<'a> Met<'a> {
    fn take(&mut self, name: &[u8], value: &'a str) {
        let slot = match name {
            b"streamId" => &mut self.stream,
            b"type" => &mut self.event_type,
            b"id" => &mut self.id,
            b"time" => &mut self.time,
            b"created" => &mut self.created,
            b"contentType" => &mut self.content_type,
            b"data" => &mut self.data.plain,
            b"dataBase64" => &mut self.data.base64,
            b"dataText" => &mut self.data.text,
            b"metadata" => &mut self.metadata.plain,
            b"metadataBase64" => &mut self.metadata.base64,
            b"metadataText" => &mut self.metadata.text,
            b"tags" => &mut self.tags,
            b"tagsText" => &mut self.tags_text,
            b"position" => &mut self.position,
            b"revision" => &mut self.revision,
            b"source" => &mut self.source,
            b"foldbackrest" => &mut self.rest,
            b"isJson" => &mut self.is_json,
            _ => return,
        };
        *slot = Some(value);
    }
}

/// In whose names a record is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Own,
    CloudEvents,
    Kurrent,
    Columns,
}

impl Names {
    /// The name that Foldback's own form has for a member; empty where it means nothing.
    fn own(self, name: &[u8]) -> &[u8] {
        match self {
            // These two stand in records of the other forms alone.
            Self::Own if matches!(name, b"isJson" | b"foldbackrest" | b"dataText" | b"metadataText" | b"tagsText") => {
                b""
            }
            Self::Own => name,
            Self::CloudEvents => export::attributes(name),
            Self::Kurrent => export::names(name),
            Self::Columns => export::columns(name),
        }
    }
}

/// Reads a record that [`super::is_native`], of good JSON on one line.
pub(crate) fn read<'a>(text: &'a str, place: Place, buffers: &'a mut Buffers) -> Result<Read<'a>, String> {
    let input = text.as_bytes();
    let version = input.strip_prefix(BEGINS).unwrap_or_default();
    let digits = version.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if version.get(..digits) != Some(VERSION) {
        return Err("this event was exported by a newer version of Foldback; update to read it".to_owned());
    }
    let mut names = Names::Own;
    let mut met = Met::default();
    let mut ordinal = 0;
    walk(text, |name, value| {
        // The second member tells.
        ordinal += 1;
        if ordinal == 2 {
            names = match name {
                b"specversion" => Names::CloudEvents,
                b"eventNumber" => Names::Kurrent,
                b"stream" => Names::Columns,
                _ => Names::Own,
            };
        }
        met.take(names.own(name), value);
    })?;
    let Buffers { data, metadata, tags: tags_text, rest } = buffers;
    if names == Names::Kurrent && met.is_json == Some("false") && met.data.plain.is_some() {
        met.data.base64 = met.data.plain.take();
    }
    if names == Names::CloudEvents {
        // A sequence is ordered as a text.
        let sequence = met.position.map(|text| text.trim_matches('"').trim_start_matches('0'));
        met.position = sequence.map(|digits| if digits.is_empty() { "0" } else { digits });
        met.content_type = met.content_type.filter(|text| *text != "\"application/json\"");
    }
    if let Some(written) = met.rest {
        let written: &'a str = if written.starts_with('"') {
            *rest = string("foldbackrest", Some(written))?.unwrap_or_default().into_owned();
            // It has not been looked at as JSON yet.
            let whole = scan::value(rest.as_bytes(), 0).is_ok_and(|span| span.end == rest.len());
            if !whole {
                return Err(bad("foldbackrest", "an object"));
            }
            rest
        } else {
            written
        };
        walk(written, |name, value| {
            // Of a row it says that the cell is Base64.
            if value != "true" {
                met.take(name, value);
            }
        })?;
    }
    let stream = string("streamId", met.stream)?.filter(|name| !name.is_empty());
    let event_type = string("type", met.event_type)?.filter(|name| !name.is_empty());
    let time = string("time", met.time)?;
    let created = match met.created {
        None => time.as_deref().and_then(Timestamp::parse),
        Some("null") => None,
        Some(micros) => Some(Timestamp(micros.parse().map_err(|_| bad("created", "a whole number"))?)),
    };
    let tags = match (met.tags, string("tags", met.tags_text)?) {
        (None, Some(text)) => {
            *tags_text = text.into_owned();
            let whole = scan::value(tags_text.as_bytes(), 0).is_ok_and(|span| span.end == tags_text.len());
            tags(Some(tags_text.as_str()).filter(|_| whole))?
        }
        (written, _) => tags(written)?,
    };
    let mut read = Read {
        stream: stream.ok_or_else(|| bad("streamId", "a text"))?,
        event_type: event_type.ok_or_else(|| bad("type", "a text"))?,
        id: string("id", met.id)?,
        time,
        created,
        content_type: string("contentType", met.content_type)?.unwrap_or_default(),
        data: bytes("dataBase64", &met.data, data)?,
        metadata: bytes("metadataBase64", &met.metadata, metadata)?,
        tags,
        // Where it comes from is the log that it was exported from, and where that had it from, if it had.
        revision: met.revision.and_then(plain),
        position: met.position.and_then(plain),
        place: place.byte,
    };
    if let Some(source) = met.source {
        (read.revision, read.position) = (None, None);
        let (mut revision, mut position, mut place) = (None, None, None);
        walk(source, |name, value| match name {
            b"revision" => revision = Some(value),
            b"position" => position = Some(value),
            b"place" => place = Some(value),
            _ => {}
        })?;
        read.revision = string("source.revision", revision)?;
        read.position = string("source.position", position)?;
        let place = place.and_then(|place| place.parse().ok());
        read.place = place.ok_or_else(|| bad("source.place", "a whole number"))?;
    }
    Ok(read)
}

fn walk<'a>(text: &'a str, mut take: impl FnMut(&'a [u8], &'a str)) -> Result<(), String> {
    let input = text.as_bytes();
    let mut members = Members::new(input, 0).map_err(|_| bad("source", "an object"))?;
    while let Some(member) = members.next_member().map_err(|fault| fault.problem.to_string())? {
        take(member.name.of(input), text.get(member.value.start..member.value.end).unwrap_or_default());
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

fn bytes<'a>(name: &str, payload: &Payload<'a>, buffer: &'a mut Vec<u8>) -> Result<&'a [u8], String> {
    match (payload.plain, string(name, payload.base64)?, string(name, payload.text)?) {
        (Some(plain), None, None) => Ok(plain.as_bytes()),
        (None, None, None) => Ok(b""),
        (None, Some(base64), None) => {
            buffer.clear();
            STANDARD.decode_vec(base64.as_bytes(), buffer).map_err(|_| bad(name, "Base64"))?;
            Ok(buffer)
        }
        (None, None, Some(text)) => {
            buffer.clear();
            buffer.extend_from_slice(text.as_bytes());
            Ok(buffer)
        }
        _ => Err(bad(name, "the only payload")),
    }
}

fn tags(value: Option<&str>) -> Result<Vec<Cow<'_, str>>, String> {
    let Some(value) = value else { return Ok(Vec::new()) };
    crate::record::tags(value).filter(|_| value.starts_with('[')).ok_or_else(|| bad("tags", "a list of texts"))
}
