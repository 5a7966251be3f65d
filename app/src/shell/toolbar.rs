//! The bar at the top: which log, how to move in it, where one is.
//! Never wider than the page: what does not fit goes to a second row.

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::key_caption::KeyCaption;
use super::log_menu::LogMenu;
use super::opened::opened;
use super::position::Position;
use super::transport::Transport;
use crate::icon::{Icon, Shape};
use crate::later::{Part, later};
use crate::panels::{BookmarkHere, QueryBar};
use crate::session::session;

/// The toolbar.
#[component]
pub fn Toolbar() -> impl IntoView {
    let opened = opened();
    view! {
        <header class="toolbar">
            <span class="brand">
                <Icon shape=Shape::Logo/>
                <h1>"Foldback"</h1>
            </span>
            {later(of_the_log())}
            <div class="toolbar-end">
                <button
                    type="button"
                    class="square line"
                    aria-label="Settings"
                    title="Theme, times, numbers, density"
                    on:click=move |_| opened.settings.set(true)
                >
                    <Icon shape=Shape::Sliders/>
                </button>
                <button
                    type="button"
                    class="line palette-open"
                    title="All commands, streams, bookmarks, logs"
                    on:click=move |_| opened.palette.set(true)
                >
                    <Icon shape=Shape::Prompt/>
                    <span class="unseen">"Commands"</span>
                    <span class="palette-key" aria-hidden="true"><KeyCaption keys="Mod+k"/></span>
                </button>
                <button
                    type="button"
                    class="square line key-help"
                    aria-label="Keys"
                    title="All keys (?)"
                    on:click=move |_| opened.keys.set(true)
                >
                    "?"
                </button>
            </div>
        </header>
    }
}

/// What is about the open log.
#[wasm_split(parts, fallible)]
fn of_the_log() -> Part {
    Ok(|| {
        let session = session();
        view! {
            <Show when=move || session.log.with(Option::is_some)>
                <LogMenu/>
                <Transport/>
                <Position/>
                <BookmarkHere/>
                <QueryBar/>
            </Show>
        }
        .into_any()
    })
}
