//! A time axis on which long gaps are drawn short, so that what happened has the room.

use foldback_protocol::Gap;

/// A gap is drawn short when it takes more than this part of what would be left to draw,
const SHARE: i64 = 12;

/// and at most so many are.
const MOST: usize = 8;

/// Times and columns of a range of events. Times are the running maximum, so they never fall.
#[derive(Debug)]
pub struct Axis {
    /// Stretches between gaps: first time, last time, first column.
    stretches: Vec<(i64, i64, f64)>,
    /// Columns of a microsecond.
    scale: f64,
    /// Columns that a short gap takes.
    gap: f64,
}

impl Axis {
    /// The axis for `times`, which never fall; `None` when they do not differ.
    pub fn new(times: impl Iterator<Item = i64>, width: u32) -> Option<Self> {
        let mut longest: Vec<(i64, i64)> = Vec::with_capacity(MOST + 1);
        let (mut first, mut last) = (None, 0);
        for time in times {
            let before = if first.is_none() { *first.insert(time) } else { last };
            let gap = time.saturating_sub(before);
            if gap > 0 && (longest.len() < MOST || longest.last().is_some_and(|(shortest, _)| gap > *shortest)) {
                let at = longest.partition_point(|(longer, _)| *longer >= gap);
                longest.insert(at, (gap, before));
                longest.truncate(MOST);
            }
            last = time;
        }
        let first = first?;
        let mut left = last.saturating_sub(first);
        if left <= 0 {
            return None;
        }
        let mut short = Vec::new();
        for (gap, from) in longest {
            if gap <= left / SHARE || gap == left {
                break;
            }
            left -= gap;
            short.push((from, gap));
        }
        short.sort_unstable();
        let gap = f64::from((width / 40).clamp(2, 34));
        let scale = (f64::from(width) - gap * short.len() as f64).max(1.0) / left as f64;
        let mut stretches = Vec::with_capacity(short.len() + 1);
        let (mut start, mut column) = (first, 0.0);
        for (from, length) in short {
            stretches.push((start, from, column));
            column += (from - start) as f64 * scale + gap;
            start = from + length;
        }
        stretches.push((start, last, column));
        Some(Self { stretches, scale, gap })
    }

    /// The column of a time.
    pub fn column(&self, time: i64) -> f64 {
        let at = self.stretches.partition_point(|(start, ..)| *start <= time).saturating_sub(1);
        let (start, end, column) = self.stretches[at];
        column + (time.min(end) - start).max(0) as f64 * self.scale
    }

    /// The time at the left edge of a column. Inside a short gap it is the end of the gap.
    pub fn time(&self, column: f64) -> i64 {
        let at = self.stretches.partition_point(|(.., first)| *first <= column).saturating_sub(1);
        let (start, end, first) = self.stretches[at];
        let time = start + ((column - first) / self.scale) as i64;
        match self.stretches.get(at + 1) {
            Some((next, ..)) if time > end => *next,
            _ => time,
        }
    }

    /// The gaps that are drawn short.
    pub fn gaps(&self) -> Vec<Gap> {
        let pairs = self.stretches.windows(2);
        pairs
            .map(|pair| {
                let ((_, end, _), (start, _, column)) = (pair[0], pair[1]);
                Gap {
                    from: (column - self.gap).round() as u32,
                    to: column.round() as u32,
                    micros: (start - end) as f64,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_drawn_short_and_columns_lead_back_to_times() {
        let day = |start: i64| (0..100).map(move |n| start + n * 1000);
        let axis = Axis::new(day(0).chain(day(50_000_000)), 1000).unwrap();
        let gaps = axis.gaps();
        assert_eq!(gaps.len(), 1);
        assert_eq!(gaps[0].micros, f64::from(50_000_000 - 99_000));
        assert!(gaps[0].to - gaps[0].from <= 34);
        assert_eq!(axis.column(0), 0.0);
        assert!((axis.column(50_099_000) - 1000.0).abs() < 1e-6);
        for time in day(0).chain(day(50_000_000)).step_by(7) {
            let back = axis.time(axis.column(time));
            assert!((back - time).abs() <= 1 || back == 50_000_000, "{time} {back}");
        }
    }

    #[test]
    fn even_times_have_no_gaps_and_equal_times_no_axis() {
        assert!(Axis::new((0..50).map(|n| n * 1_000_000), 500).unwrap().gaps().is_empty());
        assert!(Axis::new([5, 5, 5].into_iter(), 500).is_none());
        assert!(Axis::new(std::iter::empty(), 500).is_none());
        // Two events: the one distance between them is all there is to draw.
        assert!(Axis::new([0, 10].into_iter(), 500).unwrap().gaps().is_empty());
    }
}
