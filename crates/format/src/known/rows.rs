//! Rows of tables before and after a change, as events: a stream for each row, a merge patch for each change, so that
//! the fold `merge` gives the row as it was after it. Which system told of the change is for others to know.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::view::{Object, Value};
use super::writer::Writer;

/// What Debezium writes for a large value that has not changed.
const UNCHANGED: &str = "\"__debezium_unavailable_value\"";

/// Columns from which on they are looked up in a hash.
const LARGE: usize = 16;

/// Columns of a key that count.
const KEYS: usize = 16;

/// The columns of a row: plain names, and values as JSON.
#[derive(Clone, Debug, Default)]
pub(super) struct Row<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Row<'a> {
    pub fn new() -> Self {
        Self(Vec::with_capacity(8))
    }

    pub fn column(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) {
        self.0.push((name, value));
    }

    /// The members of an object.
    pub fn of(object: &Object<'a>) -> Self {
        let member =
            |(name, value): (&'a str, Value<'a>)| (foldback_event::json::unescape(name), Cow::Borrowed(value.raw()));
        let mut columns = Vec::with_capacity(8);
        columns.extend(object.members().map(member));
        Self(columns)
    }

    /// The row in a member, also where that is a string with the object in it.
    pub fn in_member(record: &Object<'a>, name: &str) -> Option<Self> {
        let value = record.get(name)?;
        match value.unwrapped() {
            Cow::Borrowed(_) => value.object().as_ref().map(Self::of),
            Cow::Owned(text) => {
                let object = Object::of(&text)?;
                let own = |(name, value): (&str, Value<'_>)| {
                    (foldback_event::json::unescape(name).into_owned().into(), value.raw().to_owned().into())
                };
                Some(Self(object.members().map(own).collect()))
            }
        }
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_ref())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_ref())
    }
}

/// The stream of a row: its table and its key. Where the key is not told, it is taken to be the column `id` or `_id`,
/// else the first one.
pub(super) fn stream(table: &str, row: Option<&Row<'_>>, keys: &[Cow<'_, str>]) -> Cow<'static, str> {
    let Some(row) = row.filter(|row| row.len() > 0) else {
        return table.to_owned().into();
    };
    let keys = keys.get(..KEYS).unwrap_or(keys);
    let told: Vec<&str> = keys.iter().filter_map(|key| row.get(key)).collect();
    let values = if told.is_empty() || told.len() < keys.len() {
        let usual = ["id", "_id", "Id", "ID"].into_iter().find_map(|name| row.get(name));
        usual.or_else(|| row.0.first().map(|(_, value)| value.as_ref())).into_iter().collect()
    } else {
        told
    };
    let mark = if table.is_empty() { "" } else { "-" };
    let mut name = String::with_capacity(table.len() + 32);
    name.push_str(table);
    for (at, value) in values.into_iter().enumerate() {
        name.push_str(if at > 0 { ":" } else { mark });
        name.push_str(&word(value));
    }
    name.into()
}

/// A key as a person would write it: Mongo's typed ids by what is in them.
fn word(value: &str) -> Cow<'_, str> {
    if let Some(plain) = crate::record::plain(value) {
        // A string that holds an object, as Debezium has the ids of Mongo.
        return match crate::record::unwrap(value) {
            Some(object) => word(&object).into_owned().into(),
            None => plain,
        };
    }
    let inner = Object::of(value).and_then(|object| object.members().next().and_then(|(_, value)| value.word()));
    inner.unwrap_or(Cow::Borrowed(value))
}

/// The merge patch that makes a row of what it was: the columns after the change, and `null` for those that are gone.
/// Of a row that was deleted, `null` for all that are known of it.
pub(super) fn patch(before: Option<&Row<'_>>, after: Option<&Row<'_>>) -> String {
    let mut writer = Writer::default();
    for (name, value) in after.map(|row| row.0.as_slice()).unwrap_or_default() {
        if value != UNCHANGED {
            writer.named(name, value);
        }
    }
    let Some(before) = before.filter(|before| before.len() > 0) else {
        return writer.finish();
    };
    // A hash, for a row may have as many columns as a record has room for; most have few, in the same order.
    let after = after.map(|row| row.0.as_slice()).unwrap_or_default();
    let is_large = after.len() > LARGE;
    let there: FxHashSet<&str> = after.iter().filter(|_| is_large).map(|(name, _)| name.as_ref()).collect();
    for (at, name) in before.names().enumerate() {
        let has = |own: Option<&(Cow<'_, str>, Cow<'_, str>)>| own.is_some_and(|(own, _)| own == name);
        let is_there =
            has(after.get(at)) || if is_large { there.contains(name) } else { after.iter().any(|own| has(Some(own))) };
        if !is_there {
            writer.named(name, "null");
        }
    }
    writer.finish()
}

/// Names that are there, joined by dots.
pub(super) fn dotted(names: &[Option<Cow<'_, str>>]) -> String {
    let mut all = String::with_capacity(32);
    for name in names.iter().flatten().filter(|name| !name.is_empty()) {
        if !all.is_empty() {
            all.push('.');
        }
        all.push_str(name);
    }
    all
}

/// The strings of an array.
pub(super) fn words<'a>(value: Option<Value<'a>>) -> Vec<Cow<'a, str>> {
    value.map(Value::elements).unwrap_or_default().into_iter().filter_map(Value::word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_are_gone_become_null_in_small_and_large_rows() {
        for width in [3, LARGE - 1, LARGE, LARGE + 1, 40] {
            let row = |from: usize| {
                let mut row = Row::new();
                for column in from..width {
                    row.column(format!("c{column}").into(), "1".into());
                }
                row
            };
            let text = patch(Some(&row(0)), Some(&row(2)));
            assert!(text.ends_with(r#","c0":null,"c1":null}"#), "{text}");
            assert_eq!(text.matches("null").count(), 2, "{text}");
            assert_eq!(patch(Some(&row(2)), Some(&row(0))), patch(None, Some(&row(0))));
            assert_eq!(patch(Some(&row(0)), None).matches("null").count(), width);
        }
    }
}
