//! The bytes of EDN: what is white space, and where a word ends. It knows no form.

use memchr::memchr;

/// Whether a byte is white space; commas are.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | 0x0c | 0x1e)
}

/// Whether a byte ends a word.
pub(super) fn ends_word(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'"' | b';')
}

/// The first offset from `at` on that holds neither white space nor a comment.
pub(super) fn skip_space(text: &[u8], mut at: usize) -> usize {
    while let Some(byte) = text.get(at) {
        match byte {
            b';' => at = text.get(at..).and_then(|rest| memchr(b'\n', rest)).map_or(text.len(), |end| at + end),
            byte if is_space(*byte) => at += 1,
            _ => break,
        }
    }
    at.min(text.len())
}

/// The offset behind the word at `at`.
pub(super) fn word_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| ends_word(*byte)).unwrap_or(rest.len())
}
