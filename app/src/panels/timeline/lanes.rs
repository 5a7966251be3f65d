//! How the height of the timeline is shared between its parts.
//! Never draws.

/// Height of the texts at the top.
pub const TEXTS: f64 = 18.0;
/// Bottom of the bars that show how many events there are.
pub const DENSITY: f64 = 54.0;
/// Top of the first lane.
const TOP: f64 = 60.0;
const TALLEST: f64 = 46.0;
const LOWEST: f64 = 17.0;
/// The most lanes that are asked for.
const MOST: u32 = 40;

/// The lanes of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lanes {
    /// Height of one lane.
    pub high: f64,
}

impl Lanes {
    /// How many lanes there is room for. One is left out for a note when there are more.
    pub fn room(height: f64, all: u64) -> u32 {
        let room = (((height - TOP) / LOWEST).floor().max(1.0) as u32).min(MOST);
        if all > u64::from(room) { room.saturating_sub(1).max(1) } else { room }
    }

    /// Shares the height between so many lanes, and a note if there is one.
    pub fn sharing(height: f64, lanes: usize, with_note: bool) -> Self {
        let parts = (lanes + usize::from(with_note)).max(1) as f64;
        Self { high: ((height - TOP) / parts).clamp(LOWEST, TALLEST) }
    }

    /// The top of a lane.
    pub fn top(self, lane: usize) -> f64 {
        TOP + lane as f64 * self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_fit() {
        assert_eq!(Lanes::room(208.0, 5), 8);
        assert_eq!(Lanes::room(208.0, 9), 7);
        let lanes = Lanes::sharing(208.0, 5, false);
        assert!(lanes.high < TALLEST && lanes.top(5) <= 208.0);
        assert_eq!(Lanes::sharing(320.0, 2, false).high, TALLEST);
        assert!(Lanes::sharing(208.0, 7, true).top(8) <= 208.0);
    }
}
