//! The tree of one JSON value.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::text::write_string;
use crate::Pointer;

/// The members of an object, in the order in which they were first written.
pub type Object = IndexMap<Box<str>, Json, FxBuildHasher>;

/// A JSON value. Numbers are kept as they were written, so `1.10` stays `1.10` and a 30-digit id stays whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(Box<str>),
    /// A string, without its escapes.
    String(Box<str>),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

impl Json {
    /// An object without members.
    pub fn empty_object() -> Self {
        Self::Object(Object::default())
    }

    /// What stands at `path`, if anything does. Array elements are named by their index.
    pub fn get(&self, path: &Pointer) -> Option<&Self> {
        path.keys().iter().try_fold(self, |value, key| match value {
            Self::Object(members) => members.get(&**key),
            Self::Array(items) => items.get(index(key)?),
            _ => None,
        })
    }

    /// The same, to be changed in place.
    pub fn get_mut(&mut self, path: &Pointer) -> Option<&mut Self> {
        path.keys().iter().try_fold(self, |value, key| match value {
            Self::Object(members) => members.get_mut(&**key),
            Self::Array(items) => items.get_mut(index(key)?),
            _ => None,
        })
    }

    /// Writes the value as compact JSON.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(text) => out.push_str(text),
            Self::String(text) => write_string(text, out),
            Self::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    write_string(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }

    /// Bytes of memory this tree holds, about.
    pub fn weight(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Null | Self::Bool(_) => 0,
                Self::Number(text) | Self::String(text) => text.len(),
                Self::Array(items) => items.iter().map(Self::weight).sum(),
                // Name, hash, and the entry's place in the table.
                Self::Object(members) => members.iter().map(|(name, value)| name.len() + 40 + value.weight()).sum(),
            }
    }
}

/// The array index that `key` names; RFC 6901 allows no sign and no leading zero.
pub(crate) fn index(key: &str) -> Option<usize> {
    if key.len() > 1 && key.starts_with('0') || key.starts_with('+') {
        return None;
    }
    key.parse().ok()
}

impl std::fmt::Display for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}
