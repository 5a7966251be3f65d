//! Payloads as rules write them: JSON put together of names and values as they stand in the record.

use foldback_event::json::write_string;

use super::view::{Object, Value};

/// Writes an object member by member.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writer(String);

impl Writer {
    /// A member whose name is given as it is written in JSON, with the text of its value.
    pub fn member(&mut self, name: &str, value: &str) -> &mut Self {
        self.begin(name).push_str(value);
        self
    }

    /// A member whose name is plain text.
    pub fn named(&mut self, name: &str, value: &str) -> &mut Self {
        self.begin_named(name).push_str(value);
        self
    }

    fn open(&mut self) {
        if self.0.is_empty() {
            // What most payloads have room in.
            self.0.reserve(256);
            self.0.push('{');
        } else {
            self.0.push(',');
        }
    }

    /// A member whose name is given as it is written in JSON; its value is to be written behind it.
    pub fn begin(&mut self, name: &str) -> &mut String {
        self.open();
        self.0.push('"');
        self.0.push_str(name);
        self.0.push_str("\":");
        &mut self.0
    }

    /// A member whose name is plain text; its value is to be written behind it.
    pub fn begin_named(&mut self, name: &str) -> &mut String {
        self.open();
        write_string(name, &mut self.0);
        self.0.push(':');
        &mut self.0
    }

    /// A member, if there is such a value.
    pub fn some(&mut self, name: &str, value: Option<Value<'_>>) -> &mut Self {
        if let Some(value) = value {
            self.member(name, value.raw());
        }
        self
    }

    /// All members of an object but those of these names.
    pub fn rest(&mut self, object: &Object<'_>, without: &[&str]) -> &mut Self {
        self.0.reserve(object.room());
        for (own, value) in object.members() {
            if !without.iter().any(|name| object.is_name(own, name)) {
                self.member(own, value.raw());
            }
        }
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The object.
    pub fn finish(mut self) -> String {
        self.0.push_str(if self.0.is_empty() { "{}" } else { "}" });
        self.0
    }

    /// The object, or nothing where it has no members.
    pub fn finish_filled(self) -> String {
        if self.is_empty() { String::new() } else { self.finish() }
    }
}

/// Writes the members of an object, their values by `write`.
#[inline(never)]
pub(super) fn write_members(object: &Object<'_>, out: &mut String, write: fn(Value<'_>, &mut String)) {
    out.push('{');
    for (at, (name, value)) in object.members().enumerate() {
        out.push_str(if at > 0 { ",\"" } else { "\"" });
        out.push_str(name);
        out.push_str("\":");
        write(value, out);
    }
    out.push('}');
}

/// Writes the elements of an array by `write`.
#[inline(never)]
pub(super) fn write_elements(list: Option<Value<'_>>, out: &mut String, write: fn(Value<'_>, &mut String)) {
    out.push('[');
    let mut is_first = true;
    if let Some(list) = list {
        for value in list.each() {
            out.push_str(if is_first { "" } else { "," });
            is_first = false;
            write(value, out);
        }
    }
    out.push(']');
}

/// `plain` as a JSON string.
pub(super) fn string(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 2);
    write_string(plain, &mut out);
    out
}
