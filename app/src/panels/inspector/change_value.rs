//! Old and new of a value, side by side.
//! Never tells by colour alone: what is gone is struck through.

use foldback_protocol::ChangeText;
use leptos::prelude::*;

use crate::panels::tree::short_text;

/// Old and new.
#[component]
pub fn ChangeValue(
    /// The change.
    change: ChangeText,
    /// Characters of each value at most.
    most: usize,
) -> impl IntoView {
    let ChangeText { old, new, .. } = change;
    let old = old.map(|old| short_text(&old, most));
    let new = new.map(|new| short_text(&new, most));
    let is_both = old.is_some() && new.is_some();
    view! {
        <span class="change">
            {old.map(|old| view! { <del class="from-log">{old}</del> })}
            {is_both.then_some(" ")}
            {match new {
                Some(new) => view! { <ins class="from-log">{new}</ins> }.into_any(),
                None => view! { <span class="unseen">" removed"</span> }.into_any(),
            }}
        </span>
    }
}
