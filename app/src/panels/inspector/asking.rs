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
    /// Instead of a partition: that of the event at the moment, which the answer names.
    pub follows: bool,
    pub at: u64,
    /// The branch; nothing is the log itself.
    pub future: Option<Future>,
}

/// What is shown: the stream at its event, as soon as that is here, or the partition of the person's own projection where that
/// is looked at, at the cursor. Tracked, and again when the log has grown.
pub fn moment(session: Session, mine: Mine) -> Option<Moment> {
    let future = session.future.get();
    if mine.is_looked_at.get() {
        return moment_of(session, Some(mine.good.get()?), mine.partitions.shown.get()?, session.cursor.get(), future);
    }
    // The stream of the event before is not asked about at a moment at which another one is to be shown.
    let at = if session.pinned.with(Option::is_some) { session.cursor.get() } else { session.arrived.get() };
    moment_of(session, None, session.stream.get()?, at, future)
}

/// The same, without waiting for the event at the cursor to say what its stream is: the engine knows.
pub fn moment_at_once(session: Session, mine: Mine) -> Option<Moment> {
    let is_named = mine.is_looked_at.get() || session.pinned.with(Option::is_some);
    if is_named || session.future.with(Option::is_some) {
        return moment(session, mine);
    }
    Some(Moment { follows: true, ..moment_of(session, None, String::new(), session.cursor.get(), None)? })
}

/// The partition of the person's own projection that is shown, at the cursor.
pub fn moment_of_mine(session: Session, mine: Mine) -> Option<Moment> {
    moment_of(session, Some(mine.good.get()?), mine.partitions.shown.get()?, session.cursor.get(), None)
}

fn moment_of(
    session: Session,
    projection: Option<String>,
    partition: String,
    at: u64,
    future: Option<Future>,
) -> Option<Moment> {
    session.revision_of_log.track();
    let events = session.events.get();
    let is_there = at < events;
    let at = future.as_ref().map_or(at, |future| future.moment(at, events));
    let log = session.log.get()?;
    is_there.then_some(Moment { log, projection, partition, follows: false, at, future })
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
