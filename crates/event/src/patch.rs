//! Changes between two JSON values: what was at a path, what is there now, and the way from one value to another.

use crate::json::index;
use crate::{Json, Pointer};

/// One change. Without `old` it adds, without `new` it removes, with both it replaces, in the sense of RFC 6902:
/// adding to an array moves what follows up by one, removing moves it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub path: Pointer,
    /// What stood there before.
    pub old: Option<Json>,
    /// What stands there now.
    pub new: Option<Json>,
}

/// Applies `changes` in their order. The root is replaced by a change at the empty path.
///
/// Gives `false`, with the changes before it applied, at the first whose path does not lead anywhere.
pub fn apply(value: &mut Json, changes: &[Change]) -> bool {
    changes.iter().all(|change| apply_one(value, change))
}

fn apply_one(value: &mut Json, change: &Change) -> bool {
    let Some((key, parents)) = change.path.keys().split_last() else {
        *value = change.new.clone().unwrap_or_default();
        return true;
    };
    let Some(parent) = value.get_mut(&parents.iter().cloned().collect()) else {
        return false;
    };
    match (parent, &change.new) {
        (Json::Object(members), Some(new)) => {
            members.insert(key.clone(), new.clone());
            true
        }
        (Json::Object(members), None) => members.shift_remove(key).is_some(),
        (Json::Array(items), Some(new)) => match index(key) {
            Some(at) if change.old.is_some() && at < items.len() => {
                items[at] = new.clone();
                true
            }
            Some(at) if change.old.is_none() && at <= items.len() => {
                items.insert(at, new.clone());
                true
            }
            _ => false,
        },
        (Json::Array(items), None) => match index(key) {
            Some(at) if at < items.len() => {
                items.remove(at);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// The changes that lead from `a` to `b`: applied to `a` they give `b`.
pub fn diff(a: &Json, b: &Json) -> Vec<Change> {
    let mut changes = Vec::new();
    diff_at(&mut Pointer::root(), a, b, &mut changes);
    changes
}

/// The same for the values at `path`, added to `changes`.
pub fn diff_at(path: &mut Pointer, a: &Json, b: &Json, changes: &mut Vec<Change>) {
    match (a, b) {
        (Json::Object(old), Json::Object(new)) => {
            for (name, value) in old {
                path.push(name);
                match new.get(name) {
                    Some(after) => diff_at(path, value, after, changes),
                    None => changes.push(Change { path: path.clone(), old: Some(value.clone()), new: None }),
                }
                path.pop();
            }
            for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                changes.push(Change { path: path.child(name), old: None, new: Some(value.clone()) });
            }
        }
        (Json::Array(old), Json::Array(new)) => arrays(path, old, new, changes),
        _ if a == b => {}
        _ => changes.push(Change { path: path.clone(), old: Some(a.clone()), new: Some(b.clone()) }),
    }
}

/// What both ends have in common stays; between them elements are compared in pairs, and the rest is added or removed.
fn arrays(path: &mut Pointer, old: &[Json], new: &[Json], changes: &mut Vec<Change>) {
    let shorter = old.len().min(new.len());
    let front = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let back = old.iter().rev().zip(new.iter().rev()).take(shorter - front).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - back, new.len() - back);
    let paired = old_end.min(new_end);
    for at in front..paired {
        path.push(&at.to_string());
        diff_at(path, &old[at], &new[at], changes);
        path.pop();
    }
    // From the last one down, so that no removal moves an element that is still to be removed.
    for at in (paired..old_end).rev() {
        changes.push(Change { path: path.child(&at.to_string()), old: Some(old[at].clone()), new: None });
    }
    for (at, value) in new.iter().enumerate().take(new_end).skip(paired) {
        changes.push(Change { path: path.child(&at.to_string()), old: None, new: Some(value.clone()) });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::parse;

    fn json(text: &str) -> Json {
        parse(text.as_bytes()).unwrap()
    }

    fn shown(a: &str, b: &str) -> Vec<String> {
        let show = |value: &Option<Json>| value.as_ref().map_or("-".to_owned(), Json::to_string);
        diff(&json(a), &json(b))
            .iter()
            .map(|change| format!("{} {} {}", change.path, show(&change.old), show(&change.new)))
            .collect()
    }

    #[test]
    fn only_what_differs_is_named() {
        assert_eq!(shown(r#"{"a":1,"b":{"c":2}}"#, r#"{"a":1,"b":{"c":3,"d":4}}"#), ["/b/c 2 3", "/b/d - 4"]);
        assert_eq!(shown(r#"{"a":1}"#, "{}"), ["/a 1 -"]);
        assert_eq!(shown("[1,2,3,4]", "[1,9,4]"), ["/1 2 9", "/2 3 -"]);
        assert_eq!(shown("[1,2]", "[0,1,2]"), ["/0 - 0"]);
        assert_eq!(shown("[]", "{}"), [" [] {}"]);
        assert!(shown("{\"a\":[1]}", "{\"a\":[1]}").is_empty());
    }

    fn values() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Bool),
            (0..4u8).prop_map(|n| Json::Number(n.to_string().into())),
            "[a~/]{0,2}".prop_map(|text| Json::String(text.into())),
        ];
        leaf.prop_recursive(4, 24, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
                prop::collection::vec(("[ab~/0]{0,2}", inner), 0..5)
                    .prop_map(|members| { Json::Object(members.into_iter().map(|(k, v)| (k.into(), v)).collect()) }),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_diff_leads_from_one_to_the_other(a in values(), b in values()) {
            let mut value = a.clone();
            prop_assert!(apply(&mut value, &diff(&a, &b)));
            prop_assert_eq!(&value, &b);
        }
    }
}
