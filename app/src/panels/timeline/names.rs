//! The names of the lanes, beside them.
//! Never more than the engine gave; how many are missing is said.

use foldback_protocol::Lane;
use leptos::prelude::*;

use super::lanes::Lanes;
use crate::number::{counted, grouped};
use crate::panels::tail::Tailed;
use crate::visible::visible;

/// The names.
#[component]
pub fn Names(
    /// The lanes and how they are placed.
    shown: Signal<(Vec<Lane>, Lanes)>,
    /// How many lanes there are in all.
    all: Signal<u64>,
) -> impl IntoView {
    let name = |index: usize, lane: &Lane, lanes: Lanes| {
        let text = visible(&lane.name).into_owned();
        let title = format!("{text}: {}", counted(lane.events, "event", "events"));
        let top = lanes.top(index);
        view! {
            <li
                class="tailed"
                title=title
                style:top=format!("{top}px")
                style:height=format!("{}px", lanes.high)
                style:line-height=format!("{}px", lanes.high - 1.0)
            >
                <Tailed name=text/>
            </li>
        }
    };
    let more = move || {
        shown.with(|(lanes, placed)| {
            let missing = all.get().saturating_sub(lanes.len() as u64);
            (missing > 0 && !lanes.is_empty()).then(|| {
                view! {
                    <li
                        class="more"
                        title="The lanes with the most events are shown"
                        style:top=format!("{}px", placed.top(lanes.len()))
                        style:line-height=format!("{}px", placed.high)
                    >
                        {format!("+{} more", grouped(missing))}
                    </li>
                }
            })
        })
    };
    view! {
        <ul class="timeline-names" aria-label="Lanes">
            {move || {
                shown.with(|(lanes, placed)| {
                    lanes
                        .iter()
                        .enumerate()
                        .map(|(index, lane)| name(index, lane, *placed))
                        .collect_view()
                })
            }}
            {more}
        </ul>
    }
}
