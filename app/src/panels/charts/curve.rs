//! Numbers as a line of steps in a box of fixed measures: what a value was from each event on.
//! Never draws a number where there was none.

use foldback_protocol::SeriesAnswer;

/// The measures of the box.
pub const WIDE: f64 = 1000.0;
pub const HIGH: f64 = 60.0;
/// Room above and below the line.
const EDGE: f64 = 3.0;

/// What is seen of both axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// How many events the log has.
    pub events: u64,
    /// The lowest and the highest value.
    pub low: f64,
    pub high: f64,
}

impl Range {
    /// Of some series; nothing where none has a number.
    pub fn of(events: u64, series: &[&SeriesAnswer]) -> Option<Self> {
        let numbers = series.iter().flat_map(|one| one.values.iter().copied().flatten().chain(one.before));
        let (low, high) =
            numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| (low.min(number), high.max(number)));
        (low <= high).then_some(Self { events, low, high })
    }

    /// Where an event is.
    pub fn x(&self, position: u64) -> f64 {
        position as f64 / self.events.saturating_sub(1).max(1) as f64 * WIDE
    }

    /// Where a number is.
    pub fn y(&self, number: f64) -> f64 {
        let span = self.high - self.low;
        let share = if span > 0.0 { (number - self.low) / span } else { 0.5 };
        EDGE + (1.0 - share) * (HIGH - 2.0 * EDGE)
    }

    /// The event at a share of the width.
    pub fn position(&self, share: f64) -> u64 {
        (share.clamp(0.0, 1.0) * self.events.saturating_sub(1) as f64).round() as u64
    }
}

/// The line, as the data of an SVG path.
pub fn line(range: &Range, series: &SeriesAnswer) -> String {
    let mut out = String::new();
    let mut last = series.before.map(|number| range.y(number));
    if let Some(y) = last {
        out.push_str(&format!("M0 {y:.1}"));
    }
    for (position, value) in series.positions.iter().zip(&series.values) {
        let x = range.x(*position);
        let y = value.map(|number| range.y(number));
        match (last, y) {
            (Some(_), Some(y)) => out.push_str(&format!("H{x:.1}V{y:.1}")),
            (Some(_), None) => out.push_str(&format!("H{x:.1}")),
            (None, Some(y)) => out.push_str(&format!("M{x:.1} {y:.1}")),
            (None, None) => {}
        }
        last = y;
    }
    if last.is_some() {
        out.push_str(&format!("H{WIDE}"));
    }
    out
}

/// The event that the value stands since at a moment, and the value.
pub fn at(series: &SeriesAnswer, position: u64) -> (Option<u64>, Option<f64>) {
    match series.positions.partition_point(|at| *at <= position).checked_sub(1) {
        Some(at) => (series.positions.get(at).copied(), series.values.get(at).copied().flatten()),
        None => (None, series.before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series() -> SeriesAnswer {
        SeriesAnswer { before: None, total: 3, positions: vec![0, 5, 10], values: vec![Some(0.0), None, Some(10.0)] }
    }

    #[test]
    fn the_line_has_steps_and_gaps() {
        let range = Range::of(11, &[&series()]);
        assert_eq!(range, Some(Range { events: 11, low: 0.0, high: 10.0 }));
        let drawn = range.map(|range| line(&range, &series())).unwrap_or_default();
        assert_eq!(drawn, "M0.0 57.0H500.0M1000.0 3.0H1000");
        assert_eq!(Range::of(11, &[&SeriesAnswer::default()]), None);
    }

    #[test]
    fn a_value_stands_until_another_is_written() {
        assert_eq!(at(&series(), 4), (Some(0), Some(0.0)));
        assert_eq!(at(&series(), 7), (Some(5), None));
        assert_eq!(at(&SeriesAnswer { before: Some(2.0), ..SeriesAnswer::default() }, 7), (None, Some(2.0)));
    }
}
