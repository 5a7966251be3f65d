//! The built-in fold `count`: how many events there were, by type and in all.

use foldback_event::Json;

use crate::record::{Fold, Folded, Input, Record};

/// The fold. Its state is `{"events":3,"types":{"Added":2,"Removed":1}}`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count;

impl Fold for Count {
    fn apply(&self, state: &mut Option<Json>, event: &Input<'_>, record: &mut dyn Record) -> Folded {
        let Some(Json::Object(counts)) = state else {
            let one = || Json::Number("1".into());
            let types = Json::Object([(event.event_type.into(), one())].into_iter().collect());
            let fresh = Json::Object([("events".into(), one()), ("types".into(), types)].into_iter().collect());
            record.set(&[], &fresh);
            *state = Some(fresh);
            return Folded::Applied;
        };
        if let Some(all) = counts.get_mut("events") {
            *all = one_more(all);
            record.set(&["events"], all);
        }
        if let Some(Json::Object(types)) = counts.get_mut("types") {
            let own = types.entry(event.event_type.into()).or_insert(Json::Number("0".into()));
            *own = one_more(own);
            record.set(&["types", event.event_type], own);
        }
        Folded::Applied
    }
}

fn one_more(count: &Json) -> Json {
    let count = if let Json::Number(text) = count { text.parse::<u64>().unwrap_or_default() } else { 0 };
    Json::Number((count + 1).to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folds::shown::folded;

    #[test]
    fn events_are_counted_by_type_whatever_they_hold() {
        let event = |event_type| Input { event_type, ..Input::default() };
        let (state, _, writes) = folded(&Count, "", event("Added"));
        assert_eq!((state.as_str(), writes.len()), (r#"{"events":1,"types":{"Added":1}}"#, 1));
        let (state, _, writes) = folded(&Count, &state, event("a/b"));
        assert_eq!(state, r#"{"events":2,"types":{"Added":1,"a/b":1}}"#);
        assert_eq!(writes, ["/events 2", "/types/a/b 1"]);
        assert_eq!(folded(&Count, &state, event("Added")).0, r#"{"events":3,"types":{"Added":2,"a/b":1}}"#);
    }
}
