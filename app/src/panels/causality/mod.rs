//! The Causality tab: what caused the event at the cursor, what it caused, and what else has its correlation id.
//! Never follows an id itself: the engine answers with the lines of the tree.

mod asked;
mod head;
mod keys;
mod line;
mod lines;
mod nothing;
mod tree;

use leptos::prelude::*;

use self::asked::asked;
use self::head::Head;
use self::nothing::Nothing;
use self::tree::CauseTree;
use crate::panels::inspector::{Failure, NoEvent};
use crate::session::session;

/// The tab.
#[component]
pub fn CausalityTab() -> impl IntoView {
    let session = session();
    let asked = asked(session);
    let (answer, failed) = (asked.answer, asked.failed);
    let is_empty =
        Memo::new(move |_| answer.with(|answer| answer.as_ref().is_some_and(|answer| answer.lines.is_empty())));
    let has_lines =
        Memo::new(move |_| answer.with(|answer| answer.as_ref().is_some_and(|answer| !answer.lines.is_empty())));
    let is_there = Memo::new(move |_| session.events.get() > 0);
    view! {
        <Show when=move || is_there.get() fallback=NoEvent>
            <div class="causality-tab">
                <Head answer/>
                {move || failed.get().map(|error| view! { <Failure error/> })}
                <Show when=move || is_empty.get()>
                    <Nothing answer/>
                </Show>
                <div class="causes-place" class:empty=move || !has_lines.get()>
                    <CauseTree asked/>
                </div>
            </div>
        </Show>
    }
}
