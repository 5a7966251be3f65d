//! The words of EDN that stand for themselves: characters, texts with escapes, numbers.

use std::borrow::Cow;

/// The character that a word behind `\\` names.
pub(super) fn character(word: &str) -> Cow<'_, str> {
    let code = || word.strip_prefix('u').filter(|hex| hex.len() == 4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    match word {
        "newline" => "\n".into(),
        "return" => "\r".into(),
        "space" => " ".into(),
        "tab" => "\t".into(),
        "formfeed" => "\u{c}".into(),
        "backspace" => "\u{8}".into(),
        _ => match code() {
            Some(code) => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER).to_string().into(),
            None => word.into(),
        },
    }
}

/// The text that a string with escapes stands for.
pub(super) fn unescape(inside: &str) -> String {
    let mut plain = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some((before, behind)) = rest.split_once('\\') {
        plain.push_str(before);
        let mut characters = behind.chars();
        let mut skip = 0;
        match characters.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('r') => plain.push('\r'),
            Some('b') => plain.push('\u{8}'),
            Some('f') => plain.push('\u{c}'),
            Some('u') => {
                // Of a character beyond the first 65,536 there are two halves, which JSON's reader puts together.
                let length = if behind.get(5..7) == Some("\\u") { 11 } else { 5 };
                let units = behind.get(..length).or(behind.get(..5)).unwrap_or_default();
                let text = foldback_event::json::unescape(&format!("\\{units}")).into_owned();
                skip = units.len().saturating_sub(1);
                plain.push_str(&text);
            }
            Some(other) => plain.push(other),
            None => {}
        }
        rest = characters.as_str().get(skip..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// A number as JSON writes it, if it is one that JSON has.
pub(super) fn number(word: &str) -> Option<&str> {
    let word = word.strip_prefix('+').unwrap_or(word);
    let bare = word.strip_suffix(['N', 'M']).unwrap_or(word);
    if !bare.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return None;
    }
    let whole = foldback_event::json::scan::value(bare.as_bytes(), 0);
    whole.is_ok_and(|span| span.start == 0 && span.end == bare.len()).then_some(bare)
}
