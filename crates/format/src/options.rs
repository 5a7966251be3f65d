//! What is known about a file beside its bytes. It is given and never found out: that is [`crate::Detection`].

use crate::Mapping;
use crate::zip::Packed;

/// What is known about a file beside its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which field plays which role; guessed from the first records where this is `None`.
    pub mapping: Option<Mapping>,
    /// The shape that the records are of, by the stable name that [`crate::Detection::candidates`] gives it; `plain` for none.
    /// Found out where this is `None`.
    pub shape: Option<String>,
    /// The file's name without extensions: the stream of events that name none.
    pub name: String,
    /// Bytes of the longest record that is read; longer ones are left out with a warning. A line that [`crate::write_line`] wrote may be
    /// half as long again, for Base64 takes a third more.
    pub max_record: usize,
    /// How the bytes are packed, where they are an entry of a zip archive; inside it they may be compressed once more.
    pub packed: Option<Packed>,
}

impl Options {
    /// Guessed mapping and records of up to 16 MiB.
    pub fn named(name: &str) -> Self {
        Self { mapping: None, shape: None, name: name.to_owned(), max_record: 16 << 20, packed: None }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::named("")
    }
}
