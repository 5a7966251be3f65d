//! Where the cursor is: position, number of events, time.
//! Never shows the time of another event: while the event is on its way, the time is left out.

use leptos::prelude::*;

use crate::moment;
use crate::number::grouped;
use crate::session::session;
use crate::visible::visible;

/// Position and time.
#[component]
pub fn Position() -> impl IntoView {
    let session = session();
    let created = Memo::new(move |_| session.current.with(|row| row.as_ref().and_then(|row| row.created)));
    let has_times =
        Memo::new(move |_| session.summary.with(|open| open.as_ref().is_some_and(|open| open.first_time.is_some())));
    // A time that was not understood is shown as it was received.
    let received = Memo::new(move |_| session.current.with(|row| row.as_ref().and_then(|row| row.time.clone())));
    let shown = move || match (created.get(), received.get()) {
        (Some(created), _) => moment::shown(created),
        (None, Some(received)) => visible(&received).into_owned(),
        (None, None) => String::new(),
    };
    let both = move || created.get().map(|created| format!("{}\n{}", moment::local(created), moment::utc(created)));
    view! {
        <div class="position-now" class:timed=move || has_times.get()>
            <strong class="mono" title="Position of the event, from 0">{move || grouped(session.cursor.get())}</strong>
            <span class="dim of">{move || format!("/ {}", grouped(session.events.get()))}</span>
            <time class="mono dim from-log" title=both>{shown}</time>
        </div>
    }
}
