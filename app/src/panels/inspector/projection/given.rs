//! What the projection gave besides states: results, events and links, lines that it logged.
//! Never performed: nothing here is written anywhere.

use foldback_protocol::{Call, ErrorInfo, Given, GivenRequest};
use leptos::prelude::*;
use serde::de::IgnoredAny;

use crate::engine::{Latest, engine};
use crate::number::{counted, grouped};
use crate::panels::tree::short_text;
use crate::projection::mine;
use crate::session::session;

/// Rows of a list.
const ROWS: u64 = 100;
/// Characters of a value.
const VALUE: usize = 160;

/// One row, whatever it is.
#[derive(Clone, Debug, Default, PartialEq)]
struct Item {
    position: u64,
    /// Where it would go, or what it is about.
    place: String,
    /// Its type, where it has one.
    what: String,
    text: String,
}

/// The three lists; those that hold nothing are left out.
#[component]
pub fn GivenLists() -> impl IntoView {
    let mine = mine();
    let count = move |of: fn(&foldback_protocol::ProjectionInfo) -> u64| {
        Memo::new(move |_| mine.info.with(|info| info.as_ref().map_or(0, of)))
    };
    let (results, emitted, logs) = (count(|info| info.results), count(|info| info.emitted), count(|info| info.logs));
    view! {
        <GivenList kind=Given::Results title="Results" note="What the server would write as results; nothing is written." total=results/>
        <GivenList
            kind=Given::Emitted
            title="Emitted and linked"
            note="Captured, never performed: no event is written."
            total=emitted
        />
        <GivenList kind=Given::Logs title="Log lines" note="What handlers said with log()." total=logs/>
    }
}

/// A list, when there is something to list.
#[component]
fn GivenList(
    /// What it lists.
    kind: Given,
    /// Its heading.
    title: &'static str,
    /// What became of it.
    note: &'static str,
    /// How many there are.
    total: Memo<u64>,
) -> impl IntoView {
    view! {
        <Show when=move || { total.get() > 0 }>
            <details class="given" aria-label=title>
                <summary>
                    <span class="given-title">{title}</span>
                    <span class="count">{move || grouped(total.get())}</span>
                </summary>
                <Rows kind note total/>
            </details>
        </Show>
    }
}

/// A page of it, the newest first to be seen.
#[component]
fn Rows(
    /// What is listed.
    kind: Given,
    /// What became of it.
    note: &'static str,
    /// How many there are.
    total: Memo<u64>,
) -> impl IntoView {
    let (session, mine) = (session(), mine());
    let items = RwSignal::new(Vec::<Item>::new());
    let failed = RwSignal::new(None::<ErrorInfo>);
    // How many of the newest are passed over.
    let skipped = RwSignal::new(0_u64);
    let pages = Latest::new(
        engine(),
        |asked: &GivenRequest| Call::Given(asked.clone()),
        move |_, answer: Result<(IgnoredAny, Vec<u8>), ErrorInfo>| match answer {
            Ok((_, bytes)) => {
                let lines = String::from_utf8_lossy(&bytes);
                items.try_set(lines.lines().filter_map(|line| read(kind, line)).collect());
                failed.try_set(None);
            }
            Err(why) => {
                failed.try_set(Some(why));
            }
        },
    );
    Effect::new(move |_| {
        let (Some(log), Some(projection)) = (session.log.get(), mine.good.get()) else { return };
        let to = total.get().saturating_sub(skipped.get());
        let from = to.saturating_sub(ROWS);
        pages.ask(GivenRequest { log, projection, kind, from, limit: (to - from) as u32 });
    });
    let row = move |item: Item| {
        let position = item.position;
        view! {
            <li class:future=move || { position > session.cursor.get() }>
                <button
                    type="button"
                    aria-current=move || (session.cursor.get() == position).then_some("true")
                    on:click=move |_| {
                        session.playing.set(false);
                        session.go(position);
                    }
                >
                    <span class="position">{grouped(position)}</span>
                    <span class="place from-log">{short_text(&item.place, 60)}</span>
                    <span class="what from-log">{short_text(&item.what, 60)}</span>
                    <span class="text from-log">{short_text(&item.text, VALUE)}</span>
                </button>
            </li>
        }
    };
    let earlier = move || total.get().saturating_sub(skipped.get() + ROWS);
    view! {
        <p class="note">{note}</p>
        {move || failed.get().map(|error| view! { <p class="failure" role="alert">{error.message}</p> })}
        <ol class="given-rows">
            {move || items.get().into_iter().rev().map(row).collect_view()}
        </ol>
        <Show when=move || { earlier() > 0 } >
            <button type="button" class="line" on:click=move |_| skipped.update(|skipped| *skipped += ROWS)>
                {move || format!("{} before these", counted(earlier(), "row", "rows"))}
            </button>
        </Show>
        <Show when=move || { skipped.get() > 0 }>
            <button type="button" class="line" on:click=move |_| skipped.set(0)>
                "Newest"
            </button>
        </Show>
    }
}

/// A line of what the engine gave.
fn read(kind: Given, line: &str) -> Option<Item> {
    let item = js_sys::JSON::parse(line).ok()?;
    let field = |name: &str| js_sys::Reflect::get(&item, &name.into()).unwrap_or_default();
    let text = |name: &str| field(name).as_string().unwrap_or_default();
    let position = field("position").as_f64()? as u64;
    Some(match kind {
        Given::Results => {
            let result = field("result").as_string().unwrap_or_else(|| "no result any more".to_owned());
            Item { position, place: text("partition"), what: String::new(), text: result }
        }
        Given::Emitted => Item { position, place: text("streamId"), what: link(&text("type")), text: text("data") },
        Given::Logs => Item { position, text: text("text"), ..Item::default() },
    })
}

/// KurrentDB's types of links, in words.
fn link(event_type: &str) -> String {
    match event_type {
        "$>" => "link to",
        "$@" => "link to stream",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_said_in_words() {
        assert_eq!(link("$>"), "link to");
        assert_eq!(link("Paid"), "Paid");
    }
}
