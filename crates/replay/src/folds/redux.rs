//! The built-in fold `redux`: the states that Redux DevTools computed, as an export holds them.
//!
//! Each action's event has its computed state in its metadata (`computed`). An export of the list of actions alone has but the
//! state before the first one, as the payload of `@@INIT`; what the others make of it only the app's reducer knows.

use foldback_event::Json;
use foldback_event::json::{Object, parse};

use crate::record::{Fold, Folded, Input, Record};
use crate::tree::replace;

/// The fold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Redux;

impl Fold for Redux {
    fn apply(&self, state: &mut Option<Json>, event: &Input<'_>, record: &mut dyn Record) -> Folded {
        let mut metadata = match parse(event.metadata) {
            Ok(Json::Object(metadata)) => metadata,
            _ => Object::default(),
        };
        let Some(Json::Object(mut computed)) = metadata.swap_remove("computed") else {
            return begin(state, event, record);
        };
        if let Some(Json::String(why)) = computed.get("error") {
            return Folded::Failed(format!("the reducer failed: {why}").into());
        }
        let Some(new) = computed.swap_remove("state") else {
            return Folded::PassedOver;
        };
        replace(state, Some(new), record);
        Folded::Applied
    }
}

/// The state before the first action, unless that event is an action itself.
fn begin(state: &mut Option<Json>, event: &Input<'_>, record: &mut dyn Record) -> Folded {
    let initial = event.data.filter(|_| event.event_type == "@@INIT").and_then(|data| parse(data).ok());
    match initial {
        Some(Json::Object(action)) if action.get("type") == Some(&Json::String("@@INIT".into())) => Folded::PassedOver,
        Some(initial) => {
            replace(state, Some(initial), record);
            Folded::Applied
        }
        None => Folded::PassedOver,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folds::shown::folded;

    #[test]
    fn the_computed_state_is_the_state_and_only_what_differs_is_written() {
        let action =
            |metadata| Input { event_type: "add", data: Some(br#"{"type":"add"}"#), metadata, ..Input::default() };
        let (state, folded_as, writes) = folded(
            &Redux,
            r#"{"n":1,"list":[1,2,3],"gone":0}"#,
            action(br#"{"computed":{"state":{"n":2,"list":[1,9]}}}"#),
        );
        assert_eq!((state.as_str(), folded_as), (r#"{"n":2,"list":[1,9]}"#, Folded::Applied));
        assert_eq!(writes, ["/gone -", "/n 2", "/list/1 9", "/list #2"]);
        let failed = folded(&Redux, &state, action(br#"{"computed":{"state":{"n":0},"error":"boom"}}"#));
        assert_eq!((failed.0, failed.1), (state.clone(), Folded::Failed("the reducer failed: boom".into())));
        assert_eq!(folded(&Redux, &state, action(br#"{"staged":false}"#)).1, Folded::PassedOver);
    }

    #[test]
    fn an_export_of_actions_begins_with_its_first_state() {
        let init = |data| Input { event_type: "@@INIT", data: Some(data), ..Input::default() };
        assert_eq!(folded(&Redux, "", init(br#"{"n":0}"#)).0, r#"{"n":0}"#);
        assert_eq!(folded(&Redux, "", init(br#"{"type":"@@INIT"}"#)).1, Folded::PassedOver);
    }
}
