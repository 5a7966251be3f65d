//! The choice of lanes and the buttons that zoom: what the wheel and the keys do, for everyone else.
//! Never draws.

use foldback_protocol::LaneBy;
use leptos::prelude::*;

use crate::icon::{Icon, Shape};

/// What a button or key does to the range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Motion {
    /// Times as many events, around the cursor.
    Zoom(f64),
    /// On by this part of what is shown.
    Pan(f64),
    /// All events.
    Fit,
    /// What is selected; all, when that is shown already.
    Selection,
}

impl Motion {
    pub const EARLIER: Self = Self::Pan(-PAN);
    pub const LATER: Self = Self::Pan(PAN);
}

/// A part of what is shown.
const PAN: f64 = 0.2;

/// A step of zooming in and of zooming out.
pub const CLOSER: Motion = Motion::Zoom(0.6);
pub const FARTHER: Motion = Motion::Zoom(1.0 / 0.6);

const LANES: [(LaneBy, &str, &str); 3] =
    [(LaneBy::Category, "category", "Category"), (LaneBy::Stream, "stream", "Stream"), (LaneBy::Type, "type", "Type")];

/// The controls in the corner.
#[component]
pub fn Controls(
    /// What lanes stand for.
    lane_by: RwSignal<LaneBy>,
    /// Called when a button is pressed.
    on_motion: Callback<Motion>,
) -> impl IntoView {
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some((by, ..)) = LANES.iter().find(|(_, name, _)| *name == chosen) {
            lane_by.set(*by);
        }
    };
    let button = move |shape: Shape, motion: Motion, name: &'static str| {
        view! {
            <button type="button" title=name aria-label=name on:click=move |_| on_motion.run(motion)>
                <Icon shape/>
            </button>
        }
    };
    view! {
        <div class="timeline-controls">
            <select aria-label="A lane for each" title="A lane for each" on:change=choose>
                {LANES
                    .into_iter()
                    .map(|(by, name, title)| {
                        view! {
                            <option value=name selected=move || lane_by.get() == by>{title}</option>
                        }
                    })
                    .collect_view()}
            </select>
            <div class="timeline-zoom">
                {button(Shape::Minus, FARTHER, "Zoom out (S)")}
                {button(Shape::Plus, CLOSER, "Zoom in (W)")}
                {button(Shape::Fit, Motion::Fit, "Show all events (F twice)")}
            </div>
        </div>
    }
}
