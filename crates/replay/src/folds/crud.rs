//! The built-in fold `crud`: something is created, updated and deleted, as tables tell of their rows and many apps of their things.
//!
//! What an event does is said by a word of its type (`OrderCreated`, `row.deleted`, `MODIFY`), or by a payload that has what
//! was before and what is after, as Debezium writes it. Created is the payload as it is; updated is a merge patch (RFC 7396);
//! deleted leaves no state.

use foldback_event::Json;
use foldback_event::json::{Object, parse};

use super::merge::merge;
use crate::record::{Fold, Folded, Input, Record};
use crate::tree::replace;

/// What Debezium writes for a large value that has not changed.
const UNCHANGED: &str = "__debezium_unavailable_value";

/// The fold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Crud;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Create,
    Update,
    Delete,
}

impl Fold for Crud {
    fn apply(&self, state: &mut Option<Json>, event: &Input<'_>, record: &mut dyn Record) -> Folded {
        let data = event.data.and_then(|data| parse(data).ok());
        let verb = verb(event.event_type);
        let data = match data {
            Some(Json::Object(members)) => match envelope(members) {
                Ok(after) => return row(state, after, record),
                Err(members) => Some(Json::Object(members)),
            },
            data => data,
        };
        match (verb, data) {
            (Some(Verb::Delete), _) => replace(state, None, record),
            (Some(Verb::Create), Some(data)) if data != Json::Null => replace(state, Some(data), record),
            (Some(Verb::Update), Some(Json::Object(patch))) => merge(state, patch, record),
            _ => return Folded::PassedOver,
        }
        Folded::Applied
    }
}

/// The row after a change, if the payload is a change; `None` for a row that is deleted.
fn envelope(mut members: Object) -> Result<Option<Object>, Object> {
    if members.contains_key("schema")
        && let Some(Json::Object(inner)) = members.get("payload")
        && is_change(inner)
        && let Some(Json::Object(inner)) = members.swap_remove("payload")
    {
        members = inner;
    }
    if !is_change(&members) {
        return Err(members);
    }
    match members.swap_remove("after") {
        Some(Json::Object(after)) => Ok(Some(after)),
        _ => Ok(None),
    }
}

/// A row before and a row after, one of which may be missing, and a word for what happened where one is.
fn is_change(members: &Object) -> bool {
    let row = |name| match members.get(name) {
        Some(Json::Object(_)) => Some(true),
        Some(Json::Null) => Some(false),
        _ => None,
    };
    match (row("before"), row("after")) {
        (Some(before), Some(after)) => before || after,
        (Some(true), None) | (None, Some(true)) => matches!(members.get("op"), Some(Json::String(_))),
        _ => false,
    }
}

fn row(state: &mut Option<Json>, after: Option<Object>, record: &mut dyn Record) -> Folded {
    let after = after.map(|mut after| {
        for (name, value) in &mut after {
            if matches!(value, Json::String(text) if **text == *UNCHANGED)
                && let Some(Json::Object(row)) = state
                && let Some(known) = row.get(name)
            {
                *value = known.clone();
            }
        }
        Json::Object(after)
    });
    replace(state, after, record);
    Folded::Applied
}

/// The last word of a type that says it. `removed` says it alone only: of `ItemRemoved` nobody knows whether the thing that
/// the stream is about is an item.
fn verb(event_type: &str) -> Option<Verb> {
    let mut found = None;
    let words = words(event_type);
    for word in &words {
        found = match word.as_str() {
            "create" | "created" | "insert" | "inserted" | "read" | "replace" | "replaced" => Some(Verb::Create),
            "update" | "updated" | "modify" | "modified" | "change" | "changed" | "patch" | "patched" | "upsert"
            | "upserted" => Some(Verb::Update),
            "delete" | "deleted" | "destroy" | "destroyed" | "truncate" | "truncated" => Some(Verb::Delete),
            "remove" | "removed" if words.len() == 1 => Some(Verb::Delete),
            _ => found,
        };
    }
    found
}

/// The words of a name, in lower case: they end at humps and at what is no letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_lower = false;
    for c in name.chars() {
        let begins = c.is_uppercase() && before_lower;
        before_lower = c.is_lowercase();
        match words.last_mut() {
            Some(word) if c.is_alphabetic() && !begins => word.extend(c.to_lowercase()),
            _ if c.is_alphabetic() => words.push(c.to_lowercase().collect()),
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folds::shown::folded;

    fn event<'a>(event_type: &'a str, data: &'a str) -> Input<'a> {
        Input { event_type, ..Input::of(data.as_bytes()) }
    }

    #[test]
    fn types_say_what_they_do() {
        use Verb::{Create, Delete, Update};
        for (event_type, expected) in [
            ("OrderCreated", Some(Create)),
            ("INSERT", Some(Create)),
            ("bootstrap-insert", Some(Create)),
            ("user.updated.v2", Some(Update)),
            ("MODIFY", Some(Update)),
            ("rowDeleted", Some(Delete)),
            ("REMOVE", Some(Delete)),
            ("delete", Some(Delete)),
            ("ItemRemoved", None),
            ("Created2Deleted", Some(Delete)),
            ("Recreation", None),
            ("", None),
        ] {
            assert_eq!(verb(event_type), expected, "{event_type}");
        }
    }

    #[test]
    fn a_thing_is_created_updated_and_deleted() {
        let (state, _, _) = folded(&Crud, "", event("Created", r#"{"id":1,"a":{"b":2},"n":null}"#));
        assert_eq!(state, r#"{"id":1,"a":{"b":2},"n":null}"#);
        let (state, _, writes) = folded(&Crud, &state, event("Updated", r#"{"a":{"b":3},"n":null}"#));
        assert_eq!((state.as_str(), writes), (r#"{"id":1,"a":{"b":3}}"#, vec!["/a/b 3".into(), "/n -".into()]));
        let (state, as_told, writes) = folded(&Crud, &state, event("Deleted", "{}"));
        assert_eq!((state.as_str(), as_told, writes), ("-", Folded::Applied, vec!["/ -".into()]));
        assert_eq!(folded(&Crud, "", event("Renamed", "{}")).1, Folded::PassedOver);
        assert_eq!(folded(&Crud, "", event("Updated", "[1]")).1, Folded::PassedOver);
    }

    #[test]
    fn rows_before_and_after_are_taken_whole() {
        let change = r#"{"before":{"id":1,"a":1,"blob":"x"},"after":{"id":1,"a":2,"blob":"__debezium_unavailable_value"},"op":"u"}"#;
        let (state, _, writes) = folded(&Crud, r#"{"id":1,"a":1,"blob":"x"}"#, event("anything", change));
        assert_eq!((state.as_str(), writes), (r#"{"id":1,"a":2,"blob":"x"}"#, vec!["/a 2".into()]));
        let wrapped = r#"{"schema":{},"payload":{"before":{"id":1},"after":null,"op":"d"}}"#;
        assert_eq!(folded(&Crud, &state, event("", wrapped)).0, "-");
        // A payload that merely has such a member is none.
        assert_eq!(folded(&Crud, "", event("Created", r#"{"after":"noon"}"#)).0, r#"{"after":"noon"}"#);
    }
}
