//! The line that says that what is shown is the past.
//! Never there at the head.

use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::number::counted;
use crate::session::session;

/// "Viewing the past", while it is so.
#[component]
pub fn Banner() -> impl IntoView {
    let session = session();
    let after = Memo::new(move |_| session.events.get().saturating_sub(session.cursor.get() + 1));
    let past = Memo::new(move |_| after.get() > 0);
    view! {
        <Show when=move || past.get()>
            <section class="banner" aria-label="Past">
                <Icon shape=Shape::Past/>
                <span>
                    <strong>"Viewing the past."</strong>
                    " "
                    <span class="banner-count">
                        {move || format!("{} happened after this moment.", counted(after.get(), "event", "events"))}
                    </span>
                </span>
                <button type="button" class="link" on:click=move |_| session.last()>"Return to the head"</button>
                <kbd class="banner-key">"End"</kbd>
            </section>
        </Show>
    }
}
