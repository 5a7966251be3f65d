//! Where the timeline names a time: round times, one label beside another, gaps with how long they were.
//! Never formats a time: it says which one and how finely.

use foldback_protocol::Gap;

const SECOND: f64 = 1e3;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
/// Milliseconds.
pub const DAY: f64 = 24.0 * HOUR;

/// Steps between ticks, in milliseconds.
const STEPS: [f64; 32] = [
    1.0,
    2.0,
    5.0,
    10.0,
    20.0,
    50.0,
    100.0,
    200.0,
    500.0,
    SECOND,
    2.0 * SECOND,
    5.0 * SECOND,
    10.0 * SECOND,
    15.0 * SECOND,
    30.0 * SECOND,
    MINUTE,
    2.0 * MINUTE,
    5.0 * MINUTE,
    10.0 * MINUTE,
    15.0 * MINUTE,
    30.0 * MINUTE,
    HOUR,
    2.0 * HOUR,
    3.0 * HOUR,
    6.0 * HOUR,
    12.0 * HOUR,
    DAY,
    2.0 * DAY,
    7.0 * DAY,
    30.0 * DAY,
    91.0 * DAY,
    365.0 * DAY,
];

/// A round time at a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    pub column: usize,
    /// Milliseconds since 1970.
    pub time: f64,
}

/// The round times along the columns, and the step between them in milliseconds. `apart` is how many columns a label
/// of such a step needs; `ahead` how many milliseconds local time is ahead of UTC. The first column of each stretch between gaps is
/// named too, whatever its time.
pub fn ticks(times: &[f64], gaps: &[Gap], apart: impl Fn(f64) -> f64, ahead: f64) -> (Vec<Tick>, f64) {
    let in_gap = |column: usize| {
        let after = gaps.partition_point(|gap| gap.from as usize <= column);
        after > 0 && column < gaps[after - 1].to as usize
    };
    let mut paces: Vec<f64> = times
        .windows(2)
        .enumerate()
        .filter(|(column, pair)| !in_gap(*column) && pair[1] > pair[0])
        .map(|(_, pair)| pair[1] - pair[0])
        .collect();
    let middle = paces.len() / 2;
    let pace = if paces.is_empty() { 1.0 } else { *paces.select_nth_unstable_by(middle, f64::total_cmp).1 };
    let step = STEPS
        .into_iter()
        .find(|step| step / pace >= apart(*step))
        .unwrap_or_else(|| (pace * apart(DAY) / (365.0 * DAY)).ceil() * 365.0 * DAY);
    let number = |time: f64| ((time + ahead) / step).floor();
    let mut found = Vec::new();
    for (column, time) in times.iter().enumerate() {
        if in_gap(column) {
            continue;
        }
        let is_first = column == 0 || in_gap(column - 1);
        if is_first {
            found.push(Tick { column, time: *time });
        } else if number(*time) > number(times[column - 1]) {
            // The column is where the round time falls, which is named instead of the column's own.
            let time = number(*time) * step - ahead;
            found.push(Tick { column, time });
        }
    }
    (found, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_stand_at_round_times() {
        // A column is 100 ms, the log begins at 250 ms.
        let times: Vec<f64> = (0..300).map(|column| 250.0 + f64::from(column) * 100.0).collect();
        let (found, step) = ticks(&times, &[], |_| 90.0, 0.0);
        assert_eq!(step, 10_000.0);
        assert_eq!(
            found,
            [
                Tick { column: 0, time: 250.0 },
                Tick { column: 98, time: 10_000.0 },
                Tick { column: 198, time: 20_000.0 },
                Tick { column: 298, time: 30_000.0 },
            ]
        );
    }

    #[test]
    fn days_are_local_and_gaps_are_left_out() {
        let times: Vec<f64> = (0..10).map(|column| f64::from(column) * 6.0 * HOUR).collect();
        let gap = Gap { from: 2, to: 8, micros: 1.0 };
        let (found, step) = ticks(&times, &[gap], |_| 4.0, HOUR);
        assert_eq!(step, DAY);
        let columns: Vec<usize> = found.iter().map(|tick| tick.column).collect();
        assert_eq!(columns, [0, 8]);
        let (found, _) = ticks(&times, &[], |_| 4.0, HOUR);
        assert_eq!(found[1], Tick { column: 4, time: 23.0 * HOUR });
    }

    #[test]
    fn a_log_of_one_moment_has_one_tick() {
        assert_eq!(ticks(&[5.0; 40], &[], |_| 90.0, 0.0).0.len(), 1);
        assert_eq!(ticks(&[], &[], |_| 90.0, 0.0).0, []);
    }
}
