//! A fold by a jq filter: the state comes in, `$event` is the event, and what comes out is the state behind it.

use foldback_event::Json;
use foldback_event::json::parse;
use jaq_json::{Map, Val};

use super::value::{into_jq, string};
use super::{Jq, JqError};
use crate::record::{Fold, Folded, Input, Record};
use crate::tree::replace;

/// The fold. Where there is no state its input is `{}`, and where it gives `null` there is none afterwards. A filter that
/// gives nothing has passed the event over. `$event` has the members `type`, `stream`, `position`, `data` and `metadata`.
///
/// The whole state goes through the filter with each event, so this is for states of thousands of values, not of millions.
///
/// ```
/// use foldback_replay::jq::JqFold;
/// use foldback_replay::{History, Input};
///
/// let fold = JqFold::new(".total += $event.data.amount").unwrap();
/// let mut history = History::default();
/// for data in [r#"{"amount":2}"#, r#"{"amount":40}"#] {
///     history.fold(&fold, 0, &Input::of(data.as_bytes()))?;
/// }
/// assert_eq!(history.moment(0, 9)?.state.unwrap().to_string(), r#"{"total":42}"#);
/// # Ok::<(), foldback_replay::Gone>(())
/// ```
#[derive(Debug)]
pub struct JqFold(Jq);

impl JqFold {
    /// Compiles the filter.
    ///
    /// # Errors
    /// As [`Jq::new`].
    pub fn new(text: &str) -> Result<Self, JqError> {
        Jq::with_variables(text, &["$event"]).map(Self)
    }
}

impl Fold for JqFold {
    fn apply(&self, state: &mut Option<Json>, event: &Input<'_>, record: &mut dyn Record) -> Folded {
        let input = state.as_ref().map_or_else(|| Val::obj(Map::default()), into_jq);
        let mut outputs = Vec::new();
        self.0.run_with(input, [shown(event)], &mut |output| {
            outputs.push(output);
            outputs.len() < 2
        });
        let new = match (outputs.pop(), outputs.is_empty()) {
            (None, _) => return Folded::PassedOver,
            (Some(Err(why)), _) => return Folded::Failed(why.into()),
            (Some(Ok(_)), false) => return Folded::Failed("the filter gives more than one state".into()),
            (Some(Ok(new)), true) => new,
        };
        replace(state, (new != Json::Null).then_some(new), record);
        Folded::Applied
    }
}

fn shown(event: &Input<'_>) -> Val {
    let json =
        |bytes: Option<&[u8]>| bytes.and_then(|bytes| parse(bytes).ok()).map_or(Val::Null, |value| into_jq(&value));
    let members = [
        ("type", string(event.event_type)),
        ("stream", string(event.stream)),
        ("position", into_jq(&Json::Number(event.position.to_string().into()))),
        ("data", json(event.data)),
        ("metadata", json(Some(event.metadata))),
    ];
    Val::obj(members.into_iter().map(|(name, value)| (string(name), value)).collect::<Map>())
}
