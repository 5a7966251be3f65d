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
    let name = format!("{title}, event {}", grouped(position));
    let name = if one.note.is_empty() { title.clone() } else { name };
    view! {
        <li class="bookmark" class:shown=is_here>
            <button type="button" class="bookmark-go" title=name.clone() aria-label=name.clone()
                aria-current=move || is_here.get().then_some("true") on:click=go>
                <Icon shape=Shape::Bookmark/>
                <span class="bookmark-note from-log">{title.clone()}</span>
                <span class="count">{(!one.note.is_empty()).then(|| grouped(position))}</span>
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
