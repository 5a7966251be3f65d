//! The filter over the streams.
//! Never filters: the engine does, on what is written here.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::shell::to_the_middle;

/// The filter.
#[component]
pub fn Filter(
    /// What is written.
    text: RwSignal<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let on_key = move |key: KeyboardEvent| {
        if key.key() == "Escape" {
            if !text.with_untracked(String::is_empty) {
                key.stop_propagation();
                text.set(String::new());
            } else {
                to_the_middle();
            }
        }
    };
    view! {
        <label class="stream-filter">
            <Icon shape=Shape::Search/>
            <input
                id="stream-filter"
                type="search"
                placeholder="Filter streams"
                aria-label="Filter streams by name"
                autocomplete="off"
                spellcheck="false"
                prop:value=text
                node_ref=node
                on:input=move |event| text.set(event_target_value(&event))
                on:keydown=on_key
            />
        </label>
    }
}
