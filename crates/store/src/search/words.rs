//! Where the words of a query begin and end. White space parts them, except between quotation marks.

use std::ops::Range;

/// What a quotation may be closed with, and how one is written inside.
const QUOTE: u8 = b'"';

/// A word and its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its bytes.
    pub place: Range<usize>,
    /// Where a quotation mark stands that is not closed.
    pub open: Option<usize>,
}

/// The words, and behind them the filter of `jq:`: where the word begins, and the filter itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The words.
    pub words: Vec<Word>,
    /// Where `jq:` begins, and the place of all behind it.
    pub jq: Option<(usize, Range<usize>)>,
}

/// The name of the last word.
pub const JQ: &str = "jq:";

/// Cuts a text into words.
pub fn words(text: &str) -> Words {
    let bytes = text.as_bytes();
    let mut found = Words::default();
    let mut at = 0;
    loop {
        at += white(text, at);
        if at >= bytes.len() {
            return found;
        }
        if bytes[at..].get(..JQ.len()).is_some_and(|start| start.eq_ignore_ascii_case(JQ.as_bytes())) {
            found.jq = Some((at, at + JQ.len()..text.len()));
            return found;
        }
        let (end, open) = word_end(text, at);
        found.words.push(Word { place: at..end, open });
        at = end;
    }
}

/// Bytes of white space from `at` on.
fn white(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.len() - rest.trim_start().len()
}

/// Where the word that begins at `at` ends, and the quotation mark in it that is not closed.
fn word_end(text: &str, at: usize) -> (usize, Option<usize>) {
    let mut open = None;
    let mut escaped = false;
    for (offset, c) in text.get(at..).unwrap_or_default().char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if open.is_some() => escaped = true,
            '"' if open.is_some() => open = None,
            '"' => open = Some(at + offset),
            _ if c.is_whitespace() && open.is_none() => return (at + offset, None),
            _ => {}
        }
    }
    (text.len(), open)
}

/// The first of `marks` in a word that stands outside of quotations.
pub fn find_outside(word: &str, marks: &[u8]) -> Option<usize> {
    let (mut open, mut escaped) = (false, false);
    word.bytes().position(|byte| {
        let plain = !open;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if open => escaped = true,
            QUOTE => open = !open,
            _ => {}
        }
        plain && byte != QUOTE && marks.contains(&byte)
    })
}

/// A word without its quotation marks, and whether it had any.
pub fn unquoted(word: &str) -> (String, bool) {
    let (mut plain, mut open, mut escaped, mut had) = (String::with_capacity(word.len()), false, false, false);
    for c in word.chars() {
        match c {
            _ if escaped => {
                escaped = false;
                plain.push(c);
            }
            '\\' if open => escaped = true,
            '"' => (open, had) = (!open, true),
            _ => plain.push(c),
        }
    }
    (plain, had)
}

/// A text between quotation marks.
pub fn quoted(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 2);
    out.push('"');
    for c in plain.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        words(text).words.into_iter().map(|word| &text[word.place]).collect()
    }

    #[test]
    fn white_space_parts_words_outside_of_quotations() {
        assert_eq!(cut("  a  type:\"b c\",d \"e \\\" f\" "), ["a", "type:\"b c\",d", "\"e \\\" f\""]);
        assert_eq!(cut(""), [""; 0]);
        assert_eq!(words("a \"b c").words[1], Word { place: 2..6, open: Some(2) });
        // A backslash outside of quotations is itself.
        assert_eq!(cut(r"a\ b"), [r"a\", "b"]);
    }

    #[test]
    fn jq_takes_the_rest() {
        let text = "a JQ: .b \"";
        let found = words(text);
        assert_eq!((found.words.len(), &text[found.jq.unwrap().1]), (1, " .b \""));
        assert_eq!(words("ajq:").jq, None);
    }

    #[test]
    fn quotations_are_opened_and_made() {
        for plain in ["", "a b", "a\"b", "\\", "\\\""] {
            assert_eq!(unquoted(&quoted(plain)), (plain.to_owned(), true));
        }
        assert_eq!(unquoted("ab"), ("ab".to_owned(), false));
        assert_eq!(find_outside("\"a,b\",c", b","), Some(5));
    }
}
