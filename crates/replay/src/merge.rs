//! The built-in fold `merge`: every payload is a JSON merge patch (RFC 7396) on the state of its stream.
//!
//! A payload that is no object is passed over: by the letter of the RFC it would take the place of the whole state,
//! and no event means that.

use foldback_event::Json;
use foldback_event::json::{Object, parse};

use crate::record::{Fold, Folded, Record};

/// The fold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Merge;

impl Fold for Merge {
    fn apply(&self, state: &mut Option<Json>, data: &[u8], record: &mut dyn Record) -> Folded {
        let Ok(Json::Object(patch)) = parse(data) else {
            return Folded::PassedOver;
        };
        match state {
            Some(Json::Object(target)) => Merging { path: Vec::new(), record }.object(target, &patch),
            _ => {
                let fresh = Json::Object(without_nulls(patch));
                record.change(&[], state.as_ref(), Some(&fresh));
                *state = Some(fresh);
            }
        }
        Folded::Applied
    }
}

struct Merging<'p, 'r> {
    path: Vec<&'p str>,
    record: &'r mut dyn Record,
}

impl<'p> Merging<'p, '_> {
    fn object(&mut self, target: &mut Object, patch: &'p Object) {
        for (name, value) in patch {
            self.path.push(name);
            match (target.get_mut(name), value) {
                (None, Json::Null) => {}
                (Some(_), Json::Null) => {
                    let old = target.shift_remove(name);
                    self.record.change(&self.path, old.as_ref(), None);
                }
                (Some(Json::Object(inner)), Json::Object(value)) => self.object(inner, value),
                (old, value) => {
                    let new = match value {
                        Json::Object(members) => Json::Object(without_nulls(members.clone())),
                        other => other.clone(),
                    };
                    match old {
                        Some(old) if *old == new => {}
                        Some(old) => {
                            self.record.change(&self.path, Some(old), Some(&new));
                            *old = new;
                        }
                        None => {
                            self.record.change(&self.path, None, Some(&new));
                            target.insert(name.clone(), new);
                        }
                    }
                }
            }
            self.path.pop();
        }
    }
}

/// A patch applied to nothing: what it removes is not there.
fn without_nulls(patch: Object) -> Object {
    patch
        .into_iter()
        .filter_map(|(name, value)| match value {
            Json::Null => None,
            Json::Object(members) => Some((name, Json::Object(without_nulls(members)))),
            other => Some((name, other)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Shown(Vec<String>);

    impl Record for Shown {
        fn change(&mut self, path: &[&str], old: Option<&Json>, new: Option<&Json>) {
            let show = |value: Option<&Json>| value.map_or("-".to_owned(), Json::to_string);
            self.0.push(format!("/{} {} {}", path.join("/"), show(old), show(new)));
        }
    }

    fn merged(target: &str, patch: &str) -> (Option<Json>, Folded, Vec<String>) {
        let mut state = Some(parse(target.as_bytes()).unwrap());
        let mut shown = Shown(Vec::new());
        let folded = Merge.apply(&mut state, patch.as_bytes(), &mut shown);
        (state, folded, shown.0)
    }

    #[test]
    fn the_examples_of_rfc_7396_appendix_a() {
        for (target, patch, result) in [
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"a":null}"#, "{}"),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
            ("[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
            ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
        ] {
            assert_eq!(merged(target, patch).0.unwrap().to_string(), result, "{target} {patch}");
        }
    }

    #[test]
    fn what_is_no_object_is_passed_over() {
        for patch in ["[\"c\"]", "null", "\"bar\"", "7", "", "{\"a\":"] {
            let (state, folded, changes) = merged(r#"{"a":"b"}"#, patch);
            assert_eq!(
                (state.unwrap().to_string().as_str(), folded, changes),
                (r#"{"a":"b"}"#, Folded::PassedOver, vec![])
            );
        }
    }

    #[test]
    fn only_what_changes_is_recorded() {
        let (_, _, changes) =
            merged(r#"{"a":1,"b":{"c":2},"d":3}"#, r#"{"a":1,"b":{"c":4,"x":null},"d":null,"e":{"f":null}}"#);
        assert_eq!(changes, ["/b/c 2 4", "/d 3 -", "/e - {}"]);
    }
}
