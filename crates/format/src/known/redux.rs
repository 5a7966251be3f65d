//! What Redux DevTools export: the state of the tool with all actions, or the list of actions alone.

use std::borrow::Cow;

use super::Shape;
use super::draft::{Data, Draft, Metadata};
use super::rows::words;
use super::view::{Object, Value};
use crate::Role;

const STREAM: &str = "store";

const ROLES: &[(Role, &[&str])] = &[];

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        id: "redux-state",
        name: "Redux DevTools state",
        evidence: "have actionsById and stagedActionIds",
        fits: |record| record.has_all(&["actionsById", "stagedActionIds"]),
        roles: ROLES,
        rule: Some(read_state),
        ..Shape::PLAIN
    },
    Shape {
        id: "redux-actions",
        name: "Redux DevTools actions",
        evidence: "have a payload that is a list of actions as text",
        fits: |record| actions(record).is_some(),
        roles: ROLES,
        rule: Some(read_actions),
        ..Shape::PLAIN
    },
];

/// Whether an object with these names is an export.
pub(super) fn is_export(names: &[String]) -> bool {
    let has = |name: &str| names.iter().any(|own| own == name);
    has("actionsById") || has("preloadedState") && has("payload")
}

/// The actions in the order in which they were staged; those that are no longer staged behind them.
fn read_state(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let (Some(actions), Some(staged)) = (record.object("actionsById"), record.get("stagedActionIds")) else {
        return;
    };
    let staged = words(Some(staged));
    let skipped: rustc_hash::FxHashSet<Cow<'_, str>> = words(record.get("skippedActionIds")).into_iter().collect();
    let states = record.get("computedStates").map(Value::elements).unwrap_or_default();
    // Exports hold thousands of actions.
    let lifted: Vec<(&str, Value<'_>)> = actions.members().collect();
    let by_id: rustc_hash::FxHashMap<&str, Value<'_>> = lifted.iter().copied().collect();
    let mut done = rustc_hash::FxHashSet::default();
    let unstaged: Vec<Cow<'_, str>> = {
        let ids: rustc_hash::FxHashSet<&str> = staged.iter().map(AsRef::as_ref).collect();
        lifted.iter().map(|(id, _)| *id).filter(|id| !ids.contains(id)).map(Cow::Borrowed).collect()
    };
    let count = staged.len();
    for (at, id) in staged.iter().chain(&unstaged).enumerate() {
        let Some(entry) = by_id.get(id.as_ref()).filter(|_| done.insert(id.as_ref())).and_then(|entry| entry.object())
        else {
            continue;
        };
        let mut metadata = Metadata::rest(&entry, &["action", "timestamp"]);
        if at >= count {
            metadata = metadata.with_json("staged", "false");
        } else if let Some(state) = states.get(at) {
            metadata = metadata.with("computed", Some(*state));
        }
        if skipped.contains(id) {
            metadata = metadata.with_json("skipped", "true");
        }
        let action = entry.get("action");
        out(Draft {
            stream: STREAM.into(),
            event_type: action.and_then(Value::object).and_then(|action| action.word("type")).unwrap_or_default(),
            time: entry.get("timestamp").and_then(Value::time),
            data: action.map_or_else(Data::default, |action| Data::Json(action.raw().into())),
            metadata: metadata.finish(),
            revision: Some(id.clone()),
            ..Draft::default()
        });
    }
}

/// The list of actions, as JSON.
fn actions(record: &Object<'_>) -> Option<String> {
    let payload = record.get("payload").filter(|value| value.raw().starts_with('"'))?;
    let known = ["payload", "preloadedState", "source", "type", "id", "name", "instanceId", "nextActionId"];
    let text = payload.unwrapped();
    let listed = text.starts_with('[') && record.has("preloadedState") && record.has_only(&known);
    listed.then(|| text.into_owned())
}

/// The state that was there before is the first event; such exports hold no times.
fn read_actions(record: &Object<'_>, _: &str, out: &mut dyn FnMut(Draft<'_>)) {
    let Some(list) = actions(record) else {
        return;
    };
    out(Draft {
        stream: STREAM.into(),
        event_type: "@@INIT".into(),
        data: Data::of(record.get("preloadedState")),
        metadata: Metadata::rest(record, &["payload", "preloadedState"]).finish(),
        ..Draft::default()
    });
    let Some(list) = Value::of(&list) else {
        return;
    };
    for action in list.elements() {
        out(Draft {
            stream: STREAM.into(),
            event_type: action.object().and_then(|action| action.word("type")).unwrap_or_default(),
            data: Data::Json(action.raw().into()),
            ..Draft::default()
        });
    }
}
