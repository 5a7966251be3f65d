//! A row element of the list of events.
//! Never belongs to an event: it shows whichever its slot holds.

use std::sync::Arc;

use leptos::ev::{MouseEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::cells::Cells;
use super::happens::Happens;
use super::nodes::Nodes;
use crate::session::session;
use crate::whatif::{At, Kind};

/// Where an event stands to the moment that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Past,
    Here,
    Future,
}

impl Standing {
    /// Of a position.
    pub fn of(position: u64, cursor: u64) -> Self {
        match position.cmp(&cursor) {
            std::cmp::Ordering::Less => Self::Past,
            std::cmp::Ordering::Equal => Self::Here,
            std::cmp::Ordering::Greater => Self::Future,
        }
    }
}

/// What a row element shows.
#[derive(Clone, Debug)]
pub struct Slot {
    pub position: u64,
    pub standing: Standing,
    /// The letter of the mark that stands on it.
    pub mark: Option<&'static str>,
    /// Whether it has a bookmark.
    pub bookmarked: bool,
    pub same_stream: bool,
    /// The row of the list.
    pub row: u64,
    /// Whether it fits the query, where there is one.
    pub hit: Option<bool>,
    /// Whether it has the correlation id of the event at the cursor.
    pub related: bool,
    /// What the branch does to it; nothing without a branch.
    pub edited: Option<At>,
    /// Nothing until the engine has answered.
    pub cells: Option<Arc<Cells>>,
}

impl PartialEq for Slot {
    fn eq(&self, other: &Self) -> bool {
        let same_cells = match (&self.cells, &other.cells) {
            (Some(mine), Some(theirs)) => Arc::ptr_eq(mine, theirs),
            (mine, theirs) => mine.is_none() && theirs.is_none(),
        };
        same_cells
            && (self.mark, self.bookmarked, &self.edited) == (other.mark, other.bookmarked, &other.edited)
            && (self.position, self.row, self.standing, self.same_stream, self.hit, self.related)
                == (other.position, other.row, other.standing, other.same_stream, other.hit, other.related)
    }
}

impl Slot {
    /// All that its looks depend on, in one text: it is written once for a row that shows another event.
    pub fn classes(&self) -> String {
        let kind = self.edited.and_then(|at| at.kind);
        let all = [
            (self.standing == Standing::Here, " here"),
            (self.standing == Standing::Future, " future"),
            (self.bookmarked, " bookmarked"),
            (self.hit == Some(true), " hit"),
            (self.hit == Some(false), " miss"),
            (self.related, " related"),
            (self.same_stream, " same"),
            (kind == Some(Kind::Skipped), " skipped"),
            (kind == Some(Kind::Changed), " changed"),
            (kind == Some(Kind::Moved), " moved"),
            (self.edited.is_some_and(|at| at.is_inserted), " inserted"),
        ];
        let mut text = "event-row".to_owned();
        all.iter().filter(|(holds, _)| *holds).for_each(|(_, class)| text.push_str(class));
        text
    }

    fn text(&self, of: fn(&Cells) -> &str) -> String {
        self.cells.as_deref().map(of).unwrap_or_default().to_owned()
    }
}

/// A row of the list.
#[component]
pub fn EventRow(
    /// What it shows.
    shows: ArcRwSignal<Slot>,
) -> impl IntoView {
    let session = session();
    let slot = RwSignal::from(shows);
    let on_click = move |click: MouseEvent| {
        let position = slot.with_untracked(|slot| slot.position);
        if click.shift_key() {
            session.set_b(position);
        } else {
            session.go(position);
        }
    };
    // What is cut is whole in its title, which nobody sees before the pointer is there.
    let entitle = move |of: fn(&Cells) -> &str| {
        move |event: PointerEvent| {
            if let Some(cell) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
                // Fails for a name that is no name alone.
                let _ = cell.set_attribute("title", &slot.with_untracked(|slot| slot.text(of)));
            }
        }
    };
    let (has_branch, mark) =
        (Memo::new(move |_| slot.with(|slot| slot.edited.is_some())), Memo::new(move |_| slot.with(|slot| slot.mark)));
    let nodes = Nodes::default();
    Effect::new(move |before: Option<Slot>| {
        let now = slot.get();
        nodes.write(before.as_ref(), &now);
        now
    });
    view! {
        <div role="row" on:click=on_click node_ref=nodes.row>
            <span class="position" role="gridcell">
                <Show when=move || has_branch.get()>
                    <Happens shows=slot/>
                </Show>
                {move || mark.get().map(|letter| view! { <b class="mark" class:second=letter == "B">{letter}</b> })}
                <span node_ref=nodes.position></span>
            </span>
            <span class="time" role="gridcell" on:pointerenter=entitle(|cells| &cells.time_title) node_ref=nodes.time></span>
            <span class="stream tailed" role="gridcell" on:pointerenter=entitle(|cells| &cells.stream)>
                <span node_ref=nodes.head></span>
                <span class="tail" node_ref=nodes.tail></span>
            </span>
            <span class="type" role="gridcell" on:pointerenter=entitle(|cells| &cells.event_type)>
                <i aria-hidden="true" node_ref=nodes.dot></i>
                <span class="name" node_ref=nodes.event_type></span>
            </span>
            <span class="data" role="gridcell" node_ref=nodes.data></span>
        </div>
    }
}
