//! A row element of the list of events.
//! Never belongs to an event: it shows whichever its slot holds.

use std::sync::Arc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::cells::Cells;
use super::happens::Happens;
use crate::number::grouped;
use crate::panels::tail::Tailed;
use crate::panels::type_dot::type_class;
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

/// A row of the list.
#[component]
pub fn EventRow(
    /// What it shows.
    shows: ArcRwSignal<Slot>,
) -> impl IntoView {
    let session = session();
    let slot = RwSignal::from(shows);
    let text = move |of: fn(&Cells) -> &str| {
        move || slot.with(|slot| slot.cells.as_deref().map(of).unwrap_or_default().to_owned())
    };
    let on_click = move |click: MouseEvent| {
        let position = slot.with_untracked(|slot| slot.position);
        if click.shift_key() {
            session.set_b(position);
        } else {
            session.go(position);
        }
    };
    let standing = move || slot.with(|slot| slot.standing);
    let is = move |kind: Kind| move || slot.with(|slot| slot.edited.is_some_and(|at| at.kind == Some(kind)));
    let has_branch = Memo::new(move |_| slot.with(|slot| slot.edited.is_some()));
    view! {
        <div
            class="event-row"
            class:here=move || standing() == Standing::Here
            class:future=move || standing() == Standing::Future
            class:bookmarked=move || slot.with(|slot| slot.bookmarked)
            class:hit=move || slot.with(|slot| slot.hit == Some(true))
            class:miss=move || slot.with(|slot| slot.hit == Some(false))
            class:related=move || slot.with(|slot| slot.related)
            class:same=move || slot.with(|slot| slot.same_stream)
            class:skipped=is(Kind::Skipped)
            class:changed=is(Kind::Changed)
            class:moved=is(Kind::Moved)
            class:inserted=move || slot.with(|slot| slot.edited.is_some_and(|at| at.is_inserted))
            role="row"
            id=move || slot.with(|slot| format!("event-{}", slot.position))
            aria-rowindex=move || slot.with(|slot| slot.row + 2)
            aria-selected=move || if standing() == Standing::Here { "true" } else { "false" }
            on:click=on_click
        >
            <span class="position" role="gridcell">
                <Show when=move || has_branch.get()>
                    <Happens shows=slot/>
                </Show>
                {move || slot.with(|slot| slot.mark).map(|letter| view! { <b class="mark" class:second=letter == "B">{letter}</b> })}
                {move || slot.with(|slot| grouped(slot.position))}
            </span>
            <span class="time" role="gridcell" title=text(|cells| &cells.time_title)>
                {text(|cells| &cells.time)}
            </span>
            <span class="stream tailed" role="gridcell" title=text(|cells| &cells.stream)>
                <Tailed name=Signal::derive(text(|cells| &cells.stream))/>
            </span>
            <span class="type" role="gridcell" title=text(|cells| &cells.event_type)>
                <i
                    class=move || slot.with(|slot| {
                        slot.cells
                            .as_ref()
                            .map_or_else(|| "dot none".to_owned(), |cells| type_class(cells.type_index))
                    })
                    aria-hidden="true"
                ></i>
                <span class="name">{text(|cells| &cells.event_type)}</span>
            </span>
            <span class="data" role="gridcell">{text(|cells| &cells.data)}</span>
        </div>
    }
}
