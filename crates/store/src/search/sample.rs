//! What payloads of some events hold: the names of members and the values at a path, for whoever completes a query.

use foldback_event::json::scan::skip_space;
use foldback_event::json::{Members, unescape};
use foldback_log::Backend;
use rustc_hash::FxHashMap;

use super::by_index::Plan;
use super::path::{Step, elements, values};
use super::query::{Part, Query};
use crate::{Store, StoreError};

/// Events that are looked at: enough to meet every shape that is usual.
const EVENTS: usize = 48;

/// Candidates among which these are spread.
const AMONG: usize = 1 << 16;

/// The longest value that is worth offering.
const LONGEST: usize = 60;

/// What was seen, with how many times.
pub type Seen = FxHashMap<String, u64>;

/// What is looked for.
pub enum Wanted<'p> {
    /// Names below a path.
    Names(&'p [Step]),
    /// Values at it.
    Values(&'p [Step]),
}

impl<B: Backend> Store<B> {
    /// Looks at some of the events that a query leaves possible by the index.
    pub(super) async fn sample(&self, query: &Query, part: Part, wanted: &Wanted<'_>) -> Result<Seen, StoreError> {
        let positions: Vec<u64> = {
            let index = self.log.index();
            let plan = Plan::new(query, &index);
            let fitting: Vec<u64> =
                (0..self.events()).filter(|position| plan.may_fit(&index, *position)).take(AMONG).collect();
            let step = fitting.len().div_ceil(EVENTS).max(1);
            fitting.into_iter().step_by(step).collect()
        };
        let mut seen = Seen::default();
        let mut visit = |view: foldback_log::View<'_>| {
            let json = match part {
                Part::Data if view.is_json() => view.data(),
                Part::Data => return true,
                Part::Metadata => view.metadata(),
            };
            match wanted {
                Wanted::Names(path) => values(json, path, &mut |value| {
                    names(value, &mut seen);
                    true
                }),
                Wanted::Values(path) => values(json, path, &mut |value| {
                    scalar(value).into_iter().for_each(|text| *seen.entry(text).or_default() += 1);
                    true
                }),
            };
            true
        };
        self.log.pick(&positions, &mut visit).await?;
        Ok(seen)
    }
}

fn names(value: &[u8], seen: &mut Seen) {
    if value.first() == Some(&b'[') {
        elements(value, 0, &mut |element| {
            names(element.of(value), seen);
            true
        });
    }
    let Ok(mut members) = Members::new(value, skip_space(value, 0)) else { return };
    while let Ok(Some(member)) = members.next_member() {
        if let Ok(name) = std::str::from_utf8(member.name.of(value)) {
            *seen.entry(unescape(name).into_owned()).or_default() += 1;
        }
    }
}

/// A short value as a query writes it.
fn scalar(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value).ok().filter(|text| text.len() <= LONGEST)?;
    match text.as_bytes().first()? {
        b'{' | b'[' => None,
        b'"' => Some(unescape(text.get(1..text.len() - 1)?).into_owned()),
        _ => Some(text.to_owned()),
    }
}
