//! The condition, of which states it is asked, and keeping it.
//! Never asks: what is written here is followed elsewhere.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::flips::flips;
use crate::icon::{Icon, Shape};
use crate::projection::mine;
use crate::session::session;
use crate::visible::visible;

/// The value of the choice of all partitions; a name is chosen by a letter before it, so that none is the same.
const ALL: &str = "all";

/// The condition.
#[component]
pub fn Condition() -> impl IntoView {
    let (session, flips, mine) = (session(), flips(), mine());
    let is_mine = Memo::new(move |_| mine.is_looked_at.get() && mine.good.with(Option::is_some));
    // The one that is shown just now, and the one that was chosen before.
    let offered = Memo::new(move |_| {
        let here = if is_mine.get() { mine.partitions.shown.get() } else { session.stream.get() };
        let chosen = flips.condition.with(|condition| condition.partition.clone());
        let mut names: Vec<String> = chosen.into_iter().chain(here).collect();
        names.dedup();
        names
    });
    let chosen = move || {
        flips.condition.with(|condition| match &condition.partition {
            Some(name) => format!("={name}"),
            None => ALL.to_owned(),
        })
    };
    let choose = move |event| {
        let value = event_target_value(&event);
        flips.change(|condition| condition.partition = value.strip_prefix('=').map(str::to_owned));
    };
    let option = move |name: String| {
        let (own, value) = (name.clone(), format!("={name}"));
        let is_chosen = move || flips.condition.with(|condition| condition.partition.as_ref() == Some(&own));
        let shown = if name.is_empty() { "all events".to_owned() } else { visible(&name).into_owned() };
        view! {
            <option value=value selected=is_chosen>
                {format!("only {shown}")}
            </option>
        }
    };
    let is_kept =
        Memo::new(move |_| flips.condition.with(|condition| flips.saved.with(|saved| saved.contains(condition))));
    let is_empty = Memo::new(move |_| flips.condition.with(|condition| condition.jq.trim().is_empty()));
    let on_key = move |key: KeyboardEvent| {
        if key.key() == "Enter" {
            key.prevent_default();
            flips.next();
        }
    };
    view! {
        <div class="flips-condition">
            <label class="flips-field">
                <span class="unseen">"Condition in jq"</span>
                <input
                    type="text"
                    placeholder="(.total // 0) < 0"
                    title="A condition in jq over a state. Enter goes to the next flip"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    prop:value=move || flips.condition.with(|condition| condition.jq.clone())
                    on:input=move |event| {
                        let jq = event_target_value(&event);
                        flips.change(|condition| condition.jq = jq);
                    }
                    on:keydown=on_key
                />
            </label>
            <select aria-label="Of which states" on:change=choose prop:value=move || { offered.track(); chosen() }>
                <option value=ALL selected=move || flips.condition.with(|condition| condition.partition.is_none())>
                    {move || if is_mine.get() { "every partition" } else { "every stream" }}
                </option>
                {move || offered.get().into_iter().map(option).collect_view()}
            </select>
            <div class="flips-buttons">
                <button type="button" class="line" aria-label="Previous flip" title="Previous flip (N)" on:click=move |_| flips.previous()>
                    <Icon shape=Shape::Back/>
                    "Previous"
                </button>
                <button type="button" class="line" aria-label="Next flip" title="Next flip (n)" on:click=move |_| flips.next()>
                    "Next"
                    <Icon shape=Shape::Forward/>
                </button>
                <Show when=move || flips.running.get()>
                    <button type="button" class="line" on:click=move |_| flips.cancel()>
                        "Stop"
                    </button>
                </Show>
                <button
                    type="button"
                    class="line flips-keep"
                    disabled=move || is_empty.get() || is_kept.get()
                    on:click=move |_| flips.save()
                >
                    {move || if is_kept.get() { "Kept" } else { "Keep condition" }}
                </button>
            </div>
        </div>
    }
}
