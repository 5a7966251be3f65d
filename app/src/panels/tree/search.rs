//! What the search of a tree finds: names and values that contain a text, whatever the case.
//! Never leaves the tree at hand: it does not search the log.

use foldback_event::Json;

/// Whether a name or its own value contains the text, which is in small letters.
pub fn is_match(name: &str, value: &Json, search: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(search);
    has(name)
        || match value {
            Json::String(text) | Json::Number(text) => has(text),
            Json::Bool(_) | Json::Null => value.to_string() == search,
            Json::Array(_) | Json::Object(_) => false,
        }
}

/// Whether something at or below a value does.
pub fn has_match(name: &str, value: &Json, search: &str) -> bool {
    is_match(name, value, search)
        || match value {
            Json::Object(members) => members.iter().any(|(name, value)| has_match(name, value, search)),
            Json::Array(items) => items.iter().any(|value| has_match("", value, search)),
            _ => false,
        }
}
