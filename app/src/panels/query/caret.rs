//! Places in a text as the browser counts them, in units of UTF-16, and as the engine does, in bytes.

/// The byte at which so many units end.
pub fn byte_of(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, c) in text.char_indices() {
        if left < c.len_utf16() {
            return at;
        }
        left -= c.len_utf16();
    }
    text.len()
}

/// How many units there are before a byte.
pub fn units_of(text: &str, byte: usize) -> u32 {
    text.get(..byte).unwrap_or(text).encode_utf16().count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_there_and_back() {
        let text = "a\u{e9}\u{1f680}b";
        for (units, byte) in [(0, 0), (1, 1), (2, 3), (4, 7), (5, 8)] {
            assert_eq!((byte_of(text, units), units_of(text, byte)), (byte, units));
        }
        assert_eq!(byte_of(text, 99), 8);
        assert_eq!(byte_of(text, 3), 3);
    }
}
