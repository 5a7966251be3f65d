//! Where the panels stand: streams, timeline over events, inspector, and the scrubber under all of them.
//! Never has an order of its own on a narrow page: there one group of panels is in front, chosen by tabs.

use leptos::prelude::*;

use super::opened::{View, opened};
use crate::panels::{BookmarkList, Events, Inspector, SavedFlips, SavedQueries, Scrubber, Streams, Timeline, Viewed};
use crate::session::session;

/// The panels.
#[component]
pub fn Workspace() -> impl IntoView {
    Viewed::provide();
    let (view, said) = (opened().view, session().said);
    let choice = move |this: View, title: &'static str| {
        view! {
            <button type="button" aria-pressed=move || (view.get() == this).to_string() on:click=move |_| view.set(this)>
                {title}
            </button>
        }
    };
    view! {
        <nav class="views" aria-label="Panels">
            {choice(View::Streams, "Streams")}
            {choice(View::Events, "Events")}
            {choice(View::Inspector, "Details")}
        </nav>
        <main
            class="workspace"
            class:front-streams=move || view.get() == View::Streams
            class:front-events=move || view.get() == View::Events
            class:front-inspector=move || view.get() == View::Inspector
        >
            <div class="place-streams">
                <Streams/>
                <BookmarkList/>
                <SavedQueries/>
                <SavedFlips/>
            </div>
            <div class="place-middle">
                <div class="place-timeline"><Timeline/></div>
                <div class="place-events"><Events/></div>
            </div>
            <div class="place-inspector"><Inspector/></div>
        </main>
        <footer class="place-scrubber"><Scrubber/></footer>
        <div class="copied page-said" role="status" class:said=move || said.with(Option::is_some)>
            {move || said.get()}
        </div>
    }
}
