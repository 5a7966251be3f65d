//! A text that is looked for in bytes, the letters a to z whatever their case.
//!
//! The search goes from one occurrence of the needle's rarest byte to the next, which memchr finds in the steps that the
//! machine makes; only there is the needle compared.

use std::borrow::Cow;

use foldback_event::json::unescape;

/// What payloads are full of, the commonest first; any byte that is not here is rarer.
const COMMON: &[u8] = b"\"e,:0taionsr1l2cdu3m4p5h6-7g8f9yb_vw.k xqjz{}";

/// A text to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    text: Box<[u8]>,
    /// Where its rarest byte is.
    rare: usize,
}

impl Needle {
    /// Looks for a text.
    pub fn new(text: &str) -> Self {
        let text = text.to_ascii_lowercase().into_bytes();
        let rarity = |byte: u8| COMMON.iter().position(|common| *common == byte).unwrap_or(COMMON.len());
        let rare = (0..text.len()).max_by_key(|at| rarity(text[*at])).unwrap_or_default();
        Self { text: text.into(), rare }
    }

    /// Whether it is in a text.
    pub fn is_in(&self, hay: &[u8]) -> bool {
        let Some(&rare) = self.text.get(self.rare) else { return true };
        let Some(last) = hay.len().checked_sub(self.text.len()) else { return false };
        // Nowhere else can the rarest byte stand.
        let places = &hay[self.rare..=last + self.rare];
        let fits = |at: usize| hay[at..at + self.text.len()].eq_ignore_ascii_case(&self.text);
        if rare.is_ascii_lowercase() {
            memchr::memchr2_iter(rare, rare.to_ascii_uppercase(), places).any(fits)
        } else {
            memchr::memchr_iter(rare, places).any(fits)
        }
    }

    /// Whether it is in JSON text, as it is written or as its strings read.
    pub fn is_in_json(&self, json: &[u8]) -> bool {
        self.is_in(json) || plain(json).is_some_and(|plain| self.is_in(plain.as_bytes()))
    }
}

/// JSON text with the escapes in its strings undone; `None` where there are none.
fn plain(json: &[u8]) -> Option<Cow<'_, str>> {
    memchr::memchr(b'\\', json)?;
    std::str::from_utf8(json).ok().map(unescape)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn finds_what_a_plain_search_finds(hay in "[abAB\"é]{0,12}", needle in "[abAB\"é]{0,4}") {
            let found = Needle::new(&needle).is_in(hay.as_bytes());
            proptest::prop_assert_eq!(found, hay.to_ascii_lowercase().contains(&needle.to_ascii_lowercase()));
        }
    }

    #[test]
    fn strings_are_found_as_they_are_written_and_as_they_read() {
        let json = br#"{"a":"caf\u00e9 \"x\" c:\/d"}"#;
        for text in ["café", "\"X\"", "c:/d", r"\u00e9", r#"{"a":"#] {
            assert!(Needle::new(text).is_in_json(json), "{text}");
        }
        assert!(!Needle::new("cafe").is_in_json(json));
    }
}
