//! From the bytes of one record to one event, by a mapping; and the count of what was read and left out.

mod compiled;
mod drafted;
mod emit;
mod faults;
mod payload;
mod records;
mod shapes;
mod times;
mod walk;

pub(crate) use emit::{plain, tags};
pub(crate) use payload::{one_line, unwrap, unwrap_by};
pub(crate) use records::Records;

/// Where something stands in the decompressed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Byte offset, from 0.
    pub byte: u64,
    /// Line, from 1.
    pub line: u64,
}

impl Default for Place {
    fn default() -> Self {
        Self { byte: 0, line: 1 }
    }
}
