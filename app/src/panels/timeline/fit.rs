//! What "fit the selection" means: what lies between the marks, or else from the first to the last event of the stream that is shown.
//! Never counts events: the engine says where the stream begins and ends.

use foldback_protocol::{Call, Direction, ErrorInfo, StepAnswer};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::range::Range;
use crate::engine::Engine;
use crate::session::Session;

/// Shows the selection; all, when it is shown already.
pub fn selection(engine: Engine, session: Session, range: RwSignal<Range>) {
    let events = session.events.get_untracked();
    let show = move |first: u64, last: u64| {
        let fitted = Range::around(first, last, events);
        range.update(|range| *range = if *range == fitted { Range::whole(events) } else { fitted });
    };
    let ends = session.marks.get_untracked().ends(session.cursor.get_untracked());
    if let Some((a, b)) = ends.filter(|(a, b)| a != b) {
        return show(a.min(b), a.max(b));
    }
    let (Some(log), Some(stream)) = (session.log.get_untracked(), session.stream.get_untracked()) else { return };
    spawn_local(async move {
        match extent(engine, &log, &stream, events).await {
            Ok(Some((first, last))) if session.log.get_untracked().as_ref() == Some(&log) => show(first, last),
            Ok(_) => {}
            Err(why) => session.error.set(Some(why)),
        }
    });
}

/// The first and the last position of a stream.
async fn extent(engine: Engine, log: &str, stream: &str, events: u64) -> Result<Option<(u64, u64)>, ErrorInfo> {
    let step = |from: u64, direction: Direction| {
        let call = Call::Step { log: log.to_owned(), stream: stream.to_owned(), from, direction };
        async move { engine.ask::<StepAnswer>(call).await.map(|answer| answer.position) }
    };
    let Some(last) = step(events, Direction::Backwards).await? else { return Ok(None) };
    // A step never gives where it starts, so whether the very first event is one is asked from the second.
    let first = match step(0, Direction::Forwards).await? {
        Some(second) => step(second, Direction::Backwards).await?.unwrap_or(second),
        None => last,
    };
    Ok(Some((first, last)))
}
