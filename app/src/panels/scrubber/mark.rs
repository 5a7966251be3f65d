//! The flag of mark A, the other end of a diff.
//! Never sets the mark: the list of events and the diff do.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::number::grouped;
use crate::session::session;

/// The flag, when there is a mark.
#[component]
pub fn MarkFlag(
    /// The place of a position, in pixels from the left; tracked.
    place: Callback<u64, f64>,
) -> impl IntoView {
    let session = session();
    let name = move |mark: u64| format!("Go to mark A, event {}", grouped(mark));
    view! {
        {move || {
            session.mark.get().map(|mark| {
                let go = move |click: MouseEvent| {
                    click.stop_propagation();
                    session.go(mark);
                };
                view! {
                    <button
                        type="button"
                        class="scrub-mark"
                        title=name(mark)
                        aria-label=name(mark)
                        style:transform=move || format!("translateX({:.1}px)", place.run(mark))
                        on:pointerdown=|pointer| pointer.stop_propagation()
                        on:click=go
                    >
                        "A"
                    </button>
                }
            })
        }}
    }
}
