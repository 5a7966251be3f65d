//! The choice of what the records of a file are read as, where they could be more than one thing.
//! Never guesses: the engine says what they could be.

use foldback_protocol::Candidate;
use leptos::ev::Event;
use leptos::prelude::*;

use crate::visible::visible;

/// Nothing where there is no choice.
#[component]
pub fn ReadAs(
    candidates: Vec<Candidate>,
    chosen: String,
    choose: impl Fn(Event) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let options = candidates.clone().into_iter().map(move |one| {
        view! { <option value=one.format.clone() selected=one.format == chosen>{visible(&one.name).into_owned()}</option> }
    });
    (!candidates.is_empty()).then(|| {
        view! {
            <label class="role">
                <span>"Read as"</span>
                <select on:change=choose>{options.collect_view()}</select>
            </label>
        }
    })
}
