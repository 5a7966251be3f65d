//! What a benchmark found, as Markdown for people and JSON for programs. A ratio is the other's median
//! duration by Foldback's: above 1, Foldback is faster. It never averages over outliers: medians only.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::figures::{grouped, median, ratio, shown, write_both};
use super::load_file::LoadFile;
use super::measure::Run;
use crate::failure::Outcome;

/// The comparisons, in the order of the table: title, other contender, events.
const COMPARISONS: [(&str, &str, u64); 4] = [
    ("bare reading, stream + decode + split + `JSON.parse`", "bare", 500_000),
    ("bare reading, stream + decode + split + `JSON.parse`", "bare", 100_000),
    ("Dexie `bulkAdd`", "dexie", 100_000),
    ("SQLite-wasm on OPFS", "sqlite", 100_000),
];

/// Everything that was found, and where.
#[derive(Clone, Debug)]
pub struct Report {
    /// The logs that were imported.
    pub loads: Vec<LoadFile>,
    /// The durations.
    pub runs: Vec<Run>,
    /// Name and version of the browser.
    pub browser: String,
    /// Processor cores that the program may use.
    pub cores: usize,
}

impl Report {
    /// The report as a Markdown table with a line about the logs and the machine.
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "| import of NDJSON, against | events | Foldback | the other | ratio |\n\
             |---|--:|--:|--:|--:|\n",
        );
        for (title, other, events) in COMPARISONS {
            let (ours, theirs) = (self.median("foldback", events), self.median(other, events));
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "| {title} | {} | {} | {} | {} |",
                grouped(events),
                shown(ours, |millis| format!("{:.2} s", millis / 1e3)),
                shown(theirs, |millis| format!("{:.2} s", millis / 1e3)),
                shown(ratio(ours, theirs), |ratio| format!("**{ratio:.2}x**")),
            );
        }
        for load in &self.loads {
            let megabytes = |bytes: u64| bytes as f64 / 1e6;
            let _ = write!(
                text,
                "\n{} events are {:.1} MB ({:.1} MB as gzip).",
                grouped(load.events),
                megabytes(load.bytes),
                megabytes(load.gzip)
            );
        }
        let rounds = self.runs.iter().map(|run| run.millis.len()).max().unwrap_or(0);
        let _ = writeln!(
            text,
            "\nMedians of {rounds} interleaved rounds in one page, each contender in one worker throughout; {}, {} cores.",
            self.browser, self.cores
        );
        text
    }

    /// The report with every single duration.
    pub fn json(&self) -> Value {
        let comparisons = COMPARISONS.map(|(_, other, events)| {
            let ratio = ratio(self.median("foldback", events), self.median(other, events));
            json!({ "against": other, "events": events, "ratio": ratio })
        });
        let loads =
            self.loads.iter().map(|load| json!({ "events": load.events, "bytes": load.bytes, "gzip": load.gzip }));
        let runs = self.runs.iter().map(|run| {
            let median = self.median(&run.contender, run.events);
            json!({ "contender": run.contender, "events": run.events, "millis": run.millis, "median": median })
        });
        json!({
            "browser": self.browser,
            "cores": self.cores,
            "logs": loads.collect::<Vec<_>>(),
            "runs": runs.collect::<Vec<_>>(),
            "ratios": comparisons,
        })
    }

    fn median(&self, contender: &str, events: u64) -> Option<f64> {
        let fits = |run: &&Run| run.contender == contender && run.events == events;
        median(&self.runs.iter().find(fits)?.millis)
    }
}

/// Writes `import.md` and `import.json` into a folder.
pub fn write_report(report: &Report, folder: &Path) -> Outcome<()> {
    write_both(folder, "import", &report.markdown(), &report.json())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(contender: &str, events: u64, millis: &[f64]) -> Run {
        Run { contender: contender.to_owned(), events, millis: millis.to_vec() }
    }

    #[test]
    fn a_ratio_above_one_means_that_foldback_is_faster() {
        let report = Report {
            loads: Vec::new(),
            runs: vec![
                run("foldback", 100_000, &[100.0, 900.0, 200.0]),
                run("dexie", 100_000, &[4_000.0, 3_900.0, 9_000.0]),
            ],
            browser: "chrome 1".to_owned(),
            cores: 2,
        };
        let line = "| Dexie `bulkAdd` | 100,000 | 0.20 s | 4.00 s | **20.00x** |";
        assert!(report.markdown().contains(line), "{}", report.markdown());
        assert!(report.markdown().contains("| SQLite-wasm on OPFS | 100,000 | 0.20 s | not measured |"));
        assert_eq!(report.json()["ratios"][2]["ratio"], 20.0);
        assert_eq!(report.json()["ratios"][3]["ratio"], Value::Null);
    }
}
