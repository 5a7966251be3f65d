//! What callers choose from.

use serde::{Deserialize, Serialize};

/// What becomes of an import when a record of the file cannot be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OnBad {
    /// What is good is kept, each record that is not is a warning.
    #[default]
    Keep,
    /// The import is refused whole, with the error `MalformedLog`.
    Refuse,
}

/// What the lanes of a timeline stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LaneBy {
    /// One lane a category of streams.
    #[default]
    Category,
    /// One lane a stream.
    Stream,
    /// One lane an event type.
    Type,
}

/// Which way to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// Towards the head.
    #[default]
    Forwards,
    /// Towards the first event.
    Backwards,
}
