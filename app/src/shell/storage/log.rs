//! A log in the storage dialog: how large it is, and what can be done to it.
//! Never acts on another log than its own.

use foldback_protocol::LogInfo;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::checked::Checked;
use super::checks::Checks;
use crate::icon::{Icon, Shape};
use crate::moment;
use crate::number::{bytes, counted};
use crate::session::session;
use crate::shell::log_actions::{DeleteLog, RenameLog};
use crate::shell::opened::opened;
use crate::visible::visible;

/// The log.
#[component]
pub fn LogRow(
    /// What is known of it.
    log: LogInfo,
    /// The checks.
    checks: Checks,
) -> impl IntoView {
    let (session, opened) = (session(), opened());
    let renaming = RwSignal::new(false);
    let title = visible(&log.title).into_owned();
    let key = StoredValue::new(log.log.clone());
    let info = StoredValue::new(log.clone());
    let is_open = Memo::new(move |_| key.with_value(|key| session.log.with(|log| log.as_ref() == Some(key))));
    let is_busy = Memo::new(move |_| checks.running.with(Option::is_some));
    let size = match log.events {
        0 => bytes(log.bytes as f64),
        events => format!("{}, {:.0} B an event", bytes(log.bytes as f64), log.bytes as f64 / events as f64),
    };
    let about = format!(
        "{} · {} · {size} · imported {}",
        counted(log.events, "event", "events"),
        counted(log.streams, "stream", "streams"),
        moment::day((log.imported * 1000.0) as i64),
    );
    // Its export is that of the open log.
    let export = move |_| {
        let key = key.get_value();
        spawn_local(async move {
            if session.log.get_untracked().as_ref() != Some(&key)
                && let Err(why) = session.load(key, None).await
            {
                return session.error.set(Some(why));
            }
            opened.storage.set(false);
            opened.export.set(true);
        });
    };
    let open = move |_| {
        opened.storage.set(false);
        session.open(key.get_value(), None);
    };
    let title = StoredValue::new(title);
    let of = move |what: &str| format!("{what} {}", title.get_value());
    view! {
        <li class="storage-log">
            <div class="storage-head">
                <strong class="from-log">{title.get_value()}</strong>
                <Show when=move || is_open.get()><span class="dim small">"open now"</span></Show>
                {log.importing.then(|| view! { <span class="dim small">"being imported"</span> })}
            </div>
            <p class="dim small">{about}</p>
            <div class="storage-do">
                <Show when=move || !is_open.get()>
                    <button type="button" class="line" aria-label=of("Open") on:click=open>"Open"</button>
                </Show>
                <button type="button" class="line" aria-label=of("Verify") title="Read all of it, and compare it with what was written"
                    disabled=move || log.importing || is_busy.get()
                    on:click=move |_| checks.start(key.get_value())>
                    "Verify"
                </button>
                <button type="button" class="line" aria-label=of("Export") on:click=export>"Export"</button>
                <button type="button" class="line" aria-label=of("Rename") aria-expanded=move || renaming.get().to_string()
                    on:click=move |_| renaming.update(|renaming| *renaming = !*renaming)>
                    <Icon shape=Shape::Pen/>
                    "Rename"
                </button>
                <DeleteLog log=log.clone() compact=true/>
            </div>
            <Show when=move || renaming.get()>
                <RenameLog log=info.get_value()/>
            </Show>
            <Checked log=log.log.clone() events=log.events checks/>
        </li>
    }
}
