//! The command palette: everything that can be done and everywhere one can go, found by a few letters.
//! Never does anything itself: commands, sessions and imports do.

mod choose;
mod fuzzy;
mod items;

use foldback_protocol::{Call, ErrorInfo, StreamsAnswer, StreamsRequest};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use self::choose::choose;
use self::items::{Item, items};
use super::dialog::Dialog;
use super::key_caption::KeyCaption;
use super::opened::opened;
use crate::commands::reach;
use crate::engine::{Latest, engine};
use crate::import::imports;
use crate::session::session;

/// Streams asked for.
const STREAMS: u32 = 12;
/// How many items a page key goes.
const PAGE: usize = 8;

/// The palette.
#[component]
pub fn CommandPalette() -> impl IntoView {
    let open = opened().palette;
    view! {
        <Dialog open=open title="Commands" plain=true close=move || open.set(false)>
            <Palette open/>
        </Dialog>
    }
}

#[component]
fn Palette(open: RwSignal<bool>) -> impl IntoView {
    let (session, engine, on, imports) = (session(), engine(), reach(), imports());
    imports.refresh_logs();
    imports.list_samples();
    let typed = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let streams = RwSignal::new(Vec::new());
    let asked = Latest::new(
        engine,
        |(log, filter): &(String, String)| {
            let (log, filter) = (log.clone(), filter.clone());
            Call::Streams(StreamsRequest { log, category: None, filter, offset: 0, limit: STREAMS, bars: 0 })
        },
        move |(_, filter), answer: Result<(StreamsAnswer, Vec<u8>), ErrorInfo>| {
            // Without streams the rest is offered as well; what is wrong with the log is said by its panels.
            if let Ok((answer, _)) = answer
                && typed.try_with_untracked(|typed| typed.trim() == filter) == Some(true)
            {
                streams.set(answer.streams);
            }
        },
    );
    Effect::new(move |_| {
        let filter = typed.with(|typed| typed.trim().to_owned());
        active.set(0);
        match session.log.get_untracked() {
            Some(log) if !filter.is_empty() => asked.ask((log, filter)),
            _ => streams.set(Vec::new()),
        }
    });
    let found = Memo::new(move |_| streams.with(|streams| items(&typed.get(), streams)));
    let take = move |item: Item| {
        open.set(false);
        // The dialog gives the focus back first.
        request_animation_frame(move || choose(item.act, on, imports, engine));
    };
    let on_key = move |key: KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        let at = active.get_untracked();
        let to = match key.key().as_str() {
            _ if key.is_composing() => return,
            "ArrowDown" if count > 0 => (at + 1) % count,
            "ArrowUp" if count > 0 => (at + count - 1) % count,
            "PageDown" => (at + PAGE).min(count.saturating_sub(1)),
            "PageUp" => at.saturating_sub(PAGE),
            "Enter" => {
                key.prevent_default();
                if let Some(item) = found.with_untracked(|found| found.get(at).cloned()) {
                    take(item);
                }
                return;
            }
            "k" if key.ctrl_key() || key.meta_key() => {
                key.prevent_default();
                return open.set(false);
            }
            _ => return,
        };
        key.prevent_default();
        active.set(to);
    };
    Effect::new(move |_| {
        let id = option_id(active.get());
        request_animation_frame(move || {
            if let Some(option) = document().get_element_by_id(&id) {
                let near = web_sys::ScrollIntoViewOptions::new();
                near.set_block(web_sys::ScrollLogicalPosition::Nearest);
                option.scroll_into_view_with_scroll_into_view_options(&near);
            }
        });
    });
    let option = move |number: usize, item: Item| {
        let is_active = Memo::new(move |_| active.get() == number);
        let (kind, title, more, keys) = (item.kind, item.title.clone(), item.more.clone(), item.keys);
        view! {
            <li
                id=option_id(number)
                role="option"
                class:active=is_active
                aria-selected=move || is_active.get().to_string()
                // The field keeps the focus.
                on:pointerdown=|press| press.prevent_default()
                on:click=move |_| take(item.clone())
            >
                <span class="palette-title from-log">{title}</span>
                <span class="palette-more">{more}</span>
                {(!keys.is_empty()).then(|| view! { <span class="palette-keys"><KeyCaption keys/></span> })}
                <span class="palette-kind">{kind}</span>
            </li>
        }
    };
    view! {
        <div class="palette">
            <input
                type="text"
                role="combobox"
                aria-label="Command, stream, event type, bookmark, log, position or time"
                aria-expanded="true"
                aria-controls="palette-options"
                aria-autocomplete="list"
                aria-activedescendant=move || found.with(|found| !found.is_empty()).then(|| option_id(active.get()))
                placeholder="A command, a stream, a type, a bookmark, 41203, 2026-03-02 14:03"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                // The first letter may be typed as soon as the key that opens it is up.
                autofocus
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=on_key
            />
            <ul id="palette-options" role="listbox" aria-label="What fits">
                {move || found.get().into_iter().enumerate().map(|(number, item)| option(number, item)).collect_view()}
            </ul>
            <p class="nothing" role="status">
                {move || found.with(Vec::is_empty).then_some(
                    "Nothing is called that. Write fewer letters, a position such as 41203, or a time such as 2026-03-02.",
                )}
            </p>
        </div>
    }
}

fn option_id(number: usize) -> String {
    format!("palette-option-{number}")
}
