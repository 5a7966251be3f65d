//! The picture of the timeline: density, lanes, gaps and times.
//! Never drawn while the cursor moves: the cursor is another element above it.

use foldback_protocol::Hits;
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::labels::labels;
use super::lanes::{DENSITY, Lanes, TEXTS};
use crate::panels::axis::Axis;
use crate::panels::canvas::prepare;
use crate::panels::palette::{Palette, TYPE_COLOURS};

/// Width of the mark of an event.
const MARK: f64 = 2.0;
/// A bar of the density and the space behind it, in columns.
const STEP: usize = 3;

/// How much is left of the colour of what does not fit the query.
const MISS: f64 = 0.22;

/// Draws the whole picture. With hits, all else stands back.
pub fn paint(
    canvas: &HtmlCanvasElement,
    axis: &Axis,
    lanes: Lanes,
    hits: Option<&Hits>,
    size: (f64, f64),
    colours: &Palette,
) {
    let Some(context) = prepare(canvas, size) else {
        return;
    };
    if axis.is_empty() {
        return;
    }
    let scale = size.0 / f64::from(axis.frame.width.max(1));
    lane_lines(&context, axis, lanes, size.0, colours);
    // Under the marks: an event at the edge of a gap is not to vanish.
    gaps(&context, axis, scale, size.1, colours);
    let hits = hits.map(|hits| axis.hits(hits));
    density(&context, axis, hits.as_deref(), scale, colours);
    lane_marks(&context, axis, lanes, hits.as_deref(), scale, colours);
    times(&context, axis, size.0, colours);
}

fn density(context: &CanvasRenderingContext2d, axis: &Axis, hits: Option<&[u32]>, scale: f64, colours: &Palette) {
    // Each bar stands where the first of its events is, so that none stands in a gap.
    let bars: Vec<(usize, u32)> = axis
        .pixels
        .counts
        .chunks(STEP)
        .enumerate()
        .filter_map(|(index, columns)| {
            let first = columns.iter().position(|count| *count > 0)?;
            Some((index * STEP + first, columns.iter().sum()))
        })
        .collect();
    let most = f64::from(bars.iter().map(|(_, count)| *count).max().unwrap_or(1));
    let high = |count: u32| (f64::from(count) / most).sqrt() * (DENSITY - TEXTS - 6.0) + 2.0;
    context.set_fill_style_str(&colours.accent);
    context.set_global_alpha(if hits.is_some() { MISS } else { 0.6 });
    for (column, count) in &bars {
        context.fill_rect(*column as f64 * scale, DENSITY - high(*count), MARK, high(*count));
    }
    context.set_global_alpha(1.0);
    let Some(hits) = hits else { return };
    context.set_fill_style_str(&colours.hit);
    for (column, _) in bars {
        // A bar begins with its first event: the columns are those that it was counted from.
        let start = column - column % STEP;
        let count: u32 = hits.iter().skip(start).take(STEP).sum();
        if count > 0 {
            context.fill_rect(column as f64 * scale, DENSITY - high(count), MARK, high(count));
        }
    }
}

fn lane_lines(context: &CanvasRenderingContext2d, axis: &Axis, lanes: Lanes, width: f64, colours: &Palette) {
    context.set_fill_style_str(&colours.line);
    for lane in 0..axis.frame.lanes.len() {
        context.fill_rect(0.0, lanes.top(lane + 1) - 1.0, width, 1.0);
    }
}

fn lane_marks(
    context: &CanvasRenderingContext2d,
    axis: &Axis,
    lanes: Lanes,
    hits: Option<&[u32]>,
    scale: f64,
    colours: &Palette,
) {
    let columns = axis.pixels.counts.len().max(1);
    let mark = MARK.max(scale);
    let fits = |column: usize| hits.is_none_or(|hits| hits.get(column).is_some_and(|count| *count > 0));
    // Changing the colour costs more than drawing: each colour is set once, and once more for what stands back.
    for shown in [false, true] {
        if !shown && hits.is_none() {
            continue;
        }
        context.set_global_alpha(if shown { 1.0 } else { MISS });
        for (colour, style) in colours.types.iter().enumerate() {
            context.set_fill_style_str(style);
            for (lane, cells) in axis.pixels.cells.chunks(columns).enumerate() {
                let (top, high) = (lanes.top(lane) + 4.0, lanes.high - 9.0);
                for (column, cell) in cells.iter().enumerate() {
                    if *cell > 0 && u32::from(cell - 1) % TYPE_COLOURS == colour as u32 && fits(column) == shown {
                        context.fill_rect(column as f64 * scale, top, mark, high);
                    }
                }
            }
        }
    }
    context.set_global_alpha(1.0);
}

fn gaps(context: &CanvasRenderingContext2d, axis: &Axis, scale: f64, height: f64, colours: &Palette) {
    for gap in &axis.frame.gaps {
        let (left, right) = (f64::from(gap.from) * scale, f64::from(gap.to) * scale);
        context.set_fill_style_str(&colours.background);
        context.fill_rect(left, TEXTS, right - left, height - TEXTS);
        context.set_stroke_style_str(&colours.faint);
        // A list of two numbers is always a valid dash.
        let _ = context.set_line_dash(&Array::of2(&JsValue::from(2), &JsValue::from(3)));
        context.begin_path();
        for x in [left + 1.5, right - 1.5] {
            context.move_to(x.round() + 0.5, TEXTS);
            context.line_to(x.round() + 0.5, height);
        }
        context.stroke();
        let _ = context.set_line_dash(&Array::new());
    }
}

fn times(context: &CanvasRenderingContext2d, axis: &Axis, width: f64, colours: &Palette) {
    context.set_font(&colours.font);
    for label in labels(axis, width) {
        if label.is_tick {
            context.set_fill_style_str(&colours.faint);
            context.fill_rect(label.x - 3.0, 5.0, 1.0, TEXTS - 5.0);
        }
        context.set_fill_style_str(&colours.dim);
        // Fails for a hidden canvas alone, where nobody misses it.
        let _ = context.fill_text(&label.text, label.x, 13.0);
    }
}
