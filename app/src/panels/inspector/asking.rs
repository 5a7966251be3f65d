//! What the tabs ask about: a log, a projection, a partition, a moment. And what they say when there is no answer.
//! Never asks.

use foldback_protocol::ErrorInfo;
use leptos::prelude::*;

use crate::import::imports;
use crate::projection::Mine;
use crate::session::{Future, Session};

/// A partition of a projection at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    pub log: String,
    /// Absent for `merge`, whose partitions are the streams.
    pub projection: Option<String>,
    pub partition: String,
    pub at: u64,
    /// The branch; nothing is the log itself.
    pub future: Option<Future>,
}

/// What is shown, at the cursor: the stream, or the partition of the person's own projection where that is looked at. Tracked,
/// and again when the log has grown.
pub fn moment(session: Session, mine: Mine) -> Option<Moment> {
    let future = session.future.get();
    if mine.is_looked_at.get() {
        moment_of(session, Some(mine.good.get()?), mine.partitions.shown.get(), future)
    } else {
        moment_of(session, None, session.stream.get(), future)
    }
}

/// The partition of the person's own projection that is shown, at the cursor.
pub fn moment_of_mine(session: Session, mine: Mine) -> Option<Moment> {
    moment_of(session, Some(mine.good.get()?), mine.partitions.shown.get(), None)
}

fn moment_of(
    session: Session,
    projection: Option<String>,
    partition: Option<String>,
    future: Option<Future>,
) -> Option<Moment> {
    session.revision_of_log.track();
    let (cursor, events) = (session.cursor.get(), session.events.get());
    let is_there = cursor < events;
    let at = future.as_ref().map_or(cursor, |future| future.moment(cursor, events));
    Some(Moment { log: session.log.get()?, projection, partition: partition?, at: is_there.then_some(at)?, future })
}

impl Moment {
    /// The name of the branch.
    pub fn branch(&self) -> Option<String> {
        self.future.as_ref().map(|future| future.branch.clone())
    }
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
