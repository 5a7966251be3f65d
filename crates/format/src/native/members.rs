//! The members that lines are made of, each with a comma before it; and the check that a payload can be read back from them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foldback_event::SourceRef;
use foldback_event::json::{Members, write_string};

/// Whether bytes may stand as they are in JSON on one line at all.
pub(crate) fn fits(bytes: &[u8]) -> bool {
    memchr::memchr2(b'\n', b'\r', bytes).is_none() && std::str::from_utf8(bytes).is_ok()
}

/// Whether the line is one object whose values of these names are of these lengths.
pub(crate) fn reads_back(line: &[u8], expected: [Option<(&str, usize)>; 2]) -> bool {
    let mut expected = expected.into_iter().flatten().peekable();
    let Ok(mut members) = Members::new(line, 0) else { return false };
    loop {
        match members.next_member() {
            Ok(Some(member)) => {
                let name = member.name.of(line);
                if let Some((_, length)) = expected.next_if(|(expected, _)| expected.as_bytes() == name)
                    && member.value.end - member.value.start != length
                {
                    return false;
                }
            }
            Ok(None) => return expected.next().is_none() && members.end() == line.len(),
            Err(_) => return false,
        }
    }
}

/// Writes bytes under a name, plain or as Base64; gives the name and the length where they are plain.
pub(crate) fn payload<'n>(name: &'n str, bytes: &[u8], plain: bool, out: &mut Vec<u8>) -> Option<(&'n str, usize)> {
    if bytes.is_empty() {
        return None;
    }
    if plain {
        raw(name, bytes, out);
        return Some((name, bytes.len()));
    }
    base64(&format!("{name}Base64"), bytes, out);
    None
}

/// Bytes as Base64.
pub(crate) fn base64(name: &str, bytes: &[u8], out: &mut Vec<u8>) {
    begin(name, out);
    out.push(b'"');
    encode(bytes, out);
    out.push(b'"');
}

/// Adds bytes as Base64, without quotes.
pub(crate) fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start + bytes.len().div_ceil(3) * 4, 0);
    // There is room for it.
    let written = out.get_mut(start..).and_then(|room| STANDARD.encode_slice(bytes, room).ok());
    out.truncate(start + written.unwrap_or_default());
}

/// A list of texts.
pub(crate) fn list(name: &str, texts: &[&str], out: &mut Vec<u8>) {
    begin(name, out);
    elements(texts, out);
}

/// Adds a JSON array of texts.
pub(crate) fn elements(texts: &[&str], out: &mut Vec<u8>) {
    out.push(b'[');
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        string(text, out);
    }
    out.push(b']');
}

/// Where an event came from itself.
pub(crate) fn source(source: &SourceRef<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"source\":{\"place\":");
    out.extend_from_slice(source.place.to_string().as_bytes());
    for (name, value) in [("revision", source.revision), ("position", source.position)] {
        if let Some(value) = value {
            text(name, value, out);
        }
    }
    out.push(b'}');
}

pub(crate) fn begin(name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

pub(crate) fn raw(name: &str, value: &[u8], out: &mut Vec<u8>) {
    begin(name, out);
    out.extend_from_slice(value);
}

pub(crate) fn number(name: &str, value: i64, out: &mut Vec<u8>) {
    raw(name, value.to_string().as_bytes(), out);
}

pub(crate) fn text(name: &str, value: &str, out: &mut Vec<u8>) {
    begin(name, out);
    string(value, out);
}

pub(crate) fn string(value: &str, out: &mut Vec<u8>) {
    let mut written = String::with_capacity(value.len() + 2);
    write_string(value, &mut written);
    out.extend_from_slice(written.as_bytes());
}
