//! Values cut to what fits a line.
//! Never changes a digit: numbers are shown as they were received.

use foldback_event::json::{Json, write_string};

use crate::visible::visible;

/// The text and how many characters were left out.
pub fn cut(text: &str, most: usize) -> (&str, usize) {
    match text.char_indices().nth(most) {
        None => (text, 0),
        Some((at, _)) => (&text[..at], text[at..].chars().count()),
    }
}

/// JSON text as one line of at most `most` characters, harmless to look at.
pub fn short_text(json: &str, most: usize) -> String {
    let (start, rest) = cut(json, most);
    let mut shown = visible(start).into_owned();
    if rest > 0 {
        shown.push('…');
    }
    shown
}

/// A value that has no members as a line shows it, and how many characters of a string were left out.
pub fn short_value(value: &Json, most: usize) -> (String, usize) {
    let Json::String(text) = value else {
        let mut out = String::new();
        value.write(&mut out);
        let (start, rest) = cut(&out, most);
        return (start.to_owned(), rest);
    };
    let (start, rest) = cut(text, most);
    let mut out = String::new();
    write_string(start, &mut out);
    if rest > 0 {
        out.pop();
        out.push('…');
    }
    (visible(&out).into_owned(), rest)
}

/// A value as text to copy: strings without quotes, everything else as JSON.
pub fn copied(value: &Json) -> String {
    match value {
        Json::String(text) => text.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cut_between_characters_and_keep_their_digits() {
        assert_eq!(short_text(r#"{"a":"é𝄞"}"#, 7), r#"{"a":"é…"#);
        assert_eq!(short_value(&Json::Number("1.10".into()), 9), ("1.10".to_owned(), 0));
        let (text, rest) = short_value(&Json::String("a\"bcdef".into()), 3);
        assert_eq!((text.as_str(), rest), (r#""a\"b…"#, 4));
        let (text, _) = short_value(&Json::String("a\u{202e}b".into()), 9);
        assert_eq!(text, "\"a⟨U+202E⟩b\"");
    }
}
