//! What a turn of the wheel means to the scrubber.
//! Never moves anything.

use leptos::ev::WheelEvent;
use leptos::prelude::*;

/// How many events a turn of the wheel goes: one a notch, and one for a finger's breadth on a touch pad.
pub fn steps(wheel: &WheelEvent, turned: StoredValue<f64>) -> i64 {
    const NOTCH: f64 = 30.0;
    let by = if wheel.delta_y() == 0.0 { wheel.delta_x() } else { wheel.delta_y() };
    if wheel.delta_mode() != WheelEvent::DOM_DELTA_PIXEL || by.abs() >= NOTCH {
        return by.signum() as i64;
    }
    let all = turned.get_value() + by;
    let steps = (all / NOTCH).trunc();
    turned.set_value(all - steps * NOTCH);
    steps as i64
}
