//! What the outline of a value tells: how far it is, and the arrays in it. [`super::outline`] finds it.

use crate::FieldPath;

/// An array that lies inside objects alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundArray {
    /// The members that lead to it.
    pub path: FieldPath,
    /// Offset behind its opening bracket.
    pub start: u64,
    /// What its first element begins with, once that is known; a closing bracket if it has none.
    pub first: Option<u8>,
    /// Offset of its closing bracket, once that is known.
    pub end: Option<u64>,
}

/// How far an outline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// More bytes are needed.
    More,
    /// The value ends before this offset.
    Ended(u64),
    /// A byte at this offset cannot be part of a JSON value.
    Broken(u64),
}
