//! The line over a state, a diff or a blame: which stream, and whether it stays when the cursor moves on.
//! Never moves the cursor.

use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::session::session;
use crate::visible::visible;

/// The line.
#[component]
pub fn StreamLine(
    /// What stands at its end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let session = session();
    let name = move || session.stream.get().map(|stream| visible(&stream).into_owned());
    let is_pinned = move || session.pinned.with(Option::is_some);
    let title = move || {
        if is_pinned() {
            "Pinned: this stream stays. Press to follow the event at the cursor again"
        } else {
            "Pin this stream, so that it stays while the cursor moves"
        }
    };
    let toggle = move |_| {
        let to = if session.pinned.with_untracked(Option::is_some) { None } else { session.stream.get_untracked() };
        session.pinned.set(to);
    };
    view! {
        <div class="stream-line">
            <button
                type="button"
                class="pin"
                aria-pressed=move || is_pinned().to_string()
                aria-label="Pin this stream"
                title=title
                disabled=move || session.stream.with(Option::is_none)
                on:click=toggle
            >
                <Icon shape=Shape::Pin/>
            </button>
            <span class="stream from-log" title=name>{name}</span>
            {children.map(|children| children())}
        </div>
    }
}
