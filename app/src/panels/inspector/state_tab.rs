//! The state of a stream, or of a partition of the person's own projection, after the event at the cursor.
//! Never folds.

use leptos::prelude::*;

use super::asking::{NoEvent, moment_at_once};
use super::blame_card::BlameCard;
use super::state_view::StateView;
use super::stream_line::StreamLine;
use crate::icon::{Icon, Shape};
use crate::panels::charts::Charts;
use crate::projection::mine;
use crate::session::session;

/// The state.
#[component]
pub fn StateTab() -> impl IntoView {
    let (session, mine) = (session(), mine());
    let search = RwSignal::new(String::new());
    let asked = Memo::new(move |_| moment_at_once(session, mine));
    // While the next one is not known, as before the first event of a log that is being imported, the last stays.
    let is_there = Memo::new(move |before: Option<&bool>| asked.with(Option::is_some) || before == Some(&true));
    let on_blame = Callback::new(move |path: String| session.blame_path.set(Some(path)));
    view! {
        <Show when=move || is_there.get() fallback=NoEvent>
            <div class="state-tab">
                <StreamLine>
                    <label class="state-search">
                        <Icon shape=Shape::Search/>
                        <input
                            type="search"
                            placeholder="Search state"
                            aria-label="Search names and values of the state"
                            autocomplete="off"
                            spellcheck="false"
                            prop:value=search
                            on:input=move |event| search.set(event_target_value(&event))
                        />
                    </label>
                </StreamLine>
                <StateView asked search prefix="state" on_blame/>
                <Charts/>
                <BlameCard/>
            </div>
        </Show>
    }
}
