//! What went wrong: what happened, where, what to do.
//! Never more than one error, the last, and never gone before it is dismissed.

use foldback_protocol::ErrorInfo;
use leptos::prelude::*;

use super::file_choice::OpenFile;
use crate::icon::{Icon, Shape};
use crate::number::grouped;
use crate::session::session;
use crate::visible::visible;

/// The error, if there is one.
#[component]
pub fn ErrorPanel() -> impl IntoView {
    let error = session().error;
    view! {
        <div role="alert">
            {move || error.get().map(|error| view! { <Panel error/> })}
        </div>
    }
}

#[component]
fn Panel(error: ErrorInfo) -> impl IntoView {
    let shown = session().error;
    let place = place(&error);
    let about_file = is_about_file(&error.code);
    view! {
        <section class="error-panel" aria-label="Error">
            <Icon shape=Shape::Error/>
            <div class="error-text">
                <strong>{title(&error.code)}</strong>
                <p class="from-log">{visible(&error.message).into_owned()}</p>
                {place.map(|place| view! { <p class="mono small">{place}</p> })}
            </div>
            <div class="row-of-buttons">
                {about_file.then(|| view! { <OpenFile label="Open another file" class="line"/> })}
                {matches!(error.code.as_str(), "Internal" | "InvalidCall" | "PageNotLoaded" | "StoreClosed").then(|| view! {
                    <button type="button" class="line" on:click=|_| {
                        // A page that cannot be reloaded stays as it is.
                        let _ = window().location().reload();
                    }>"Reload the page"</button>
                })}
                <button type="button" class="square" aria-label="Dismiss" on:click=move |_| shown.set(None)>
                    <Icon shape=Shape::Close/>
                </button>
            </div>
        </section>
    }
}

fn place(error: &ErrorInfo) -> Option<String> {
    match (error.line, error.byte) {
        (Some(line), Some(byte)) => Some(format!("line {}, byte {}", grouped(line), grouped(byte))),
        (Some(line), None) => Some(format!("line {}", grouped(line))),
        (None, Some(byte)) => Some(format!("byte {}", grouped(byte))),
        (None, None) => None,
    }
}

fn is_about_file(code: &str) -> bool {
    matches!(code, "UnknownFormat" | "MalformedLog" | "EmptyLog" | "NotFetched")
}

fn title(code: &str) -> &'static str {
    match code {
        "UnknownFormat" => "This file is in no format that is known here",
        "MalformedLog" => "A record of the file cannot be read",
        "EmptyLog" => "There are no events in this file",
        "PageNotLoaded" => "A part of the page did not load",
        "NotFetched" => "The file could not be fetched",
        "NeedsMapping" => "It is not clear what the fields of this file mean",
        "QuotaExceeded" => "The browser has no more room",
        "CorruptSegment" => "Part of the stored log is damaged",
        "NewerFormat" => "The log was stored by a newer version of this page",
        "StoreBlocked" => "Another tab holds the store",
        "StoreClosed" => "The store was closed",
        "ImportRunning" => "One import at a time",
        "LogNotFound" => "This log is not here",
        "NotKept" => "This could not be kept",
        "Scavenged" => "This was deleted from the log for good",
        "StreamDeleted" => "This stream was deleted",
        "Aborted" => "This was cancelled",
        "StreamNotFound" => "This stream is not in the log",
        "InvalidPath" => "This is no path",
        "HandlerFailed" => "The state could not be computed",
        _ => "This did not work",
    }
}
