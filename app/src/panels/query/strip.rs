//! The line under the toolbar while there is a query: how many events fit, the way from one to the next, what to do with them.
//! Never there without a query.

use leptos::prelude::*;

use super::save::Save;
use super::wrong::Wrong;
use crate::icon::{Icon, Shape};
use crate::moment;
use crate::number::{counted, grouped};
use crate::query::{Query, query};
use crate::session::{Session, session};
use crate::visible::visible;

/// The line.
#[component]
pub fn QueryStrip() -> impl IntoView {
    let (query, session) = (query(), session());
    let has_query = Memo::new(move |_| query.text.with(|text| !text.trim().is_empty()));
    view! {
        <Show when=move || has_query.get()>
            <section class="query-strip" aria-label="Search">
                <Told query session/>
                <Ways query session/>
                <button
                    type="button"
                    class="line query-only"
                    title="Hide the events that do not fit"
                    aria-pressed=move || query.only.get().to_string()
                    on:click=move |_| query.only.update(|only| *only = !*only)
                >
                    "Only matching"
                </button>
                <Save query/>
                <Wrong query/>
            </section>
        </Show>
    }
}

/// How many there are, and what else is to be said.
#[component]
fn Told(query: Query, session: Session) -> impl IntoView {
    let count = Memo::new(move |_| query.hits.with(|hits| hits.as_ref().map(|hits| hits.len())));
    let text = move || {
        let Some(count) = count.get() else {
            return if query.running.get() { "Searching".to_owned() } else { String::new() };
        };
        let events = session.events.get();
        let found = format!("{} of {}", counted(count, "hit", "hits"), counted(events, "event", "events"));
        query.notes.with(|notes| match (query.running.get(), notes.cancelled) {
            (true, _) => format!("{} so far", counted(count, "hit", "hits")),
            (false, true) => format!("{found}; cancelled after {} events", grouped(notes.searched)),
            _ => found,
        })
    };
    let notes = move || {
        query.notes.with(|notes| {
            let mut all = Vec::new();
            if query.error.with(Option::is_some) && count.get().is_some() {
                all.push((format!("These are of the last query that could be read: {}", visible(&notes.text)), false));
            }
            if !notes.local_times.is_empty() {
                let said = notes
                    .local_times
                    .iter()
                    .map(|(text, at)| format!("{} is {}, local time", visible(text), moment::local(*at as i64)));
                all.push((said.collect::<Vec<_>>().join("; "), false));
            }
            if notes.failed > 0 {
                let first = notes
                    .failure
                    .as_ref()
                    .map(|(position, why)| format!(", first on event {}: {}", grouped(*position), visible(why)));
                let failed = counted(notes.failed, "event", "events");
                all.push((format!("The jq filter fails on {failed}{}", first.unwrap_or_default()), true));
            }
            if notes.unread > 0 {
                let unread = counted(notes.unread, "event", "events");
                all.push((format!("{unread} could not be read: verify the log"), true));
            }
            all
        })
    };
    let share =
        move || query.notes.with(|notes| notes.searched as f64 / session.events.get().max(1) as f64).clamp(0.0, 1.0);
    view! {
        <span class="query-told" role="status">{text}</span>
        <Show when=move || query.running.get()>
            <progress max="1" value=move || format!("{:.3}", share()) aria-label="Part of the log that was searched"></progress>
            <button type="button" class="line" on:click=move |_| query.cancel()>"Cancel"</button>
        </Show>
        {move || notes().into_iter().map(|(text, warns)| view! {
            <span class="query-note" class:warn=warns title=text.clone()>{text.clone()}</span>
        }).collect_view()}
    }
}

/// To the hits before and behind the cursor.
#[component]
fn Ways(query: Query, session: Session) -> impl IntoView {
    let at = move |of: fn(&foldback_protocol::Hits, u64) -> Option<u64>| {
        Memo::new(move |_| {
            query.hits.with(|hits| hits.as_ref().is_none_or(|hits| of(hits, session.cursor.get()).is_none()))
        })
    };
    let (none_before, none_behind) = (at(foldback_protocol::Hits::previous), at(foldback_protocol::Hits::next));
    let number = move || {
        query.hits.with(|hits| {
            let (hits, cursor) = (hits.as_ref()?, session.cursor.get());
            hits.contains(cursor).then(|| format!("{} / {}", grouped(hits.before(cursor) + 1), grouped(hits.len())))
        })
    };
    view! {
        <span class="query-ways" role="group" aria-label="Hits">
            <button type="button" class="square" title="Previous hit (,)" aria-label="Previous hit"
                aria-disabled=move || none_before.get().to_string() on:click=move |_| query.previous()>
                <Icon shape=Shape::Back/>
            </button>
            <span class="mono query-number" title="Which of the hits the cursor is at">
                {move || number().unwrap_or_else(|| "–".to_owned())}
            </span>
            <button type="button" class="square" title="Next hit (.)" aria-label="Next hit"
                aria-disabled=move || none_behind.get().to_string() on:click=move |_| query.next()>
                <Icon shape=Shape::Forward/>
            </button>
        </span>
    }
}
