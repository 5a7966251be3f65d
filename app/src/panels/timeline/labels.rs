//! The texts above the timeline: times, and how long gaps were. Left to right, none over another.
//! Never places what it cannot show whole.

use foldback_protocol::Gap;

use super::ticks::{DAY, Tick, ticks};
use crate::moment;
use crate::number::grouped;
use crate::panels::axis::Axis;

/// Width of a character of the labels.
const CHARACTER: f64 = 6.7;
/// From one position's label to the next.
const POSITIONS: f64 = 110.0;
/// From the end of a label to the next.
const APART: f64 = 28.0;
/// Space between two labels.
const SPACE: f64 = 10.0;

/// A text over the timeline.
#[derive(Debug, PartialEq)]
pub struct Label {
    /// Its left edge, in CSS pixels.
    pub x: f64,
    pub text: String,
    /// Whether a line marks its place; a gap's label has none.
    pub is_tick: bool,
}

/// The labels of a picture that is `width` pixels wide.
pub fn labels(axis: &Axis, width: f64) -> Vec<Label> {
    let scale = width / f64::from(axis.frame.width.max(1));
    let mut placed: Vec<Label> = Vec::new();
    let free = |placed: &[Label], x: f64, text: &str| {
        let right = x + text_width(text);
        x >= 0.0
            && right <= width
            && placed.iter().all(|other| other.x > right + SPACE || other.x + text_width(&other.text) + SPACE < x)
    };
    if !axis.frame.by_time {
        return positions(axis, scale, width);
    }
    for Gap { from, to, micros } in &axis.frame.gaps {
        let text = moment::duration(*micros);
        let middle = f64::from(from + to) / 2.0 * scale;
        let x = middle - text_width(&text) / 2.0;
        if free(&placed, x, &text) {
            placed.push(Label { x, text, is_tick: false });
        }
    }
    let first = axis.pixels.times.first().copied().unwrap_or_default();
    let ahead = f64::from(moment::ahead((first * 1e3) as i64)) * 60_000.0;
    let apart = |step: f64| (characters(step) as f64 * CHARACTER + APART) / scale;
    let (found, step) = ticks(&axis.pixels.times, &axis.frame.gaps, apart, ahead);
    let mut day_before = None;
    for Tick { column, time } in found {
        let micros = (time * 1e3) as i64;
        let day = moment::day(micros);
        let names_day = step < DAY && day_before.as_ref() != Some(&day);
        let text = text_of(micros, step, names_day);
        let x = column as f64 * scale + 3.0;
        if free(&placed, x, &text) {
            placed.push(Label { x, text, is_tick: true });
            day_before = Some(day);
        }
    }
    placed
}

fn positions(axis: &Axis, scale: f64, width: f64) -> Vec<Label> {
    let count = (width / POSITIONS).floor().max(1.0) as usize;
    let columns = axis.pixels.counts.len();
    (0..count)
        .map(|index| {
            let column = index * columns / count;
            let position = axis.pixels.positions.get(column).copied().unwrap_or(0);
            Label { x: column as f64 * scale + 3.0, text: grouped(position.into()), is_tick: true }
        })
        .collect()
}

/// How wide a label is, about: its font has one width for all characters.
pub fn text_width(text: &str) -> f64 {
    text.chars().count() as f64 * CHARACTER
}

/// How much of a time tells it from the next one.
fn characters(step: f64) -> usize {
    match step {
        DAY.. => "2026-03-02".len(),
        60_000.0.. => "14:03".len(),
        1000.0.. => "14:03:11".len(),
        _ => "14:03:11.202".len(),
    }
}

fn text_of(micros: i64, step: f64, names_day: bool) -> String {
    let day = moment::day(micros);
    if step >= DAY {
        return day;
    }
    let clock = moment::clock(micros);
    let clock = clock.get(..characters(step)).unwrap_or(&clock);
    if names_day {
        // The year stands at the ends of the scrubber.
        format!("{} {clock}", day.get(5..).unwrap_or(&day))
    } else {
        clock.to_owned()
    }
}
