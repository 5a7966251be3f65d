//! How long after the event before it the event at the cursor was recorded.
//! Never said where one of the two has no time, or where time goes backwards between them: then that is said.

use foldback_protocol::{Call, ErrorInfo, read_rows};
use leptos::prelude::*;

use crate::engine::{Latest, engine};
use crate::moment;
use crate::number::grouped;
use crate::session::session;

/// In words, while it is known; for the event at the cursor.
pub fn since() -> Signal<Option<(u64, String)>> {
    let session = session();
    // The position of an event, and the time of the one before it.
    let before = RwSignal::new(None::<(u64, i64)>);
    let rows = Latest::new(
        engine(),
        |(log, at): &(String, u64)| Call::Rows { log: log.clone(), from: at - 1, count: 1, cut: Some(0) },
        move |(_, at), answer: Result<((), Vec<u8>), ErrorInfo>| {
            // The event itself is asked for elsewhere, and what is wrong with the log is said there.
            let rows = answer.ok().and_then(|(_, bytes)| read_rows(&bytes).ok()).unwrap_or_default();
            before.try_set(rows.first().and_then(|row| Some((at, row.created?))));
        },
    );
    Effect::new(move |_| {
        let at = session.current.with(|row| row.as_ref().map(|row| row.position));
        if let (Some(log), Some(at)) = (session.log.get_untracked(), at.filter(|at| *at > 0)) {
            rows.ask((log, at));
        }
    });
    Signal::derive(move || {
        let (at, earlier) = before.get()?;
        let here = session.current.with(|row| {
            let row = row.as_ref()?;
            (row.position == at).then_some(row.created)?
        })?;
        Some((at - 1, words(here - earlier)))
    })
}

fn words(micros: i64) -> String {
    if micros < 0 {
        format!("{} earlier than it, though it stands behind it", moment::duration((-micros) as f64))
    } else {
        moment::duration(micros as f64)
    }
}

/// The name of the field.
pub fn title(before: u64) -> String {
    format!("Since {}", grouped(before))
}
