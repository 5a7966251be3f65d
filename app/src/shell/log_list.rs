//! The logs that this browser keeps.
//! Never opens one by itself.

use foldback_protocol::LogInfo;
use leptos::prelude::*;

use super::log_actions::DeleteLog;
use super::opened::opened;
use crate::import::imports;
use crate::moment;
use crate::number::{bytes, counted};
use crate::session::session;
use crate::visible::visible;

/// The list on the start page.
#[component]
pub fn LogList() -> impl IntoView {
    let (imports, opened) = (imports(), opened());
    let logs = move || imports.logs.get().unwrap_or_default();
    view! {
        <section aria-labelledby="logs">
            <div class="log-list-head">
                <h3 id="logs" class="heading">"Kept in this browser"</h3>
                <button type="button" class="link small" title="Sizes, room, verify" on:click=move |_| opened.storage.set(true)>
                    "Storage"
                </button>
            </div>
            <Show
                when=move || imports.logs.with(|logs| logs.as_ref().is_none_or(|logs| !logs.is_empty()))
                fallback=|| view! { <p class="dim">"No logs yet. Open a file or choose a sample above: it is kept here until you delete it."</p> }
            >
                <ul class="log-list">
                    <For each=logs key=|log| (log.log.clone(), log.title.clone(), log.events, log.importing) let:log>
                        <Kept log/>
                    </For>
                </ul>
            </Show>
        </section>
    }
}

#[component]
fn Kept(log: LogInfo) -> impl IntoView {
    let session = session();
    let about = format!(
        "{} · {} · {} · {}",
        counted(log.events, "event", "events"),
        counted(log.streams, "stream", "streams"),
        bytes(log.bytes as f64),
        moment::day((log.imported * 1000.0) as i64),
    );
    let key = log.log.clone();
    let title = visible(&log.title).into_owned();
    view! {
        <li class="card kept">
            <button type="button" class="kept-open" on:click=move |_| session.open(key.clone(), None)>
                <strong class="from-log">{title}</strong>
                <span class="dim small">{about}{log.importing.then_some(" · importing")}</span>
            </button>
            <DeleteLog log compact=true/>
        </li>
    }
}
