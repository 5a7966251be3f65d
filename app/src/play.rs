//! The cursor moving by itself: so many events a second, or as the events came in time.
//!
//! Never skips an event at a speed of the events' own time, and stops at the head.

mod pace;

use leptos::prelude::*;

use crate::engine::Engine;
use crate::session::{Session, Speed};
use pace::Pace;

/// A frame that comes later than this (the page was hidden) counts as this long, so that nothing jumps. In milliseconds.
const LONGEST_FRAME: f64 = 100.0;

/// Plays or pauses; at the head playing begins again at the first event.
pub fn toggle(session: Session) {
    if !session.playing.get_untracked() && session.cursor.get_untracked() + 1 >= session.events.get_untracked() {
        session.first();
    }
    session.playing.update(|playing| *playing = !*playing);
}

/// Moves the cursor whenever the session plays.
pub fn run(engine: Engine, session: Session) {
    let round = StoredValue::new(0u32);
    Effect::new(move |_| {
        // Whatever was playing before sees another round and ends.
        round.update_value(|round| *round += 1);
        if session.playing.get() {
            let speed = session.speed.get();
            let pace = StoredValue::new_local(Pace::new(engine, session));
            frame(session, speed, pace, round, round.get_value(), None);
        }
    });
}

fn frame(
    session: Session,
    speed: Speed,
    pace: StoredValue<Pace, LocalStorage>,
    round: StoredValue<u32>,
    mine: u32,
    before: Option<f64>,
) {
    request_animation_frame(move || {
        if round.try_get_value() != Some(mine) || !session.playing.get_untracked() {
            return;
        }
        let now = js_sys::Date::now();
        let millis = (now - before.unwrap_or(now)).clamp(0.0, LONGEST_FRAME);
        let steps = pace.try_update_value(|pace| pace.steps(speed, millis)).unwrap_or_default();
        if steps > 0 {
            session.step(steps);
        }
        if session.cursor.get_untracked() + 1 >= session.events.get_untracked() {
            session.playing.set(false);
            return;
        }
        frame(session, speed, pace, round, mine, Some(now));
    });
}
