//! Where a list of very many equal rows stands: which rows are seen, and where they are drawn.
//!
//! Browsers limit how tall an element may be, so a long list scrolls on a shorter track: small movements move it as far as
//! they say, large ones (the scroll bar) by their share of the track. Never touches an element.

/// The tallest track; all browsers allow more.
const TRACK: f64 = 5_000_000.0;

/// The standing of a list. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scroll {
    rows: u64,
    row: f64,
    view: f64,
    /// What is above the view.
    above: f64,
    /// Where the scroll bar stands on the track.
    bar: f64,
}

impl Scroll {
    /// A list at its beginning whose rows are that high.
    pub fn new(row: f64) -> Self {
        Self { rows: 0, row, view: 0.0, above: 0.0, bar: 0.0 }
    }

    /// Takes another number of rows or height of the view.
    pub fn resize(&mut self, rows: u64, view: f64) {
        (self.rows, self.view) = (rows, view);
        self.above = self.above.min(self.most());
    }

    fn most(&self) -> f64 {
        (self.rows as f64 * self.row - self.view).max(0.0)
    }

    /// How tall the track is.
    pub fn track(&self) -> f64 {
        (self.rows as f64 * self.row).min(TRACK.max(self.view))
    }

    fn bar_most(&self) -> f64 {
        (self.track() - self.view).max(0.0)
    }

    /// What a pixel of the bar stands for: more than one on a track shorter than the rows.
    fn scale(&self) -> f64 {
        if self.bar_most() > 0.0 { self.most() / self.bar_most() } else { 0.0 }
    }

    /// The scroll bar was moved. It may not have stood where it belonged, see [`Self::settle`].
    pub fn moved(&mut self, bar: f64) {
        let by = bar - self.bar;
        self.bar = bar;
        self.above = if by == 0.0 {
            self.above
        } else if bar <= 0.0 {
            0.0
        } else if bar >= self.bar_most() - 0.5 {
            self.most()
        } else if by.abs() < self.view {
            (self.above + by).clamp(0.0, self.most())
        } else {
            bar * self.scale()
        };
    }

    /// Goes so many pixels on or back, wherever the scroll bar stands. Whether anything moved.
    pub fn go(&mut self, by: f64) -> bool {
        let before = self.above;
        self.above = (before + by).clamp(0.0, self.most());
        self.above != before
    }

    /// Where the scroll bar belongs, if it is not there; to be called when it is at rest.
    pub fn settle(&mut self) -> Option<f64> {
        let scale = self.scale();
        let bar = if scale > 0.0 { (self.above / scale).round() } else { 0.0 };
        (std::mem::replace(&mut self.bar, bar) != bar).then_some(bar)
    }

    /// Brings a row into view, if it is not, with some rows around it. Whether anything moved.
    pub fn reveal(&mut self, row: u64, around: f64) -> bool {
        let around = around.min(((self.view / self.row - 1.0) / 2.0).floor().max(0.0)) * self.row;
        let top = row as f64 * self.row;
        let before = self.above;
        if top < self.above + around || top + self.row > self.above + self.view - around {
            let far = top + self.row < self.above - self.view || top > self.above + 2.0 * self.view;
            self.above = if far {
                // Another part of the list: what led there matters more than what follows.
                top - (self.view * 0.6 / self.row).floor() * self.row
            } else if top < self.above + around {
                top - around
            } else {
                top + self.row + around - self.view
            };
            self.above = self.above.clamp(0.0, self.most());
        }
        self.above != before
    }

    /// The first row of the view.
    pub fn first(&self) -> u64 {
        (self.above / self.row) as u64
    }

    /// How many rows can be seen at once, in part at least.
    pub fn seen(&self) -> usize {
        (self.view / self.row).ceil() as usize + 1
    }

    /// How many rows are wholly in view.
    pub fn page(&self) -> u64 {
        ((self.view / self.row) as u64).max(1)
    }

    /// Where a row is drawn, from the top of the track.
    pub fn top_of(&self, row: u64) -> f64 {
        row as f64 * self.row - self.above + self.bar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: u64) -> Scroll {
        let mut scroll = Scroll::new(25.0);
        scroll.resize(rows, 500.0);
        scroll
    }

    #[test]
    fn a_short_list_stands_where_the_bar_stands() {
        let mut scroll = list(1000);
        scroll.moved(12_345.0);
        assert_eq!(scroll.first(), 493);
        assert_eq!(scroll.settle(), None);
        assert_eq!(scroll.top_of(493), 493.0 * 25.0);
    }

    #[test]
    fn a_wheel_goes_as_far_as_it_says_and_the_bar_follows() {
        let mut scroll = list(1_000_000);
        assert!(scroll.go(120.0) && !scroll.go(0.0));
        assert_eq!((scroll.first(), scroll.top_of(0)), (4, -120.0));
        assert_eq!(scroll.settle(), Some(24.0));
        assert_eq!(scroll.top_of(0), 24.0 - 120.0);
        // The browser says where it put the bar: that is nothing new.
        scroll.moved(24.0);
        assert_eq!(scroll.top_of(0), 24.0 - 120.0);
        assert!(scroll.go(-1e9) && !scroll.go(-1.0) && scroll.first() == 0);
        assert!(scroll.go(1e9) && !scroll.go(1.0));
    }

    #[test]
    fn every_row_of_a_long_list_can_be_reached_and_small_moves_are_exact() {
        let mut scroll = list(1_000_000);
        assert_eq!(scroll.track(), TRACK);
        scroll.moved(2_500_000.0);
        let first = scroll.first();
        assert!((499_000..501_000).contains(&first), "{first}");
        scroll.moved(2_500_050.0);
        assert_eq!(scroll.first(), first + 2);
        let seen = scroll.first();
        let bar = scroll.settle().unwrap();
        assert_eq!(scroll.first(), seen);
        assert!((scroll.top_of(seen) - bar).abs() <= 25.0);
        assert_eq!(scroll.settle(), None);
        scroll.moved(TRACK - 500.0);
        assert_eq!(scroll.first(), 999_980);
        scroll.moved(0.0);
        assert_eq!(scroll.first(), 0);
    }

    #[test]
    fn a_bar_that_lags_behind_is_no_harm() {
        let mut scroll = list(1000);
        assert!(scroll.reveal(500, 2.0));
        let first = scroll.first();
        // Drawn where the bar still is, and moved on from there.
        assert!(scroll.top_of(first).abs() <= 25.0);
        scroll.moved(50.0);
        assert_eq!(scroll.first(), first + 2);
        assert_eq!(scroll.settle(), Some((first + 2) as f64 * 25.0));
    }

    #[test]
    fn revealing_moves_only_as_far_as_needed() {
        let mut scroll = list(1_000_000);
        assert!(!scroll.reveal(5, 2.0));
        assert!(scroll.reveal(18, 2.0));
        assert_eq!(scroll.first(), 1);
        assert!(scroll.reveal(700_000, 2.0));
        assert_eq!(scroll.first(), 699_988);
        assert!(scroll.reveal(999_999, 2.0));
        assert_eq!(scroll.first(), 999_980);
        assert!(scroll.reveal(0, 2.0));
        assert_eq!(scroll.first(), 0);
    }
}
