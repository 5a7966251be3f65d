//! Masks: what kind of characters there are and how many stays to be seen, and nothing else.

use foldback_event::json::{Members, Span, scan, unescape, write_string};

/// A text with `x`, `X` and `0` for its letters and digits.
pub(super) fn text(plain: &str) -> String {
    let masked = |c: char| match c {
        c if c.is_numeric() => '0',
        c if c.is_uppercase() => 'X',
        c if c.is_alphanumeric() => 'x',
        // Marks of letters that are put together, and pictures, are letters too.
        c if !c.is_ascii() => 'x',
        c => c,
    };
    plain.chars().map(masked).collect()
}

/// A JSON value: names, lengths and white space stay.
pub(super) fn json(value: &str, out: &mut String) {
    match value.as_bytes().first() {
        Some(b'"') => {
            let inside = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or_default();
            write_string(&text(&unescape(inside)), out);
        }
        // A number may not begin with 0, so that its digits are ones.
        Some(b'-' | b'0'..=b'9') => out.extend(value.chars().map(|c| if c.is_ascii_digit() { '1' } else { c })),
        Some(b'{') => {
            let mut from = 0;
            if let Ok(mut members) = Members::new(value.as_bytes(), 0) {
                while let Ok(Some(member)) = members.next_member() {
                    inner(value, &mut from, member.value, out);
                }
            }
            out.push_str(value.get(from..).unwrap_or_default());
        }
        Some(b'[') => {
            let mut from = 0;
            let mut at = scan::skip_space(value.as_bytes(), 1);
            while let Ok(element) = scan::value(value.as_bytes(), at) {
                inner(value, &mut from, element, out);
                at = scan::skip_space(value.as_bytes(), element.end) + 1;
            }
            out.push_str(value.get(from..).unwrap_or_default());
        }
        // `true`, `false` and `null` would show by their length what they were.
        _ => out.push_str("null"),
    }
}

/// A value inside `value`, with what stands between it and the one before.
fn inner(value: &str, from: &mut usize, span: Span, out: &mut String) {
    out.push_str(value.get(*from..span.start).unwrap_or_default());
    json(value.get(span.start..span.end).unwrap_or_default(), out);
    *from = span.end;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_shows_the_shape_alone() {
        for (value, masked) in [
            (r#""Ada.L-1843@example.com""#, r#""Xxx.X-0000@xxxxxxx.xxx""#),
            (r#""é\u00e9\"\n𝄞""#, r#""xx\"\nx""#),
            ("-0.50e+07", "-1.11e+11"),
            ("true", "null"),
            (r#"{ "a" : [1, {"b":"c"} , []],"d":false }"#, r#"{ "a" : [1, {"b":"x"} , []],"d":null }"#),
        ] {
            let mut out = String::new();
            json(value, &mut out);
            assert_eq!(out, masked);
        }
    }
}
