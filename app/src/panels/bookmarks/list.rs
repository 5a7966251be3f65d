//! The bookmarks of the log, under its streams, in the order of the log.
//! Never moves the cursor by itself.

use leptos::prelude::*;

use super::row::Row;
use crate::bookmarks::bookmarks;
use crate::number::grouped;

/// The list.
#[component]
pub fn BookmarkList() -> impl IntoView {
    let bookmarks = bookmarks();
    let done = move || bookmarks.undo.with(|undo| undo.last().map(|last| last.done.clone()));
    view! {
        <section class="bookmarks" aria-labelledby="bookmarks-title">
            <div class="panel-head">
                <h2 id="bookmarks-title">"Bookmarks"</h2>
                <span class="count">{move || grouped(bookmarks.all.with(Vec::len) as u64)}</span>
            </div>
            <Show
                when=move || bookmarks.all.with(|all| !all.is_empty())
                fallback=|| view! {
                    <p class="nothing">"None yet. Press M to put one at the cursor, with a note."</p>
                }
            >
                <ul class="bookmark-list">
                    <For each=move || bookmarks.all.get() key=|one| (one.position, one.note.clone()) let(one)>
                        <Row one/>
                    </For>
                </ul>
            </Show>
            <p class="bookmark-undo" role="status">
                {move || done().map(|done| view! {
                    <span>{done}</span>
                    <button type="button" class="link" title="Take this back (Ctrl or Cmd and Z)"
                        on:click=move |_| { bookmarks.undo(); }>
                        "Undo"
                    </button>
                })}
            </p>
        </section>
    }
}
