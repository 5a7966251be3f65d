//! The second track: where the branch leaves the log, and what is done to which events.
//! Never moves the cursor: the list of edits does.

use leptos::html;
use leptos::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::number::{counted, grouped};
use crate::panels::canvas::prepare;
use crate::panels::frame::Frame;
use crate::panels::palette::Palette;
use crate::visible::visible;
use crate::whatif::{Edited, Kind, whatif};

/// Height of the drawing, and where its line is.
const HEIGHT: f64 = 14.0;
const LINE: f64 = 8.0;
/// How far an edit's mark reaches to both sides.
const MARK: f64 = 3.5;

/// The track, while a branch is shown.
#[component]
pub fn BranchTrack(
    /// The place of a position, in pixels from the left; tracked.
    place: Callback<u64, f64>,
    /// Its width.
    width: Memo<f64>,
    /// What it is drawn with.
    colours: ReadSignal<Palette>,
) -> impl IntoView {
    let whatif = whatif();
    let is_there = Memo::new(move |_| whatif.shown.with(Option::is_some));
    view! {
        <Show when=move || is_there.get()>
            <Track place width colours/>
        </Show>
    }
}

#[component]
fn Track(place: Callback<u64, f64>, width: Memo<f64>, colours: ReadSignal<Palette>) -> impl IntoView {
    let whatif = whatif();
    let canvas = NodeRef::<html::Canvas>::new();
    let draw = Frame::new(move || {
        if let Some(Some(canvas)) = canvas.try_get_untracked() {
            let drawn = Drawn {
                edited: &whatif.edited.get_untracked(),
                first: whatif.info.with_untracked(|info| info.as_ref().and_then(|info| info.first)),
                differs: whatif.differs.get_untracked(),
            };
            let place = |position| untrack(|| place.run(position));
            draw(&canvas, &drawn, &place, width.get_untracked(), &colours.get_untracked());
        }
    });
    Effect::new(move |_| {
        canvas.track();
        colours.track();
        whatif.edited.track();
        whatif.info.track();
        whatif.differs.track();
        // Places are others when the log, its drawing or the width is another.
        place.run(0);
        draw.request();
    });
    let name = move || {
        let shown = whatif.shown.get().unwrap_or_default();
        let edits = whatif.edited.with(|edited| edited.all.len()) as u64;
        let first = whatif.info.with(|info| info.as_ref().and_then(|info| info.first));
        let from = first.map(|first| format!(", different from event {} on", grouped(first))).unwrap_or_default();
        format!("Branch {}: {}{from}", visible(&shown), counted(edits, "edit", "edits"))
    };
    view! {
        <div class="scrub-branch" role="img" aria-label=name>
            <canvas node_ref=canvas aria-hidden="true"></canvas>
        </div>
    }
}

struct Drawn<'a> {
    edited: &'a Edited,
    first: Option<u64>,
    differs: Option<u64>,
}

fn draw(canvas: &HtmlCanvasElement, drawn: &Drawn<'_>, place: &dyn Fn(u64) -> f64, width: f64, colours: &Palette) {
    let Some(context) = prepare(canvas, (width, HEIGHT)) else { return };
    let from = drawn.first.map_or(width, place);
    // Up to the first difference both are one: a thin line. From there on it is a track of its own, which comes down from the log's.
    context.set_line_width(1.0);
    stroke(&context, &colours.line, &[(0.0, 0.5), ((from - 6.0).max(0.0), 0.5)]);
    if drawn.first.is_none() {
        return;
    }
    context.set_line_width(2.0);
    stroke(&context, &colours.accent, &[((from - 6.0).max(0.0), 0.5), (from, LINE), (width, LINE)]);
    if let Some(differs) = drawn.differs {
        let x = place(differs);
        context.set_line_width(1.5);
        stroke(&context, &colours.accent, &[(x, HEIGHT), (x, 1.0), (x + 6.0, 3.0), (x, 5.0)]);
    }
    let mut last = (f64::MIN, None);
    for (position, kind) in &drawn.edited.all {
        // What is behind all events stands at the edge, and is seen there too.
        let x = place(*position).clamp(MARK, (width - MARK - 1.0).max(MARK));
        // Marks that would lie on one another are one.
        if last == (x.round(), Some(*kind)) {
            continue;
        }
        last = (x.round(), Some(*kind));
        mark(&context, *kind, x, colours);
    }
}

/// Each kind has a shape of its own: colour alone tells nothing.
fn mark(context: &CanvasRenderingContext2d, kind: Kind, x: f64, colours: &Palette) {
    let (left, right, top, bottom) = (x - MARK, x + MARK, LINE - MARK, LINE + MARK);
    context.set_line_width(2.0);
    match kind {
        Kind::Skipped => {
            stroke(context, &colours.del, &[(left, top), (right, bottom)]);
            stroke(context, &colours.del, &[(left, bottom), (right, top)]);
        }
        Kind::Inserted => {
            stroke(context, &colours.add, &[(x, top - 1.0), (x, bottom + 1.0)]);
            stroke(context, &colours.add, &[(left - 1.0, LINE), (right + 1.0, LINE)]);
        }
        Kind::Changed => {
            context.set_fill_style_str(&colours.past);
            context.fill_rect(left, top, MARK * 2.0, MARK * 2.0);
        }
        Kind::Moved => stroke(context, &colours.past, &[(left, bottom), (x, top), (right, bottom)]),
    }
}

fn stroke(context: &CanvasRenderingContext2d, colour: &str, points: &[(f64, f64)]) {
    context.set_stroke_style_str(colour);
    context.begin_path();
    for (at, (x, y)) in points.iter().enumerate() {
        if at == 0 { context.move_to(*x, *y) } else { context.line_to(*x, *y) }
    }
    context.stroke();
}
