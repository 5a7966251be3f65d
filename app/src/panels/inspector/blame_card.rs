//! The card under a state: who wrote the value that was clicked.
//! Never more than the latest writes; the Blame tab has the others.

use leptos::prelude::*;

use super::asking::Failure;
use super::blamed::blamed;
use super::writes::Writes;
use crate::icon::{Icon, Shape};
use crate::number::counted;
use crate::projection::mine;
use crate::session::{Tab, session};
use crate::visible::visible;

/// Writes on the card.
const WRITES: u32 = 6;

/// The card, when a value was chosen.
#[component]
pub fn BlameCard() -> impl IntoView {
    let session = session();
    let (blamed, failed) = blamed(session, mine(), WRITES);
    let is_open = Memo::new(move |_| session.blame_path.with(Option::is_some));
    let path = move || {
        session
            .blame_path
            .get()
            .map(|path| if path.is_empty() { "the whole state".to_owned() } else { visible(&path).into_owned() })
    };
    let total =
        move || blamed.with(|blamed| blamed.as_ref().map(|blamed| counted(blamed.answer.total, "write", "writes")));
    view! {
        <Show when=move || is_open.get()>
            <section class="blame-card" aria-label="Who wrote the value">
                <div class="blame-head">
                    <h3>"Who wrote " <span class="path from-log">{path}</span></h3>
                    <button
                        type="button"
                        class="link"
                        title="Show all writes"
                        on:click=move |_| session.tab.set(Tab::Blame)
                    >
                        {total}
                    </button>
                    <button
                        type="button"
                        class="square"
                        title="Close"
                        aria-label="Close who wrote the value"
                        on:click=move |_| session.blame_path.set(None)
                    >
                        <Icon shape=Shape::Close/>
                    </button>
                </div>
                {move || failed.get().map(|error| view! { <Failure error/> })}
                {move || blamed.get().map(|blamed| view! { <Writes blamed/> })}
            </section>
        </Show>
    }
}
