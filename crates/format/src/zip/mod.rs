//! What a zip archive holds, and where in it each entry's data lie: read from its central directory by random access. It
//! does no I/O and unpacks nothing: it asks for bytes, and an entry's data are read like any file's, by
//! [`Options::packed`](crate::Options::packed).

mod known;
mod listing;
mod names;

use std::ops::Range;

pub use listing::{Listing, Step};
pub use names::is_hidden;

/// How the data of an entry are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The compression.
    pub method: Method,
    /// CRC-32 of the unpacked data.
    pub crc: u32,
    /// Bytes of the unpacked data.
    pub size: u64,
}

/// A compression that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// As they are.
    Stored,
    /// Deflate (RFC 1951).
    Deflated,
}

/// One entry of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name with the folders in front.
    pub name: String,
    /// What it is.
    pub content: Content,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A file.
    File {
        /// Where its data lie in the archive.
        range: Range<u64>,
        /// How they are packed.
        packed: Packed,
    },
    /// A folder.
    Folder,
    /// What systems put beside files: `__MACOSX` and names that begin with a dot.
    Hidden,
    /// A file that cannot be read, and why, as the end of a sentence that begins with its name.
    Unreadable(String),
}

/// Whether a file that begins with these bytes is a zip archive; four of them tell.
pub fn is_zip(head: &[u8]) -> bool {
    [&b"PK\x03\x04"[..], b"PK\x05\x06"].iter().any(|magic| head.starts_with(magic))
}
