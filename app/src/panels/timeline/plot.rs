//! The picture itself and the cursor over it.
//! Never repainted for a moved cursor: the cursor and the shade over the future are elements that are moved.

use foldback_protocol::{Call, ErrorInfo, Lane, LaneBy, Pixels, TimelineAnswer};
use leptos::prelude::*;
use leptos::{html, svg};

use super::hint::Hint;
use super::lanes::Lanes;
use super::marks::strokes;
use super::paint::paint;
use super::pointer::Pointer;
use super::range::Range;
use super::ribbons::ribbons;
use super::view::View;
use crate::bookmarks::bookmarks;
use crate::engine::{Latest, engine};
use crate::panels::axis::Axis;
use crate::panels::frame::Frame;
use crate::panels::palette::palette;
use crate::panels::place::style_node;
use crate::panels::size::size_of;
use crate::query::query;
use crate::session::session;

/// The most columns that the engine draws.
const COLUMNS: f64 = 8192.0;

#[derive(Clone)]
struct Question {
    log: String,
    range: Range,
    size: (f64, f64),
    lane_by: LaneBy,
    all: u64,
}

/// The picture.
#[component]
pub fn Plot(
    /// What is to be shown.
    range: RwSignal<Range>,
    /// What lanes stand for.
    lane_by: RwSignal<LaneBy>,
    /// Gets the lanes that are shown.
    lanes: RwSignal<(Vec<Lane>, Lanes)>,
    /// How many lanes there are in all.
    all: Signal<u64>,
    /// The picture in words.
    name: Signal<String>,
) -> impl IntoView {
    let (session, query) = (session(), query());
    let (node, canvas) = (NodeRef::<html::Div>::new(), NodeRef::<html::Canvas>::new());
    let (cursor, future, marks) = (NodeRef::new(), NodeRef::new(), NodeRef::<svg::Path>::new());
    let (kept, bookmarked) = (bookmarks(), NodeRef::<svg::Path>::new());
    let size = size_of(node);
    let colours = palette();
    let view = StoredValue::new(View::default());

    let follow = Frame::new(move || {
        let (wide, range) = (size.get_untracked().0, range.get_untracked());
        view.with_value(|view| {
            let stretch = view.stretch(range, wide);
            let x = view.x(session.cursor.get_untracked(), range, wide);
            if let Some(canvas) = canvas.get_untracked() {
                let canvas: web_sys::HtmlCanvasElement = canvas;
                let place = format!("translateX({}px) scaleX({})", stretch.shift, stretch.times);
                // A style that is set cannot fail: it is not read-only.
                let _ = web_sys::HtmlElement::style(&canvas).set_property("transform", &place);
            }
            style_node(cursor, "transform", &format!("translateX({x:.2}px)"));
            style_node(future, "transform", &format!("translateX({x:.2}px)"));
        });
    });
    // Where the cursor is changes nothing here, so that dragging costs nothing for them.
    let mark = Frame::new(move || {
        let (wide, range) = (size.get_untracked().0, range.get_untracked());
        let path = view.with_value(|view| {
            session.conversation.with_untracked(|conversation| strokes(conversation, view, range, wide))
        });
        if let Some(marks) = marks.get_untracked() {
            // Every name of an attribute is a good one.
            let _ = marks.set_attribute("d", &path);
        }
        let path = view.with_value(|view| kept.all.with_untracked(|all| ribbons(all, view, range, wide)));
        if let Some(bookmarked) = bookmarked.get_untracked() {
            let _ = bookmarked.set_attribute("d", &path);
        }
    });
    let draw = Frame::new(move || {
        if let Some(canvas) = canvas.get_untracked() {
            let size = size.get_untracked();
            view.update_value(|view| {
                view.width = size.0;
                let hits = query.hits.get_untracked();
                paint(&canvas, &view.axis, view.lanes, hits.as_deref(), size, &colours.get_untracked());
            });
        }
        follow.request();
        mark.request();
    });

    let timeline = Latest::new(
        engine(),
        |question: &Question| {
            Call::Timeline(foldback_protocol::TimelineRequest {
                log: question.log.clone(),
                from: question.range.from,
                to: question.range.to,
                width: question.size.0.min(COLUMNS) as u32,
                lane_by: question.lane_by,
                lanes: Lanes::room(question.size.1, question.all),
            })
        },
        move |question: Question, answer: Result<(TimelineAnswer, Vec<u8>), ErrorInfo>| match answer {
            Ok((frame, bytes)) if session.log.get_untracked().as_ref() == Some(&question.log) => {
                let pixels = Pixels::from_bytes(frame.width as usize, &bytes).unwrap_or_default();
                let count = frame.lanes.len();
                let placed = Lanes::sharing(question.size.1, count, question.all > count as u64);
                lanes.try_set((frame.lanes.clone(), placed));
                view.try_update_value(|view| {
                    view.axis = Axis { frame, pixels };
                    view.lanes = placed;
                });
                draw.request();
            }
            Ok(_) => {}
            Err(why) => session.error.set(Some(why)),
        },
    );
    Effect::new(move |_| {
        session.revision_of_log.track();
        let (log, range, size) = (session.log.get(), range.get(), size.get());
        let (lane_by, all) = (lane_by.get(), all.get());
        if let Some(log) = log
            && range.length() > 0
            && size.0 >= 1.0
        {
            timeline.ask(Question { log, range, size, lane_by, all });
        }
        follow.request();
        mark.request();
    });
    Effect::new(move |_| {
        session.conversation.track();
        kept.all.track();
        mark.request();
    });
    Effect::new(move |_| {
        session.cursor.track();
        follow.request();
    });
    Effect::new(move |_| {
        colours.track();
        query.hits.track();
        draw.request();
    });

    let pointer = Pointer::new(session, view, range, size, node);
    view! {
        <div
            class="timeline-plot"
            class:panning=move || pointer.is_panning()
            node_ref=node
            on:pointerdown=move |event| pointer.down(&event)
            on:pointermove=move |event| pointer.moved(&event)
            on:pointerup=move |event| pointer.up(&event)
            on:pointercancel=move |_| pointer.left()
            on:pointerleave=move |_| pointer.left()
            on:wheel=move |event| pointer.wheel(&event)
        >
            <canvas class="timeline-canvas" role="img" aria-label=name node_ref=canvas></canvas>
            <div class="timeline-future" node_ref=future></div>
            <svg class="timeline-marks" aria-hidden="true" focusable="false"><path node_ref=marks></path></svg>
            <svg class="timeline-ribbons" aria-hidden="true" focusable="false"><path node_ref=bookmarked></path></svg>
            <div class="timeline-cursor" node_ref=cursor></div>
            <Hint pointed=pointer.pointed.into()/>
        </div>
    }
}
