//! Events to the files of other systems: CloudEvents, KurrentDB's JSON and CSV, each written so that exactly the events that
//! were written are read back.
//!
//! Each form says with its own members what it can. What they cannot say stands in one member more, `foldbackrest`, under
//! the names of Foldback's own lines ([`crate::native`]), and is there only where something is left to be said: a time that is
//! no RFC 3339, an id that is missing, control characters in a name, where an imported event came from.

mod cloud_events;
mod csv;
mod kurrent;
mod rest;

use foldback_event::EventRef;

pub(crate) use cloud_events::attributes;
pub(crate) use csv::{FIRST_LINE as CSV_FIRST_LINE, HEADER as CSV_HEADER, Row as CsvRow, columns};
pub(crate) use kurrent::names;

use crate::write_line;

/// The forms in which events can be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportFormat {
    /// Foldback's own lines.
    #[default]
    Ndjson,
    /// A batch of CloudEvents 1.0: `application/cloudevents-batch+json`.
    CloudEvents,
    /// An array of events with KurrentDB's names, as its HTTP interface takes and gives them.
    KurrentDb,
    /// A table by RFC 4180.
    Csv,
}

impl ExportFormat {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Ndjson, Self::CloudEvents, Self::KurrentDb, Self::Csv];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::CloudEvents => "cloudevents",
            Self::KurrentDb => "kurrentdb",
            Self::Csv => "csv",
        }
    }

    /// What stands before the first event.
    pub const fn opening(self) -> &'static [u8] {
        match self {
            Self::Ndjson => b"",
            Self::CloudEvents | Self::KurrentDb => b"[",
            Self::Csv => csv::FIRST_LINE.as_bytes(),
        }
    }

    /// What stands behind the last event.
    pub const fn closing(self) -> &'static [u8] {
        match self {
            Self::Ndjson | Self::Csv => b"",
            Self::CloudEvents | Self::KurrentDb => b"\n]\n",
        }
    }

    /// Adds an event to `out`; `is_first` says that no other stands before it in the file. `position` and `revision` are its
    /// places in the log.
    pub fn write(self, event: &EventRef<'_>, position: u64, revision: u64, is_first: bool, out: &mut Vec<u8>) {
        if let Self::CloudEvents | Self::KurrentDb = self {
            out.extend_from_slice(if is_first { b"\n" } else { b",\n" });
        }
        match self {
            Self::Ndjson => write_line(event, position, revision, out),
            Self::CloudEvents => cloud_events::write(event, position, revision, out),
            Self::KurrentDb => kurrent::write(event, position, revision, out),
            Self::Csv => csv::write(event, position, revision, out),
        }
    }
}

/// Writes JSON with the payload as it is, and again with it as Base64 where it cannot be read back from there.
fn as_it_is_or_base64(out: &mut Vec<u8>, mut attempt: impl FnMut(bool, &mut Vec<u8>) -> bool) {
    let start = out.len();
    if !attempt(true, out) {
        out.truncate(start);
        attempt(false, out);
    }
}
