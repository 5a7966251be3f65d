//! The row of marks over the scrubber's track: where the hits of the query are.
//! Never one mark a hit: a column of the drawing has hits or none.

use foldback_protocol::Hits;
use web_sys::HtmlCanvasElement;

use crate::panels::axis::Axis;
use crate::panels::canvas::prepare;
use crate::panels::palette::Palette;

/// Height of the drawing.
const HEIGHT: f64 = 4.0;
/// Width of a mark.
const MARK: f64 = 2.0;

/// Draws the marks, or nothing without a query.
pub fn draw(canvas: &HtmlCanvasElement, axis: &Axis, hits: Option<&Hits>, width: f64, colours: &Palette) {
    let Some(context) = prepare(canvas, (width, HEIGHT)) else {
        return;
    };
    let Some(hits) = hits else { return };
    let scale = width / f64::from(axis.frame.width.max(1));
    context.set_fill_style_str(&colours.hit);
    for column in axis.columns_with(hits) {
        context.fill_rect(column as f64 * scale, 0.0, MARK.max(scale), HEIGHT);
    }
}
