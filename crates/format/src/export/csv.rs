//! A table by RFC 4180 with a row an event, and the event of a row.
//!
//! | column | holds |
//! |---|---|
//! | `stream`, `type`, `id`, `time` | the event's, as they are |
//! | `revision`, `position` | its places in the log |
//! | `data`, `metadata` | as they are where they are text; Base64 where they are not, or hold control characters |
//! | `tags` | a JSON array |
//! | `foldback` | a JSON object with what else there is to say; mostly empty |
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula and may run it. Such a
//! cell gets an apostrophe in front, and so does one that begins with an apostrophe, so that reading takes away what writing gave.

use std::borrow::Cow;

use foldback_event::{EventRef, JSON_CONTENT_TYPE};

use super::rest::Rest;
use crate::known::Object;
use crate::native::members::{elements, encode, raw, text};
use crate::native::{BEGINS, VERSION};

/// The columns, in their order.
pub(crate) const HEADER: [&str; 10] =
    ["stream", "revision", "position", "id", "type", "time", "data", "metadata", "tags", "foldback"];

/// The row that names them.
pub(crate) const FIRST_LINE: &str = "stream,revision,position,id,type,time,data,metadata,tags,foldback\r\n";

pub(super) fn write(event: &EventRef<'_>, position: u64, revision: u64, out: &mut Vec<u8>) {
    let mut rest = Rest::default();
    if !is_plain(event.stream) {
        rest.text("streamId", event.stream);
    }
    cell(&shown(event.stream), out);
    for number in [revision, position] {
        out.push(b',');
        out.extend_from_slice(number.to_string().as_bytes());
    }
    for (name, value) in [("id", event.id), ("type", Some(event.event_type)), ("time", event.time)] {
        out.push(b',');
        // An empty cell is nothing.
        if value.is_some_and(|value| value.is_empty() || !is_plain(value)) {
            rest.optional(name, value);
        }
        cell(&shown(value.unwrap_or_default()), out);
    }
    if !event.content_type.is_empty() && event.content_type != JSON_CONTENT_TYPE {
        rest.text("contentType", event.content_type);
    }
    for (name, bytes) in [("dataBase64", event.data), ("metadataBase64", event.metadata)] {
        out.push(b',');
        match std::str::from_utf8(bytes).ok().filter(|text| is_plain(text)) {
            Some(text) => cell(text, out),
            None => {
                let mut encoded = Vec::new();
                encode(bytes, &mut encoded);
                cell(std::str::from_utf8(&encoded).unwrap_or_default(), out);
                rest.yes(name);
            }
        }
    }
    out.push(b',');
    if !event.tags.is_empty() {
        let mut tags = Vec::new();
        elements(event.tags, &mut tags);
        let tags = String::from_utf8(tags).unwrap_or_default();
        if !is_plain(&tags) {
            rest.tags(event.tags);
        }
        cell(&shown(&tags), out);
    }
    out.push(b',');
    rest.instant_and_source(event);
    if let Some(rest) = rest.finish() {
        // The names of texts may hold what a cell may not.
        cell(&escaped(&String::from_utf8_lossy(&rest)), out);
    }
    out.extend_from_slice(b"\r\n");
}

/// Whether a text may stand in a cell as it is: without control characters but line breaks and tabs.
fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r') || c == '\u{feff}')
}

/// A text as it may be shown in a cell.
fn shown(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        Cow::Borrowed(text)
    } else {
        text.replace(|c: char| !is_plain(c.encode_utf8(&mut [0; 4])), "\u{fffd}").into()
    }
}

/// JSON whose characters a cell may hold.
fn escaped(json: &str) -> Cow<'_, str> {
    if is_plain(json) {
        return Cow::Borrowed(json);
    }
    let mut plain = String::with_capacity(json.len());
    for c in json.chars() {
        match is_plain(c.encode_utf8(&mut [0; 4])) {
            true => plain.push(c),
            // None of them is beyond 16 bits.
            false => plain.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    Cow::Owned(plain)
}

/// What a spreadsheet may take a cell for.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
}

fn cell(text: &str, out: &mut Vec<u8>) {
    let apostrophe = if is_formula(text) { "'" } else { "" };
    let needs_quotes = |c: char| matches!(c, ',' | '"' | '\r' | '\n' | '\t' | ';' | '|');
    let is_loose = text.starts_with(' ') || text.ends_with(' ') || text == "\\N";
    if is_loose || text.contains(needs_quotes) {
        out.push(b'"');
        out.extend_from_slice(apostrophe.as_bytes());
        for byte in text.bytes() {
            if byte == b'"' {
                out.push(b'"');
            }
            out.push(byte);
        }
        out.push(b'"');
    } else {
        out.extend_from_slice(apostrophe.as_bytes());
        out.extend_from_slice(text.as_bytes());
    }
}

/// The cells of a row, from which the line of its event is made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    cells: [String; HEADER.len()],
    at: usize,
}

impl Row {
    /// A new row.
    pub fn clear(&mut self) {
        self.cells.iter_mut().for_each(String::clear);
        self.at = 0;
    }

    /// Takes the next cell.
    pub fn push(&mut self, text: &str) {
        if let Some(cell) = self.cells.get_mut(self.at) {
            let text = text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text);
            cell.push_str(text);
        }
        self.at += 1;
    }

    /// Writes the row as a record of Foldback's own form, to be read as such.
    ///
    /// # Errors
    /// What is wrong with the row.
    pub fn record(&self, out: &mut Vec<u8>) -> Result<(), String> {
        let [.., rest] = &self.cells;
        let own = match rest.as_str() {
            "" => None,
            rest => {
                Some(Object::of(rest).ok_or("the cell `foldback` holds no JSON object; leave it as it was exported")?)
            }
        };
        out.extend_from_slice(BEGINS);
        out.extend_from_slice(VERSION);
        for (name, value) in HEADER.iter().zip(&self.cells).take(HEADER.len() - 1) {
            let is_base64 =
                |named: &str| own.as_ref().and_then(|own| own.get(named)).is_some_and(|is| is.raw() == "true");
            match *name {
                // It must be there: it says what this is.
                "stream" => text(name, value, out),
                _ if value.is_empty() => {}
                "data" if is_base64("dataBase64") => text("dataBase64", value, out),
                "metadata" if is_base64("metadataBase64") => text("metadataBase64", value, out),
                _ => text(name, value, out),
            }
        }
        if own.is_some() {
            raw("foldbackrest", rest.as_bytes(), out);
        }
        out.push(b'}');
        Ok(())
    }
}

/// Members of a record that [`Row::record`] wrote, with the names of Foldback's own form.
pub(crate) fn columns(name: &[u8]) -> &'static [u8] {
    match name {
        b"stream" => b"streamId",
        b"data" => b"dataText",
        b"metadata" => b"metadataText",
        b"tags" => b"tagsText",
        b"dataBase64" => b"dataBase64",
        b"metadataBase64" => b"metadataBase64",
        b"id" => b"id",
        b"type" => b"type",
        b"time" => b"time",
        b"position" => b"position",
        b"revision" => b"revision",
        b"foldbackrest" => b"foldbackrest",
        _ => b"",
    }
}
