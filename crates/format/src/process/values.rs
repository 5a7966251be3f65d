//! Typed values as JSON: numbers keep every digit, and what is no number of JSON stays the text that it is.

use foldback_event::json::scan;
pub(super) use foldback_event::json::write_string as string;

/// The types that a value may be said to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Number,
    Bool,
}

impl Type {
    /// The type of this name, in XES and OCEL.
    pub fn of(name: &str) -> Self {
        match name {
            "int" | "integer" | "float" | "double" | "number" | "long" => Self::Number,
            "boolean" | "bool" => Self::Bool,
            _ => Self::Text,
        }
    }

    /// Writes a value of this type.
    pub fn write(self, text: &str, out: &mut String) {
        let as_it_is = match self {
            Self::Text => false,
            Self::Number => is_number(text),
            Self::Bool => matches!(text, "true" | "false"),
        };
        if as_it_is { out.push_str(text) } else { string(text, out) }
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        && scan::value(text.as_bytes(), 0).is_ok_and(|span| span.end == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_and_others_their_text() {
        for (kind, text, json) in [
            ("int", "9007199254740993", "9007199254740993"),
            ("int", "007", "\"007\""),
            ("int", "+1", "\"+1\""),
            ("float", "0.10", "0.10"),
            ("float", "1.0E5", "1.0E5"),
            ("float", "NaN", "\"NaN\""),
            ("float", ".5", "\".5\""),
            ("boolean", "true", "true"),
            ("boolean", "TRUE", "\"TRUE\""),
            ("date", "1", "\"1\""),
            ("string", "a\"b", "\"a\\\"b\""),
        ] {
            let mut out = String::new();
            Type::of(kind).write(text, &mut out);
            assert_eq!(out, json, "{kind}");
        }
    }
}
