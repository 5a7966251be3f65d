//! The built-in fold `merge`: every payload is a JSON merge patch (RFC 7396) on the state of its stream.
//!
//! A payload that is no object is passed over: by the letter of the RFC it would take the place of the whole state,
//! and no event means that.

pub(super) mod patch;
mod streaming;

use foldback_event::Json;
use foldback_event::json::{Object, parse};

use crate::record::{Fold, Folded, Input, Record};
use streaming::{Streaming, plain};

/// The fold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Merge;

impl Fold for Merge {
    fn apply(&self, state: &mut Option<Json>, event: &Input<'_>, record: &mut dyn Record) -> Folded {
        let Some(data) = event.data else { return Folded::PassedOver };
        if let (Some(Json::Object(target)), Some(text)) = (&mut *state, plain(data)) {
            return match Streaming::new(text, record) {
                Some(mut streaming) => {
                    streaming.members(target, 0);
                    Folded::Applied
                }
                None => Folded::PassedOver,
            };
        }
        match parse(data) {
            Ok(Json::Object(patch)) => merge(state, patch, record),
            _ => return Folded::PassedOver,
        }
        Folded::Applied
    }
}

/// Applies a merge patch to a state.
pub(super) fn merge(state: &mut Option<Json>, mut patch: Object, record: &mut dyn Record) {
    match state {
        Some(Json::Object(target)) => Merging { path: Vec::new(), record }.object(target, &mut patch),
        _ => {
            let fresh = Json::Object(without_nulls(patch));
            record.set(&[], &fresh);
            *state = Some(fresh);
        }
    }
}

struct Merging<'p, 'r> {
    path: Vec<&'p str>,
    record: &'r mut dyn Record,
}

impl<'p> Merging<'p, '_> {
    /// Values are moved out of the patch, which nobody needs afterwards.
    fn object(&mut self, target: &mut Object, patch: &'p mut Object) {
        for (name, value) in patch {
            self.path.push(name);
            match (target.get_mut(name), value) {
                (None, Json::Null) => {}
                (Some(_), Json::Null) => {
                    target.shift_remove(name);
                    self.record.remove(&self.path);
                }
                (Some(Json::Object(inner)), Json::Object(value)) => self.object(inner, value),
                (old, value) => {
                    let new = match std::mem::take(value) {
                        Json::Object(members) => Json::Object(without_nulls(members)),
                        other => other,
                    };
                    match old {
                        Some(old) if *old == new => {}
                        Some(old) => {
                            self.record.set(&self.path, &new);
                            *old = new;
                        }
                        None => {
                            self.record.set(&self.path, &new);
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
    use proptest::prelude::*;

    use super::*;
    use crate::folds::shown::{Shown, folded};

    fn merged(target: &str, patch: &str) -> (String, Folded, Vec<String>) {
        folded(&Merge, target, Input::of(patch.as_bytes()))
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
            assert_eq!(merged(target, patch).0, result, "{target} {patch}");
        }
    }

    /// RFC 7396, section 2, as it is written there.
    fn by_the_letter(target: Option<Json>, patch: &Json) -> Json {
        let Json::Object(patch) = patch else { return patch.clone() };
        let mut target = match target {
            Some(Json::Object(target)) => target,
            _ => Object::default(),
        };
        for (name, value) in patch {
            if *value == Json::Null {
                target.shift_remove(name);
            } else {
                let merged = by_the_letter(target.get(name).cloned(), value);
                target.insert(name.clone(), merged);
            }
        }
        Json::Object(target)
    }

    fn texts() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            Just(" 1 ".to_owned()),
            Just("1.0".to_owned()),
            Just("[1, null]".to_owned()),
            Just("\"a\"".to_owned()),
            Just("\"\\u0061\"".to_owned()),
            Just("true".to_owned()),
        ];
        // Names come twice, as they may, and once in a while with an escape or in great number.
        let name = prop_oneof![8 => "[abc]", 1 => Just("\\u0062".to_owned())];
        let object = move |value: BoxedStrategy<String>, most: usize| {
            prop::collection::vec((name.clone(), value), 0..most).prop_map(|members| {
                let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
                format!(" {{{}}}", members.join(" ,"))
            })
        };
        let value = leaf.prop_recursive(3, 12, 3, move |inner| object(inner.boxed(), 4).boxed());
        prop::collection::vec(("[a-d]", value), 0..24).prop_map(|members| {
            let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            format!("{{{}}}\n", members.join(","))
        })
    }

    proptest! {
        #[test]
        fn states_are_those_of_the_rfc(patches in prop::collection::vec(texts(), 1..6), cut in 0..40usize) {
            let (mut state, mut expected) = (None, None);
            for text in &patches {
                let mut shown = Shown::default();
                Merge.apply(&mut state, &Input::of(text.as_bytes()), &mut shown);
                let patch = parse(text.as_bytes()).unwrap();
                let before = expected.clone();
                expected = Some(by_the_letter(expected, &patch));
                let text = |state: &Option<Json>| state.as_ref().map(Json::to_string);
                prop_assert_eq!(text(&state), text(&expected));
                prop_assert_eq!(shown.0.is_empty(), before == expected);
            }
            // A patch that breaks off changes nothing.
            let broken = patches.iter().map(|text| text.trim_end()).filter(|text| text.len() > cut);
            for text in broken {
                let (before, mut shown) = (state.clone(), Shown::default());
                let folded = Merge.apply(&mut state, &Input::of(&text.as_bytes()[..cut]), &mut shown);
                prop_assert_eq!((folded, &state, shown.0.len()), (Folded::PassedOver, &before, 0));
            }
        }
    }

    #[test]
    fn what_is_no_object_is_passed_over() {
        for patch in ["[\"c\"]", "null", "\"bar\"", "7", "", "{\"a\":"] {
            assert_eq!(merged(r#"{"a":"b"}"#, patch), (r#"{"a":"b"}"#.to_owned(), Folded::PassedOver, vec![]));
        }
    }

    #[test]
    fn only_what_changes_is_recorded() {
        let (_, _, writes) =
            merged(r#"{"a":1,"b":{"c":2},"d":3}"#, r#"{"a":1,"b":{"c":4,"x":null},"d":null,"e":{"f":null}}"#);
        assert_eq!(writes, ["/b/c 4", "/d -", "/e {}"]);
    }
}
