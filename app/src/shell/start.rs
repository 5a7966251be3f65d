//! The first page: what this is, how a log gets in, which logs are kept.
//! Never offers what does not work.

use leptos::ev;
use leptos::prelude::*;

use super::file_choice::OpenFile;
use super::log_list::LogList;
use super::opened::opened;
use super::paste;
use super::samples::Samples;
use crate::icon::{Icon, Shape};
use crate::import::imports;

/// The start page.
#[component]
pub fn Start() -> impl IntoView {
    let imports = imports();
    let opened = opened();
    imports.refresh_logs();
    let pasted = window_event_listener(ev::paste, move |event| {
        if let Some(text) = paste::text_outside_fields(&event) {
            event.prevent_default();
            paste::import_text(imports, &text);
        }
    });
    on_cleanup(move || pasted.remove());
    let strict = imports.strict;
    view! {
        <main class="start">
            <div class="start-column">
                <h2 class="start-claim">"Drop an event log, and go back to any moment of it."</h2>
                <p class="start-more">
                    "See every stream, the state at each event, what changed, and which event did it. "
                    "The log stays in this browser: nothing is sent anywhere."
                </p>
                <section class="drop-area" aria-label="Import a log">
                    <Icon shape=Shape::File/>
                    <p>"Drop a file, or several, anywhere on this page"</p>
                    <div class="row-of-buttons">
                        <OpenFile label="Open file" class="main"/>
                        <OpenFile label="Open folder" class="line" folder=true/>
                        <button type="button" class="line" on:click=move |_| opened.paste.set(true)>
                            <Icon shape=Shape::Paste/>
                            "Paste"
                        </button>
                    </div>
                    <p class="dim small">"NDJSON, JSON, CSV, EDN, XES, OCEL, a dump of PostgreSQL, and what some forty systems export; as gzip, zstd or zip too."</p>
                    <label class="check small">
                        <input type="checkbox" prop:checked=move || strict.get()
                            on:change=move |event| strict.set(event_target_checked(&event))/>
                        "Refuse the whole file if a record in it cannot be read"
                    </label>
                </section>
                <Samples/>
                // Under the cards, which take their heights from their texts.
                <Show when=move || imports.samples.with(Option::is_some)>
                    <LogList/>
                </Show>
            </div>
        </main>
    }
}
