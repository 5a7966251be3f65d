//! The first and the last time of the log, under the ends of the scrubber.
//! Never computed here: the engine says them.

use leptos::prelude::*;

use crate::moment;
use crate::session::session;

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
            {move || text(|(_, last)| last)}
        </div>
    }
}
