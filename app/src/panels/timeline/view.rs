//! What the timeline shows just now, and where things are on the screen while a new picture is on its way.
//! Never asks the engine.

use super::lanes::Lanes;
use super::range::Range;
use crate::panels::axis::Axis;

/// The last picture the engine gave, and how it was drawn.
#[derive(Debug, Default)]
pub struct View {
    pub axis: Axis,
    pub lanes: Lanes,
    /// Width of the picture when it was drawn.
    pub width: f64,
}

/// How the picture is stretched to stand where the wanted range is: `x * times + shift`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    pub times: f64,
    pub shift: f64,
}

impl View {
    /// Where the drawn picture belongs when `range` fills `width` pixels. Until the engine has answered, the old picture
    /// is moved and stretched instead of vanishing.
    pub fn stretch(&self, range: Range, width: f64) -> Stretch {
        let frame = &self.axis.frame;
        let (from, to) = (range.from.max(frame.from), range.to.min(frame.to));
        if from >= to || self.width <= 0.0 || range.length() == 0 {
            return Stretch { times: 1.0, shift: 0.0 };
        }
        let drawn = |position: u64| self.axis.place(position) * self.width / f64::from(frame.width.max(1));
        let wanted = |position: u64| (position - range.from) as f64 / range.length() as f64 * width;
        let (left, right) = (drawn(from), drawn(to));
        let times = (wanted(to) - wanted(from)) / (right - left).max(1.0);
        Stretch { times, shift: wanted(from) - left * times }
    }

    /// Where a position is on the screen.
    pub fn x(&self, position: u64, range: Range, width: f64) -> f64 {
        let Stretch { times, shift } = self.stretch(range, width);
        let drawn = self.axis.place(position) * self.width / f64::from(self.axis.frame.width.max(1));
        drawn * times + shift
    }

    /// The column under a place on the screen, with its fraction.
    pub fn column(&self, x: f64, range: Range, width: f64) -> f64 {
        let Stretch { times, shift } = self.stretch(range, width);
        (x - shift) / times / self.width.max(1.0) * f64::from(self.axis.frame.width)
    }

    /// The event at a place on the screen.
    pub fn position(&self, x: f64, range: Range, width: f64) -> u64 {
        self.axis.position(self.column(x, range, width))
    }
}

#[cfg(test)]
mod tests {
    use foldback_protocol::{Pixels, TimelineAnswer};

    use super::*;

    fn view() -> View {
        View {
            axis: Axis {
                frame: TimelineAnswer { from: 100, to: 200, width: 100, ..TimelineAnswer::default() },
                pixels: Pixels {
                    positions: (100..=200).collect(),
                    times: vec![0.0; 100],
                    counts: vec![1; 100],
                    cells: vec![],
                },
            },
            lanes: Lanes::default(),
            width: 1000.0,
        }
    }

    #[test]
    fn the_wanted_range_is_drawn_as_it_is() {
        let range = Range { from: 100, to: 200 };
        assert_eq!(view().stretch(range, 1000.0), Stretch { times: 1.0, shift: 0.0 });
        assert_eq!(view().x(150, range, 1000.0), 500.0);
        assert_eq!(view().position(505.0, range, 1000.0), 150);
    }

    #[test]
    fn an_old_picture_is_stretched_to_the_wanted_range() {
        let near = Range { from: 150, to: 160 };
        assert_eq!(view().x(155, near, 1000.0), 500.0);
        let far = Range { from: 0, to: 300 };
        assert_eq!(view().x(100, far, 900.0), 300.0);
        let apart = Range { from: 500, to: 600 };
        assert_eq!(view().stretch(apart, 1000.0), Stretch { times: 1.0, shift: 0.0 });
    }
}
