//! Logs of process mining: cases of events (XES), and events of several objects (OCEL). Their elements become records of
//! JSON with fields of known roles, which are then read like any other records.
//!
//! **XES.** A case is a stream, its events stand in their order. Names are those that the same log has as CSV: attributes
//! of the case begin with `case:`. They are in the case's first event alone: its state has them from there on, and no log
//! grows by repeating them.
//!
//! **OCEL.** An event belongs to the histories of all its objects: each is a tag, `type:id`. Its stream is that of the
//! object that it names first, which is known without reading on and is the one that most exporters mean: `type-id`. The
//! stream has what happened to the object's attributes too: an event `Object` with what it was at first, and an
//! `ObjectChanged` for each later time, put before the first event that is later. That takes holding what stands in the
//! wrong order, which [`ocel::Weave`] does up to a bound.

mod attributes;
mod ocel;
mod values;
mod xes;

pub(crate) use ocel::{OcelTable, Sections, is_ocel};

use crate::record::{Place, Records};
use crate::xml::{At, Encoding, Fault};
use crate::{FieldPath, Format, ImportError, Mapping, Role, Sink, WarningCode, excerpt};

/// What kind of log it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    Xes,
    Ocel,
}

/// The log that was found, and why.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub flavour: Flavour,
    pub reason: String,
}

impl Plan {
    /// The format as it is told to others.
    pub fn format(&self) -> Format {
        match self.flavour {
            Flavour::Xes => Format::Xes,
            Flavour::Ocel => Format::OcelXml,
        }
    }

    /// The roles of what becomes of its elements.
    pub fn mapping(&self, name: &str) -> Mapping {
        match self.flavour {
            Flavour::Xes => mapping(name, &xes::ROLES),
            Flavour::Ocel => ocel_mapping(name),
        }
    }
}

/// The roles of the records that an OCEL log becomes.
pub(crate) fn ocel_mapping(name: &str) -> Mapping {
    mapping(name, &ocel::ROLES)
}

fn mapping(name: &str, roles: &[(Role, &str)]) -> Mapping {
    let mut mapping = Mapping::named(name);
    for (role, field) in roles {
        *mapping.field_mut(*role) = Some(FieldPath::from([*field]));
    }
    mapping
}

/// Makes records of a log's elements.
pub(crate) enum Log {
    Xes(Box<xes::Xes>),
    Ocel(Box<ocel::InXml>),
}

impl Log {
    pub fn new(flavour: Flavour) -> Self {
        match flavour {
            Flavour::Xes => Self::Xes(Box::default()),
            Flavour::Ocel => Self::Ocel(Box::default()),
        }
    }

    /// An element that holds records begins.
    pub fn open(&mut self, at: At, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        match self {
            Self::Xes(xes) => xes.open(at),
            Self::Ocel(ocel) => ocel.open(at, records, sink)?,
        }
        Ok(())
    }

    /// An element that holds records has ended.
    pub fn close(
        &mut self,
        at: At,
        place: Place,
        records: &mut Records,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        match self {
            Self::Xes(xes) => xes.close(at, place, records, sink),
            Self::Ocel(_) => {}
        }
        Ok(())
    }

    /// A whole element that lies in one that holds records.
    #[allow(clippy::too_many_arguments, reason = "they are all that is known of an element")]
    pub fn element(
        &mut self,
        at: At,
        name: &[u8],
        bytes: &[u8],
        place: Place,
        encoding: &Encoding,
        records: &mut Records,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        let is_record = at.is_record(name);
        let text = match encoding.text(bytes) {
            Ok(text) => text,
            Err(fault_at) => {
                let sample = excerpt::around(bytes, fault_at);
                let message = match encoding {
                    Encoding::Other(name) => format!(
                        "the file says that it is in {}, of which only plain ASCII is read. Save it as UTF-8. Near: {sample}",
                        excerpt::beginning(name.as_bytes())
                    ),
                    _ => format!("these bytes are no UTF-8. Save the file as UTF-8 to have it. Near: {sample}"),
                };
                let fault = Fault { at: fault_at, code: WarningCode::Utf8, message };
                tell(fault, bytes, place, is_record, records, sink);
                return Ok(());
            }
        };
        let done = match self {
            Self::Xes(xes) => xes.element(at, name, &text, place, records, sink)?,
            Self::Ocel(ocel) => ocel.element(at, name, &text, place, records, sink)?,
        };
        if let Err(mut fault) = done {
            fault.message = format!("{}. Near: {}", fault.message, excerpt::around(bytes, fault.at));
            tell(fault, bytes, place, is_record, records, sink);
        }
        Ok(())
    }

    /// An event that may be whole; gives whether it is, and good. Nothing has become of it otherwise.
    pub fn leading(
        &mut self,
        at: At,
        bytes: &[u8],
        place: Place,
        encoding: &Encoding,
        records: &mut Records,
        sink: &mut dyn Sink,
    ) -> Result<bool, ImportError> {
        let Ok(text) = encoding.text(bytes) else {
            return Ok(false);
        };
        let done = match self {
            Self::Xes(xes) => xes.element(at, b"event", &text, place, records, sink)?,
            Self::Ocel(ocel) => ocel.element(at, b"event", &text, place, records, sink)?,
        };
        Ok(done.is_ok())
    }

    /// The text has ended.
    pub fn finish(&mut self, place: Place, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        match self {
            Self::Xes(xes) => xes.finish(place, records, sink),
            Self::Ocel(ocel) => ocel.finish(records, sink)?,
        }
        Ok(())
    }
}

/// What an element is, or what is wrong in it; the outer error ends the import.
type Done = Result<Result<(), Fault>, ImportError>;

fn tell(fault: Fault, bytes: &[u8], place: Place, is_record: bool, records: &mut Records, sink: &mut dyn Sink) {
    let passed = bytes.get(..fault.at).unwrap_or(bytes);
    let line = place.line + memchr::memchr_iter(b'\n', passed).count() as u64;
    let at = Place { byte: place.byte + passed.len() as u64, line };
    if is_record {
        records.left_out(fault.code, at, fault.message, sink);
    } else {
        records.note(fault.code, at, format!("{}. It is no event, and was left out", fault.message), sink);
    }
}
