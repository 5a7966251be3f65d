//! The button with the log's name, and what opens under it: rename, report, export, delete, other logs, other files.
//! Never stays open behind the back of the person: Escape, a click elsewhere and every choice close it.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::file_choice::OpenFile;
use super::log_actions::{DeleteLog, RenameLog};
use super::opened::opened;
use crate::icon::{Icon, Shape};
use crate::import::imports;
use crate::number::{bytes, counted, short};
use crate::session::session;
use crate::visible::visible;

/// How many other logs are offered; the start page shows all.
const OTHERS: usize = 8;

/// The menu of the log.
#[component]
pub fn LogMenu() -> impl IntoView {
    let session = session();
    let open = opened().menu;
    let whole = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let handle = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = whole.get_untracked().is_some_and(|whole| whole.contains(target.as_ref()));
        if !inside && open.get_untracked() {
            open.set(false);
        }
    });
    on_cleanup(move || handle.remove());
    // Another log, or none, is another menu.
    Effect::new(move |_| {
        session.log.track();
        open.set(false);
    });
    let on_escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            open.set(false);
            if let Some(button) = button.get() {
                let _ = button.focus();
            }
        }
    };
    let title = move || session.summary.with(|open| open.as_ref().map(|open| visible(&open.info.title).into_owned()));
    view! {
        <Show when=move || session.log.with(Option::is_some)>
            <div class="log-menu" node_ref=whole on:keydown=on_escape>
                <button type="button" class="line log-name" node_ref=button title="This log, other logs"
                    aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
                    <span class="from-log">{title}</span>
                    <Icon shape=Shape::Down/>
                </button>
                <Show when=move || open.get()>
                    <Menu close=move || open.set(false)/>
                </Show>
            </div>
        </Show>
    }
}

#[component]
fn Menu(close: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let session = session();
    let imports = imports();
    let opened = opened();
    imports.refresh_logs();
    // Typing a name must not rebuild the field under the cursor: the summary is read once.
    let summary = session.summary.get_untracked();
    let info = summary.as_ref().map(|open| open.info.clone()).unwrap_or_default();
    let has_report = summary.is_some_and(|open| open.report.is_some());
    let about = format!(
        "{} · {} · {}",
        counted(info.events, "event", "events"),
        counted(info.streams, "stream", "streams"),
        bytes(info.bytes as f64)
    );
    let key = StoredValue::new(info.log.clone());
    let others = move || {
        let logs = imports.logs.get().unwrap_or_default();
        logs.into_iter().filter(|log| key.with_value(|key| log.log != *key)).take(OTHERS).collect::<Vec<_>>()
    };
    view! {
        <div class="menu" role="group" aria-label="Log">
            <RenameLog log=info.clone()/>
            <p class="dim small">{about}</p>
            <div class="menu-part">
                <Show when=move || has_report>
                    <button type="button" on:click=move |_| { close(); opened.report.set(true); }>
                        <Icon shape=Shape::Report/>
                        "Import report"
                    </button>
                </Show>
                <button type="button" on:click=move |_| { close(); opened.export.set(true); }>
                    <Icon shape=Shape::Export/>
                    "Export"
                </button>
                <DeleteLog log=info/>
            </div>
            <Show when=move || !others().is_empty()>
                <div class="menu-part">
                    <h2 class="heading">"Other logs"</h2>
                    <For each=others key=|log| log.log.clone() let:log>
                        <button type="button" on:click={
                            let log = log.log.clone();
                            move |_| { close(); session.open(log.clone(), None); }
                        }>
                            <Icon shape=Shape::Log/>
                            <span class="from-log menu-log">{visible(&log.title).into_owned()}</span>
                            <span class="mono dim">{short(log.events)}</span>
                        </button>
                    </For>
                </div>
            </Show>
            <div class="menu-part">
                <OpenFile label="Open another file" chosen=Callback::new(move |()| close())/>
                <button type="button" on:click=move |_| { close(); opened.paste.set(true); }>"Paste events"</button>
                <button type="button" on:click=move |_| { close(); opened.storage.set(true); }>"Storage"</button>
                <button type="button" on:click=move |_| { close(); session.close(); }>"Start page"</button>
            </div>
        </div>
    }
}
