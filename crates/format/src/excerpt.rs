//! Short, visible samples of a file's text for messages. Never used for what is stored.

/// Most characters a sample has.
const LONGEST: usize = 80;

/// The text around byte `at`, at most 80 characters, control characters and broken UTF-8 made visible.
pub(crate) fn around(bytes: &[u8], at: usize) -> String {
    let from = at.min(bytes.len()).saturating_sub(LONGEST / 2);
    let cut = if from > 0 { "…" } else { "" };
    format!("{cut}{}", beginning(bytes.get(from..).unwrap_or_default()))
}

/// The first 80 characters, made visible in the same way.
pub(crate) fn beginning(bytes: &[u8]) -> String {
    cut_to(bytes, LONGEST)
}

/// The first `longest` characters, made visible in the same way; `…` marks a cut.
pub(crate) fn cut_to(bytes: &[u8], longest: usize) -> String {
    let most = bytes.get(..longest.saturating_mul(4)).unwrap_or(bytes);
    // A cut may stand inside a character; its remains at either end are no fault of the file.
    let text = String::from_utf8_lossy(most);
    let text = text.trim_start_matches('\u{fffd}');
    let mut sample: String = text.chars().take(longest).map(visible).collect();
    if text.chars().nth(longest).is_some() || most.len() < bytes.len() {
        sample.push('…');
    }
    sample
}

/// A control character as its picture (U+2400 and on), so that it is seen and does nothing.
fn visible(character: char) -> char {
    match character {
        '\0'..' ' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        // Line separators, and marks that turn the direction of the text behind them.
        '\u{80}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_short_and_visible() {
        assert_eq!(beginning(b"a\tb\x00\x7f"), "a␉b␀␡");
        assert_eq!(beginning("é".repeat(100).as_bytes()), format!("{}…", "é".repeat(80)));
        assert_eq!(beginning("x\u{202e}y".as_bytes()), "x\u{fffd}y");
        let long = "x".repeat(1000);
        assert_eq!(around(long.as_bytes(), 500).chars().count(), 82);
        assert_eq!(around(b"short", 99), "short");
    }
}
