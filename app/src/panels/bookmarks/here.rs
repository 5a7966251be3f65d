//! The button beside the position that puts a bookmark on the event at the cursor, and the field for its note under it.
//! Never moves the cursor.

use leptos::prelude::*;

use super::note::Note;
use crate::bookmarks::{Place, bookmarks};
use crate::icon::{Icon, Shape};
use crate::session::session;

/// The button.
#[component]
pub fn BookmarkHere() -> impl IntoView {
    let (session, bookmarks) = (session(), bookmarks());
    let is_kept = Memo::new(move |_| bookmarks.note(session.cursor.get()).is_some());
    let asked = Memo::new(move |_| match bookmarks.asking.get() {
        Some((position, Place::Toolbar)) => Some(position),
        _ => None,
    });
    let title = move || {
        if is_kept.get() { "This event has a bookmark: change its note (M)" } else { "Bookmark this event (M)" }
    };
    let press = move |_| match asked.get_untracked() {
        Some(_) => bookmarks.asking.set(None),
        None => bookmarks.ask_here(),
    };
    view! {
        <div class="bookmark-here">
            <button
                type="button"
                class="square"
                class:kept=move || is_kept.get()
                aria-label="Bookmark this event"
                aria-expanded=move || asked.with(Option::is_some).to_string()
                title=title
                on:click=press
            >
                <Icon shape=Shape::Bookmark/>
            </button>
            {move || asked.get().map(|position| view! { <div class="bookmark-box"><Note position/></div> })}
        </div>
    }
}
