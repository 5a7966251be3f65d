//! The marks of flips on the scrubber: a disc where a condition became true, a ring where it stopped being so.
//! Never one mark a flip: those that would lie on one another are one.

use foldback_protocol::FlipInfo;
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlCanvasElement;

use crate::flips::flips;
use crate::panels::canvas::prepare;
use crate::panels::frame::Frame;
use crate::panels::palette::Palette;

/// Height of the drawing.
const HEIGHT: f64 = 8.0;
/// Radius of a mark.
const RADIUS: f64 = 2.6;

/// The marks.
#[component]
pub fn FlipMarks(
    /// The place of a position, in pixels from the left; tracked.
    place: Callback<u64, f64>,
    /// The width of the drawing.
    width: Memo<f64>,
    /// What it is drawn with.
    colours: ReadSignal<Palette>,
) -> impl IntoView {
    let flips = flips();
    let canvas = NodeRef::<html::Canvas>::new();
    let drawing = Frame::new(move || {
        if let Some(Some(canvas)) = canvas.try_get_untracked() {
            let place = |position| untrack(|| place.run(position));
            flips.found.with_untracked(|found| {
                let flips = found.as_ref().map(|found| &*found.answer.flips).unwrap_or_default();
                draw(&canvas, flips, &place, width.get_untracked(), &colours.get_untracked());
            });
        }
    });
    Effect::new(move |_| {
        canvas.track();
        colours.track();
        flips.found.track();
        // Places are others when the log, its drawing or the width is another.
        place.run(0);
        drawing.request();
    });
    view! { <canvas class="scrub-flips" node_ref=canvas aria-hidden="true"></canvas> }
}

fn draw(canvas: &HtmlCanvasElement, flips: &[FlipInfo], place: &dyn Fn(u64) -> f64, width: f64, colours: &Palette) {
    let Some(context) = prepare(canvas, (width, HEIGHT)) else { return };
    context.set_fill_style_str(&colours.del);
    context.set_stroke_style_str(&colours.del);
    context.set_line_width(1.2);
    let mut last = (f64::MIN, false);
    for flip in flips {
        let x = place(flip.position).clamp(RADIUS + 1.0, (width - RADIUS - 1.0).max(RADIUS + 1.0));
        if last == (x.round(), flip.value) {
            continue;
        }
        last = (x.round(), flip.value);
        context.begin_path();
        // A radius below zero is what it fails for.
        let _ = context.arc(x, HEIGHT / 2.0, RADIUS, 0.0, std::f64::consts::TAU);
        if flip.value { context.fill() } else { context.stroke() }
    }
}
