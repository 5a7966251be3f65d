//! How names are compared with the lists of [`super::names`], and objects with events. Values play no part here.

use super::{Statistic, names};
use crate::Role;

/// Objects that hold the fields of an event beside its payload.
const ENVELOPES: [&str; 8] = ["context", "metadata", "meta", "headers", "header", "envelope", "event", "system"];

/// Whether a field goes by `name`; with `in_envelope`, as a member of an object that is known as an envelope.
pub(super) fn fits(name: &str, field: &Statistic, in_envelope: bool) -> bool {
    if !in_envelope {
        return field.key == name;
    }
    field.key.split_once('.').is_some_and(|(parent, own)| own == name && ENVELOPES.contains(&parent))
}

/// A name as lists hold it, in which all letters are ASCII's: lower case, without `_`, `-`, `$`, `@`, dots and spaces.
pub(crate) fn plain_name(name: &str) -> String {
    name.chars()
        .filter(|character| !matches!(character, '_' | '-' | '$' | '@' | '.' | ' '))
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// Whether one of these names is of `role`.
pub(crate) fn has_role(names: &[String], role: Role) -> bool {
    names.iter().any(|name| names::of(role).contains(&plain_name(name).as_str()))
}

/// Whether the names of an object are those of one event: three roles, among them the stream or the type. Names inside
/// its objects, given with the name of the object, count where that is known as an envelope.
pub(crate) fn looks_like_event(outer: &[String], inner: &[(String, String)]) -> bool {
    let enveloped =
        inner.iter().filter(|(parent, _)| ENVELOPES.contains(&plain_name(parent).as_str())).map(|(_, name)| name);
    let names: Vec<String> = outer.iter().chain(enveloped).map(|name| plain_name(name)).collect();
    let has = |role| names.iter().any(|name| names::of(role).contains(&name.as_str()));
    let roles = [Role::Stream, Role::EventType, Role::Id, Role::Time, Role::Data];
    (has(Role::Stream) || has(Role::EventType)) && roles.into_iter().filter(|role| has(*role)).count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_one_name() {
        for name in ["streamId", "stream_id", "Stream-ID", "$streamId", "stream id"] {
            assert_eq!(plain_name(name), "streamid");
        }
        assert_eq!(plain_name("@timestamp"), "timestamp");
        assert_eq!(plain_name("case:concept:name"), "case:concept:name");
    }

    #[test]
    fn an_event_has_at_least_three_roles() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert!(looks_like_event(&names(&["id", "type", "created", "refunds"]), &[]));
        assert!(!looks_like_event(&names(&["after", "events"]), &[]));
        assert!(!looks_like_event(&names(&["objectTypes", "eventTypes", "events"]), &[]));
        let inner = |parent: &str| ["id", "type", "timestamp"].map(|name| (parent.to_owned(), name.to_owned()));
        assert!(looks_like_event(&names(&["context"]), &inner("context")));
        assert!(!looks_like_event(&names(&["schema"]), &inner("schema")));
    }
}
