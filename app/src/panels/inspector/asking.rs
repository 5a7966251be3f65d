//! What the tabs ask about: a log, a stream, a moment. And what they say when there is no answer.
//! Never asks.

use foldback_protocol::ErrorInfo;
use leptos::prelude::*;

use crate::session::Session;

/// A stream at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    pub log: String,
    pub stream: String,
    pub at: u64,
}

/// The stream that is shown, at the cursor; tracked, and again when the log has grown.
pub fn moment(session: Session) -> Option<Moment> {
    session.revision_of_log.track();
    let at = session.cursor.get();
    let is_there = session.events.with(|events| at < *events);
    Some(Moment { log: session.log.get()?, stream: session.stream.get()?, at: is_there.then_some(at)? })
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
    view! { <p class="nothing">"No event is looked at yet. Click one in the list, or drag the scrubber."</p> }
}
