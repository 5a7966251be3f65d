//! Why a file cannot be imported at all, as sentences for the person who dropped it. Never a single bad record:
//! that is a [`crate::Warning`].

use std::fmt;

use crate::{Compression, Detection};

/// The end of an import. Events that were handed out before it are good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// The file has no bytes.
    Empty,
    /// The bytes are in no format that can be read.
    UnknownFormat {
        /// The formats that were tried.
        tried: Vec<&'static str>,
        /// What the first bytes say it is, such as "a PNG image".
        looks_like: Option<&'static str>,
    },
    /// [`crate::Options::shape`] names no shape that is known.
    NoSuchShape {
        /// The name that was given.
        id: String,
        /// The names that are known.
        known: Vec<&'static str>,
    },
    /// The file is well-formed and holds no record.
    NoEvents,
    /// Nothing could be decompressed.
    Packed {
        /// How it is compressed.
        compression: Compression,
        /// Offset in the file as it is.
        byte: u64,
        /// What is wrong there.
        message: String,
    },
    /// A zip archive, or an entry of one, cannot be read at all.
    Zip {
        /// What is wrong, and what to do.
        message: String,
    },
    /// Neither a stream nor a type field could be guessed: a person has to name them.
    NeedsMapping(Box<Detection>),
    /// The structure is broken in a way that leaves nothing to read.
    Malformed {
        /// Line, from 1.
        line: u64,
        /// Byte offset in the decompressed file, from 0.
        byte: u64,
        /// What is wrong there.
        message: String,
    },
}

impl ImportError {
    /// The stable name of the kind.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::UnknownFormat { .. } => "UnknownFormat",
            Self::NoSuchShape { .. } => "NoSuchShape",
            Self::NoEvents => "NoEvents",
            Self::Packed { .. } => "Packed",
            Self::Zip { .. } => "Zip",
            Self::NeedsMapping(_) => "NeedsMapping",
            Self::Malformed { .. } => "Malformed",
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("The file is empty (0 bytes): export it again and choose the new file."),
            Self::UnknownFormat { tried, looks_like } => {
                match looks_like {
                    Some(what) => write!(f, "This looks like {what}, not like a log of events")?,
                    None => f.write_str("This is in no format that can be read")?,
                }
                write!(f, " (tried: {}).", tried.join(", "))?;
                match looks_like {
                    Some(what) if crate::magic::can_be_unpacked(what) => {
                        f.write_str(" Unpack it first and choose what is inside.")
                    }
                    _ => f.write_str(" Choose an export as JSON, one event a line or in an array, or as CSV."),
                }
            }
            Self::NoSuchShape { id, known } => {
                write!(f, "No format is called {id}: leave the choice open, or choose one of {}.", known.join(", "))
            }
            Self::NoEvents => {
                f.write_str("The file is well-formed but holds no events: check what the export selected.")
            }
            Self::Packed { compression, byte, message } => write!(
                f,
                "The {} data cannot be decompressed: {message} at byte {byte}. Download or compress the file again.",
                compression.as_str()
            ),
            Self::Zip { message } => write!(f, "The zip archive cannot be read: {message}."),
            Self::NeedsMapping(detection) => write!(
                f,
                "Neither a stream nor an event type could be found among the {} fields: choose which field is which.",
                detection.fields.len()
            ),
            Self::Malformed { line, byte, message } => write!(f, "Line {line}, byte {byte}: {message}."),
        }
    }
}

impl std::error::Error for ImportError {}
