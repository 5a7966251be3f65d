//! A line of small bars: where in the log the events of a category or stream are.
//! Never scaled here: the engine gives shares of the fullest bar.

use leptos::prelude::*;

/// How many bars.
pub const BARS: u32 = 21;
const STEP: usize = 3;
const HEIGHT: u32 = 14;

/// The outline of the bars, as one path: a row of the tree is one element, not one a bar.
pub fn outline(bars: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut path = String::with_capacity(bars.len() * 18);
    for (index, bar) in bars.iter().enumerate().filter(|(_, bar)| **bar > 0) {
        let high = (u32::from(*bar) * (HEIGHT - 1)).div_ceil(255) + 1;
        // Writing to a string cannot fail.
        let _ = write!(path, "M{} {HEIGHT}v-{}h2v{}z", index * STEP, high, high);
    }
    path
}

/// The bars.
#[component]
pub fn Sparkline(
    /// Their outline.
    path: Signal<String>,
) -> impl IntoView {
    view! {
        <svg class="sparkline" viewBox="0 0 62 14" preserveAspectRatio="none" aria-hidden="true">
            <path d=move || path.get()></path>
        </svg>
    }
}
