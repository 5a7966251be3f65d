//! What became of each of several files, and of their order.
//! Never shows more than a page of them at once.

use foldback_protocol::{FileReport, MergeReport};
use leptos::prelude::*;

use crate::number::{bytes, counted};
use crate::visible::visible;

/// How many files are shown before the rest is asked for.
const SHOWN: usize = 50;

/// The files; nothing where there was one.
#[component]
pub fn FileReports(
    /// The files.
    files: Vec<FileReport>,
    /// What became of their order.
    merge: Option<MergeReport>,
) -> impl IntoView {
    if files.is_empty() {
        return ().into_any();
    }
    let head = counted(files.len() as u64, "file", "files");
    let left_out = files.iter().filter(|file| file.left_out.is_some()).count() as u64;
    let left_out = (left_out > 0).then(|| format!(", {left_out} of them left out"));
    let rest = files.len().saturating_sub(SHOWN);
    let all = RwSignal::new(false);
    let files = StoredValue::new(files);
    let shown = move || {
        let count = if all.get() { usize::MAX } else { SHOWN };
        files.with_value(|files| files.iter().take(count).map(line).collect_view())
    };
    view! {
        <details class="warnings files" open>
            <summary>
                <strong>{head}</strong>
                <span class="dim">{left_out}</span>
            </summary>
            <ul>
                {merge.map(|merge| view! { <li class="dim">{order(&merge)}</li> })}
                {shown}
            </ul>
            <Show when=move || { rest > 0 && !all.get() }>
                <button type="button" class="link" on:click=move |_| all.set(true)>
                    {format!("Show {} more", counted(rest as u64, "file", "files"))}
                </button>
            </Show>
        </details>
    }
    .into_any()
}

fn line(file: &FileReport) -> impl IntoView + use<> {
    let mut told = vec![counted(file.events, "event", "events")];
    if file.skipped > 0 {
        told.push(format!("{} left out", counted(file.skipped, "record", "records")));
    }
    told.extend((!file.format.is_empty()).then(|| file.format.clone()));
    told.push(bytes(file.bytes));
    view! {
        <li>
            <strong class="from-log">{visible(&file.name).into_owned()}</strong>
            <span class="dim">{told.join(" · ")}</span>
            {file.left_out.as_ref().map(|why| view! { <span class="from-log">{visible(why).into_owned()}</span> })}
        </li>
    }
}

/// What the merge did, in words.
fn order(merge: &MergeReport) -> String {
    let mut words = format!(
        "Events stand in the order of their times, each file in its own order; the log goes on with another file {}.",
        counted(merge.switches, "time", "times")
    );
    let placed = merge.untimed + merge.late;
    if placed > 0 {
        words.push_str(&format!(
            " {} no time, or one that its file had passed: each stands where its file has it.",
            counted(placed, "event has", "events have")
        ));
    }
    if merge.positions_backwards > 0 {
        words.push_str(&format!(
            " Positions that events had before go back {}.",
            counted(merge.positions_backwards, "time", "times")
        ));
    }
    words
}
