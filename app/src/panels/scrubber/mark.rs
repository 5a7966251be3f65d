//! What stands over the scrubber's track: the flags of marks A and B, and the bookmarks.
//! Never sets one: lists, the timeline and the diff do.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::bookmarks::bookmarks;
use crate::number::grouped;
use crate::session::session;

/// The flags of the marks, while there are any.
#[component]
pub fn MarkFlags(
    /// The place of a position, in pixels from the left; tracked.
    place: Callback<u64, f64>,
) -> impl IntoView {
    let session = session();
    let ends = Memo::new(move |_| session.marks.get().ends(session.cursor.get()));
    let flag = move |letter: &'static str, which: fn((u64, u64)) -> u64| {
        let at = Memo::new(move |_| ends.get().map(which));
        let there = Memo::new(move |_| at.with(Option::is_some));
        let name = move || at.get().map(|at| format!("Go to mark {letter}, event {}", grouped(at)));
        let go = move |click: MouseEvent| {
            click.stop_propagation();
            at.get_untracked().into_iter().for_each(|at| session.go(at));
        };
        view! {
            <Show when=move || there.get()>
                <button
                    type="button"
                    class="scrub-mark"
                    class:second=letter == "B"
                    title=name
                    aria-label=name
                    style:transform=move || format!("translateX({:.1}px)", at.get().map_or(0.0, |at| place.run(at)))
                    on:pointerdown=|pointer| pointer.stop_propagation()
                    on:click=go
                >
                    {letter}
                </button>
            </Show>
        }
    };
    view! {
        {flag("A", |(a, _)| a)}
        {flag("B", |(_, b)| b)}
    }
}

/// A ribbon for each bookmark; the list under the streams is their way for the keyboard.
#[component]
pub fn Ribbons(
    /// The place of a position, in pixels from the left; tracked.
    place: Callback<u64, f64>,
) -> impl IntoView {
    let (session, bookmarks) = (session(), bookmarks());
    view! {
        <For each=move || bookmarks.all.get() key=|one| (one.position, one.note.clone()) let(one)>
            <button
                type="button"
                class="scrub-ribbon"
                tabindex="-1"
                title=one.title()
                aria-label=format!("Go to the bookmark {}", one.title())
                style:transform=move || format!("translateX({:.1}px)", place.run(one.position))
                on:pointerdown=|pointer| pointer.stop_propagation()
                on:click=move |click| {
                    click.stop_propagation();
                    session.go(one.position);
                }
            ></button>
        </For>
    }
}
