//! What the tabs ask about: a log, a projection, a partition, a moment. And what they say when there is no answer.
//! Never asks.

use foldback_protocol::ErrorInfo;
use leptos::prelude::*;

use crate::import::imports;
use crate::projection::Mine;
use crate::session::Session;

/// A partition of a projection at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    pub log: String,
    /// Absent for `merge`, whose partitions are the streams.
    pub projection: Option<String>,
    pub partition: String,
    pub at: u64,
}

/// What is shown, at the cursor: the stream, or the partition of the person's own projection where that is looked at. Tracked,
/// and again when the log has grown.
pub fn moment(session: Session, mine: Mine) -> Option<Moment> {
    if mine.is_looked_at.get() { moment_of_mine(session, mine) } else { moment_of(session, None, session.stream.get()) }
}

/// The partition of the person's own projection that is shown, at the cursor.
pub fn moment_of_mine(session: Session, mine: Mine) -> Option<Moment> {
    moment_of(session, Some(mine.good.get()?), mine.partitions.shown.get())
}

fn moment_of(session: Session, projection: Option<String>, partition: Option<String>) -> Option<Moment> {
    session.revision_of_log.track();
    let at = session.cursor.get();
    let is_there = session.events.with(|events| at < *events);
    Some(Moment { log: session.log.get()?, projection, partition: partition?, at: is_there.then_some(at)? })
}

/// An error in the place of an answer.
#[component]
pub fn Failure(
    /// What went wrong.
    error: ErrorInfo,
) -> impl IntoView {
    view! { <p class="failure" role="alert">{error.message}</p> }
}

/// What a tab says while no event is looked at.
#[component]
pub fn NoEvent() -> impl IntoView {
    let running = imports().running;
    view! {
        <p class="nothing">
            {move || if running.with(Option::is_some) {
                "The first events are being imported. The newest of them appears here, or the one that you choose in the list."
            } else {
                "No event is looked at yet. Click one in the list, or drag the scrubber."
            }}
        </p>
    }
}
