//! What a value was as a number, as much of it as a chart can show.
//!
//! The positions are cut into as many buckets as the chart is wide. Of each are kept the lowest, the highest and the last value,
//! so that neither a peak nor where the line goes on is lost.

use std::ops::RangeInclusive;

/// What a value was as a number from a position on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The event that made it so.
    pub position: u64,
    /// `None` where the value is no number, or is not there.
    pub value: Option<f64>,
}

/// The numbers that a value was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What it was before the first of the positions asked about.
    pub before: Option<f64>,
    /// From where on it was what, in order.
    pub points: Vec<Point>,
    /// How many events changed it.
    pub total: u64,
    from: u64,
    span: u64,
    width: u64,
    /// Where the last bucket begins in `points`, and which one it is.
    begun: usize,
    bucket: u64,
}

/// Points that are kept of a bucket.
const KEPT: usize = 3;

impl Series {
    /// None yet, over these positions.
    pub(crate) fn new(at: RangeInclusive<u64>, width: usize) -> Self {
        let span = at.end().saturating_sub(*at.start()).saturating_add(1);
        Self { from: *at.start(), span, width: width.max(1) as u64, ..Self::default() }
    }

    /// Takes the next point.
    pub(crate) fn push(&mut self, point: Point) {
        self.total += 1;
        let within = u128::from(point.position.saturating_sub(self.from));
        let bucket = (within * u128::from(self.width) / u128::from(self.span)) as u64;
        if bucket != self.bucket {
            self.bucket = bucket;
            self.begun = self.points.len();
        }
        self.points.push(point);
        if self.points.len() - self.begun > KEPT {
            self.thin();
        }
    }

    /// What was found.
    pub(crate) fn end(mut self) -> Self {
        self.points.shrink_to_fit();
        self
    }

    /// Leaves the lowest, the highest and the last of the last bucket.
    fn thin(&mut self) {
        let bucket = self.points.split_off(self.begun);
        let place = |better: fn(f64, f64) -> bool| {
            let mut best: Option<(usize, f64)> = None;
            for (at, value) in bucket.iter().enumerate().filter_map(|(at, point)| Some((at, point.value?))) {
                if best.is_none_or(|(_, known)| better(value, known)) {
                    best = Some((at, value));
                }
            }
            best.map(|(at, _)| at)
        };
        let kept = [place(|a, b| a < b), place(|a, b| a > b), bucket.len().checked_sub(1)];
        let shown = bucket.iter().enumerate().filter(|(at, _)| kept.contains(&Some(*at)));
        self.points.extend(shown.map(|(_, point)| *point));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thinned(values: &[Option<f64>], width: usize) -> Vec<(u64, Option<f64>)> {
        let mut series = Series::new(10..=10 + values.len() as u64 - 1, width);
        for (at, value) in values.iter().enumerate() {
            series.push(Point { position: 10 + at as u64, value: *value });
        }
        assert_eq!(series.total, values.len() as u64);
        series.end().points.iter().map(|point| (point.position, point.value)).collect()
    }

    #[test]
    fn few_points_are_all_kept() {
        let values = [Some(1.0), None, Some(2.0)];
        assert_eq!(thinned(&values, 1), [(10, Some(1.0)), (11, None), (12, Some(2.0))]);
        assert_eq!(thinned(&[Some(1.0); 9], 9).len(), 9);
    }

    #[test]
    fn of_each_bucket_the_lowest_the_highest_and_the_last_are_kept() {
        let values: Vec<Option<f64>> = [5.0, 9.0, 1.0, 4.0, 6.0, 2.0, 7.0, 0.0, 2.0, 3.0].map(Some).to_vec();
        assert_eq!(
            thinned(&values, 2),
            [(11, Some(9.0)), (12, Some(1.0)), (14, Some(6.0)), (16, Some(7.0)), (17, Some(0.0)), (19, Some(3.0))]
        );
        assert_eq!(
            thinned(&[Some(1.0), Some(7.0), None, Some(2.0), None], 1),
            [(10, Some(1.0)), (11, Some(7.0)), (14, None)]
        );
    }

    #[test]
    fn a_range_as_long_as_there_can_be_one_is_cut_too() {
        let mut series = Series::new(0..=u64::MAX, usize::MAX);
        for position in [0, 1, u64::MAX - 1] {
            series.push(Point { position, value: Some(1.0) });
        }
        assert_eq!(series.end().points.len(), 3);
    }
}
