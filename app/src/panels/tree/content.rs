//! What stands on the lines of a tree.
//! Never more of a value than a line shows.

use foldback_event::Json;

use super::short::short_value;

/// Characters of a string.
const STRING: usize = 160;
/// Characters of a string that is shown whole: more would stop the page.
const WHOLE: usize = 20_000;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// JSON Pointer of the value.
    pub path: String,
    pub depth: usize,
    /// Member name or index, visible; empty for the root.
    pub name: String,
    pub content: Content,
    /// Whether the event at the cursor wrote it.
    pub is_changed: bool,
    /// What stood there before, cut.
    pub old: Option<String>,
    /// Whether the search found it.
    pub is_hit: bool,
}

/// What stands on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A value without members.
    Leaf {
        kind: Kind,
        text: String,
        /// Characters left out.
        rest: usize,
    },
    /// An object or array.
    Branch { is_array: bool, count: usize, is_open: bool },
    /// Other pages of a large branch.
    Pages {
        /// The first member shown.
        first: usize,
        count: usize,
    },
    /// What is here no more.
    Removed,
    /// The tree is cut here.
    Cut,
}

/// What a value is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Word,
}

impl Line {
    /// Whether its branch is open; nothing for what does not open.
    pub fn is_open(&self) -> Option<bool> {
        match self.content {
            Content::Branch { is_open, count, .. } if count > 0 => Some(is_open),
            _ => None,
        }
    }

    /// A line that shows no value.
    pub fn bare(path: &str, depth: usize) -> Self {
        Self {
            path: path.to_owned(),
            depth,
            name: String::new(),
            content: Content::Cut,
            is_changed: false,
            old: None,
            is_hit: false,
        }
    }
}

impl Content {
    /// A value without members, cut unless it is to be shown whole.
    pub fn leaf(value: &Json, is_whole: bool) -> Self {
        let (text, rest) = short_value(value, if is_whole { WHOLE } else { STRING });
        let kind = match value {
            Json::String(_) => Kind::Text,
            Json::Number(_) => Kind::Number,
            _ => Kind::Word,
        };
        Self::Leaf { kind, text, rest }
    }
}
