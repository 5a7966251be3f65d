//! The list of events: every event of the log, following the cursor.
//! Never holds more events than a few screens of them.

mod cells;
mod page;
mod row;

use foldback_protocol::{Call, ErrorInfo, read_rows};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use self::cells::Times;
use self::page::{Page, Question};
use self::row::{EventRow, Slot, Standing};
use super::list::{List, Window};
use super::slots::Slots;
use crate::engine::{Latest, engine};
use crate::session::session;

const ROW: f64 = 25.0;
const HEADER: f64 = 26.0;
/// Rows kept in view on both sides of the cursor.
const AROUND: f64 = 3.0;
/// Bytes of a payload that a row has room for.
const CUT: u32 = 240;

/// The events.
#[component]
pub fn Events() -> impl IntoView {
    let session = session();
    let slots = Slots::<Slot>::new();
    let page = StoredValue::new(Page::default());
    let list = StoredValue::new(None::<List>);
    // Whether the cursor is on the screen: then it stays there when the list becomes higher or lower.
    let follows = StoredValue::new(true);
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

    let rows = Latest::new(
        engine(),
        |question: &Question| Call::Rows {
            log: question.log.clone(),
            from: question.from,
            count: question.count,
            cut: Some(CUT),
        },
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
                rows.ask(Question::around(log, window, events, reveal));
            }
        }
    };

    let draw = {
        let ask = ask.clone();
        move |window: Window| {
            let cursor = session.cursor.get_untracked();
            follows.set_value(window.contains(&cursor));
            let mark = session.mark.get_untracked();
            let stream = session.stream.get_untracked();
            let conversation = session.conversation.get_untracked();
            page.with_value(|page| {
                slots.show(window.clone().map(|position| {
                    let cells = page.cells(position);
                    Slot {
                        position,
                        standing: Standing::of(position, cursor),
                        marked: mark == Some(position),
                        related: conversation.holds(position),
                        same_stream: cells.as_ref().is_some_and(|cells| stream.as_ref() == Some(&cells.raw_stream)),
                        cells,
                    }
                }));
                if !page.holds(&window) {
                    ask(&window, None);
                }
            });
        }
    };
    let shown = List::new(ROW, HEADER, session.events.into(), draw);
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
        session.mark.track();
        session.conversation.track();
        session.revision_of_log.track();
        redraw();
    });
    Effect::new(move |_| {
        let at = session.cursor.get();
        session.log.track();
        let window = at.saturating_sub(shown.page())..at + shown.page() + 1;
        // A part of the list that is not here yet is shown when it is: until then the earlier part stays.
        if shown.is_in_view(at) || page.with_value(|page| page.holds(&(at..at + 1))) {
            shown.reveal(at, AROUND);
            redraw();
        } else {
            ask(&window, Some(at));
        }
    });

    Effect::new(move |_| {
        if shown.height.get() > 0.0 && follows.get_value() {
            shown.reveal(session.cursor.get_untracked(), AROUND);
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
        session.step(by);
    };

    view! {
        <section class="events" aria-label="Events">
            <div
                class="event-list"
                class:year-times=move || times.get() == Times::Year
                class:long-times=move || times.get() == Times::Long
                role="grid"
                tabindex="0"
                aria-label="Events of the log"
                aria-rowcount=move || session.events.get() + 1
                aria-colcount="5"
                aria-activedescendant=move || format!("event-{}", session.cursor.get())
                node_ref=shown.node
                on:scroll=move |_| shown.scrolled()
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
                    <div class="event-rows" role="rowgroup" node_ref=shown.rows>
                        <For each=move || slots.used() key=|(number, _)| *number let((_, slot))>
                            <EventRow shows=slot/>
                        </For>
                    </div>
                </div>
            </div>
            <Show when=move || session.events.get() == 0>
                <p class="nothing">"No events yet. They appear here as soon as the first are imported."</p>
            </Show>
        </section>
    }
}
