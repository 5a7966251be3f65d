//! The What-if tab: the branch that is shown, what it does to the event at the cursor, all its edits, and what comes of them.
//! Never folds and never compares: the engine does.

mod differences;
mod edits;
mod event;
mod form;
mod head;
mod payload;

use leptos::prelude::*;

use self::differences::Differences;
use self::edits::Edits;
use self::event::ThisEvent;
use self::head::Head;
use crate::panels::undo::UndoEvents;
use crate::session::session;
use crate::whatif::whatif;

/// The tab.
#[component]
pub fn WhatIfTab() -> impl IntoView {
    let (session, whatif) = (session(), whatif());
    let has_log = Memo::new(move |_| session.log.with(Option::is_some));
    let has_edits = Memo::new(move |_| whatif.edited.with(|edited| !edited.all.is_empty()));
    let wrong = move || {
        whatif.wrong.get().map(|why| {
            view! { <p class="failure" role="alert">{why.message}</p> }
        })
    };
    view! {
        <Show when=move || has_log.get()>
            <div class="whatif-tab">
                <Head/>
                {wrong}
                <ThisEvent/>
                <Show when=move || has_edits.get() fallback=Nothing>
                    <Edits/>
                    <Differences/>
                </Show>
                <UndoEvents/>
            </div>
        </Show>
    }
}

/// What to do while nothing is different.
#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="nothing">
            <p>
                "What if this event had not happened? Untick it above, or press " <kbd>"x"</kbd>
                ", and see what would be different. An event can also be changed, moved, or put in."
            </p>
            <p>"The log stays as it is: what is changed is a branch of it, and only this browser keeps it."</p>
        </div>
    }
}
