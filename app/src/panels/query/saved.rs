//! The queries that are kept for the open log, under its streams.
//! Never runs one by itself: choosing it writes it into the bar. Their numbers are counted while nothing else is asked.

use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::number::{counted, grouped, short};
use crate::query::{Query, SavedQuery, query};
use crate::visible::visible;

/// The list.
#[component]
pub fn SavedQueries() -> impl IntoView {
    let query = query();
    view! {
        <section class="saved-queries" aria-labelledby="saved-queries-title">
            <div class="panel-head">
                <h2 id="saved-queries-title">"Saved queries"</h2>
                <span class="count">{move || grouped(query.saved.with(Vec::len) as u64)}</span>
            </div>
            <Show
                when=move || query.saved.with(|saved| !saved.is_empty())
                fallback=|| view! {
                    <p class="nothing">"None yet. Write a query at the top and choose Save query: it stays here with its number of hits."</p>
                }
            >
                <ul class="saved-list">
                    <For each=move || query.saved.get() key=|one| (one.name.clone(), one.text.clone(), one.count) let(one)>
                        <Row query one/>
                    </For>
                </ul>
            </Show>
        </section>
    }
}

#[component]
fn Row(query: Query, one: SavedQuery) -> impl IntoView {
    let text = one.text.clone();
    let is_shown = Memo::new(move |_| query.text.with(|written| written.trim() == text));
    let name = visible(&one.name).into_owned();
    let (chosen, forgotten) = (one.text.clone(), one.name.clone());
    let title = match one.count {
        Some(count) => format!("{}: {}", visible(&one.text), counted(count, "event", "events")),
        None => visible(&one.text).into_owned(),
    };
    view! {
        <li class="saved-query" class:shown=is_shown>
            <button
                type="button"
                class="saved-choose"
                title=title
                aria-pressed=move || is_shown.get().to_string()
                on:click=move |_| {
                    query.text.set(if is_shown.get_untracked() { String::new() } else { chosen.clone() });
                }
            >
                <Icon shape=Shape::Search/>
                <span class="saved-name from-log">{name.clone()}</span>
                <span class="count">{one.count.map(short)}</span>
            </button>
            <button
                type="button"
                class="square saved-forget"
                aria-label=format!("Forget {name}")
                title="Forget this query"
                on:click=move |_| query.forget(&forgotten)
            >
                <Icon shape=Shape::Close/>
            </button>
        </li>
    }
}
