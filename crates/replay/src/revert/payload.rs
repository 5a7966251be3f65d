//! Operations as the payload of an event, where the fold has a word for them.

use foldback_event::{Json, apply};

use super::Revert;
use crate::record::{Input, Record};
use crate::{by_name, folds};

struct Nothing;

impl Record for Nothing {
    fn set(&mut self, _: &[&str], _: &Json) {}
    fn remove(&mut self, _: &[&str]) {}
    fn cut(&mut self, _: &[&str], _: usize) {}
}

impl Revert {
    /// The payload of an event that makes the operations happen in a state that is `now`, under the built-in fold of this name:
    /// a JSON Patch for `json-patch`, a merge patch for `merge`. Nothing where the fold has no such event, or no patch says it:
    /// a merge patch can write no `null`, and make no state undone.
    ///
    /// ```
    /// use foldback_event::json::parse;
    /// use foldback_event::{Change, Pointer};
    /// use foldback_replay::Revert;
    ///
    /// let path = Pointer::parse("/paid").unwrap();
    /// let revert = Revert { operations: vec![Change { path, old: parse(b"true").ok(), new: None }], conflicts: vec![] };
    /// let now = parse(br#"{"total":3,"paid":true}"#).unwrap();
    /// assert_eq!(revert.payload("merge", Some(&now)).unwrap().to_string(), r#"{"paid":null}"#);
    /// assert_eq!(revert.payload("count", Some(&now)), None);
    /// ```
    pub fn payload(&self, fold: &str, now: Option<&Json>) -> Option<Json> {
        let wanted = self.made(now)?;
        let payload = match fold {
            "json-patch" => self.json_patch(),
            "merge" => folds::merge_patch(now?, wanted.as_ref()?),
            _ => return None,
        };
        // What the payload does is not reasoned out but tried.
        let (mut state, text) = (now.cloned(), payload.to_string());
        by_name(fold)?.apply(&mut state, &Input::of(text.as_bytes()), &mut Nothing);
        (state == wanted).then_some(payload)
    }

    /// The state that the operations make of `now`.
    fn made(&self, now: Option<&Json>) -> Option<Option<Json>> {
        let whole = self.operations.iter().rposition(|change| change.path.keys().is_empty());
        let (mut state, rest) =
            match whole.and_then(|at| Some((self.operations.get(at)?, self.operations.get(at + 1..)?))) {
                Some((change, rest)) => (change.new.clone(), rest),
                None => (now.cloned(), self.operations.as_slice()),
            };
        match &mut state {
            Some(state) => apply(state, rest).then_some(())?,
            None if rest.is_empty() => {}
            None => return None,
        }
        Some(state)
    }
}
