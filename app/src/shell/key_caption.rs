//! Keys as they are drawn: each in a frame, "or" between those that do the same.
//! Never names a key that is not on the keyboard in front of the person: Cmd on a Mac, Ctrl elsewhere.

use leptos::prelude::*;

use crate::commands::captions;

/// The keys of a command.
#[component]
pub fn KeyCaption(
    /// As the table of commands has them.
    keys: &'static str,
) -> impl IntoView {
    let strokes = captions(keys, is_mac()).into_iter().enumerate().map(|(number, stroke)| {
        let or = (number > 0).then(|| view! { <span class="dim">" or "</span> });
        let parts = stroke.into_iter().map(|part| view! { <kbd>{part}</kbd> }).collect_view();
        view! { {or}{parts} }
    });
    strokes.collect_view()
}

/// Whether this is a Mac, or one of its relatives.
pub fn is_mac() -> bool {
    let platform = window().navigator().platform().unwrap_or_default();
    ["Mac", "iPhone", "iPad"].iter().any(|name| platform.starts_with(name))
}
