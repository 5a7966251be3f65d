//! Ranges of names. It knows how IndexedDB orders texts: by their UTF-16 code units, and never by their letters.

use indexed_db_futures::KeyRange;
use js_sys::JsString;
use wasm_bindgen::JsValue;

/// The range of all names that begin with `prefix`, with both of its bounds where it has two.
pub fn beginning_with(prefix: &str) -> KeyRange<JsValue> {
    let lower = JsValue::from(prefix);
    match after(prefix) {
        // The bound behind may end in half of a pair of code units, which only JavaScript's texts can.
        Some(units) => KeyRange::Bound(lower, false, JsValue::from(JsString::from_char_code(&units)), true),
        None => KeyRange::LowerBound(lower, false),
    }
}

/// The first text behind all that begin with `prefix`, in code units; `None` when nothing can be behind them.
fn after(prefix: &str) -> Option<Vec<u16>> {
    let mut units: Vec<u16> = prefix.encode_utf16().collect();
    // A last unit that is the greatest has none behind it: the one before it counts.
    while let Some(last) = units.pop() {
        if let Some(next) = last.checked_add(1) {
            units.push(next);
            return Some(units);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn the_bound_is_the_next_text_of_the_same_length_or_shorter() {
        let units = |text: &str| Some(text.encode_utf16().collect::<Vec<u16>>());
        assert_eq!(after(""), None);
        assert_eq!(after("fold:"), units("fold;"));
        assert_eq!(after("a\u{ffff}"), units("b"));
        assert_eq!(after("\u{ffff}"), None);
        assert_eq!(after("\u{d7ff}"), Some(vec![0xd800]), "half of a pair, which no text of Rust can hold");
    }
}
