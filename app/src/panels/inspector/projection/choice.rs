//! What folds the events, and what has a state of its own.
//! Never shows the text: the editor does.

use leptos::prelude::*;

use crate::projection::{Fold, mine};

/// The choice.
#[component]
pub fn Choice() -> impl IntoView {
    let mine = mine();
    let fold = Memo::new(move |_| mine.wanted.with(|wanted| wanted.fold));
    let is_whole = Memo::new(move |_| mine.wanted.with(|wanted| wanted.is_whole));
    let choose = move |event| {
        if let Some(fold) = Fold::named(&event_target_value(&event)) {
            mine.change(|wanted| wanted.fold = fold);
            mine.try_now();
        }
    };
    let split = move |event| {
        let is_whole = event_target_value(&event) == "all";
        mine.change(|wanted| wanted.is_whole = is_whole);
        mine.try_now();
    };
    view! {
        <div class="projection-choice">
            <select aria-label="What folds the events" on:change=choose prop:value=move || fold.get().name()>
                {Fold::ALL
                    .into_iter()
                    .map(|one| {
                        view! {
                            <option value=one.name() selected=move || fold.get() == one>
                                {one.title()}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            // Handlers say it in their text.
            <Show when=move || fold.get() != Fold::Handlers>
                <select
                    aria-label="What has a state"
                    on:change=split
                    prop:value=move || if is_whole.get() { "all" } else { "stream" }
                >
                    <option value="stream" selected=move || !is_whole.get()>
                        "a state for each stream"
                    </option>
                    <option value="all" selected=move || is_whole.get()>
                        "one state of all events"
                    </option>
                </select>
            </Show>
        </div>
    }
}
