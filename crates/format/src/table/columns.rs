//! The columns of a table: from the cells of a row to one JSON object, which is then read like any other record.
//! The first rows wait until they have told what each column holds.

use std::fmt::Write as _;

use foldback_event::json::write_string;

use super::cells::Cell;
use super::dialect::{Content, Dialect};
use super::rows::Row;
use super::value::Kind;
use crate::process::OcelTable;
use crate::record::{Place, Records};
use crate::{ImportError, Sink, WarningCode, excerpt, export};

/// Rows that tell what a column holds, and the most bytes of them, but for the last.
const ROWS: usize = 50;
const BYTES: usize = 256 * 1024;

/// The columns, and the rows that wait.
pub(super) struct Columns {
    dialect: Dialect,
    /// Name and colon as JSON, and the kind.
    columns: Vec<(String, Kind)>,
    /// The rows that wait; nothing once the kinds are known.
    waiting: Option<Vec<Waiting>>,
    bytes: usize,
    plain: String,
    record: String,
    /// The columns of a log of events and objects.
    ocel: Option<OcelTable>,
    /// A row of a table that Foldback wrote.
    own: Option<Own>,
}

/// What such a row is read with.
#[derive(Default)]
struct Own {
    row: export::CsvRow,
    record: Vec<u8>,
}

struct Waiting {
    row: String,
    cells: Vec<Cell>,
    place: Place,
}

impl Columns {
    pub fn new(names: &[String], dialect: Dialect) -> Self {
        let column = |name: &String| {
            let mut json = String::new();
            write_string(name, &mut json);
            json.push(':');
            (json, Kind::Open)
        };
        Self {
            dialect,
            columns: names.iter().map(column).collect(),
            waiting: Some(Vec::new()),
            bytes: 0,
            plain: String::new(),
            record: String::new(),
            ocel: OcelTable::of(names),
            own: (names == export::CSV_HEADER).then(Own::default),
        }
    }

    /// Takes a row that is no blank line.
    pub fn row(&mut self, row: &Row<'_>, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        if row.is_too_long {
            records.too_large(row.place, row.length, sink);
            return Ok(());
        }
        if row.ends_file && records.is_prefix && self.waiting.as_ref().is_none_or(|waiting| !waiting.is_empty()) {
            // More of it may follow behind the prefix.
            records.cut = true;
            return Ok(());
        }
        let Ok(text) = std::str::from_utf8(row.bytes) else {
            records.no_utf8_row(row.bytes, row.place, sink);
            return Ok(());
        };
        if row.is_open && !records.is_prefix {
            let sample = excerpt::beginning(row.bytes);
            let message = format!("the file ends inside the quotes of its last record: {sample}");
            records.left_out(WarningCode::Truncated, row.place, message, sink);
            return Ok(());
        }
        if row.cells.len() != self.columns.len() {
            let (has, needs) = (row.cells.len(), self.columns.len());
            let rest = if has < needs { "what is missing is absent" } else { "what is too much has a name of its own" };
            let sample = excerpt::beginning(row.bytes);
            let message = format!("{has} fields where the table has {needs} columns; {rest}. Here: {sample}");
            records.note(WarningCode::FieldCount, row.place, message, sink);
        }
        let Some(waiting) = &mut self.waiting else {
            return self.record(text, row.cells, row.place, records, sink);
        };
        self.bytes += text.len();
        waiting.push(Waiting { row: text.to_owned(), cells: row.cells.to_vec(), place: row.place });
        if waiting.len() >= ROWS || self.bytes >= BYTES {
            self.settle(records, sink)?;
        }
        Ok(())
    }

    /// Hands on the rows that wait.
    pub fn settle(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let waiting = self.waiting.take().unwrap_or_default();
        for row in &waiting {
            for (cell, (_, kind)) in row.cells.iter().zip(&mut self.columns) {
                if let Content::Text(text) = self.dialect.read(&row.row, *cell, &mut self.plain)
                    && !text.is_empty()
                {
                    *kind = kind.with(text);
                }
            }
        }
        for row in &waiting {
            self.record(&row.row, &row.cells, row.place, records, sink)?;
        }
        Ok(())
    }

    fn record(
        &mut self,
        row: &str,
        cells: &[Cell],
        place: Place,
        records: &mut Records,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        if let Some(ocel) = &self.ocel {
            let mut present = Vec::new();
            for (at, cell) in cells.iter().enumerate() {
                if let Content::Text(text) = self.dialect.read(row, *cell, &mut self.plain) {
                    let mut json = String::new();
                    self.columns.get(at).map_or(Kind::Open, |(_, kind)| *kind).write(text, &mut json);
                    present.push((at, text.to_owned(), json));
                }
            }
            ocel.record(&present, records.name(), &mut self.record);
            return records.record(self.record.as_bytes(), place, false, sink);
        }
        if records.reads_native()
            && let Some(Own { row: own, record }) = &mut self.own
        {
            own.clear();
            for cell in cells {
                match self.dialect.read(row, *cell, &mut self.plain) {
                    Content::Text(text) => own.push(text),
                    Content::Absent | Content::Null => own.push(""),
                }
            }
            record.clear();
            return match own.record(record) {
                Ok(()) => records.record(record, place, false, sink),
                Err(message) => {
                    records.left_out(WarningCode::Native, place, message, sink);
                    Ok(())
                }
            };
        }
        let record = &mut self.record;
        record.clear();
        // No other table holds records of Foldback's own form, whatever the name of its first column.
        record.push_str("{ ");
        for (at, cell) in cells.iter().enumerate() {
            let content = self.dialect.read(row, *cell, &mut self.plain);
            if content == Content::Absent {
                continue;
            }
            if record.len() > 2 {
                record.push(',');
            }
            let kind = match self.columns.get(at) {
                Some((name, kind)) => {
                    record.push_str(name);
                    *kind
                }
                None => {
                    // Writing to a String cannot fail.
                    let _ = write!(record, "\"column{}\":", at + 1);
                    Kind::Open
                }
            };
            match content {
                Content::Text(text) => kind.write(text, record),
                Content::Null | Content::Absent => record.push_str("null"),
            }
        }
        record.push('}');
        records.record(record.as_bytes(), place, false, sink)
    }
}
