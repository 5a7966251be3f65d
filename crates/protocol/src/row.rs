//! Events on their way to the page: bytes that are transferred and read only where someone looks.
//!
//! A row is a run of fields. Numbers are LEB128; a text is its length in bytes and its UTF-8; what may be absent is
//! preceded by 0 or 1. The order is that of [`Row`]'s fields.

use std::fmt;

use crate::wire::{Broken, Reader, bytes, number, optional};

/// An event as a page gets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Place in the log.
    pub position: u64,
    /// Place in the stream.
    pub revision: u64,
    /// The stream.
    pub stream: String,
    /// Index of the event type in [`crate::LogSummary::types`].
    pub type_index: u32,
    /// The event type.
    pub event_type: String,
    /// The event id.
    pub id: String,
    /// The time, as received.
    pub time: Option<String>,
    /// The same in microseconds since 1970, where it was understood.
    pub created: Option<i64>,
    /// MIME type of the payload.
    pub content_type: String,
    /// Bytes of the whole payload.
    pub data_length: u64,
    /// The payload, or the beginning of it.
    pub data: Vec<u8>,
    /// The metadata, a JSON object or nothing.
    pub metadata: Vec<u8>,
    /// The tags.
    pub tags: Vec<String>,
    /// The revision it had where it came from.
    pub source_revision: Option<String>,
    /// The position it had where it came from.
    pub source_position: Option<String>,
    /// Byte offset of its record in the file it came from.
    pub place: Option<u64>,
}

/// Bytes that are no rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowError;

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the engine's answer cannot be read: page and engine are of different versions; reload the page")
    }
}

impl std::error::Error for RowError {}

/// Adds a row to `out`.
pub fn write_row(row: &Row, out: &mut Vec<u8>) {
    number(row.position, out);
    number(row.revision, out);
    bytes(row.stream.as_bytes(), out);
    number(u64::from(row.type_index), out);
    bytes(row.event_type.as_bytes(), out);
    bytes(row.id.as_bytes(), out);
    optional(row.time.as_deref(), out, |text, out| bytes(text.as_bytes(), out));
    // Zigzag: times before 1970 are as short as those after it.
    optional(row.created, out, |created, out| number(((created << 1) ^ (created >> 63)) as u64, out));
    bytes(row.content_type.as_bytes(), out);
    number(row.data_length, out);
    bytes(&row.data, out);
    bytes(&row.metadata, out);
    number(row.tags.len() as u64, out);
    for tag in &row.tags {
        bytes(tag.as_bytes(), out);
    }
    optional(row.source_revision.as_deref(), out, |text, out| bytes(text.as_bytes(), out));
    optional(row.source_position.as_deref(), out, |text, out| bytes(text.as_bytes(), out));
    optional(row.place, out, number);
}

/// Reads all rows of `input`.
///
/// # Errors
/// Bytes that [`write_row`] did not write.
pub fn read_rows(input: &[u8]) -> Result<Vec<Row>, RowError> {
    let mut reader = Reader { rest: input };
    let mut rows = Vec::new();
    while !reader.rest.is_empty() {
        rows.push(row(&mut reader).map_err(|Broken| RowError)?);
    }
    Ok(rows)
}

fn row(reader: &mut Reader<'_>) -> Result<Row, Broken> {
    let text = |reader: &mut Reader<'_>| reader.text().map(str::to_owned);
    Ok(Row {
        position: reader.number()?,
        revision: reader.number()?,
        stream: text(reader)?,
        type_index: u32::try_from(reader.number()?).map_err(|_| Broken)?,
        event_type: text(reader)?,
        id: text(reader)?,
        time: reader.optional(text)?,
        created: reader.optional(Reader::number)?.map(|zigzag| (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64)),
        content_type: text(reader)?,
        data_length: reader.number()?,
        data: reader.bytes()?.to_vec(),
        metadata: reader.bytes()?.to_vec(),
        tags: (0..reader.number()?).map(|_| text(reader)).collect::<Result<_, _>>()?,
        source_revision: reader.optional(text)?,
        source_position: reader.optional(text)?,
        place: reader.optional(Reader::number)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_as_they_were_written() {
        let full = Row {
            position: 41_203,
            revision: 300,
            stream: "cart-17".into(),
            type_index: 3,
            event_type: "VoucherUsed".into(),
            id: "é".into(),
            time: Some("2026-03-02".into()),
            created: Some(-1),
            content_type: "application/json".into(),
            data_length: u64::MAX,
            data: b"{}".to_vec(),
            metadata: vec![0xff; 200],
            tags: vec!["a".into(), String::new()],
            source_revision: Some("0/16B".into()),
            source_position: None,
            place: Some(0),
        };
        let rows = [full, Row::default()];
        let mut out = Vec::new();
        rows.iter().for_each(|row| write_row(row, &mut out));
        assert_eq!(read_rows(&out).unwrap(), rows);
        for cut in 1..out.len() - 17 {
            assert!(read_rows(&out[..cut]).is_err() || cut == out.len() - 17, "cut at {cut}");
        }
    }
}
