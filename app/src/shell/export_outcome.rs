//! How far an export is, and what it did: events, bytes, and what each rule has hidden.
//! Never starts one.

use leptos::prelude::*;

use super::export_rules::in_words;
use crate::export::{Done, exports};
use crate::icon::{Icon, Shape};
use crate::number::{bytes, counted};
use crate::visible::visible;

/// The line about the export, and the report.
#[component]
pub fn Outcome() -> impl IntoView {
    let exports = exports();
    let is_running = Memo::new(move |_| exports.running.with(Option::is_some));
    let part = move || {
        exports
            .running
            .with(|running| running.as_ref().and_then(|running| running.part))
            .map(|part| format!("{part:.3}"))
    };
    let numbers = move || {
        let numbers = |running: &crate::export::Running| {
            format!("{} · {}", counted(running.events, "event", "events"), bytes(running.bytes))
        };
        exports.running.with(|running| running.as_ref().map(numbers).unwrap_or_default())
    };
    view! {
        <Show when=move || is_running.get()>
            <div class="importing export-running">
                <progress max="1" value=part aria-label="Part of the log that was written"></progress>
                <span class="mono dim import-numbers">{numbers}</span>
                <button type="button" class="line" on:click=move |_| exports.cancel()>"Cancel"</button>
            </div>
        </Show>
        <div role="status">
            {move || exports.error.get().map(|why| view! { <p class="mapping-error from-log">{visible(&why.message).into_owned()}</p> })}
            {move || exports.done.get().map(|done| view! { <Report done/> })}
        </div>
    }
}

#[component]
fn Report(done: Done) -> impl IntoView {
    let hides = !done.redacted.is_empty();
    let is_doubtful = done.unread > 0 || done.redacted.iter().any(|(_, count)| *count == 0);
    let said = format!("{}, {}: {}", counted(done.events, "event", "events"), bytes(done.bytes), visible(&done.name));
    let rules = done.redacted.iter().map(|(rule, count)| {
        let (count, class) = match count {
            0 => ("found nothing: is it spelt right?".to_owned(), "found-nothing"),
            count => (counted(*count, "value", "values"), "dim"),
        };
        view! { <li><span class="mono from-log">{visible(&in_words(rule)).into_owned()}</span>" "<span class=class>{count}</span></li> }
    });
    view! {
        <p class=if is_doubtful { "grade risky" } else { "grade fine" }>
            <Icon shape=if is_doubtful { Shape::Warning } else { Shape::Check }/>
            <strong class="from-log">{said}</strong>
        </p>
        <ul class="export-found">
            {rules.collect_view()}
            {(done.unread > 0).then(|| view! {
                <li class="found-nothing">{format!(
                    "{} no JSON and stayed as they were: hide them whole, with an empty path",
                    counted(done.unread, "payload is", "payloads are"),
                )}</li>
            })}
            {hides.then(|| view! {
                <li class="dim">"What is imported from this file has a hash chain of its own. Look through the file before you share it."</li>
            })}
        </ul>
    }
}
