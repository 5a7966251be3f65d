//! The colour of an event type: the same everywhere, and never without the type's name beside it.

use leptos::prelude::*;

use super::palette::TYPE_COLOURS;

/// The class that carries the colour of a type.
pub fn type_class(type_index: u32) -> String {
    format!("dot t{}", type_index % TYPE_COLOURS)
}

/// A square in the colour of the type.
#[component]
pub fn TypeDot(
    /// Index of the event type.
    #[prop(into)]
    type_index: Signal<u32>,
) -> impl IntoView {
    view! { <i class=move || type_class(type_index.get()) aria-hidden="true"></i> }
}
