//! Numbers as a person reads them: grouped as a language does, or short.
//! Never used for values from a log: those are shown as they were received.

use std::cell::RefCell;

use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

struct Formats {
    plain: Function,
    one_digit: Function,
}

thread_local! {
    // Building a format costs far more than using it, and lists use it for every row.
    static FORMATS: RefCell<Formats> = RefCell::new(Formats::of(""));
}

impl Formats {
    fn of(locale: &str) -> Self {
        Self { plain: format(0, locale), one_digit: format(1, locale) }
    }
}

/// Writes numbers as this language does from now on: `de`, `en-IN`, ...; `plain` groups no digits, and nothing is the
/// browser's language.
pub fn use_locale(locale: &str) {
    FORMATS.set(Formats::of(locale));
}

fn format(digits: u8, locale: &str) -> Function {
    let options = Object::new();
    // A plain new object takes every field.
    let _ = Reflect::set(&options, &"maximumFractionDigits".into(), &digits.into());
    let locales = Array::new();
    match locale {
        "" => {}
        "plain" => {
            let _ = Reflect::set(&options, &"useGrouping".into(), &false.into());
            locales.push(&"en".into());
        }
        locale => drop(locales.push(&locale.into())),
    }
    Intl::NumberFormat::new(&locales, &options).format()
}

fn write(format: &Function, value: f64) -> String {
    format
        .call1(&JsValue::UNDEFINED, &value.into())
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| value.to_string())
}

/// With its digits grouped: `41,203`.
pub fn grouped(value: u64) -> String {
    FORMATS.with_borrow(|formats| write(&formats.plain, value as f64))
}

/// Short, for narrow columns: `9,999`, `512k`, `1.2M`.
pub fn short(value: u64) -> String {
    let one_digit = |value: f64| FORMATS.with_borrow(|formats| write(&formats.one_digit, value));
    match value {
        0..10_000 => grouped(value),
        10_000..999_500 => format!("{}k", grouped((value + 500) / 1000)),
        _ => format!("{}M", one_digit(value as f64 / 1e6)),
    }
}

/// Bytes: `860 B`, `28.1 MB`.
pub fn bytes(count: f64) -> String {
    let (value, unit) = match count {
        ..1e3 => (count, "B"),
        ..1e6 => (count / 1e3, "kB"),
        ..1e9 => (count / 1e6, "MB"),
        _ => (count / 1e9, "GB"),
    };
    FORMATS.with_borrow(|formats| format!("{} {unit}", write(&formats.one_digit, value)))
}

/// `1 event`, `2 events`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}
