//! Which partition of the projection is looked at: that of the event at the cursor, or one that the person has chosen.
//! Never lists more names than the engine gave.

use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::number::counted;
use crate::projection::mine;
use crate::visible::visible;

/// The line.
#[component]
pub fn PartitionLine() -> impl IntoView {
    let partitions = mine().partitions;
    let total = Memo::new(move |_| partitions.found.with(|found| found.total));
    // Where all events have one state there is nothing to choose.
    let is_one = Memo::new(move |_| {
        partitions.found.with(|found| found.names.iter().all(String::is_empty))
            && partitions.search.with(String::is_empty)
    });
    let is_pinned = move || partitions.chosen.with(Option::is_some);
    let write = move |name: String| {
        let name = name.trim().to_owned();
        partitions.choose((!name.is_empty()).then_some(name));
    };
    let toggle = move |_| {
        let to =
            if partitions.chosen.with_untracked(Option::is_some) { None } else { partitions.shown.get_untracked() };
        partitions.choose(to);
    };
    view! {
        <Show when=move || !is_one.get() fallback=|| view! { <p class="partition-one">"State of all events"</p> }>
            <div class="partition-line">
                <button
                    type="button"
                    class="pin"
                    aria-pressed=move || is_pinned().to_string()
                    aria-label="Pin this partition"
                    title="Pinned, a partition stays while the cursor moves; otherwise the state is that which the event at the cursor belongs to"
                    on:click=toggle
                >
                    <Icon shape=Shape::Pin/>
                </button>
                <input
                    type="text"
                    class="from-log"
                    aria-label="Partition"
                    title="The partition whose state is shown. Type a part of a name to find others"
                    list="partition-names"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || partitions.shown.get().map(|name| visible(&name).into_owned()).unwrap_or_default()
                    on:input=move |event| partitions.search.set(event_target_value(&event))
                    on:change=move |event| write(event_target_value(&event))
                />
                <datalist id="partition-names">
                    {move || {
                        partitions
                            .found
                            .with(|found| found.names.iter().map(|name| view! { <option value=name.clone()></option> }).collect_view())
                    }}
                </datalist>
                <span class="dim">{move || counted(total.get(), "partition", "partitions")}</span>
            </div>
        </Show>
    }
}
