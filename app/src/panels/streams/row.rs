//! A row element of the tree of streams.
//! Never belongs to a stream: it shows whichever its slot holds.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use super::sparkline::Sparkline;
use crate::icon::{Icon, Shape};
use crate::number::{counted, short};
use crate::panels::tail::Tailed;

/// What a row element shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slot {
    /// The row.
    pub row: u64,
    /// Made visible already.
    pub name: String,
    pub is_category: bool,
    pub is_open: bool,
    /// Streams of a category.
    pub streams: u64,
    pub events: u64,
    pub bars: String,
    /// Whether it is indented under a category.
    pub is_inner: bool,
    /// Whether its state is being shown.
    pub is_shown: bool,
    /// Whether the person chose it.
    pub is_pinned: bool,
    /// Whether the keyboard is at it.
    pub is_active: bool,
    /// Whether the engine has not answered yet.
    pub is_waiting: bool,
}

impl Slot {
    fn title(&self) -> String {
        let events = counted(self.events, "event", "events");
        match (self.is_category, self.is_pinned) {
            (true, _) => format!("{}: {}, {events}", self.name, counted(self.streams, "stream", "streams")),
            (_, true) => format!("{}: {events}. Pinned; click to follow the event at the cursor again", self.name),
            _ => format!("{}: {events}. Click to look at this stream", self.name),
        }
    }
}

/// A row of the tree.
#[component]
pub fn StreamRow(
    /// What it shows.
    shows: ArcRwSignal<Slot>,
    /// Called with the row when it is clicked.
    on_click: Callback<u64>,
) -> impl IntoView {
    let slot = RwSignal::from(shows);
    let is = move |of: fn(&Slot) -> bool| move || slot.with(of);
    let shape = Signal::derive(move || {
        slot.with(|slot| match (slot.is_category, slot.is_open) {
            (true, true) => Shape::Down,
            (true, false) => Shape::Right,
            _ => Shape::Pin,
        })
    });
    view! {
        <div
            class="stream-row"
            class:category=is(|slot| slot.is_category)
            class:inner=is(|slot| slot.is_inner)
            class:shown=is(|slot| slot.is_shown)
            class:pinned=is(|slot| slot.is_pinned)
            class:active=is(|slot| slot.is_active)
            class:waiting=is(|slot| slot.is_waiting)
            role="treeitem"
            id=move || slot.with(|slot| format!("stream-row-{}", slot.row))
            {..custom_attribute("aria-level", move || slot.with(|slot| if slot.is_inner { "2" } else { "1" }))}
            aria-expanded=move || {
                slot.with(|slot| slot.is_category.then(|| slot.is_open.to_string()))
            }
            aria-selected=move || slot.with(|slot| slot.is_shown.to_string())
            title=move || slot.with(Slot::title)
            on:click=move |_| on_click.run(slot.with_untracked(|slot| slot.row))
        >
            <span class="twist"><Icon shape/></span>
            <span class="name tailed"><Tailed name=Signal::derive(move || slot.with(|slot| slot.name.clone()))/></span>
            <Sparkline path=Signal::derive(move || slot.with(|slot| slot.bars.clone()))/>
            <span class="count">
                {move || slot.with(|slot| (!slot.is_waiting).then(|| short(slot.events)))}
            </span>
        </div>
    }
}
