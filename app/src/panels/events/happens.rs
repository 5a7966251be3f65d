//! The box in a row that says whether its event happens in the branch.
//! Never there without a branch.

use leptos::prelude::*;

use super::row::Slot;
use crate::icon::{Icon, Shape};
use crate::number::grouped;
use crate::whatif::{Kind, whatif};

/// The box. The key x does the same to the event at the cursor.
#[component]
pub fn Happens(
    /// The row.
    shows: RwSignal<Slot>,
) -> impl IntoView {
    let (whatif, slot) = (whatif(), shows);
    let happens = move || slot.with(|slot| slot.edited.and_then(|at| at.kind) != Some(Kind::Skipped));
    view! {
        <button
            type="button"
            class="happens"
            role="checkbox"
            tabindex="-1"
            title="Whether it happens in the branch (x)"
            aria-label=move || format!("Event {} happens in the branch", grouped(slot.with(|slot| slot.position)))
            aria-checked=move || happens().to_string()
            on:click=move |click| {
                click.stop_propagation();
                whatif.skip(slot.with_untracked(|slot| slot.position));
            }
        >
            {move || happens().then(|| view! { <Icon shape=Shape::Check/> })}
        </button>
    }
}
