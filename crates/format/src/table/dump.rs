//! A dump of PostgreSQL: the rows between `COPY … FROM stdin;` and `\.` of the tables that look like events. Other lines are
//! none of records; the other tables that have rows are named at the end.

use super::columns::Columns;
use super::dialect::Dialect;
use super::known;
use super::rows::{Row, Rows};
use crate::record::{Place, Records};
use crate::{Format, ImportError, Sink, WarningCode, excerpt};

/// Names of tables that are told, at most.
const LISTED: usize = 8;

/// Reads a dump.
pub(super) struct Dump {
    rows: Rows,
    blocks: Blocks,
}

#[derive(Default)]
struct Blocks {
    state: State,
    /// The tables whose rows were read.
    read: Vec<String>,
    /// Other tables that have rows.
    others: Vec<String>,
}

#[derive(Default)]
enum State {
    /// Among statements.
    #[default]
    Outside,
    Events(Box<Columns>),
    /// In a table that is not read, whose name is told if it has a row.
    Others(Option<String>),
}

impl Dump {
    pub fn new(max_record: usize) -> Self {
        Self { rows: Rows::new(b'\t', false, max_record), blocks: Blocks::default() }
    }

    pub fn place(&self) -> Place {
        self.rows.place()
    }

    pub fn push(&mut self, bytes: &[u8], records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let blocks = &mut self.blocks;
        self.rows.push(bytes, |row| blocks.row(row, records, sink))
    }

    pub fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let blocks = &mut self.blocks;
        self.rows.finish(|row| blocks.row(row, records, sink))?;
        if let State::Events(columns) = &mut blocks.state {
            columns.settle(records, sink)?;
            let message = "the dump ends inside a table, before its line `\\.`; what was there is kept".to_owned();
            records.truncated(self.rows.place(), message, sink);
        }
        blocks.report_others(records, sink);
        Ok(())
    }
}

impl Blocks {
    fn row(&mut self, row: &Row<'_>, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        match &mut self.state {
            State::Outside => {
                if let Some((table, names)) = block(row.bytes) {
                    self.begin(table, &names, records, sink)?;
                }
            }
            _ if row.bytes == b"\\." && !row.is_too_long => {
                if let State::Events(columns) = &mut self.state {
                    columns.settle(records, sink)?;
                }
                self.state = State::Outside;
            }
            State::Events(columns) => columns.row(row, records, sink)?,
            State::Others(table) => self.others.extend(table.take()),
        }
        Ok(())
    }

    fn begin(
        &mut self,
        table: String,
        names: &[String],
        records: &mut Records,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        if !known::holds_events(names) {
            self.state = State::Others(Some(table));
            return Ok(());
        }
        records.begin_form(known::mapping(names, records.name()), sink)?;
        self.state = State::Events(Box::new(Columns::new(names, Dialect::COPY)));
        self.read.push(table);
        records.detection.format = Format::PgDump { tables: self.read.clone() };
        Ok(())
    }

    fn report_others(&self, records: &mut Records, sink: &mut dyn Sink) {
        if self.others.is_empty() || self.read.is_empty() {
            return;
        }
        let listed: Vec<String> =
            self.others.iter().take(LISTED).map(|table| excerpt::beginning(table.as_bytes())).collect();
        let more = if self.others.len() > LISTED { ", …" } else { "" };
        let message = format!(
            "the dump has rows of {}{more} too, which do not look like events; {} imported",
            listed.join(", "),
            if self.read.len() > 1 { "the other tables were" } else { "only the table of events was" }
        );
        records.note(WarningCode::OtherMembers, Place::default(), message, sink);
    }
}

/// The table and the columns of a line that begins a block of rows.
pub(super) fn block(line: &[u8]) -> Option<(String, Vec<String>)> {
    let inside = line.strip_prefix(b"COPY ")?.strip_suffix(b" FROM stdin;")?;
    let text = std::str::from_utf8(inside).ok()?;
    let (table, columns) = text.strip_suffix(')')?.split_once(" (")?;
    Some((identifier(table), columns.split(", ").map(identifier).collect()))
}

/// A name without SQL's quotes.
fn identifier(name: &str) -> String {
    let parts = name.split('.').map(|part| {
        let inside = part.strip_prefix('"').and_then(|part| part.strip_suffix('"'));
        inside.map_or_else(|| part.to_owned(), |inside| inside.replace("\"\"", "\""))
    });
    parts.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_begin_a_block_are_told() {
        let (table, columns) = block(b"COPY public.\"Events\" (id, \"Type\", \"a\"\"b\") FROM stdin;").unwrap();
        assert_eq!((table.as_str(), columns.join("|").as_str()), ("public.Events", "id|Type|a\"b"));
        for line in ["COPY x FROM stdin;", "-- COPY x (a) FROM stdin;", "COPY x (a) TO stdout;", "COPY"] {
            assert_eq!(block(line.as_bytes()), None, "{line}");
        }
    }
}
