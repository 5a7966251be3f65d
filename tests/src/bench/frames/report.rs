//! What was found of the frames, as a table: each figure beside the one that is asked for. It never measures.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::work::Work;
use crate::bench::figures::{grouped, part_of, write_both};
use crate::failure::Outcome;

/// What is asked for: milliseconds between two frames and of work for each (95 of 100), of any task, from a key to its
/// state (95 of 100), until the first paint; and bytes of memory.
const INTERVAL: f64 = 20.0;
const WORK: f64 = 10.0;
const TASK: f64 = 50.0;
const KEY: f64 = 50.0;
const PAINT: f64 = 1000.0;
const MEMORY: f64 = 500e6;

/// What was seen during a gesture, in milliseconds.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    pub(super) title: &'static str,
    /// Seconds.
    pub(super) took: f64,
    /// Between each frame and the next.
    pub(super) intervals: Vec<f64>,
    /// Tasks that the page calls long.
    pub(super) long: Vec<f64>,
    pub(super) work: Work,
}

/// From key to state.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    pub(super) answers: Vec<f64>,
    /// Presses whose state was not there before the next press.
    pub(super) missed: u64,
}

/// Everything that was found, and where.
#[derive(Clone, Debug)]
pub struct FramesReport {
    pub(super) events: u64,
    pub(super) cores: usize,
    pub(super) browser: String,
    pub(super) paints: Vec<f64>,
    pub(super) moved: Vec<Moved>,
    pub(super) keys: Keys,
    /// Bytes with the log open, and after the gestures.
    pub(super) memory: [u64; 2],
}

impl FramesReport {
    /// The report as two Markdown tables.
    pub fn markdown(&self) -> String {
        let mut text = format!(
            "| while one does | frames in 20 ms | interval, p95 | work a frame, p95 | longest task | long tasks |\n\
             |---|--:|--:|--:|--:|--:|\n\
             | asked for | 95 % | {INTERVAL} ms | {WORK} ms | {TASK} ms | 0 |\n"
        );
        for moved in &self.moved {
            let within = moved.intervals.iter().filter(|interval| **interval <= INTERVAL).count();
            let share = 100.0 * within as f64 / moved.intervals.len().max(1) as f64;
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "| {} | {share:.1} % of {} | {} | {} | {} ({} by the clock) | {} |",
                moved.title,
                moved.intervals.len(),
                millis(&moved.intervals, 0.95),
                millis(&moved.work.frames, 0.95),
                millis(&moved.work.tasks, 1.0),
                millis(&moved.work.elapsed, 1.0),
                moved.long.len(),
            );
        }
        let megabytes = |bytes: u64| format!("{:.0} MB", bytes as f64 / 1e6);
        let [opened, after] = self.memory;
        let _ = write!(
            text,
            "\n| the debugger with a large log | measured | asked for |\n|---|--:|--:|\n\
             | from → to the state on the screen, p95 of {} | {} | {KEY} ms |\n\
             | the same, median | {} | - |\n\
             | first paint of {} fresh browsers, the slowest | {} | {PAINT} ms |\n\
             | memory of the tab, log open and `merge` folded | {} | {} |\n\
             | memory of the tab after all this | {} | {} |\n",
            self.keys.answers.len(),
            millis(&self.keys.answers, 0.95),
            millis(&self.keys.answers, 0.5),
            self.paints.len(),
            millis(&self.paints, 1.0),
            megabytes(opened),
            megabytes(MEMORY as u64),
            megabytes(after),
            megabytes(MEMORY as u64),
        );
        let _ = write!(
            text,
            "\n{} events in 1,000 streams; {}, 1280 x 800, software rendering, {} cores. Work is the processor time of the \
             page's thread, tasks too; intervals, keys and paint are by the clock, so other programs slow them.",
            grouped(self.events),
            self.browser,
            self.cores
        );
        if self.keys.missed > 0 {
            let _ = write!(text, " {} states were not there before the next press.", self.keys.missed);
        }
        text.push('\n');
        text
    }

    /// Writes `frames.md` and `frames.json`, the latter with every single sample, into a folder.
    pub fn write(&self, folder: &Path) -> Outcome<()> {
        let moved = self.moved.iter().map(|moved| {
            json!({ "gesture": moved.title, "seconds": moved.took, "intervals": moved.intervals, "long": moved.long,
                "work": moved.work.frames, "tasks": moved.work.tasks, "elapsed": moved.work.elapsed })
        });
        let numbers = json!({
            "browser": self.browser, "cores": self.cores, "events": self.events, "paints": self.paints,
            "gestures": Value::Array(moved.collect()), "keys": self.keys.answers, "missed": self.keys.missed,
            "memory": self.memory,
        });
        write_both(folder, "frames", &self.markdown(), &numbers)
    }
}

fn millis(samples: &[f64], part: f64) -> String {
    part_of(samples, part).map_or_else(|| "not measured".to_owned(), |sample| format!("{sample:.1} ms"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_stands_under_the_one_that_is_asked_for() {
        let work = Work { frames: vec![3.0; 100], tasks: vec![1.0, 7.5], elapsed: vec![1.0, 61.0] };
        let intervals = (0..100).map(|frame| if frame < 90 { 16.7 } else { 33.4 }).collect();
        let report = FramesReport {
            events: 1_000_000,
            cores: 2,
            browser: "chrome 1".to_owned(),
            paints: vec![400.0, 700.0],
            moved: vec![Moved { title: "hold →", took: 10.0, intervals, long: vec![61.0], work }],
            keys: Keys { answers: vec![20.0; 50], missed: 1 },
            memory: [300_000_000, 400_000_000],
        };
        let text = report.markdown();
        for part in [
            "| hold → | 90.0 % of 100 | 33.4 ms | 3.0 ms | 7.5 ms (61.0 ms by the clock) | 1 |",
            "p95 of 50 | 20.0 ms | 50 ms |",
            "the slowest | 700.0 ms | 1000 ms |",
            "| 300 MB | 500 MB |",
            "1 states were not there",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }
}
