//! From positions to places on a drawn range of events, and back.
//! Never counts events: the engine did, column by column.

use foldback_protocol::{Hits, Pixels, TimelineAnswer};

/// How many columns away an event still counts as pointed at.
const NEAR: usize = 5;

/// A range of events as the engine wants it drawn.
#[derive(Debug, Default)]
pub struct Axis {
    /// Its frame.
    pub frame: TimelineAnswer,
    /// Its columns.
    pub pixels: Pixels,
}

impl Axis {
    /// The place of a position, in columns with a fraction. Outside of the range it is the nearest edge.
    pub fn place(&self, position: u64) -> f64 {
        if position < self.frame.from {
            return 0.0;
        }
        if position >= self.frame.to {
            return self.frame.width.into();
        }
        let column = self.pixels.column(position);
        let first = self.pixels.positions.get(column).copied().unwrap_or(0);
        let count = self.pixels.counts.get(column).copied().unwrap_or(0).max(1);
        let within = position.saturating_sub(first.into()) as f64 / f64::from(count);
        column as f64 + within.min(1.0)
    }

    /// The event that stands at a place, or the nearest one close by, or else the last one before it.
    pub fn position(&self, place: f64) -> u64 {
        let last = self.frame.to.saturating_sub(1).max(self.frame.from);
        let columns = self.pixels.counts.len();
        if columns == 0 {
            return self.frame.from;
        }
        let place = place.clamp(0.0, columns as f64);
        let column = (place as usize).min(columns - 1);
        let first = |column: usize| u64::from(self.pixels.positions.get(column).copied().unwrap_or(0));
        let count = |column: usize| self.pixels.counts.get(column).copied().unwrap_or(0);
        if count(column) > 0 {
            let within = (place - column as f64) * f64::from(count(column));
            return (first(column) + within as u64).min(last);
        }
        let after = (1..NEAR).find(|step| count(column + step) > 0);
        let before = (1..NEAR).find(|step| *step <= column && count(column - step) > 0);
        match (before, after) {
            (None, Some(_)) => first(column),
            (Some(before), Some(after)) if after < before => first(column),
            _ => first(column).saturating_sub(1),
        }
        .clamp(self.frame.from, last)
    }

    /// How many hits each column has.
    pub fn hits(&self, hits: &Hits) -> Vec<u32> {
        let counted = self.pixels.positions.windows(2).zip(&self.pixels.counts).map(|(ends, count)| match count {
            0 => 0,
            _ => hits.within(ends[0].into()..ends[1].into()) as u32,
        });
        counted.collect()
    }

    /// The columns that have any.
    pub fn columns_with(&self, hits: &Hits) -> Vec<usize> {
        let counts = self.hits(hits);
        counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(column, _)| column).collect()
    }

    /// Whether the engine has drawn anything.
    pub fn is_empty(&self) -> bool {
        self.pixels.counts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis() -> Axis {
        // Ten columns: four events in the first, one in the second, one in the last.
        Axis {
            frame: TimelineAnswer { from: 0, to: 6, width: 10, ..TimelineAnswer::default() },
            pixels: Pixels {
                positions: vec![0, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6],
                times: vec![0.0; 10],
                counts: vec![4, 1, 0, 0, 0, 0, 0, 0, 0, 1],
                cells: vec![],
            },
        }
    }

    #[test]
    fn every_position_is_found_where_it_is_placed() {
        let axis = axis();
        for position in 0..6 {
            assert_eq!(axis.position(axis.place(position)), position);
        }
        assert_eq!(axis.place(2), 0.5);
        assert_eq!(axis.place(6), 10.0);
    }

    #[test]
    fn hits_are_counted_where_their_events_are() {
        let mut hits = Hits::default();
        assert!(hits.add(&foldback_protocol::write_hits(&[1, 2, 5])));
        assert_eq!(axis().hits(&hits), [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(axis().columns_with(&hits), [0, 9]);
    }

    #[test]
    fn an_empty_place_gives_the_nearest_event_or_the_last_before() {
        let axis = axis();
        assert_eq!(axis.position(2.5), 4);
        assert_eq!(axis.position(8.0), 5);
        assert_eq!(axis.position(-3.0), 0);
        assert_eq!(axis.position(99.0), 5);
        assert_eq!(Axis::default().position(3.0), 0);
    }
}
