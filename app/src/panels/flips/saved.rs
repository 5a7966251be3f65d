//! The conditions that are kept for the open log, under its queries.
//! Never asks one by itself: choosing it shows its flips.

use leptos::prelude::*;

use crate::flips::{Condition, Flips, flips};
use crate::icon::{Icon, Shape};
use crate::number::{grouped, short};
use crate::session::{Tab, session};
use crate::visible::visible;

/// The list, once there is one.
#[component]
pub fn SavedFlips() -> impl IntoView {
    let flips = flips();
    let is_there = Memo::new(move |_| flips.saved.with(|saved| !saved.is_empty()));
    view! {
        <Show when=move || is_there.get()>
            <section class="saved-queries saved-flips" aria-labelledby="saved-flips-title">
                <div class="panel-head">
                    <h2 id="saved-flips-title">"Saved conditions"</h2>
                    <span class="count">{move || grouped(flips.saved.with(Vec::len) as u64)}</span>
                </div>
                <ul class="saved-list">
                    {move || flips.saved.get().into_iter().map(|one| view! { <Row flips one/> }).collect_view()}
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Row(flips: Flips, one: Condition) -> impl IntoView {
    let session = session();
    let of = one.partition.as_deref().map(|name| format!(" in {}", visible(name))).unwrap_or_default();
    let name = format!("{}{of}", visible(&one.jq));
    let one = StoredValue::new(one);
    let is_shown = Memo::new(move |_| one.with_value(|one| flips.condition.with(|condition| condition == one)));
    let count = move || {
        flips.found.with(|found| {
            let found = found.as_ref().filter(|found| one.with_value(|one| found.condition == *one))?;
            Some(short(found.answer.total))
        })
    };
    view! {
        <li class="saved-query" class:shown=is_shown>
            <button
                type="button"
                class="saved-choose"
                title=name.clone()
                aria-pressed=move || is_shown.get().to_string()
                on:click=move |_| {
                    let chosen = if is_shown.get_untracked() { Condition::default() } else { one.get_value() };
                    flips.change(|condition| *condition = chosen);
                    session.tab.set(Tab::Flips);
                }
            >
                <Icon shape=Shape::Flag/>
                <span class="saved-name from-log">{name.clone()}</span>
                <span class="count">{count}</span>
            </button>
            <button
                type="button"
                class="square saved-forget"
                aria-label=format!("Forget {name}")
                title="Forget this condition"
                on:click=move |_| one.with_value(|one| flips.forget(one))
            >
                <Icon shape=Shape::Close/>
            </button>
        </li>
    }
}
