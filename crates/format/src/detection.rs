//! What was found out about a file before its events are read. It holds findings and never changes them.

use std::fmt;

use crate::{FieldPath, Mapping};

/// How records are laid out in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON values one after another, usually one a line.
    Ndjson,
    /// One array whose elements are the records.
    JsonArray,
    /// One array of records inside an object.
    JsonObject {
        /// The members that lead to the array.
        path: FieldPath,
    },
    /// Forms of Clojure's notation.
    Edn,
    /// Lines of Kafka's console consumer.
    KafkaConsole,
    /// Rows of cells, quoted by RFC 4180.
    Csv {
        /// What stands between two cells.
        delimiter: char,
    },
    /// Rows in the text form of PostgreSQL's COPY.
    PgCopy,
    /// Such rows inside a dump of a database.
    PgDump {
        /// The tables that were read.
        tables: Vec<String>,
    },
    /// A log of cases in XML (IEEE 1849).
    Xes,
    /// A log of events and objects in XML.
    OcelXml,
    /// The same in JSON.
    OcelJson,
}

impl Format {
    /// The stable name of the format.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::JsonArray => "json-array",
            Self::JsonObject { .. } => "json-object",
            Self::Edn => "edn",
            Self::KafkaConsole => "kafka-console",
            Self::Csv { delimiter: '\t' } => "tsv",
            Self::Csv { .. } => "csv",
            Self::PgCopy => "pg-copy",
            Self::PgDump { .. } => "pg-dump",
            Self::Xes => "xes",
            Self::OcelXml => "ocel-xml",
            Self::OcelJson => "ocel-json",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ndjson => f.write_str("NDJSON"),
            Self::JsonArray => f.write_str("a JSON array"),
            Self::JsonObject { path } => write!(f, "a JSON object with events in {path}"),
            Self::KafkaConsole => f.write_str("lines of Kafka's console consumer"),
            Self::Edn => f.write_str("EDN"),
            Self::Csv { delimiter: ',' } => f.write_str("CSV"),
            Self::Csv { delimiter: '\t' } => f.write_str("TSV"),
            Self::Csv { delimiter } => write!(f, "CSV with {delimiter}"),
            Self::PgCopy => f.write_str("PostgreSQL COPY text"),
            Self::PgDump { tables } if tables.is_empty() => f.write_str("a PostgreSQL dump"),
            Self::Xes => f.write_str("XES"),
            Self::OcelXml => f.write_str("OCEL in XML"),
            Self::OcelJson => f.write_str("OCEL in JSON"),
            Self::PgDump { tables } => write!(f, "a PostgreSQL dump with events in {}", tables.join(", ")),
        }
    }
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Gzip (RFC 1952).
    Gzip,
    /// A zlib stream (RFC 1950).
    Zlib,
    /// Zstandard (RFC 8878).
    Zstd,
}

impl Compression {
    /// Its name, which is stable.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zlib => "zlib",
            Self::Zstd => "zstd",
        }
    }
}

/// The findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detection {
    /// The layout.
    pub format: Format,
    /// What its records are called, where their shape is a known one.
    pub shape: Option<&'static str>,
    /// The stable name of that shape.
    pub shape_id: Option<&'static str>,
    /// The shapes that at least half of the sampled records fit, and `plain` where their fields tell enough without one;
    /// best first. [`crate::Options::shape`] takes one.
    pub candidates: Vec<Candidate>,
    /// How the file is compressed, if it is.
    pub compression: Option<Compression>,
    /// Why this layout, in one sentence.
    pub reason: String,
    /// How many records the fields were looked for in.
    pub sampled: u32,
    /// The fields of the sampled records, in the order in which they were first met; members of objects follow
    /// their object.
    pub fields: Vec<Field>,
    /// The paths of the known shape, or the guess, also where [`crate::Options::mapping`] overrules it.
    pub mapping: Mapping,
    /// Whether the shape is known, or stream, type and time were found in nearly every sampled record.
    pub sure: bool,
}

/// A way to read the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The stable name of the shape.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// How many of the sampled records fit it.
    pub fits: u32,
}

/// A field of the sampled records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Where it stands in a record; one or two names.
    pub path: FieldPath,
    /// Its first value that is not null, as JSON, cut to 80 characters.
    pub sample: String,
    /// How many of the sampled records have it.
    pub seen: u32,
    /// What its values are.
    pub kind: FieldKind,
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Strings.
    Text,
    /// Numbers.
    Number,
    /// Strings or numbers that read as times.
    Time,
    /// `true` and `false`.
    Bool,
    /// Objects.
    Object,
    /// Arrays.
    Array,
    /// Nothing but `null`.
    Null,
    /// More than one of these.
    Mixed,
}

impl FieldKind {
    /// The stable name of the kind.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Time => "time",
            Self::Bool => "bool",
            Self::Object => "object",
            Self::Array => "array",
            Self::Null => "null",
            Self::Mixed => "mixed",
        }
    }
}
