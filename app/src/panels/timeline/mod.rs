//! The timeline: how many events there are, and which, along time. Gaps are drawn short.
//! Never counts, sorts or compares events: the engine gives a picture of columns and lanes.

mod controls;
mod fit;
mod hint;
mod keys;
mod labels;
mod lanes;
mod marks;
mod names;
mod paint;
mod plot;
mod pointer;
mod range;
mod ribbons;
mod ticks;
mod view;

use foldback_protocol::LaneBy;
use leptos::prelude::*;

use self::controls::Controls;
pub use self::controls::{CLOSER, FARTHER, Motion};
pub use self::keys::{Motions, motions};
use self::lanes::Lanes;
use self::names::Names;
use self::plot::Plot;
use self::range::Range;
use super::scrubber::Viewed;
use crate::engine::engine;
use crate::moment;
use crate::number::{counted, grouped};
use crate::session::{Session, session};

/// The timeline.
#[component]
pub fn Timeline() -> impl IntoView {
    let (session, engine) = (session(), engine());
    let lane_by = RwSignal::new(LaneBy::Category);
    let range = RwSignal::new(Range::default());
    let lanes = RwSignal::new((Vec::new(), Lanes::default()));
    let all = Signal::derive(move || all_lanes(session, lane_by.get()));
    let on_motion = Callback::new(move |motion: Motion| {
        if motion == Motion::Selection {
            return fit::selection(engine, session, range);
        }
        let events = session.events.get_untracked();
        range.update(|range| {
            *range = match motion {
                Motion::Zoom(times) => {
                    let cursor = session.cursor.get_untracked();
                    range.zoomed(times, range.near(cursor), events)
                }
                Motion::Pan(share) => range.moved(share, events),
                Motion::Fit | Motion::Selection => Range::whole(events),
            };
        });
    });
    motions().hear(on_motion);
    keep_range(session, range);
    Viewed::on_page().follow(move || range.with(|range| (range.from, range.to)));
    view! {
        <section class="timeline" aria-label="Timeline">
            <div class="timeline-side">
                <Controls lane_by on_motion/>
                <Names shown=lanes.into() all/>
            </div>
            <Plot range lane_by lanes all name=Signal::derive(move || name(session, range.get()))/>
            <Show when=move || session.events.get() == 0>
                <p class="nothing">"Nothing to draw yet. The first events appear here as they are imported."</p>
            </Show>
        </section>
    }
}

/// Keeps the range within the log, and the cursor within the range.
fn keep_range(session: Session, range: RwSignal<Range>) {
    Effect::new(move |before: Option<(Option<String>, u64)>| {
        let (log, events) = (session.log.get(), session.events.get());
        match before {
            Some((same, before)) if same == log => {
                range.update(|range| *range = range.grown(before, events));
            }
            _ => range.set(Range::whole(events)),
        }
        (log, events)
    });
    Effect::new(move |_| {
        let (cursor, events) = (session.cursor.get(), session.events.get_untracked());
        let now = range.get_untracked();
        let then = now.holding(cursor, events);
        if then != now && cursor < events {
            range.set(then);
        }
    });
}

fn all_lanes(session: Session, lane_by: LaneBy) -> u64 {
    session.summary.with(|open| {
        open.as_ref().map_or(0, |open| match lane_by {
            LaneBy::Category => open.categories,
            LaneBy::Stream => open.info.streams,
            LaneBy::Type => open.types.len() as u64,
        })
    })
}

/// The picture in words.
fn name(session: Session, range: Range) -> String {
    let times = session
        .summary
        .with(|open| open.as_ref().and_then(|open| Some((open.first_time? as i64, open.last_time? as i64))));
    let shown = counted(range.length(), "event", "events");
    match times {
        Some((first, last)) if range.length() == session.events.get() => {
            format!("Timeline of {shown}, from {} to {}", moment::shown(first), moment::shown(last))
        }
        _ => format!(
            "Timeline of {shown}, from event {} to event {}",
            grouped(range.from),
            grouped(range.to.saturating_sub(1))
        ),
    }
}
