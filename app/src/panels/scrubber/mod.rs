//! The scrubber: the whole log from left to right, and a thumb at the moment that is looked at.
//! Never moves the thumb itself: it follows the cursor.

mod branch;
mod dates;
mod flips;
mod histogram;
mod hits;
mod mark;
mod thumb;
mod viewed;
mod wheel;

use foldback_protocol::{Call, ErrorInfo, LaneBy, Pixels, TimelineAnswer};
use leptos::ev::{PointerEvent, WheelEvent};
use leptos::html;
use leptos::prelude::*;

use self::branch::BranchTrack;
use self::dates::Dates;
use self::flips::FlipMarks;
use self::mark::{MarkFlags, Ribbons};
use self::thumb::Thumb;
pub use self::viewed::Viewed;
use self::viewed::ViewedFrame;
use super::axis::Axis;
use super::frame::Frame;
use super::palette::palette;
use super::place::style_node;
use super::size::size_of;
use crate::engine::{Latest, engine};
use crate::query::query;
use crate::session::session;

/// Space on both sides, so that the thumb fits at the ends.
pub const EDGE: f64 = 12.0;
/// The most columns that the engine draws.
const COLUMNS: f64 = 8192.0;

struct Question {
    log: String,
    to: u64,
    width: u32,
}

