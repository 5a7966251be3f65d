//! The streams: a tree by category with counts and small bars, and a filter.
//! Never holds more streams than a few screens of them.

mod choose;
mod filter;
mod keys;
mod model;
mod pages;
mod row;
mod source;
mod sparkline;

use std::sync::Arc;

use foldback_protocol::StreamInfo;
use leptos::prelude::*;

use self::choose::choose;
pub use self::choose::choose_with;
use self::filter::Filter;
use self::model::Item;
use self::row::{Slot, StreamRow};
use self::source::Source;
use self::sparkline::outline;
use super::list::{List, Window};
use super::slots::Slots;
use crate::number::grouped;
use crate::session::session;
use crate::settings::settings;
use crate::visible::visible;

const ROW: f64 = 26.0;

/// The streams.
#[component]
pub fn Streams() -> impl IntoView {
    let session = session();
    let source = Source::new();
    let slots = Slots::<Slot>::new();
    // The row that the keyboard is at.
    let active = RwSignal::new(0_u64);
    let focused = RwSignal::new(false);

    let draw = move |window: Window| {
        let at = focused.get_untracked().then(|| active.get_untracked());
        slots.show(window.start, window.clone().filter_map(|row| slot(source, row, at)));
        // One page at a time; its answer draws again and asks for the next.
        window.into_iter().any(|row| source.want(row));
    };
    let list = List::new(settings().row(ROW), 0.0, source.rows.into(), slots.rows, draw);
    Effect::new(move |_| {
        source.changed.track();
        session.stream.track();
        session.pinned.track();
        active.track();
        focused.track();
        list.redraw();
    });

    let act = move |row: u64| {
        active.set(row);
        match source.model.with_value(|model| model.item(row)) {
            Some(Item::Category(index)) => {
                source.model.update_value(|model| model.toggle(index));
                source.rows.set(source.model.with_value(model::Model::rows));
                list.redraw();
            }
            Some(Item::Stream(category, number)) => {
                if let Some(stream) = stream(source, category, number) {
                    choose(session, &stream);
                }
            }
            None => {}
        }
    };
    let on_key = move |key| keys::press(&key, source, list, active, act);
    let none = move || {
        (source.streams.get() == 0).then(|| {
            if source.filter.with(String::is_empty) {
                "No streams yet. They appear here as soon as the first events are imported."
            } else {
                "No stream has this in its name. Change or clear the filter."
            }
        })
    };

    view! {
        <section class="streams" aria-labelledby="streams-title">
            <div class="panel-head">
                <h2 id="streams-title">"Streams"</h2>
                <span class="count">{move || grouped(source.streams.get())}</span>
            </div>
            <Filter text=source.filter/>
            <div
                class="stream-list"
                role="tree"
                tabindex="0"
                aria-label="Streams by category"
                aria-activedescendant=move || {
                    (source.rows.get() > 0).then(|| format!("stream-row-{}", active.get()))
                }
                node_ref=list.node
                on:scroll=move |_| list.scrolled()
                on:wheel=move |wheel| list.wheel(&wheel)
                on:keydown=on_key
                on:focus=move |_| focused.set(true)
                on:blur=move |_| focused.set(false)
            >
                <div class="stream-track" role="presentation" node_ref=list.track>
                    <div class="stream-rows" role="presentation" node_ref=slots.rows>
                        <For each=move || slots.used() key=|(number, _)| *number let((_, shows))>
                            <StreamRow shows on_click=Callback::new(act)/>
                        </For>
                    </div>
                </div>
            </div>
            {move || none().map(|text| view! { <p class="nothing">{text}</p> })}
        </section>
    }
}

/// A stream, if it is at hand.
fn stream(source: Source, category: Option<usize>, number: u64) -> Option<Arc<StreamInfo>> {
    source.model.with_value(|model| {
        let category = category.and_then(|index| model.category(index));
        let category = category.map(|category| category.category.as_str());
        source.pages.with_value(|pages| pages.stream(category, number))
    })
}

/// What a row shows.
fn slot(source: Source, row: u64, active: Option<u64>) -> Option<Slot> {
    let session = source.session;
    let base = Slot { row, is_active: active == Some(row), ..Slot::default() };
    match source.model.with_value(|model| model.item(row))? {
        Item::Category(index) => source.model.with_value(|model| {
            let category = model.category(index)?;
            Some(Slot {
                name: visible(&category.category).into_owned(),
                is_category: true,
                is_open: model.is_open(index),
                streams: category.streams,
                events: category.events,
                bars: outline(&category.bars),
                ..base
            })
        }),
        Item::Stream(category, number) => {
            let base = Slot { is_inner: category.is_some(), ..base };
            let Some(stream) = stream(source, category, number) else {
                return Some(Slot { is_waiting: true, ..base });
            };
            let is = |name: Option<&String>| name == Some(&stream.stream);
            Some(Slot {
                name: visible(&stream.stream).into_owned(),
                events: stream.events,
                bars: outline(&stream.bars),
                is_shown: session.stream.with_untracked(|shown| is(shown.as_ref())),
                is_pinned: session.pinned.with_untracked(|pinned| is(pinned.as_ref())),
                ..base
            })
        }
    }
}
