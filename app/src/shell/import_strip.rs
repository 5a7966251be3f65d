//! The line that shows an import: how far, how fast, Cancel; and how it ended.
//! Never counts: the engine does.

use std::time::Duration;

use foldback_protocol::{Grade, ImportReport, Progress};
use leptos::prelude::*;

use super::opened::opened;
use crate::icon::{Icon, Shape};
use crate::import::{Running, imports};
use crate::moment;
use crate::number::{bytes, counted, grouped};
use crate::session::session;
use crate::visible::visible;

/// How long the good end of an import is told.
const LONG_ENOUGH: Duration = Duration::from_secs(20);

/// The running import, or the one that has just ended.
#[component]
pub fn ImportStrip() -> impl IntoView {
    let imports = imports();
    let session = session();
    let opened = opened();
    let is_running = Memo::new(move |_| imports.running.with(Option::is_some));
    // What was left out or not understood is said in full at once; for all else one line is enough.
    Effect::new(move |_| {
        let is_told = |report: &ImportReport| report.skipped > 0 || !report.warnings.is_empty();
        if imports.ended.with(|ended| ended.as_ref().is_some_and(is_told)) {
            opened.report.set(true);
        }
    });
    // A line that says that all is well has said so after a while; the report stays in the menu.
    let saying = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        if let Some(earlier) = saying.get_value() {
            earlier.clear();
        }
        if imports.ended.with(|ended| ended.as_ref().is_some_and(|report| report.grade == Grade::Fine)) {
            saying.set_value(set_timeout_with_handle(move || imports.ended.set(None), LONG_ENOUGH).ok());
        }
    });
    let ended = move || {
        let log = session.log.get();
        imports.ended.get().filter(|report| Some(&report.log) == log.as_ref())
    };
    view! {
        <Show when=move || is_running.get()>
            <RunningStrip/>
        </Show>
        {move || ended().map(|report| view! {
            <div class="strip" role="status">
                <Icon
                    shape=if report.grade == Grade::Fine { Shape::Check } else { Shape::Warning }
                    warn=report.grade != Grade::Fine
                />
                <span>{summary(&report)}</span>
                <button type="button" class="link" on:click=move |_| opened.report.set(true)>"Show the report"</button>
                <button type="button" class="square strip-close" aria-label="Dismiss" on:click=move |_| imports.ended.set(None)>
                    <Icon shape=Shape::Close/>
                </button>
            </div>
        })}
    }
}

fn summary(report: &ImportReport) -> String {
    let skipped = match report.skipped {
        0 => String::new(),
        skipped => format!(", {} left out", counted(skipped, "record", "records")),
    };
    format!(
        "Imported {} of {} in {}{skipped}.",
        counted(report.events, "event", "events"),
        counted(report.streams, "stream", "streams"),
        moment::duration(report.millis * 1000.0)
    )
}

#[component]
fn RunningStrip() -> impl IntoView {
    let imports = imports();
    let get = move |read: fn(&Running) -> String| {
        imports.running.with(|running| running.as_ref().map(read).unwrap_or_default())
    };
    // A sample has no size: its bar then only says that something is being done.
    let part = move || {
        let part = imports.running.with(|running| running.as_ref().and_then(|running| part(&running.progress)));
        part.map(|part| format!("{part:.3}"))
    };
    let stopping =
        Memo::new(move |_| imports.running.with(|running| running.as_ref().is_some_and(|running| running.stopping)));
    view! {
        <section class="strip importing" aria-label="Import">
            <span class="import-title">
                <strong class="from-log">{move || get(|running| format!("Importing {}", visible(&running.title)))}</strong>
                <span class="dim">{move || get(|running| running.progress.format.clone())}</span>
            </span>
            <progress max="1" value=part aria-label="Part of the file that was read"></progress>
            <span class="mono dim import-numbers">{move || get(|running| numbers(&running.progress))}</span>
            <button type="button" class="line" disabled=move || stopping.get() on:click=move |_| imports.cancel()>
                {move || if stopping.get() { "Cancelling" } else { "Cancel" }}
            </button>
        </section>
    }
}

fn part(progress: &Progress) -> Option<f64> {
    (progress.total > 0.0).then(|| (progress.bytes / progress.total).clamp(0.0, 1.0))
}

fn numbers(progress: &Progress) -> String {
    let rate = if progress.millis > 0.0 { progress.events as f64 / progress.millis * 1000.0 } else { 0.0 };
    let read = if progress.total > 0.0 {
        format!("{} of {} · ", bytes(progress.bytes), bytes(progress.total))
    } else {
        String::new()
    };
    format!("{read}{} · {} events/s", counted(progress.events, "event", "events"), grouped(rate.round() as u64))
}
