//! As much of JSON as a page needs: does a text stand alone, and the dictionary's lists of texts.

/// Whether `text`, put between commas, is one element of an array or breaks the array, and is never anything else:
/// its brackets close, its strings end, and it has no comma outside them.
pub fn stands_alone(text: &[u8]) -> bool {
    let mut depth = 0usize;
    let mut blank = true;
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'"' => match string_end(text, at) {
                Some(end) => at = end,
                None => return false,
            },
            b'{' | b'[' => depth += 1,
            b'}' | b']' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            b',' if depth == 0 => return false,
            b' ' | b'\t' | b'\n' | b'\r' => continue,
            _ => {}
        }
        blank = false;
    }
    depth == 0 && !blank
}

/// The byte behind the quote that ends the string whose content begins at `at`.
fn string_end(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        // Eight bytes at a time while none of them is a quote or a backslash.
        while let Some(Ok(eight)) = text.get(at..at + 8).map(<[u8; 8]>::try_from) {
            let word = u64::from_le_bytes(eight);
            if has_zero(word ^ repeat(b'"')) || has_zero(word ^ repeat(b'\\')) {
                break;
            }
            at += 8;
        }
        loop {
            match text.get(at)? {
                b'"' => return Some(at + 1),
                b'\\' => {
                    at += 2;
                    break;
                }
                _ => at += 1,
            }
        }
    }
}

fn repeat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

fn has_zero(word: u64) -> bool {
    word.wrapping_sub(repeat(0x01)) & !word & repeat(0x80) != 0
}

/// Adds a JSON string to a list.
pub fn push_string(text: &str, list: &mut Vec<u8>) {
    if !list.is_empty() {
        list.push(b',');
    }
    list.push(b'"');
    let mut rest = text.as_bytes();
    // Names seldom hold anything that has to be escaped.
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)) {
        let byte = rest[at];
        list.extend_from_slice(&rest[..at]);
        match byte {
            b'"' | b'\\' => list.extend([b'\\', byte]),
            _ => {
                list.extend_from_slice(b"\\u00");
                list.extend([byte >> 4, byte & 15].map(|nibble| b"0123456789abcdef"[nibble as usize]));
            }
        }
        rest = &rest[at + 1..];
    }
    list.extend_from_slice(rest);
    list.push(b'"');
}

/// Reads the two lists of a dictionary; `None` when it is not one that [`push_string`] made.
pub fn read_lists(text: &str) -> Option<[Vec<String>; 2]> {
    let mut rest = text.strip_prefix('[')?;
    let first = read_list(&mut rest)?;
    rest = rest.strip_prefix(',')?;
    let second = read_list(&mut rest)?;
    (rest == "]").then_some([first, second])
}

fn read_list(rest: &mut &str) -> Option<Vec<String>> {
    let mut list = Vec::new();
    *rest = rest.strip_prefix('[')?;
    loop {
        if let Some(after) = rest.strip_prefix(']') {
            *rest = after;
            return Some(list);
        }
        if !list.is_empty() {
            *rest = rest.strip_prefix(',')?;
        }
        list.push(read_string(rest)?);
    }
}

fn read_string(rest: &mut &str) -> Option<String> {
    let mut chars = rest.strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match chars.next()? {
            '"' => {
                *rest = chars.as_str();
                return Some(text);
            }
            '\\' => match chars.next()? {
                'u' => {
                    let digits = chars.as_str().get(..4)?;
                    text.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
                    chars = chars.as_str().get(4..)?.chars();
                }
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_an_array_does_not_stand_alone() {
        for text in
            [r#"{"a":[1,2,{}]}"#, "1", r#""a,]\"b""#, r#""a longer text, with \\""#, " true ", "[]", "nonsense", "[}"]
        {
            assert!(stands_alone(text.as_bytes()), "{text}");
        }
        for text in ["", " ", "1,2", "[1", "1]", "],[", r#""a"#, r#""a\""#, r#""a longer text that ends in\"#, "{}}{"] {
            assert!(!stands_alone(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn lists_are_json_and_read_back() {
        let (mut streams, mut types) = (Vec::new(), Vec::new());
        let names = ["cart-1", "", "a\"b\\c\n\u{1f}\u{7f}é😀"];
        names.iter().for_each(|name| push_string(name, &mut streams));
        push_string("T", &mut types);
        let text = format!("[[{}],[{}]]", String::from_utf8(streams).unwrap(), String::from_utf8(types).unwrap());
        let lists = read_lists(&text).unwrap();
        assert_eq!((lists[0].as_slice(), lists[1].as_slice()), (&names.map(str::to_owned)[..], &["T".to_owned()][..]));
        assert_eq!(serde_json::from_str::<[Vec<String>; 2]>(&text).unwrap(), lists);
    }

    proptest::proptest! {
        #[test]
        fn all_json_stands_alone(text in r#"[a-z\\\\"{},\[\]\n]{0,20}"#) {
            let json = serde_json::to_string(&[text.as_str(), ",", &text]).unwrap();
            proptest::prop_assert!(stands_alone(json.as_bytes()));
        }

        #[test]
        fn a_text_that_stands_alone_is_one_element_or_breaks_the_array(
            texts in proptest::collection::vec(r#"[1",\[\]{}: \\]{0,6}"#, 1..6)
        ) {
            if texts.iter().all(|text| stands_alone(text.as_bytes()))
                && let Ok(parsed) = serde_json::from_str::<Vec<serde_json::Value>>(&format!("[{}]", texts.join(",")))
            {
                let each: Vec<_> = texts.iter().map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap()).collect();
                proptest::prop_assert_eq!(parsed, each);
            }
        }
    }
}
