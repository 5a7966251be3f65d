//! Payloads and states as they are shown: a tree, or text where no tree can be made or it would be too large.
//! Never decides what a value means.

use std::sync::Arc;

use foldback_event::Json;
use foldback_event::json::parse;

/// Larger values are not read into a tree: that would stop the page for too long.
const LARGEST: usize = 1 << 21;
/// Bytes of a text that are shown.
const TEXT: usize = 1 << 16;

/// What is shown of a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Body {
    /// There is nothing.
    #[default]
    Empty,
    /// A tree.
    Tree(Arc<Json>),
    /// Text, cut when it is long.
    Text {
        text: String,
        /// All bytes there are.
        bytes: usize,
        /// Whether it is JSON that is too large for a tree.
        is_large: bool,
    },
}

impl Body {
    /// Of bytes that are JSON, or are not.
    pub fn read(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::Empty;
        }
        let is_large = bytes.len() > LARGEST;
        match if is_large { None } else { parse(bytes).ok() } {
            Some(value) => Self::Tree(Arc::new(value)),
            None => Self::Text {
                text: String::from_utf8_lossy(&bytes[..bytes.len().min(TEXT)]).into_owned(),
                bytes: bytes.len(),
                is_large,
            },
        }
    }

    /// Whether more bytes are there than are shown.
    pub fn is_cut(&self) -> bool {
        matches!(self, Self::Text { bytes, .. } if *bytes > TEXT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_becomes_a_tree_and_everything_else_text() {
        assert_eq!(Body::read(b""), Body::Empty);
        assert!(matches!(Body::read(b"{\"a\":1}"), Body::Tree(_)));
        assert!(matches!(Body::read(b"not json"), Body::Text { is_large: false, .. }));
        let large = format!("\"{}\"", "x".repeat(LARGEST));
        let body = Body::read(large.as_bytes());
        assert!(matches!(body, Body::Text { is_large: true, .. }) && body.is_cut());
    }
}
