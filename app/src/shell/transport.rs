//! The buttons that move in time, and the speed of playing.
//! Never moves by itself: the session and the player do.

use leptos::prelude::*;

use crate::icon::{Icon, Shape};
use crate::play;
use crate::session::{Speed, session};

/// First, back, play, forward, last, speed.
#[component]
pub fn Transport() -> impl IntoView {
    let session = session();
    let at_first = Memo::new(move |_| session.cursor.get() == 0);
    let at_head = Memo::new(move |_| session.at_head());
    let play_title = move || if session.playing.get() { "Pause (Space)" } else { "Play (Space)" };
    let play_name = move || if session.playing.get() { "Pause" } else { "Play" };
    let play_shape = Signal::derive(move || if session.playing.get() { Shape::Pause } else { Shape::Play });
    let choose = move |event| {
        if let Some(speed) = event_target_value(&event).parse().ok().and_then(|at: usize| Speed::ALL.get(at).copied()) {
            session.speed.set(speed);
        }
    };
    // aria-disabled, not disabled: a disabled button would lose the focus under the finger that holds the key.
    view! {
        <div class="transport" role="group" aria-label="Move in time">
            <button type="button" title="First event (Home)" aria-label="First event"
                aria-disabled=move || at_first.get().to_string() on:click=move |_| session.first()>
                <Icon shape=Shape::First/>
            </button>
            <button type="button" title="One event back (←)" aria-label="One event back"
                aria-disabled=move || at_first.get().to_string() on:click=move |_| session.step(-1)>
                <Icon shape=Shape::Back/>
            </button>
            <button type="button" class="play" title=play_title aria-label=play_name
                on:click=move |_| play::toggle(session)>
                <Icon shape=play_shape/>
            </button>
            <button type="button" title="One event on (→)" aria-label="One event on"
                aria-disabled=move || at_head.get().to_string() on:click=move |_| session.step(1)>
                <Icon shape=Shape::Forward/>
            </button>
            <button type="button" title="Last event (End)" aria-label="Last event"
                aria-disabled=move || at_head.get().to_string() on:click=move |_| session.last()>
                <Icon shape=Shape::Last/>
            </button>
        </div>
        <select class="speed" aria-label="Speed of playing" title="Speed of playing" on:change=choose>
            <optgroup label="Event by event">
                {options(session.speed, |speed| matches!(speed, Speed::Events(_)))}
            </optgroup>
            <optgroup label="As it happened, gaps cut short">
                {options(session.speed, |speed| matches!(speed, Speed::Original(_)))}
            </optgroup>
        </select>
    }
}

fn options(chosen: RwSignal<Speed>, of: impl Fn(Speed) -> bool) -> Vec<impl IntoView> {
    Speed::ALL
        .into_iter()
        .enumerate()
        .filter(|(_, speed)| of(*speed))
        .map(|(at, speed)| {
            view! { <option value=at.to_string() selected=move || chosen.get() == speed>{speed.title()}</option> }
        })
        .collect()
}
