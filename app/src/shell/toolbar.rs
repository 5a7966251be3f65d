//! The bar at the top: which log, how to move in it, where one is.
//! Never wider than the page: what does not fit goes to a second row.

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::log_menu::LogMenu;
use super::opened::opened;
use super::position::Position;
use super::transport::Transport;
use crate::icon::{Icon, Shape};
use crate::later::{Part, later};
use crate::panels::QueryBar;
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
            <button
                type="button"
                class="square line key-help"
                aria-label="Keys"
                title="All keys (?)"
                on:click=move |_| opened.keys.set(true)
            >
                "?"
            </button>
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
                <QueryBar/>
            </Show>
        }
        .into_any()
    })
}
