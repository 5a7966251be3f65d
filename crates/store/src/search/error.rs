//! What is wrong with the text of a query, where, and what to write instead.

use std::fmt;
use std::ops::Range;

/// A text that is no query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The bytes of the text that it is about.
    pub place: Range<usize>,
    /// The character with which they begin, from 1.
    pub character: usize,
    /// What is wrong and what to do; begins in lower case.
    pub message: String,
}

impl QueryError {
    /// An error about a part of `text`.
    pub(super) fn new(text: &str, place: Range<usize>, message: impl Into<String>) -> Self {
        let before = text.get(..place.start).unwrap_or(text);
        Self { character: before.chars().count() + 1, place, message: message.into() }
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Character {} of the query: {}", self.character, self.message)
    }
}

impl std::error::Error for QueryError {}
