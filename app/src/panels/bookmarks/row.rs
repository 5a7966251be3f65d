//! A bookmark in the list: choosing it goes there, its note can be changed in its place, and it can be removed.
//! Never asks before it removes: that can be taken back.

use leptos::prelude::*;

use super::note::Note;
use crate::bookmarks::{Bookmark, Place, bookmarks};
use crate::icon::{Icon, Shape};
use crate::number::grouped;
use crate::session::session;

/// The row.
#[component]
pub fn Row(
    /// The bookmark.
    one: Bookmark,
) -> impl IntoView {
    let (session, bookmarks) = (session(), bookmarks());
    let position = one.position;
    let title = one.title();
    let is_here = Memo::new(move |_| session.cursor.get() == position);
    let is_asked = Memo::new(move |_| bookmarks.asking.get() == Some((position, Place::List)));
    let go = move |_| {
        session.playing.set(false);
        session.go(position);
    };
    let number = (!one.note.is_empty()).then(|| grouped(position));
    view! {
        <li class="bookmark" class:shown=is_here>
            <button type="button" class="bookmark-go" title=title.clone()
                aria-current=move || is_here.get().then_some("true") on:click=go>
                <Icon shape=Shape::Bookmark/>
                <span class="bookmark-note from-log">{title.clone()}</span>
                {number.map(|number| view! { <span class="count"><span class="unseen">"event "</span>{number}</span> })}
            </button>
            <button type="button" class="square bookmark-do" title="Change the note"
                aria-label=format!("Change the note of {title}")
                on:click=move |_| bookmarks.asking.set(Some((position, Place::List)))>
                <Icon shape=Shape::Pen/>
            </button>
            <button type="button" class="square bookmark-do" title="Remove this bookmark"
                aria-label=format!("Remove {title}") on:click=move |_| bookmarks.remove(position)>
                <Icon shape=Shape::Close/>
            </button>
            {move || is_asked.get().then(|| view! { <Note position/> })}
        </li>
    }
}
