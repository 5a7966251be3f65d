//! Driving the page that measures the time machine, and what it found as a table. It never measures.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::figures::{grouped, write_both};
use super::load_file::{LoadFile, write_thousand};
use super::log::LogBench;
use super::measure::watch;
use super::table::{self, Figure, Line, Measured, line};
use crate::failure::Outcome;
use crate::session::{Session, Window};
use crate::settings::Settings;

/// A million events are imported and folded, and one state is copied some ten thousand times.
const LIMIT: Duration = Duration::from_secs(60 * 60);

/// The size of the log of which every event is parsed in the page.
const MIDDLE: u64 = 100_000;

const LINES: [Line; 14] = [
    line("merge-mutative", "merge with full history; mutative with patches for each stream", Figure::Faster, Some(2.0)),
    line("merge-redux", "the same; one state of 1,000 keys that is copied, as with Redux", Figure::Faster, Some(50.0)),
    line(
        "mutating-streams",
        "handlers that change a state a stream, recorded; without history",
        Figure::Dearer,
        Some(3.0),
    ),
    line("mutating-global", "the same, one state of 1,000 keys", Figure::Dearer, Some(3.0)),
    line(
        "returning-streams",
        "handlers that return a state a stream, recorded; without history",
        Figure::Dearer,
        Some(1.5),
    ),
    line("returning-global", "the same, one state of 1,000 keys", Figure::Dearer, Some(1.5)),
    line(
        "state",
        "state of a partition at a random position, decoded in the page, p99",
        Figure::AloneAtWorst("ms"),
        Some(5.0),
    ),
    line("step-forward", "one event forward", Figure::Alone("ms"), Some(1.0)),
    line("step-back", "one event back", Figure::Alone("ms"), Some(1.0)),
    line("blame", "blame of a path", Figure::Alone("ms"), Some(5.0)),
    line("flips", "all flips of a predicate; the fold", Figure::Dearer, Some(1.0)),
    line("branch", "branch that skips the event at 90 %; the fold", Figure::Faster, Some(5.0)),
    line("history", "bytes of history an event", Figure::Alone("bytes"), Some(100.0)),
    line("fold", "folding the large log, with all states decoded", Figure::Alone("ms"), None),
];

/// Everything that was found, and where.
#[derive(Clone, Debug)]
pub struct TimeReport {
    /// What the page answered.
    results: Vec<Measured>,
    /// Events of the large log.
    events: u64,
    /// Name and version of the browser.
    browser: String,
    /// Processor cores that the program may use.
    cores: usize,
}

/// Writes the logs into a folder, runs everything in one page over them, and answers what was found. `say` hears of
/// the progress.
pub fn measure_time(
    settings: &Settings,
    folder: &Path,
    bench: &LogBench,
    cores: usize,
    mut say: impl FnMut(&str),
) -> Outcome<TimeReport> {
    say("writing the logs");
    let files: Vec<(&str, LoadFile)> = [("large", bench.events), ("middle", MIDDLE)]
        .into_iter()
        .map(|(name, events)| Ok((name, write_thousand(folder, events)?)))
        .collect::<Outcome<_>>()?;
    let session = Session::start(settings, Window::default())?;
    let page = session.page();
    page.open("/bench/time/index.html")?;
    for (name, file) in &files {
        page.give_file(&format!("#{name}"), &file.path)?;
    }
    let results = watch(page, &bench.options, LIMIT, say)?;
    let results = results.iter().map(Measured::read).collect();
    Ok(TimeReport { results, events: bench.events, browser: page.browser().to_owned(), cores })
}

impl TimeReport {
    /// The report as a Markdown table. What was not measured has no row.
    pub fn markdown(&self) -> String {
        let (rows, notes) = table::rows(self.lines(), &self.results);
        let mut text = format!(
            "| the time machine: Foldback; the other | Foldback | the other | measured | required |\n\
             |---|--:|--:|--:|--:|\n{rows}"
        );
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "\nThe large log has {} events, the one that merges and handlers fold {}, in 1,000 streams. Medians, \
             interleaved where there is another; {}, {} cores.",
            grouped(self.events),
            grouped(MIDDLE),
            self.browser,
            self.cores
        );
        for note in notes {
            let _ = writeln!(text, "{note}");
        }
        text
    }

    /// Writes `time.md` and `time.json`, the latter with every single sample, into a folder.
    pub fn write(&self, folder: &Path) -> Outcome<()> {
        let numbers: Value = json!({
            "browser": self.browser,
            "cores": self.cores,
            "events": self.events,
            "lines": table::numbers(self.lines(), &self.results),
            "samples": table::samples(&self.results),
        });
        write_both(folder, "time", &self.markdown(), &numbers)
    }

    fn lines(&self) -> impl Iterator<Item = &'static Line> {
        LINES
            .iter()
            .filter(|line| self.results.iter().any(|result| result.name == line.name && !result.ours.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_has_no_row() {
        let millis: Vec<f64> = (1..=100).map(f64::from).collect();
        let result = |name: &str, ours: &[f64], theirs: &[f64]| {
            Measured::read(&json!({ "name": name, "unit": "ms", "ours": ours, "theirs": theirs, "note": "n" }))
        };
        let report = TimeReport {
            results: vec![
                result("state", &millis, &[]),
                result("branch", &[2.0], &[11.0]),
                result("flips", &[], &[3.0]),
            ],
            events: 1_000_000,
            browser: "chrome 1".to_owned(),
            cores: 2,
        };
        let text = report.markdown();
        for row in [
            "p99 | 99.00 ms |  | 99.00 ms | ≤ 5.00 ms |",
            "the fold | 2.00 ms | 11.00 ms | **5.50x** | ≥ 5x |",
            "state: n.",
        ] {
            assert!(text.contains(row), "{row} is not in\n{text}");
        }
        assert!(!text.contains("flips") && !text.contains("not measured"), "{text}");
    }
}
