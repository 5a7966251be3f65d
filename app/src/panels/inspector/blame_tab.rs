//! Every event that wrote a value, newest first.
//! Never looks through events: the engine does.

use leptos::prelude::*;

use super::asking::Failure;
use super::blamed::blamed;
use super::stream_line::StreamLine;
use super::writes::Writes;
use crate::number::counted;
use crate::projection::mine;
use crate::session::{Tab, session};

/// Writes that are listed.
const WRITES: u32 = 200;

/// Who wrote a value.
#[component]
pub fn BlameTab() -> impl IntoView {
    let session = session();
    let (blamed, failed) = blamed(session, mine(), WRITES);
    let total = move || {
        blamed.with(|blamed| {
            blamed
                .as_ref()
                .map(|blamed| format!("{} up to this moment", counted(blamed.answer.total, "write", "writes")))
        })
    };
    let write = move |text: String| {
        // What is written by hand may lack the slash that every path but the root's begins with.
        let path = if text.is_empty() || text.starts_with('/') { text } else { format!("/{text}") };
        session.blame_path.set(Some(path));
    };
    view! {
        <div class="blame-tab">
            <StreamLine/>
            <label class="blame-path">
                <span>"Path"</span>
                <input
                    type="text"
                    placeholder="such as /total"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || session.blame_path.get().unwrap_or_default()
                    on:change=move |event| write(event_target_value(&event))
                />
            </label>
            {move || failed.get().map(|error| view! { <Failure error/> })}
            <p class="note">{total}</p>
            <div class="blame-list">
                {move || blamed.get().map(|blamed| view! { <Writes blamed/> })}
            </div>
            <Show when=move || session.blame_path.with(Option::is_none)>
                <div class="nothing">
                    <p>
                        "Every event that wrote a value, newest first. Choose the value in the "
                        <button type="button" class="link" on:click=move |_| session.tab.set(Tab::State)>
                            "state"
                        </button> ", or write its path, such as /total."
                    </p>
                    <p>
                        <button
                            type="button"
                            class="line"
                            on:click=move |_| session.blame_path.set(Some(String::new()))
                        >
                            "Everything that changed this stream"
                        </button>
                    </p>
                </div>
            </Show>
        </div>
    }
}
