//! The chart of one value: in the log, and in the branch where one is shown.
//! Never asks again when only the cursor moves.

use foldback_protocol::{Call, ErrorInfo, SeriesAnswer, SeriesRequest};
use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;

use super::curve::{HIGH, Range, WIDE, at, line};
use crate::engine::{Latest, engine};
use crate::icon::{Icon, Shape};
use crate::number::{counted, grouped};
use crate::panels::inspector::{Failure, moment};
use crate::pins::pins;
use crate::projection::mine;
use crate::session::{Tab, session};
use crate::visible::visible;
use crate::whatif::whatif;

/// How many places can be told apart.
const WIDTH: u32 = 480;

#[derive(Clone, Debug, PartialEq)]
struct Question {
    log: String,
    projection: Option<String>,
    partition: String,
    branch: Option<String>,
    round: u32,
    events: u64,
}

type Shown = RwSignal<Option<SeriesAnswer>>;

/// Asks for a series whenever its question is another.
fn follow(path: &str, asked: Memo<Option<Question>>, shown: Shown, failed: RwSignal<Option<ErrorInfo>>) {
    let path = path.to_owned();
    let asking = Latest::new(
        engine(),
        move |asked: &Question| {
            Call::Series(SeriesRequest {
                log: asked.log.clone(),
                projection: asked.projection.clone(),
                branch: asked.branch.clone(),
                partition: Some(asked.partition.clone()),
                path: path.clone(),
                from: None,
                to: None,
                width: WIDTH,
            })
        },
        move |_, answer: Result<(SeriesAnswer, Vec<u8>), ErrorInfo>| {
            let (answer, why) = match answer {
                Ok((answer, _)) => (Some(answer), None),
                Err(why) => (None, Some(why)),
            };
            shown.try_set(answer);
            failed.try_set(why);
        },
    );
    Effect::new(move |_| match asked.get() {
        Some(asked) => asking.ask(asked),
        None => shown.set(None),
    });
}

/// The chart.
#[component]
pub fn Chart(
    /// JSON Pointer of the value.
    path: String,
) -> impl IntoView {
    let (session, mine, whatif, pins) = (session(), mine(), whatif(), pins());
    let (own, other) = (RwSignal::new(None::<SeriesAnswer>), RwSignal::new(None::<SeriesAnswer>));
    let failed = RwSignal::new(None::<ErrorInfo>);
    let of_log = Memo::new(move |_| {
        let moment = moment(session, mine)?;
        let (log, projection, partition) = (moment.log, moment.projection, moment.partition);
        Some(Question { log, projection, partition, branch: None, round: 0, events: session.events.get() })
    });
    let of_branch = Memo::new(move |_| {
        let branch = whatif.info.get()?.branch;
        Some(Question { branch: Some(branch), round: whatif.round(), ..of_log.get()? })
    });
    follow(&path, of_log, own, failed);
    // A partition that the branch does not change, or does not know, has no curve of its own.
    follow(&path, of_branch, other, RwSignal::new(None));
    let range = Memo::new(move |_| {
        let events = session.events.get();
        own.with(|own| other.with(|other| Range::of(events, &own.iter().chain(other).collect::<Vec<_>>())))
    });
    let is_branch = Memo::new(move |_| whatif.is_looked_at.get());
    let drawn = move |of: Shown| {
        range.get().and_then(|range| of.with(|series| series.as_ref().map(|series| line(&range, series))))
    };
    let here = move |position: u64| {
        let of = if is_branch.get() { other } else { own };
        of.with(|series| series.as_ref().map(|series| at(series, position)))
    };
    let name = if path.is_empty() { "the whole state".to_owned() } else { visible(&path).into_owned() };
    let hovered = RwSignal::new(None::<u64>);
    let moment_shown = move || hovered.get().unwrap_or_else(|| session.cursor.get());
    let value = move || match here(moment_shown()) {
        Some((_, Some(number))) => number.to_string(),
        Some((_, None)) => "no number".to_owned(),
        None => String::new(),
    };
    let since = move || hovered.get().map(|position| format!("at {}", grouped(position)));
    let spoken = {
        let name = name.clone();
        move || {
            let total = own.with(|own| own.as_ref().map_or(0, |own| own.total));
            let changes = counted(total, "change", "changes");
            match range.get() {
                Some(Range { low, high, .. }) => {
                    format!("{name} over time: {changes}, from {low} to {high}, now {}", value())
                }
                None => format!("{name} over time: {changes}, no number"),
            }
        }
    };
    let plot = NodeRef::<html::Div>::new();
    let pointed = move |mouse: &MouseEvent| {
        let frame = plot.get_untracked()?.get_bounding_client_rect();
        let share = (f64::from(mouse.client_x()) - frame.left()) / frame.width().max(1.0);
        range.get_untracked().map(|range| range.position(share))
    };
    let go = move |mouse: MouseEvent| {
        // The event that wrote what stands there.
        if let Some(position) = pointed(&mouse) {
            let wrote = untrack(|| here(position)).and_then(|(wrote, _)| wrote);
            session.playing.set(false);
            session.go(wrote.unwrap_or(position));
        }
    };
    let cursor = move || range.get().map(|range| format!("{:.1}", range.x(session.cursor.get())));
    let has_numbers = Memo::new(move |_| range.with(Option::is_some));
    let is_known = Memo::new(move |_| own.with(Option::is_some));
    let has_branch = Memo::new(move |_| other.with(Option::is_some));
    let (chosen, let_go) = (path.clone(), path);
    view! {
        <figure class="chart">
            <figcaption>
                <button
                    type="button"
                    class="link path from-log"
                    title="Who wrote this?"
                    on:click=move |_| {
                        session.blame_path.set(Some(chosen.clone()));
                        session.tab.set(Tab::Blame);
                    }
                >
                    {name.clone()}
                </button>
                <strong class="chart-value">{value}</strong>
                <span class="dim">{since}</span>
                <button
                    type="button"
                    class="square"
                    title="Follow it no longer"
                    aria-label=format!("Follow {name} no longer")
                    on:click=move |_| pins.toggle(let_go.clone())
                >
                    <Icon shape=Shape::Close/>
                </button>
            </figcaption>
            {move || failed.get().map(|error| view! { <Failure error/> })}
            <Show when=move || is_known.get() && !has_numbers.get()>
                <p class="note">"This has never been a number here: a chart shows numbers alone."</p>
            </Show>
            <Show when=move || has_numbers.get()>
                <div
                    class="chart-plot"
                    role="img"
                    aria-label=spoken.clone()
                    node_ref=plot
                    on:click=go
                    on:mousemove=move |mouse| hovered.set(pointed(&mouse))
                    on:mouseleave=move |_| hovered.set(None)
                >
                    <svg viewBox=format!("0 0 {WIDE} {HIGH}") preserveAspectRatio="none" aria-hidden="true">
                        <path class="curve" d=move || drawn(own)></path>
                        <Show when=move || has_branch.get()>
                            <path class="curve branch" d=move || drawn(other)></path>
                        </Show>
                        <line class="chart-cursor" x1=cursor x2=cursor y1="0" y2=HIGH.to_string()></line>
                    </svg>
                    <span class="chart-high">{move || range.get().map(|range| range.high.to_string())}</span>
                    <span class="chart-low">
                        {move || range.get().filter(|range| range.low < range.high).map(|range| range.low.to_string())}
                    </span>
                </div>
            </Show>
        </figure>
    }
}
