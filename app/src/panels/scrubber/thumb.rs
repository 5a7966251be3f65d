//! The thumb: the slider that a keyboard and a screen reader hold.
//! Never places itself: the scrubber does, once a frame.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use crate::moment;
use crate::number::grouped;
use crate::session::session;

/// A page of the slider is this part of the log.
const PAGES: u64 = 20;

/// The thumb.
#[component]
pub fn Thumb(
    /// Its element.
    node: NodeRef<html::Div>,
) -> impl IntoView {
    let session = session();
    let text = move || {
        let at = session.cursor.get();
        let of = format!("Event {} of {}", grouped(at), grouped(session.events.get()));
        let time = session.current.with(|row| {
            let row = row.as_ref().filter(|row| row.position == at)?;
            row.created.map(moment::shown)
        });
        match time {
            Some(time) => format!("{of}, {time}"),
            None => of,
        }
    };
    let on_key = move |key: KeyboardEvent| {
        let page = i64::try_from(session.events.get_untracked() / PAGES).unwrap_or(1).max(1);
        let by = match key.key().as_str() {
            "ArrowUp" => 1,
            "ArrowDown" => -1,
            "PageUp" => page,
            "PageDown" => -page,
            _ => return,
        };
        key.prevent_default();
        session.step(by);
    };
    view! {
        <div
            class="scrub-thumb"
            role="slider"
            tabindex="0"
            aria-label="Position in the log"
            aria-valuemin="0"
            aria-valuemax=move || session.events.get().saturating_sub(1)
            aria-valuenow=move || session.cursor.get()
            aria-valuetext=text
            node_ref=node
            on:keydown=on_key
        ></div>
    }
}
