//! Questions over the states of all partitions.

use foldback_event::Json;
use jaq_json::{Map, Val};

use super::value::{into_jq, string};
use super::{Jq, JqError};

/// Takes an answer, or why there is none, with the partition it is about; says whether to go on.
pub type Show<'s> = dyn FnMut(Option<&str>, Result<Json, String>) -> bool + 's;

/// Asks a filter about the states of partitions: its input is one object, from the name of each to its state. Shows each
/// answer, with the partition it comes from where that can be told, until `show` says that it is enough.
///
/// A filter that begins with `.[] |` is asked partition by partition, so that no such object is made; an error in one does not
/// keep it from the others then.
///
/// # Errors
/// As [`Jq::new`]. What goes wrong with a value is shown as an answer.
pub fn query(text: &str, states: impl Iterator<Item = (String, Json)>, show: &mut Show<'_>) -> Result<(), JqError> {
    let whole = Jq::new(text)?;
    if let Some(each) = each(text) {
        let each = Jq::new(each)?;
        let mut goes_on = true;
        for (name, state) in states {
            each.run(&state, &mut |answer| {
                goes_on = show(Some(&name), answer);
                goes_on
            });
            if !goes_on {
                break;
            }
        }
        return Ok(());
    }
    let all = Val::obj(states.map(|(name, state)| (string(&name), into_jq(&state))).collect::<Map>());
    whole.run_with(all, [], &mut |answer| show(None, answer));
    Ok(())
}

/// What is asked of each partition, when that is what the filter does.
fn each(text: &str) -> Option<&str> {
    let rest = text.trim().strip_prefix(".[]")?.trim_start();
    if rest.is_empty() {
        return Some(".");
    }
    // A pipe binds least of all operators, so what stands behind it is one filter. `|=` is none.
    rest.strip_prefix('|').filter(|rest| !rest.starts_with('='))
}
