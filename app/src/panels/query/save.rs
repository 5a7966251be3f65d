//! Keeping the query that is written under a name.
//! Never keeps one that cannot be read.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;

use crate::query::Query;

/// The button, and the field for the name once it is pressed.
#[component]
pub fn Save(
    /// The query.
    query: Query,
) -> impl IntoView {
    let naming = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let node = NodeRef::<html::Input>::new();
    let button = NodeRef::<html::Button>::new();
    let wrong = Memo::new(move |_| query.error.with(Option::is_some));
    let close = move || {
        naming.set(false);
        request_animation_frame(move || {
            if let Some(Some(button)) = button.try_get_untracked() {
                let _ = button.focus();
            }
        });
    };
    let on_submit = move |submit: SubmitEvent| {
        submit.prevent_default();
        query.save(&name.get_untracked());
        close();
    };
    let on_key = move |key: KeyboardEvent| {
        if key.key() == "Escape" {
            key.prevent_default();
            key.stop_propagation();
            close();
        }
    };
    let begin = move |_| {
        name.set(String::new());
        naming.set(true);
        request_animation_frame(move || {
            if let Some(Some(input)) = node.try_get_untracked() {
                let _ = input.focus();
            }
        });
    };
    view! {
        <Show
            when=move || naming.get()
            fallback=move || view! {
                <button type="button" class="line" node_ref=button disabled=move || wrong.get()
                    title="Keep this query for this log" on:click=begin>
                    "Save query"
                </button>
            }
        >
            <form class="query-save" on:submit=on_submit on:keydown=on_key>
                <input
                    type="text"
                    aria-label="Name of this query"
                    placeholder="Name of this query"
                    autocomplete="off"
                    maxlength="120"
                    prop:value=name
                    node_ref=node
                    on:input=move |event| name.set(event_target_value(&event))
                />
                <button type="submit" class="line">"Save"</button>
                <button type="button" on:click=move |_| close()>"Not now"</button>
            </form>
        </Show>
    }
}
