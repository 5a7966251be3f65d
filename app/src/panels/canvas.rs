//! A canvas as large as its place and as sharp as the screen.
//! Never draws anything itself.

use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// How many device pixels a CSS pixel has.
pub fn pixel_ratio() -> f64 {
    leptos::prelude::window().device_pixel_ratio().clamp(1.0, 4.0)
}

/// Gives the canvas the size in CSS pixels, empties it, and returns what draws on it in CSS pixels.
pub fn prepare(canvas: &HtmlCanvasElement, (width, height): (f64, f64)) -> Option<CanvasRenderingContext2d> {
    let ratio = pixel_ratio();
    let (wide, high) = ((width * ratio).round().max(1.0) as u32, (height * ratio).round().max(1.0) as u32);
    // Setting the size, even to what it was, throws the canvas away and makes a new one.
    if canvas.width() != wide || canvas.height() != high {
        canvas.set_width(wide);
        canvas.set_height(high);
    }
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
    context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
    context.clear_rect(0.0, 0.0, width, height);
    Some(context)
}
