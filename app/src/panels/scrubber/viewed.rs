//! A frame around the part of the log that the timeline shows, over the bars of the whole log.
//! Never there while the timeline shows the whole log, and never takes the pointer.

use leptos::prelude::*;

/// What the timeline shows: positions from the first to before the last.
#[derive(Clone, Copy)]
pub struct Viewed(RwSignal<(u64, u64)>);

impl Viewed {
    /// Nothing yet.
    pub fn provide() {
        provide_context(Self(RwSignal::new((0, 0))));
    }

    /// What the timeline shows on this page.
    pub fn on_page() -> Self {
        expect_context()
    }

    /// Keeps it what `range` says.
    pub fn follow(self, range: impl Fn() -> (u64, u64) + 'static) {
        Effect::new(move |_| self.0.set(range()));
    }
}

/// The frame.
#[component]
pub fn ViewedFrame(
    /// How many events there are.
    #[prop(into)]
    events: Signal<u64>,
    /// The place of a position, in pixels from the left; tracked.
    place: Callback<u64, f64>,
) -> impl IntoView {
    let viewed = Viewed::on_page();
    let part = Memo::new(move |_| {
        let (from, to) = viewed.0.get();
        (to > from && to - from < events.get()).then_some((from, to))
    });
    view! {
        {move || part.get().map(|(from, to)| {
            let (left, right) = (place.run(from), place.run(to.saturating_sub(1)));
            view! {
                <div class="scrub-viewed" aria-hidden="true"
                    style:transform=format!("translateX({left:.1}px)")
                    style:width=format!("{:.1}px", (right - left).max(3.0))></div>
            }
        })}
    }
}
