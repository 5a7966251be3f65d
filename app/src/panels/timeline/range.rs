//! The part of the log that the timeline shows, and how zooming and panning change it.
//! Never asks for anything and never draws.

/// The fewest events a timeline shows.
const LEAST: u64 = 12;

/// Positions from the first to before the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    pub from: u64,
    pub to: u64,
}

impl Range {
    /// The whole log.
    pub fn whole(events: u64) -> Self {
        Self { from: 0, to: events }
    }

    /// From one event to another, with a little space on both sides.
    pub fn around(first: u64, last: u64, events: u64) -> Self {
        let length = (last - first + 1) as f64;
        let wide = (length * 1.06).ceil().max(LEAST as f64);
        Self::placed(first as f64 - (wide - length) / 2.0, wide as u64, events)
    }

    /// How many events.
    pub fn length(self) -> u64 {
        self.to.saturating_sub(self.from)
    }

    /// The position itself when it is in the range, or else the middle.
    pub fn near(self, position: u64) -> u64 {
        if (self.from..self.to).contains(&position) { position } else { self.from + self.length() / 2 }
    }

    fn placed(from: f64, length: u64, events: u64) -> Self {
        let length = length.min(events);
        let from = (from.round().max(0.0) as u64).min(events - length);
        Self { from, to: from + length }
    }

    /// Times as many events; the one at `around` stays where it is.
    #[must_use]
    pub fn zoomed(self, times: f64, around: u64, events: u64) -> Self {
        let old = self.length().max(1) as f64;
        let length = (old * times).round().max(LEAST as f64).min(events as f64);
        let share = (around as f64 - self.from as f64) / old;
        Self::placed(around as f64 - share * length, length as u64, events)
    }

    /// Moved on by this part of itself.
    #[must_use]
    pub fn moved(self, share: f64, events: u64) -> Self {
        let from = self.from as f64 + share * self.length() as f64;
        Self::placed(from, self.length(), events)
    }

    /// Moved so that `position` is in it, if it is not.
    #[must_use]
    pub fn holding(self, position: u64, events: u64) -> Self {
        if (self.from..self.to).contains(&position) {
            return self;
        }
        // One step over the edge turns the page; a jump lands in the middle.
        let length = self.length();
        let share = match position {
            at if at >= self.to && at - self.to < length => 0.1,
            at if at < self.from && self.from - at < length => 0.9,
            _ => 0.5,
        };
        Self::placed(position as f64 - share * length as f64, length, events)
    }

    /// The same when the log has grown from `before` to `events`: what showed all of it still does.
    #[must_use]
    pub fn grown(self, before: u64, events: u64) -> Self {
        if self.length() >= before || self.to > events { Self::whole(events) } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_what_is_pointed_at_in_its_place() {
        let range = Range::whole(1000).zoomed(0.5, 250, 1000);
        assert_eq!(range, Range { from: 125, to: 625 });
        assert_eq!(range.zoomed(0.0001, 250, 1000).length(), LEAST);
        assert_eq!(range.zoomed(9.0, 250, 1000), Range::whole(1000));
        assert_eq!(Range::whole(3).zoomed(0.5, 1, 3), Range::whole(3));
    }

    #[test]
    fn a_part_is_shown_with_space_around_it() {
        assert_eq!(Range::around(100, 199, 1000), Range { from: 97, to: 203 });
        assert_eq!(Range::around(0, 0, 1000), Range { from: 0, to: LEAST });
        assert_eq!(Range::around(0, 999, 1000), Range::whole(1000));
    }

    #[test]
    fn panning_stops_at_the_ends() {
        let range = Range { from: 100, to: 200 };
        assert_eq!(range.moved(0.5, 1000), Range { from: 150, to: 250 });
        assert_eq!(range.moved(-9.0, 1000), Range { from: 0, to: 100 });
        assert_eq!(range.moved(99.0, 1000), Range { from: 900, to: 1000 });
    }

    #[test]
    fn a_cursor_that_leaves_takes_the_range_along() {
        let range = Range { from: 100, to: 200 };
        assert_eq!(range.holding(150, 1000), range);
        assert_eq!(range.holding(200, 1000), Range { from: 190, to: 290 });
        assert_eq!(range.holding(99, 1000), Range { from: 9, to: 109 });
        assert_eq!(range.holding(700, 1000), Range { from: 650, to: 750 });
    }

    #[test]
    fn what_shows_all_shows_all_when_the_log_grows() {
        assert_eq!(Range::whole(10).grown(10, 90), Range::whole(90));
        let part = Range { from: 2, to: 5 };
        assert_eq!(part.grown(10, 90), part);
    }
}
