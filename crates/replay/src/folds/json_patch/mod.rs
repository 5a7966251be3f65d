//! The built-in fold `json-patch`: every payload is a JSON Patch (RFC 6902), or an object with one in its member `patch`.
//!
//! A patch applies as a whole or not at all. A state that nobody has made yet is taken to be `{}` by operations inside it.

mod operation;
mod work;

use foldback_event::Json;
use foldback_event::json::parse;

use crate::record::{Fold, Folded, Input, Record};
use operation::Operation;
use work::Work;

/// The fold.
#[derive(Clone, Copy, Debug, Default)]
pub struct JsonPatch;

impl Fold for JsonPatch {
    fn apply(&self, state: &mut Option<Json>, event: &Input<'_>, record: &mut dyn Record) -> Folded {
        let patch = match event.data.map(parse) {
            Some(Ok(Json::Array(patch))) => patch,
            Some(Ok(Json::Object(mut members))) => match members.swap_remove("patch") {
                Some(Json::Array(patch)) => patch,
                _ => return Folded::PassedOver,
            },
            _ => return Folded::PassedOver,
        };
        let mut work = Work::new(state);
        for (at, operation) in patch.into_iter().enumerate() {
            if let Err(why) = Operation::read(operation).and_then(|operation| work.perform(operation)) {
                work.undo();
                return Folded::Failed(format!("operation {} of the patch: {why}", at + 1).into());
            }
        }
        work.finish(record);
        Folded::Applied
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folds::shown::folded;

    fn patched(state: &str, patch: &str) -> (String, Folded, Vec<String>) {
        folded(&JsonPatch, state, Input::of(patch.as_bytes()))
    }

    #[test]
    fn the_examples_of_rfc_6902_appendix_a_that_succeed() {
        for (state, patch, result) in [
            (r#"{"foo":"bar"}"#, r#"[{"op":"add","path":"/baz","value":"qux"}]"#, r#"{"foo":"bar","baz":"qux"}"#),
            (
                r#"{"foo":["bar","baz"]}"#,
                r#"[{"op":"add","path":"/foo/1","value":"qux"}]"#,
                r#"{"foo":["bar","qux","baz"]}"#,
            ),
            (r#"{"baz":"qux","foo":"bar"}"#, r#"[{"op":"remove","path":"/baz"}]"#, r#"{"foo":"bar"}"#),
            (r#"{"foo":["bar","qux","baz"]}"#, r#"[{"op":"remove","path":"/foo/1"}]"#, r#"{"foo":["bar","baz"]}"#),
            (
                r#"{"baz":"qux","foo":"bar"}"#,
                r#"[{"op":"replace","path":"/baz","value":"boo"}]"#,
                r#"{"baz":"boo","foo":"bar"}"#,
            ),
            (
                r#"{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}"#,
                r#"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
                r#"{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}"#,
            ),
            (
                r#"{"foo":["all","grass","cows","eat"]}"#,
                r#"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#,
                r#"{"foo":["all","cows","eat","grass"]}"#,
            ),
            (
                r#"{"baz":"qux","foo":["a",2,"c"]}"#,
                r#"[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]"#,
                r#"{"baz":"qux","foo":["a",2,"c"]}"#,
            ),
            (
                r#"{"foo":"bar"}"#,
                r#"[{"op":"add","path":"/child","value":{"grandchild":{}}}]"#,
                r#"{"foo":"bar","child":{"grandchild":{}}}"#,
            ),
            (
                r#"{"foo":"bar"}"#,
                r#"[{"op":"add","path":"/baz","value":"qux","xyz":123}]"#,
                r#"{"foo":"bar","baz":"qux"}"#,
            ),
            (r#"{"/":9,"~1":10}"#, r#"[{"op":"test","path":"/~01","value":10}]"#, r#"{"/":9,"~1":10}"#),
            (
                r#"{"foo":["bar"]}"#,
                r#"[{"op":"add","path":"/foo/-","value":["abc","def"]}]"#,
                r#"{"foo":["bar",["abc","def"]]}"#,
            ),
        ] {
            let (state, folded, _) = patched(state, patch);
            assert_eq!((state.as_str(), folded), (result, Folded::Applied), "{patch}");
        }
    }

    #[test]
    fn the_examples_of_rfc_6902_appendix_a_that_fail() {
        for (state, patch, why) in [
            (r#"{"baz":"qux"}"#, r#"[{"op":"test","path":"/baz","value":"bar"}]"#, "is \"qux\" and not \"bar\""),
            (r#"{"foo":"bar"}"#, r#"[{"op":"add","path":"/baz/bat","value":"qux"}]"#, "leads nowhere"),
            (r#"{"/":9,"~1":10}"#, r#"[{"op":"test","path":"/~01","value":"10"}]"#, "is 10 and not \"10\""),
        ] {
            let (after, folded, writes) = patched(state, patch);
            assert_eq!((after.as_str(), writes), (state, vec![]), "{patch}");
            assert!(matches!(&folded, Folded::Failed(found) if found.contains(why)), "{folded:?}");
        }
        // The RFC's A.13 has a member twice; the last one counts, as everywhere here, and there is nothing to remove.
        let (_, folded, _) = patched(r#"{"foo":"bar"}"#, r#"[{"op":"add","path":"/baz","value":"qux","op":"remove"}]"#);
        assert!(matches!(folded, Folded::Failed(_)));
    }

    #[test]
    fn a_patch_that_fails_leaves_everything_in_its_place() {
        let state = r#"{"a":1,"list":[1,2,3],"b":{"c":2},"z":0}"#;
        let patch = r#"[{"op":"remove","path":"/a"},{"op":"add","path":"/list/0","value":0},{"op":"remove","path":"/list/2"},
            {"op":"replace","path":"/b/c","value":9},{"op":"move","from":"/b","path":"/list/1"},{"op":"copy","from":"/z","path":"/y"},
            {"op":"replace","path":"","value":{}},{"op":"remove","path":"/a"}]"#;
        let (after, folded, writes) = patched(state, patch);
        assert_eq!((after.as_str(), writes), (state, vec![]));
        assert_eq!(folded, Folded::Failed("operation 8 of the patch: there is nothing at /a to remove".into()));
    }

    #[test]
    fn elements_that_move_are_written_where_they_are_then() {
        let insert = patched(r#"{"l":[1,1,2]}"#, r#"{"patch":[{"op":"add","path":"/l/0","value":0}]}"#);
        assert_eq!(insert.2, ["/l/0 0", "/l/2 1", "/l/3 2"]);
        let remove = patched(r#"{"l":[1,1,2]}"#, r#"[{"op":"remove","path":"/l/0"}]"#);
        assert_eq!((remove.0.as_str(), remove.2), (r#"{"l":[1,2]}"#, vec!["/l/1 2".into(), "/l #2".into()]));
    }

    #[test]
    fn what_is_no_patch_says_so() {
        for (patch, why) in [
            ("[1]", "1 is no operation"),
            (r#"[{"path":"/a"}]"#, "\"op\" is missing"),
            (r#"[{"op":"put","path":"/a"}]"#, "\"put\" is none of"),
            (r#"[{"op":"add","path":"a","value":1}]"#, "not a JSON Pointer"),
            (r#"[{"op":"add","path":"/a"}]"#, "\"value\" is missing"),
            (r#"[{"op":"move","path":"/a"}]"#, "\"from\" is missing"),
            (r#"[{"op":"move","from":"/a","path":"/a/b"}]"#, "into itself"),
            (r#"[{"op":"add","path":"/l/01","value":1}]"#, "leads nowhere"),
            (r#"[{"op":"add","path":"/l/2","value":1}]"#, "leads nowhere"),
        ] {
            let (_, folded, _) = patched(r#"{"a":{},"l":[0]}"#, patch);
            assert!(matches!(&folded, Folded::Failed(found) if found.contains(why)), "{patch} {folded:?}");
        }
        assert_eq!(patched("{}", r#"{"patch":1}"#).1, Folded::PassedOver);
        assert_eq!(patched("{}", "7").1, Folded::PassedOver);
    }

    #[test]
    fn numbers_are_tested_by_worth_and_nothing_begins_as_an_object() {
        let patch = r#"[{"op":"add","path":"/n","value":1.0},{"op":"test","path":"/n","value":1}]"#;
        assert_eq!(patched("", patch).0, r#"{"n":1.0}"#);
        assert_eq!(patched("", r#"[{"op":"add","path":"","value":[1]}]"#).0, "[1]");
        assert_eq!(patched("[1]", r#"[{"op":"remove","path":""}]"#).0, "-");
    }
}
