//! A dump of PostgreSQL: the rows between `COPY … FROM stdin;` and `\.` of the tables that look like events. Other lines are
//! none of records; the other tables that have rows are named at the end.

use super::columns::Columns;
use super::dialect::Dialect;
use super::join::{self, Join, Part};
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
    /// Events whose streams stand in other tables.
    join: Option<Box<Join>>,
}

#[derive(Default)]
enum State {
    /// Among statements.
    #[default]
    Outside,
    Events(Box<Columns>),
    /// In a table that is joined, with its columns.
    Part(Part, Vec<String>),
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
        }
        if let Some(join) = blocks.join.take() {
            join.finish(records, sink)?;
        }
        if let State::Events(_) | State::Part(..) = &blocks.state {
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
            State::Part(part, names) => {
                if let Some(columns) = part_row(&mut self.join, *part, names, row, records, sink)? {
                    self.state = State::Events(Box::new(columns));
                }
            }
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
        let part = join::part(names).filter(|part| match &self.join {
            Some(join) => *part != Part::Events || join.is_of(names),
            None => *part == Part::Events,
        });
        if let Some(part) = part {
            if part == Part::Events {
                self.join.get_or_insert_with(|| Box::new(Join::new(names)));
                self.tell(table, records);
            }
            self.state = State::Part(part, names.to_vec());
            return Ok(());
        }
        if !known::holds_events(names) {
            self.state = State::Others(Some(table));
            return Ok(());
        }
        records.begin_form(known::mapping(names, records.name()), sink)?;
        self.state = State::Events(Box::new(Columns::new(names, Dialect::COPY)));
        self.tell(table, records);
        Ok(())
    }

    /// The rows of a table are read.
    fn tell(&mut self, table: String, records: &mut Records) {
        self.read.push(table);
        records.detection.format = Format::PgDump { tables: self.read.clone() };
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

/// Takes a row of a table that is joined. If too many wait, they are handed on, and the columns given to read the rest by.
fn part_row(
    join: &mut Option<Box<Join>>,
    part: Part,
    names: &[String],
    row: &Row<'_>,
    records: &mut Records,
    sink: &mut dyn Sink,
) -> Result<Option<Columns>, ImportError> {
    let is_event = part == Part::Events;
    if row.ends_file && records.is_prefix {
        records.cut |= is_event;
        return Ok(None);
    }
    if row.is_too_long {
        if is_event {
            records.too_large(row.place, row.length, sink);
        }
        return Ok(None);
    }
    let Some(waiting) = join else {
        return Ok(None);
    };
    waiting.row(part, names, row);
    if !waiting.is_full() {
        return Ok(None);
    }
    if let Some(full) = join.take() {
        full.give_up(records, sink)?;
    }
    if !is_event {
        return Ok(None);
    }
    records.begin_form(known::mapping(names, records.name()), sink)?;
    Ok(Some(Columns::new(names, Dialect::COPY)))
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
