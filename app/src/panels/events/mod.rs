//! The list of events: every event of the log, or the hits of the query alone, following the cursor.
//! Never holds more events than a few screens of them.

mod cells;
mod happens;
mod nodes;
mod order;
mod page;
mod row;

use foldback_protocol::{ErrorInfo, read_rows};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use self::cells::Times;
use self::order::Order;
use self::page::{Page, Question};
use self::row::{EventRow, Slot, Standing};
use super::list::{List, Window};
use super::slots::Slots;
use crate::bookmarks::bookmarks;
use crate::engine::{Latest, engine};
use crate::query::query;
use crate::session::session;
use crate::settings::settings;
use crate::whatif::whatif;

const ROW: f64 = 25.0;
const HEADER: f64 = 26.0;
/// Rows kept in view on both sides of the cursor.
const AROUND: f64 = 3.0;
/// Bytes of a payload that a row has room for.
const CUT: u32 = 240;

/// The events.
#[component]
pub fn Events() -> impl IntoView {
    let (session, query, whatif, bookmarks) = (session(), query(), whatif(), bookmarks());
    let slots = Slots::<Slot>::new();
    let page = StoredValue::new(Page::default());
    let list = StoredValue::new(None::<List>);
    // Whether the cursor is on the screen: then it stays there when the list becomes higher or lower.
    let follows = StoredValue::new(true);
    // The event at the cursor while a row shows it: a list can be said to be at a row alone that is there.
    let active = RwSignal::new(None::<u64>);
    let redraw = move || {
        if let Some(Some(list)) = list.try_get_value() {
            list.redraw();
        }
    };
    let times = Memo::new(move |_| {
        session
            .summary
            .with(|open| {
                let open = open.as_ref()?;
                Some(Times::over(open.last_time? - open.first_time?))
            })
            .unwrap_or_default()
    });

    let order = Memo::new(move |_| match query.only.get().then(|| query.hits.get()).flatten() {
        Some(hits) => Order::Hits(hits),
        None => Order::All,
    });
    let count = Memo::new(move |_| order.with(|order| order.rows(session.events.get())));

    let rows = Latest::new(
        engine(),
        |question: &Question| question.order.call(question.log.clone(), question.from, question.count, Some(CUT)),
        move |question: Question, answer: Result<((), Vec<u8>), ErrorInfo>| match answer
            .map(|(_, bytes)| read_rows(&bytes))
        {
            Ok(Ok(rows)) => {
                page.try_update_value(|page| page.fill(&question, &rows, times.get_untracked()));
                if let (Some(at), Some(Some(list))) = (question.reveal, list.try_get_value()) {
                    list.reveal(at, AROUND);
                }
                redraw();
            }
            Ok(Err(why)) => session.error.set(Some(ErrorInfo::new("Internal", why.to_string()))),
            Err(why) => session.error.set(Some(why)),
        },
    );
    let ask = {
        let rows = rows.clone();
        move |window: &Window, reveal: Option<u64>| {
            if let Some(log) = session.log.get_untracked() {
                let events = session.events.get_untracked();
                let order = order.get_untracked();
                rows.ask(Question::around(log, order, window, events, reveal));
            }
        }
    };

    let draw = {
        let ask = ask.clone();
        move |window: Window| {
            let (cursor, order) = (session.cursor.get_untracked(), order.get_untracked());
            let row = order.row(cursor);
            follows.set_value(window.contains(&row));
            let here = order.position(row).filter(|position| *position == cursor && window.contains(&row));
            if active.get_untracked() != here {
                active.set(here);
            }
            let hits = query.hits.get_untracked();
            let marks = session.marks.get_untracked();
            let stream = session.stream.get_untracked();
            let conversation = session.conversation.get_untracked();
            let (edited, has_branch) = (whatif.edited.get_untracked(), whatif.shown.with_untracked(Option::is_some));
            page.with_value(|page| {
                slots.show(
                    window.start,
                    window.clone().filter_map(|row| {
                        let position = order.position(row)?;
                        let cells = page.cells(position);
                        Some(Slot {
                            position,
                            row,
                            hit: hits.as_ref().map(|hits| hits.contains(position)),
                            standing: Standing::of(position, cursor),
                            mark: marks.letter(position),
                            bookmarked: bookmarks.holds(position),
                            related: conversation.holds(position),
                            edited: has_branch.then(|| edited.at(position)),
                            same_stream: cells.as_ref().is_some_and(|cells| stream.as_ref() == Some(&cells.raw_stream)),
                            cells,
                        })
                    }),
                );
                if !page.holds(&order, &window) {
                    ask(&window, None);
                }
            });
        }
    };
    let shown = List::new(settings().row(ROW), HEADER, count.into(), slots.rows, draw);
    list.set_value(Some(shown));

    // Another log, or other times in it, leave nothing of what was read.
    Effect::new(move |_| {
        session.log.track();
        times.track();
        page.set_value(Page::default());
        redraw();
    });
    Effect::new(move |_| {
        session.stream.track();
        session.marks.track();
        bookmarks.all.track();
        session.conversation.track();
        session.revision_of_log.track();
        query.hits.track();
        whatif.edited.track();
        whatif.shown.track();
        redraw();
    });
    Effect::new(move |_| {
        session.log.track();
        // In another order of rows the cursor is elsewhere in the list; hits that come in do not move it.
        query.only.track();
        let order = order.get_untracked();
        let at = order.row(session.cursor.get());
        let window = at.saturating_sub(shown.page())..at + shown.page() + 1;
        // A part of the list that is not here yet is shown when it is: until then the earlier part stays.
        if shown.is_in_view(at) || page.with_value(|page| page.holds(&order, &(at..at + 1))) {
            shown.reveal(at, AROUND);
            redraw();
        } else {
            ask(&window, Some(at));
        }
    });

    Effect::new(move |_| {
        if shown.height.get() > 0.0 && follows.get_value() {
            let order = order.get_untracked();
            shown.reveal(order.row(session.cursor.get_untracked()), AROUND);
        }
    });

    let on_key = move |key: KeyboardEvent| {
        let page = i64::try_from(shown.page()).unwrap_or(1);
        let by = match key.key().as_str() {
            "ArrowUp" => -1,
            "ArrowDown" => 1,
            "PageUp" => -page,
            "PageDown" => page,
            _ => return,
        };
        key.prevent_default();
        match order.get_untracked() {
            Order::All => session.step(by),
            Order::Hits(hits) => {
                // Among hits alone the list is walked hit by hit, from the one at the cursor or the last before it.
                let here = hits.before(session.cursor.get_untracked() + 1);
                let row = (here + u64::from(by < 0 && !hits.contains(session.cursor.get_untracked())))
                    .saturating_add_signed(by)
                    .clamp(1, hits.len().max(1));
                hits.nth(row - 1).into_iter().for_each(|position| session.go(position));
            }
        }
    };

    view! {
        <section class="events" aria-label="Events">
            <div
                class="event-list"
                class:year-times=move || times.get() == Times::Year
                class:long-times=move || times.get() == Times::Long
                class:with-branch=move || whatif.shown.with(Option::is_some)
                role="grid"
                tabindex="0"
                aria-label="Events of the log"
                aria-rowcount=move || count.get() + 1
                aria-colcount="5"
                aria-activedescendant=move || active.get().map(|at| format!("event-{at}"))
                node_ref=shown.node
                on:scroll=move |_| shown.scrolled()
                on:wheel=move |wheel| shown.wheel(&wheel)
                on:keydown=on_key
            >
                <div class="event-row event-head" role="row" aria-rowindex="1">
                    <span class="position" role="columnheader">"position"</span>
                    <span role="columnheader">"time"</span>
                    <span role="columnheader">"stream"</span>
                    <span role="columnheader">"type"</span>
                    <span role="columnheader">"data"</span>
                </div>
                <div class="event-track" role="presentation" node_ref=shown.track>
                    <div class="event-rows" role="rowgroup" node_ref=slots.rows>
                        <For each=move || slots.used() key=|(number, _)| *number let((_, slot))>
                            <EventRow shows=slot/>
                        </For>
                    </div>
                </div>
            </div>
            <Show when=move || count.get() == 0>
                <p class="nothing">{move || match (session.events.get(), query.running.get()) {
                    (0, _) => "No events yet. They appear here as soon as the first are imported.",
                    (_, true) => "No hit so far. They appear here as they are found.",
                    _ => "No event fits the query. Change it, or show all events: press Only matching again.",
                }}</p>
            </Show>
        </section>
    }
}
