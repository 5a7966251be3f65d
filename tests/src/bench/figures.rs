//! Figures of samples, and how people read them. It never leaves out a sample as an outlier.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::failure::{Doing, Outcome};

/// The middle sample, or halfway between the two in the middle.
pub(super) fn median(samples: &[f64]) -> Option<f64> {
    let sorted = sorted(samples);
    let (low, high) = (sorted.get(sorted.len().checked_sub(1)? / 2)?, sorted.get(sorted.len() / 2)?);
    Some((low + high) / 2.0)
}

/// What the browser's clock counts in, in milliseconds, on a page that is not isolated from other origins.
const TICK: f64 = 0.1;

/// The median of many durations that are a few ticks each: where in its tick the middle lies, from how many samples
/// are before the tick and in it (the median of grouped data). Few or long durations have their plain median.
pub(super) fn median_of_ticks(millis: &[f64]) -> Option<f64> {
    let middle = median(millis)?;
    if millis.len() < 100 || middle > 100.0 * TICK {
        return Some(middle);
    }
    let tick = |sample: f64| (sample / TICK).round();
    let before = millis.iter().filter(|&&sample| tick(sample) < tick(middle)).count();
    let within = millis.iter().filter(|&&sample| tick(sample) == tick(middle)).count();
    if within == 0 {
        return Some(middle);
    }
    let part = (millis.len() as f64 / 2.0 - before as f64) / within as f64;
    Some((tick(middle) - 0.5 + part) * TICK)
}

/// The smallest sample that 99 % of all do not exceed (nearest rank).
pub(super) fn p99(samples: &[f64]) -> Option<f64> {
    part_of(samples, 0.99)
}

/// The smallest sample that this part of all does not exceed (nearest rank).
pub(super) fn part_of(samples: &[f64], part: f64) -> Option<f64> {
    let rank = (samples.len() as f64 * part).ceil() as usize;
    sorted(samples).get(rank.checked_sub(1)?).copied()
}

fn sorted(samples: &[f64]) -> Vec<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// How many times ours goes into theirs.
pub(super) fn ratio(ours: Option<f64>, theirs: Option<f64>) -> Option<f64> {
    Some(theirs? / ours.filter(|&ours| ours > 0.0)?)
}

/// A figure, or that there is none.
pub(super) fn shown(value: Option<f64>, show: impl Fn(f64) -> String) -> String {
    value.map_or_else(|| "not measured".to_owned(), show)
}

/// `500,000`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// Writes `NAME.md` and `NAME.json` into a folder.
pub(super) fn write_both(folder: &Path, name: &str, markdown: &str, json: &Value) -> Outcome<()> {
    fs::create_dir_all(folder).doing(|| format!("make {}", folder.display()))?;
    for (kind, text) in [("md", markdown.to_owned()), ("json", format!("{json:#}\n"))] {
        let path = folder.join(format!("{name}.{kind}"));
        fs::write(&path, text).doing(|| format!("write {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_of_ticks_tells_more_than_the_tick() {
        // 40 times 0.3, 60 times 0.4: the middle is a sixth into the tick from 0.35 to 0.45.
        let millis: Vec<f64> = (0..100).map(|n| if n < 40 { 0.3 } else { 0.4 }).collect();
        let middle = median_of_ticks(&millis).unwrap();
        assert!((middle - (0.35 + 0.1 / 6.0)).abs() < 1e-9, "{middle}");
        assert_eq!(median_of_ticks(&[0.3, 0.4]), median(&[0.3, 0.4]));
        assert_eq!(median_of_ticks(&[]), None);
    }

    #[test]
    fn a_median_and_a_p99_need_no_order() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0]), Some(2.5));
        assert_eq!(median(&[]), None);
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(p99(&hundred), Some(99.0));
        assert_eq!(p99(&hundred[..1]), Some(100.0));
        assert_eq!(p99(&[]), None);
    }
}