/// The scrubber.
#[component]
pub fn Scrubber() -> impl IntoView {
    let session = session();
    let area = NodeRef::<html::Div>::new();
    let canvas = NodeRef::<html::Canvas>::new();
    let marks = NodeRef::<html::Canvas>::new();
    let query = query();
    let (thumb, fill, future) = (NodeRef::new(), NodeRef::new(), NodeRef::new());
    let size = size_of(area);
    // The area's size is without the space at its sides.
    let width = Memo::new(move |_| size.get().0);
    let colours = palette();
    let axis = StoredValue::new(Axis::default());
    // Rises with every answer, so that marks find their new places.
    let drawn = RwSignal::new(0_u32);

    let place = move |position: u64| {
        axis.try_with_value(|axis| {
            let wide = width.get_untracked();
            if axis.is_empty() {
                let last = session.events.get_untracked().saturating_sub(1).max(1);
                position as f64 / last as f64 * wide
            } else {
                axis.place(position) / f64::from(axis.frame.width) * wide
            }
        })
        .unwrap_or_default()
    };
    let position = move |x: f64| {
        axis.with_value(|axis| {
            let share = (x / width.get_untracked().max(1.0)).clamp(0.0, 1.0);
            if axis.is_empty() {
                (share * session.events.get_untracked().saturating_sub(1) as f64).round() as u64
            } else {
                axis.position(share * f64::from(axis.frame.width))
            }
        })
    };

    let follow = Frame::new(move || {
        let x = place(session.cursor.get_untracked());
        let wide = width.get_untracked().max(1.0);
        style_node(thumb, "transform", &format!("translateX({x:.2}px)"));
        style_node(fill, "transform", &format!("scaleX({:.5})", x / wide));
        style_node(future, "transform", &format!("translateX({x:.2}px)"));
    });
    let draw = Frame::new(move || {
        if let Some(canvas) = canvas.get_untracked() {
            axis.with_value(|axis| {
                histogram::draw(&canvas, axis, width.get_untracked(), &colours.get_untracked());
            });
        }
    });

    let draw_hits = Frame::new(move || {
        if let Some(Some(marks)) = marks.try_get_untracked() {
            let hits = query.hits.get_untracked();
            axis.with_value(|axis| {
                hits::draw(&marks, axis, hits.as_deref(), width.get_untracked(), &colours.get_untracked());
            });
        }
    });

    let timeline = Latest::new(
        engine(),
        |question: &Question| {
            Call::Timeline(foldback_protocol::TimelineRequest {
                log: question.log.clone(),
                from: 0,
                to: question.to,
                width: question.width,
                lane_by: LaneBy::Category,
                lanes: 0,
            })
        },
        move |question: Question, answer: Result<(TimelineAnswer, Vec<u8>), ErrorInfo>| match answer {
            Ok((frame, bytes)) if session.log.get_untracked().as_ref() == Some(&question.log) => {
                let pixels = Pixels::from_bytes(frame.width as usize, &bytes).unwrap_or_default();
                axis.try_update_value(|axis| *axis = Axis { frame, pixels });
                drawn.try_update(|drawn| *drawn += 1);
                draw.request();
                draw_hits.request();
                follow.request();
            }
            Ok(_) => {}
            Err(why) => session.error.set(Some(why)),
        },
    );
    Effect::new(move |before: Option<Option<String>>| {
        let (log, to, wide) = (session.log.get(), session.events.get(), width.get());
        session.revision_of_log.track();
        if before.flatten() != log {
            axis.set_value(Axis::default());
            draw.request();
        }
        if let Some(log) = log.clone()
            && to > 0
            && wide > 0.0
        {
            let width = wide.min(COLUMNS) as u32;
            timeline.ask(Question { log, to, width });
        }
        log
    });
    Effect::new(move |_| {
        session.cursor.track();
        width.track();
        follow.request();
    });
    Effect::new(move |_| {
        colours.track();
        draw.request();
    });
    Effect::new(move |_| {
        colours.track();
        query.hits.track();
        width.track();
        draw_hits.request();
    });

    let left = StoredValue::new(None::<f64>);
    let drag = move |pointer: &PointerEvent| {
        if let Some(left) = left.get_value() {
            session.go(position(f64::from(pointer.client_x()) - left));
        }
    };
    let on_down = move |pointer: PointerEvent| {
        let Some(area) = area.get_untracked() else { return };
        if pointer.button() != 0 {
            return;
        }
        pointer.prevent_default();
        let edge = area.get_bounding_client_rect().left() + EDGE;
        if pointer.shift_key() {
            return session.set_b(position(f64::from(pointer.client_x()) - edge));
        }
        // The area stays where it is during a drag: it is measured once.
        left.set_value(Some(edge));
        // Without capture a drag ends at the area's edge, which is bearable.
        let _ = area.set_pointer_capture(pointer.pointer_id());
        session.playing.set(false);
        drag(&pointer);
        if let Some(thumb) = thumb.get_untracked() {
            let thumb: web_sys::HtmlDivElement = thumb;
            let _ = thumb.focus();
        }
    };
    let wheeled = StoredValue::new(0.0_f64);
    let on_wheel = move |wheel: WheelEvent| {
        wheel.prevent_default();
        session.playing.set(false);
        session.step(wheel::steps(&wheel, wheeled));
    };

    let placed = Callback::new(move |position| {
        drawn.track();
        width.track();
        place(position)
    });
    view! {
        <section class="scrubber" aria-label="Scrubber">
            <div
                class="scrub-area"
                node_ref=area
                on:pointerdown=on_down
                on:pointermove=move |pointer| drag(&pointer)
                on:pointerup=move |_| left.set_value(None)
                on:pointercancel=move |_| left.set_value(None)
                on:wheel=on_wheel
            >
                <div class="scrub-plot">
                    <canvas class="scrub-histogram" node_ref=canvas aria-hidden="true"></canvas>
                    <div class="scrub-future" node_ref=future></div>
                    <canvas class="scrub-hits" node_ref=marks aria-hidden="true"></canvas>
                    <FlipMarks place=placed width colours/>
                    <div class="scrub-track">
                        <div class="scrub-fill" node_ref=fill></div>
                    </div>
                </div>
                <ViewedFrame events=session.events place=placed/>
                <Ribbons place=placed/>
                <MarkFlags place=placed/>
                <Thumb node=thumb/>
            </div>
            <BranchTrack place=placed width colours/>
            <Dates/>
        </section>
    }
}
