//! The field for a note: Enter keeps it, Escape leaves everything as it is.
//! Never keeps the focus when it goes: whoever had it before gets it back.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::bookmarks::bookmarks;
use crate::number::grouped;

/// The longest note.
const LONGEST: &str = "300";

/// The field, for an event.
#[component]
pub fn Note(
    /// The event.
    position: u64,
) -> impl IntoView {
    let bookmarks = bookmarks();
    let node = NodeRef::<html::Input>::new();
    let before = document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let before = StoredValue::new_local(before);
    let note = untrack(move || bookmarks.note(position)).unwrap_or_default();
    node.on_load(move |input| {
        // Once it is on the page.
        request_animation_frame(move || {
            let _ = input.focus();
            input.select();
        });
    });
    let close = move || {
        let before = before.try_update_value(Option::take).flatten();
        bookmarks.asking.set(None);
        if let Some(before) = before.filter(|element| element.is_connected()) {
            let _ = before.focus();
        }
    };
    let on_submit = move |submit: SubmitEvent| {
        submit.prevent_default();
        if let Some(input) = node.get_untracked() {
            bookmarks.keep(position, &input.value());
        }
        close();
    };
    let on_key = move |key: KeyboardEvent| {
        if key.key() == "Escape" {
            key.prevent_default();
            key.stop_propagation();
            close();
        }
    };
    let label = format!("Note for event {}", grouped(position));
    view! {
        <form class="note-form" on:submit=on_submit on:keydown=on_key>
            <label>
                <span>{label}</span>
                <input type="text" autocomplete="off" maxlength=LONGEST placeholder="What is to be seen here" prop:value=note
                    node_ref=node/>
            </label>
            <div class="row-of-buttons">
                <button type="submit" class="line">"Keep"</button>
                <button type="button" on:click=move |_| close()>"Not now"</button>
            </div>
        </form>
    }
}
