//! How far the projection has got, and what is wrong with it.
//! Never hides an error behind an older one.

use foldback_protocol::ProjectionInfo;
use leptos::prelude::*;

use crate::number::{counted, grouped};
use crate::panels::tree::short_text;
use crate::projection::mine;
use crate::session::session;
use crate::visible::visible;

/// Types that are named.
const TYPES: usize = 5;

/// How far it has got.
#[component]
pub fn Told() -> impl IntoView {
    let mine = mine();
    let is_trying = Memo::new(move |_| mine.trial.with(Option::is_some));
    let trial = move |of: fn(&ProjectionInfo) -> u64| mine.trial.with(|trial| trial.as_ref().map_or(0, of));
    let folded = move || {
        let (next, events) = (trial(|info| info.next), trial(|info| info.events));
        if events == 0 {
            "Starting…".to_owned()
        } else {
            format!("Folding: {} of {}", grouped(next), grouped(events))
        }
    };
    let said = move || {
        if let Some(at) = mine.stopped.get() {
            return Some(format!("Stopped before event {}.", grouped(at)));
        }
        if is_trying.get() || mine.wrong.with(Option::is_some) {
            return None;
        }
        mine.info.with(|info| info.as_ref().map(summary))
    };
    // What the last good one did not handle is beside the point while something is wrong.
    let left = move || match mine.wrong.with(Option::is_some) {
        true => None,
        false => mine.info.with(|info| info.as_ref().and_then(unhandled)),
    };
    view! {
        <div class="projection-told">
            <Show when=move || is_trying.get()>
                <progress
                    aria-label="Folding"
                    max=move || trial(|info| info.events).max(1).to_string()
                    value=move || trial(|info| info.next).to_string()
                ></progress>
                <span>{folded}</span>
                <button type="button" class="line" on:click=move |_| mine.stop()>
                    "Stop"
                </button>
            </Show>
            <p class="note" role="status">{said}</p>
            <Show when=move || !is_trying.get()>
                <button type="button" class="line" title="Fold all events again" on:click=move |_| mine.try_now()>
                    "Run again"
                </button>
            </Show>
        </div>
        <p class="note">{left}</p>
    }
}

fn summary(info: &ProjectionInfo) -> String {
    let events = counted(info.events, "event", "events");
    match info.handled {
        0 => format!("Follows {events}."),
        handled if info.next < info.events => {
            format!("Folded {} of {events} ahead, handled {}.", grouped(info.next), grouped(handled))
        }
        handled => format!("Handled {} of {events}.", grouped(handled)),
    }
}

/// What is not the same whenever it is folded.
#[component]
pub fn Unsteady() -> impl IntoView {
    let (session, mine) = (session(), mine());
    let one = move |one: crate::projection::Unsteady| {
        let position = one.position;
        let what = match &one.path {
            None => "what it emits".to_owned(),
            Some(path) if path.is_empty() => "the state".to_owned(),
            Some(path) => visible(path).into_owned(),
        };
        let said = |value: &Option<String>| value.as_deref().map_or("nothing".to_owned(), |text| short_text(text, 40));
        let values = format!("{} and {}", said(&one.first), said(&one.second));
        view! {
            <li>
                <button
                    type="button"
                    on:click=move |_| {
                        session.playing.set(false);
                        session.go(position);
                    }
                >
                    <span class="position">{grouped(position)}</span>
                    <span class="what from-log">{visible(&one.event_type).into_owned()}</span>
                    <span class="place from-log">{what}</span>
                    <span class="text from-log">{values}</span>
                </button>
            </li>
        }
    };
    let count = move || mine.unsteady.with(Vec::len) as u64;
    view! {
        <Show when=move || { count() > 0 }>
            <details class="given unsteady">
                <summary>
                    <span class="given-title">"Not the same twice"</span>
                    <span class="count">{move || grouped(count())}</span>
                </summary>
                <p class="note">
                    "Folded a second time, these events gave something else: the text reads a clock, random numbers, or something that is not in the event."
                </p>
                <ol class="given-rows">{move || mine.unsteady.get().into_iter().map(one).collect_view()}</ol>
            </details>
        </Show>
    }
}

/// The types that nobody handles.
fn unhandled(info: &ProjectionInfo) -> Option<String> {
    let (first, others) = info.unhandled.split_at(info.unhandled.len().min(TYPES));
    let named: Vec<String> =
        first.iter().map(|(name, count)| format!("{} ({})", visible(name), grouped(*count))).collect();
    let more = if others.is_empty() { String::new() } else { format!(", and {} more", grouped(others.len() as u64)) };
    (!named.is_empty()).then(|| format!("Not handled: {}{more}.", named.join(", ")))
}

/// What is wrong.
#[component]
pub fn Trouble() -> impl IntoView {
    let (session, mine) = (session(), mine());
    let shown = move || {
        let wrong = mine.wrong.get()?;
        let line = wrong.line.map(|line| match wrong.column {
            Some(column) => format!("Line {line}, column {column}. "),
            None => format!("Line {line}. "),
        });
        let go = wrong.position.map(|position| {
            view! {
                <button
                    type="button"
                    class="link"
                    on:click=move |_| {
                        session.playing.set(false);
                        session.go(position);
                    }
                >
                    {format!("Go to event {}", grouped(position))}
                </button>
            }
        });
        let stays = mine.good.with(Option::is_some).then_some("What is shown below is the last that was right. ");
        Some(view! {
            <div class="failure" role="alert">
                <p>
                    <strong>{line}</strong>
                    <span class="from-log">{visible(&wrong.message).into_owned()}</span>
                </p>
                <p>{stays} {go}</p>
            </div>
        })
    };
    view! { {shown} }
}
