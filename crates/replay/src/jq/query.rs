//! Questions over the states of all partitions.

use foldback_event::Json;
use jaq_json::{Map, Val};

use super::value::{into_jq, string};
use super::{Jq, JqError};

/// Takes an answer, or why there is none, with the partition it is about; says whether to go on.
pub type Show<'s> = dyn FnMut(Option<&str>, Result<Json, String>) -> bool + 's;

/// A filter over the states of partitions: its input is one object, from the name of each to its state.
///
/// One that begins with `.[] |` is asked partition by partition, so that no such object is made; an error in one does not keep
/// it from the others then.
#[derive(Debug)]
pub struct Query {
    filter: Jq,
    by_partition: bool,
}

impl Query {
    /// Compiles the filter.
    ///
    /// # Errors
    /// As [`Jq::new`].
    pub fn new(text: &str) -> Result<Self, JqError> {
        let whole = Jq::new(text)?;
        Ok(match each(text) {
            Some(each) => Self { filter: Jq::new(each)?, by_partition: true },
            None => Self { filter: whole, by_partition: false },
        })
    }

    /// Whether it is asked by [`Self::one`] about each partition; else by [`Self::all`] about all.
    pub fn is_by_partition(&self) -> bool {
        self.by_partition
    }

    /// Shows each answer about a partition, until `show` says that it is enough.
    pub fn one(&self, name: &str, state: &Json, show: &mut Show<'_>) {
        self.filter.run(state, &mut |answer| show(Some(name), answer));
    }

    /// Shows each answer about the partitions together.
    pub fn all(&self, states: impl Iterator<Item = (String, Json)>, show: &mut Show<'_>) {
        let all = Val::obj(states.map(|(name, state)| (string(&name), into_jq(&state))).collect::<Map>());
        self.filter.run_with(all, [], &mut |answer| show(None, answer));
    }
}

/// Asks a filter about the states of partitions. Shows each answer, with the partition it comes from where that can be told,
/// until `show` says that it is enough.
///
/// # Errors
/// As [`Jq::new`]. What goes wrong with a value is shown as an answer.
pub fn query(text: &str, states: impl Iterator<Item = (String, Json)>, show: &mut Show<'_>) -> Result<(), JqError> {
    let query = Query::new(text)?;
    if !query.is_by_partition() {
        query.all(states, show);
        return Ok(());
    }
    let mut goes_on = true;
    for (name, state) in states {
        query.one(&name, &state, &mut |name, answer| {
            goes_on = show(name, answer);
            goes_on
        });
        if !goes_on {
            break;
        }
    }
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
