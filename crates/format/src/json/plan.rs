//! The layout that was found for a text, with the reason. It holds the finding; [`super::opening`] makes it.

use crate::{FieldPath, Format, Mapping, process};

/// A layout and why it was chosen.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub layout: Layout,
    pub reason: String,
    /// Whether the records are of Foldback's own form.
    pub is_native: bool,
}

/// How the text is to be cut.
#[derive(Clone, Debug)]
pub(crate) enum Layout {
    /// A record a line.
    Lines,
    /// Values one after another, over any number of lines.
    Values,
    /// The events and objects of a log in OCEL.
    Ocel,
    /// The elements of an array.
    Array {
        /// Offset behind its opening bracket.
        start: u64,
        /// The members that lead to it; empty for an array around everything.
        path: FieldPath,
        /// The other members that were seen before it.
        others: Vec<String>,
    },
}

impl Plan {
    /// The roles of what becomes of the records, where that is known beforehand.
    pub fn mapping(&self, name: &str) -> Option<Mapping> {
        matches!(self.layout, Layout::Ocel).then(|| process::ocel_mapping(name))
    }

    /// The format as it is told to others.
    pub fn format(&self) -> Format {
        match &self.layout {
            Layout::Lines | Layout::Values => Format::Ndjson,
            Layout::Ocel => Format::OcelJson,
            Layout::Array { path, .. } if path.0.is_empty() => Format::JsonArray,
            Layout::Array { path, .. } => Format::JsonObject { path: path.clone() },
        }
    }
}
