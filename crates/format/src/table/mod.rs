//! Tables: CSV and TSV by RFC 4180, the text form of PostgreSQL's COPY, and the tables inside a dump of pg_dump. A row becomes
//! a JSON object whose members are its columns; what that means is for [`crate::record`], as for any other record.

mod cells;
mod columns;
mod dialect;
mod dump;
mod join;
mod known;
mod recognise;
mod rows;
mod sheet;
mod value;

use dialect::Dialect;
use dump::Dump;
pub(crate) use recognise::recognise;
use sheet::Sheet;

use crate::process::{OcelTable, ocel_mapping};
use crate::record::{Place, Records};
use crate::{Format, ImportError, Mapping, Sink, export};

/// The table that was found, and why.
pub(crate) struct Plan {
    /// Nothing for a dump, which says of each of its tables what it is.
    dialect: Option<Dialect>,
    names: Vec<String>,
    /// Whether a row of the file holds the names.
    has_names: bool,
    pub reason: String,
}

impl Plan {
    /// The format as it is told to others.
    pub fn format(&self) -> Format {
        match self.dialect {
            None => Format::PgDump { tables: Vec::new() },
            Some(Dialect { is_copy: true, .. }) => Format::PgCopy,
            Some(Dialect { delimiter, .. }) => Format::Csv { delimiter: char::from(delimiter) },
        }
    }

    /// Whether Foldback wrote it.
    pub fn is_native(&self) -> bool {
        self.names == export::CSV_HEADER
    }

    /// The roles of the columns, where the table is a known one.
    pub fn mapping(&self, name: &str) -> Option<Mapping> {
        if OcelTable::of(&self.names).is_some() {
            return Some(ocel_mapping(name));
        }
        known::mapping(&self.names, name)
    }
}

/// Whether a file that looks like this may be a table.
pub(crate) fn may_be_one(looks_like: Option<&str>) -> bool {
    looks_like.is_none_or(|what| what.starts_with("a table") || what == "a Postgres dump")
}

/// Cuts tables into records and hands them on.
pub(crate) struct Reader(Kind);

enum Kind {
    Sheet(Box<Sheet>),
    Dump(Box<Dump>),
}

impl Reader {
    pub fn new(plan: Plan, max_record: usize) -> Self {
        Self(match plan.dialect {
            Some(dialect) => Kind::Sheet(Box::new(Sheet::new(dialect, &plan.names, plan.has_names, max_record))),
            None => Kind::Dump(Box::new(Dump::new(max_record))),
        })
    }

    /// The next bytes of the text, from its very first on.
    pub fn push(&mut self, bytes: &[u8], records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        match &mut self.0 {
            Kind::Sheet(sheet) => sheet.push(bytes, records, sink),
            Kind::Dump(dump) => dump.push(bytes, records, sink),
        }
    }

    /// The row that the next bytes belong to.
    pub fn place(&self) -> Place {
        match &self.0 {
            Kind::Sheet(sheet) => sheet.place(),
            Kind::Dump(dump) => dump.place(),
        }
    }

    /// The text has ended.
    pub fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        match &mut self.0 {
            Kind::Sheet(sheet) => sheet.finish(records, sink),
            Kind::Dump(dump) => dump.finish(records, sink),
        }
    }
}
