//! The bars of the scrubber: how many events there are, along the log.
//! Never drawn while the thumb moves: only when the answer, the size or the theme is another.

use web_sys::HtmlCanvasElement;

use crate::panels::axis::Axis;
use crate::panels::canvas::prepare;
use crate::panels::palette::Palette;

/// Height of the drawing.
const HEIGHT: f64 = 30.0;
/// A bar and the space behind it.
const STEP: usize = 3;
const BAR: f64 = 2.0;

/// Draws the bars.
pub fn draw(canvas: &HtmlCanvasElement, axis: &Axis, width: f64, colours: &Palette) {
    let Some(context) = prepare(canvas, (width, HEIGHT)) else {
        return;
    };
    let bars: Vec<u32> = axis.pixels.counts.chunks(STEP).map(|columns| columns.iter().sum()).collect();
    let most = f64::from(bars.iter().copied().max().unwrap_or(0).max(1));
    let scale = width / f64::from(axis.frame.width.max(1));
    context.set_fill_style_str(&colours.faint);
    for (index, count) in bars.iter().enumerate().filter(|(_, count)| **count > 0) {
        // Roots, not shares: a quiet hour beside a busy one is still seen.
        let high = (f64::from(*count) / most).sqrt() * (HEIGHT - 2.0) + 2.0;
        let x = (index * STEP) as f64 * scale;
        context.fill_rect(x, HEIGHT - high, BAR, high);
    }
}
