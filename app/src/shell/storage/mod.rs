//! The dialog about what is kept in this browser: how much room there is, how large each log is, and what can be done to it.
//! Never deletes without having asked.

mod checked;
mod checks;
mod log;
mod room;

use leptos::prelude::*;

use self::checks::Checks;
use self::log::LogRow;
use self::room::RoomPart;
use super::dialog::Dialog;
use super::opened::opened;
use crate::engine::engine;
use crate::import::imports;
use crate::number::{bytes, counted};

/// The dialog.
#[component]
pub fn StorageDialog() -> impl IntoView {
    let open = opened().storage;
    // What runs goes on when the dialog is closed; opening it again shows it.
    let checks = Checks::new(engine());
    view! {
        <Dialog open=open title="Storage" wide=true close=move || open.set(false)>
            <RoomPart/>
            <Logs checks/>
        </Dialog>
    }
}

#[component]
fn Logs(checks: Checks) -> impl IntoView {
    let imports = imports();
    imports.refresh_logs();
    let logs = move || imports.logs.get().unwrap_or_default();
    let sum = move || {
        let logs = logs();
        let size: u64 = logs.iter().map(|log| log.bytes).sum();
        (size > 0).then(|| format!("{}, {} at rest", counted(logs.len() as u64, "log", "logs"), bytes(size as f64)))
    };
    let said = move || match imports.logs.get() {
        None => Some("Asking the engine which logs are kept."),
        Some(logs) if logs.is_empty() => Some("No logs. What you import is kept here until you delete it."),
        Some(_) => None,
    };
    view! {
        <section aria-labelledby="storage-logs">
            <h3 id="storage-logs" class="heading">"Logs"</h3>
            <p class="dim small">{sum}</p>
            <ul class="storage-logs">
                <For each=logs key=|log| (log.log.clone(), log.title.clone(), log.events, log.importing) let:log>
                    <LogRow log checks/>
                </For>
            </ul>
            {move || said().map(|said| view! { <p class="nothing">{said}</p> })}
        </section>
    }
}
