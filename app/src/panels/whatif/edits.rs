//! All edits of the branch, in the order of their places. A click goes there.
//! Never more than can be read; how many are missing is said.

use foldback_protocol::EditInfo;
use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::number::{counted, grouped};
use crate::panels::tree::short_text;
use crate::session::session;
use crate::visible::visible;
use crate::whatif::{Edited, Kind, whatif};

/// Edits that are listed.
const MOST: usize = 300;
/// Characters of a payload.
const DATA: usize = 60;

/// The edits.
#[component]
pub fn Edits() -> impl IntoView {
    let whatif = whatif();
    let edits = Memo::new(move |_| whatif.edits());
    let missing = move || edits.with(|edits| edits.len().saturating_sub(MOST));
    view! {
        <section class="whatif-edits" aria-labelledby="whatif-edits-title">
            <div class="panel-head">
                <h3 id="whatif-edits-title">"Edits"</h3>
                <span class="count">{move || grouped(edits.with(Vec::len) as u64)}</span>
            </div>
            <ul class="whatif-list">
                {move || {
                    let edits = edits.get();
                    edits.into_iter().take(MOST).map(|edit| view! { <Line edit/> }).collect_view()
                }}
            </ul>
            {move || {
                let missing = missing() as u64;
                (missing > 0).then(|| view! { <p class="note">{format!("{} more.", counted(missing, "edit", "edits"))}</p> })
            }}
        </section>
    }
}

/// One edit.
#[component]
fn Line(
    /// It.
    edit: EditInfo,
) -> impl IntoView {
    let (session, whatif) = (session(), whatif());
    let (kind, place) = (Kind::of(&edit), Edited::place(&edit));
    let what = what(&edit);
    let back = format!("Take back: {} {}", kind.word(), grouped(place));
    view! {
        <li>
            <button
                type="button"
                class="whatif-go"
                aria-current=move || (session.cursor.get() == place).then_some("true")
                on:click=move |_| {
                    session.playing.set(false);
                    session.go(place);
                }
            >
                <span class=format!("sign {}", kind.word()) aria-hidden="true">{kind.sign()}</span>
                <span class="position">{grouped(place)}</span>
                <span class="kind">{kind.word()}</span>
                <span class="what from-log">{what}</span>
            </button>
            <button
                type="button"
                class="square"
                title="Take this edit back"
                aria-label=back
                on:click=move |_| whatif.take_back(&edit)
            >
                <Icon shape=Shape::Close/>
            </button>
        </li>
    }
}

fn what(edit: &EditInfo) -> String {
    if let Some(to) = edit.to {
        return format!("before event {}", grouped(to));
    }
    edit.event
        .as_ref()
        .map(|event| format!("{} {}", visible(&event.event_type), short_text(&event.data, DATA)))
        .unwrap_or_default()
}
