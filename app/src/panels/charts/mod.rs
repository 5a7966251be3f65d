//! Values followed over time: a chart for each path that the person has chosen in the state.
//! Never works out a value: the engine gives the numbers.

mod chart;
mod curve;

use leptos::prelude::*;

use self::chart::Chart;
use crate::pins::pins;

/// The charts, while there are any.
#[component]
pub fn Charts() -> impl IntoView {
    let pins = pins();
    let is_there = Memo::new(move |_| pins.paths.with(|paths| !paths.is_empty()));
    view! {
        <Show when=move || is_there.get()>
            <section class="charts" aria-label="Values over time">
                <For each=move || pins.paths.get() key=Clone::clone let(path)>
                    <Chart path/>
                </For>
            </section>
        </Show>
    }
}
