//! The first and the last time of the log, under the ends of the scrubber.
//! Never computed here: the engine says them.

use leptos::prelude::*;

use crate::moment;
use crate::session::session;
use crate::visible::visible;
use crate::whatif::whatif;

/// Both ends.
#[component]
pub fn Dates() -> impl IntoView {
    let session = session();
    let times = Memo::new(move |_| {
        session
            .summary
            .with(|open| open.as_ref().and_then(|open| Some((open.first_time? as i64, open.last_time? as i64))))
    });
    // A log of one day shows clocks, a longer one days.
    let text = move |which: fn((i64, i64)) -> i64| {
        times.get().map(|both| {
            let micros = which(both);
            let whole = format!("{}\n{}", moment::local(micros), moment::utc(micros));
            let short =
                if moment::day(both.0) == moment::day(both.1) { moment::clock(micros) } else { moment::day(micros) };
            view! { <time title=whole>{short}</time> }
        })
    };
    view! {
        <div class="scrub-dates">
            {move || text(|(first, _)| first)}
            <Branch/>
            {move || text(|(_, last)| last)}
        </div>
    }
}

/// What the track above is, while there is one.
#[component]
fn Branch() -> impl IntoView {
    let whatif = whatif();
    move || {
        whatif.shown.get().map(|name| {
            view! { <span class="scrub-branch-name from-log" aria-hidden="true">{visible(&name).into_owned()}</span> }
        })
    }
}
