//! One table that is the whole file, by the rules of its dialect.

use super::columns::Columns;
use super::dialect::Dialect;
use super::rows::{Row, Rows};
use crate::record::{Place, Records};
use crate::{ImportError, Sink};

/// Reads a table.
pub(super) struct Sheet {
    rows: Rows,
    dialect: Dialect,
    columns: Columns,
    /// Whether the row with the names is still to come.
    before_names: bool,
}

impl Sheet {
    pub fn new(dialect: Dialect, names: &[String], has_names: bool, max_record: usize) -> Self {
        Self {
            rows: Rows::new(dialect.delimiter, !dialect.is_copy, max_record),
            dialect,
            columns: Columns::new(names, dialect),
            before_names: has_names,
        }
    }

    pub fn place(&self) -> Place {
        self.rows.place()
    }

    pub fn push(&mut self, bytes: &[u8], records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let Self { rows, dialect, columns, before_names } = self;
        rows.push(bytes, |row| hand_on(row, *dialect, columns, before_names, records, sink))
    }

    pub fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let Self { rows, dialect, columns, before_names } = self;
        rows.finish(|row| hand_on(row, *dialect, columns, before_names, records, sink))?;
        columns.settle(records, sink)
    }
}

fn hand_on(
    row: &Row<'_>,
    dialect: Dialect,
    columns: &mut Columns,
    before_names: &mut bool,
    records: &mut Records,
    sink: &mut dyn Sink,
) -> Result<(), ImportError> {
    // A blank line is no row of a table with several columns, and COPY ends with a line of its own.
    let is_blank =
        row.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(row.bytes).trim_ascii().is_empty() && row.cells.len() < 2;
    if !row.is_too_long && (is_blank || dialect.is_copy && row.bytes == b"\\.") {
        return Ok(());
    }
    if std::mem::take(before_names) {
        return Ok(());
    }
    columns.row(row, records, sink)
}
