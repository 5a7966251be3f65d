//! What was found of the log, as Markdown for people and JSON for programs, each figure beside the bar it is held
//! to. It never fails for a bar that was missed: machines differ, and it is people who compare.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::figures::{grouped, write_both};
use super::table::{self, Figure, Line, Measured, line};
use crate::failure::Outcome;

const LINES: [Line; 21] = [
    line("append-relaxed-inside", "one append, relaxed; one raw put; both in one worker", Figure::Dearer, Some(1.3)),
    line("append-strict-inside", "the same, strict", Figure::Dearer, Some(1.2)),
    line("append-relaxed", "one append, relaxed, by way of the worker; one raw put in the page", Figure::Dearer, None),
    line("append-strict", "the same, strict", Figure::Dearer, None),
    line("many", "10,000 appends issued together; as many raw puts in one transaction", Figure::Faster, Some(5.0)),
    line("read-bytes", "read the whole log as bytes; `getAll`", Figure::Faster, Some(20.0)),
    line("read-decoded", "read the whole log as decoded events; `getAll`", Figure::Faster, Some(3.0)),
    line("boundary", "read 100,000 events one by one; `JSON.parse` of as many lines", Figure::Dearer, Some(1.5)),
    line("open", "open the large log until head and streams are there", Figure::Alone("ms"), Some(500.0)),
    line("stream", "load one stream of ten events; `getAll` by index", Figure::Dearer, Some(3.0)),
    line("condition-whole", "append if no event has a tag; plain append", Figure::Dearer, Some(1.5)),
    line("condition-after", "append if no later event has a tag; plain append", Figure::Dearer, Some(1.5)),
    line("compaction", "p99 of an append during a compaction; without", Figure::DearerAtWorst, Some(2.0)),
    line("rest-bytes", "bytes at rest an event", Figure::Alone("bytes"), Some(70.0)),
    line("rest", "bytes at rest an event; SQLite's file", Figure::Faster, Some(4.0)),
    line("index", "bytes of memory that the index takes an event", Figure::Alone("bytes"), Some(48.0)),
    line("growth-append", "appending, an event, to the large log; to 10,000", Figure::Dearer, Some(1.2)),
    line("growth-import", "importing, an event, the large log; 10,000", Figure::Dearer, Some(1.2)),
    line("growth-read", "reading, an event, the large log; 10,000", Figure::Dearer, Some(1.2)),
    line("engine", "the package's engine as gzip", Figure::Alone("bytes"), Some(300_000.0)),
    line("glue", "its JavaScript as gzip, page and worker", Figure::Alone("bytes"), Some(15_000.0)),
];

/// Everything that was found, and where.
#[derive(Clone, Debug)]
pub struct LogReport {
    /// What the page answered, and the package's sizes.
    pub results: Vec<Measured>,
    /// Events of the large log.
    pub events: u64,
    /// Its size as NDJSON.
    pub bytes: u64,
    /// Name and version of the browser.
    pub browser: String,
    /// Processor cores that the program may use.
    pub cores: usize,
}

impl LogReport {
    /// The report as a Markdown table with a line about the log and the machine.
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "| the log: Foldback; the other | Foldback | the other | measured | required |\n\
             |---|--:|--:|--:|--:|\n",
        );
        let (rows, notes) = table::rows(&LINES, &self.results);
        text.push_str(&rows);
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "\nThe large log has {} events of {} bytes. Single appends: medians of interleaved samples; {}, {} cores.",
            grouped(self.events),
            self.bytes / self.events.max(1),
            self.browser,
            self.cores
        );
        for note in notes {
            let _ = writeln!(text, "{note}");
        }
        text
    }

    /// The report with every single sample.
    pub fn json(&self) -> Value {
        json!({
            "browser": self.browser,
            "cores": self.cores,
            "events": self.events,
            "bytes": self.bytes,
            "lines": table::numbers(&LINES, &self.results),
            "samples": table::samples(&self.results),
        })
    }

    /// Writes `log.md` and `log.json` into a folder.
    pub fn write(&self, folder: &Path) -> Outcome<()> {
        write_both(folder, "log", &self.markdown(), &self.json())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_goes_its_own_way() {
        let result = |name: &str, ours: &[f64], theirs: &[f64]| {
            Measured::read(&json!({ "name": name, "unit": "ms", "ours": ours, "theirs": theirs, "note": "n" }))
        };
        let report = LogReport {
            results: vec![
                result("append-relaxed", &[1.0, 9.0, 2.0], &[4.0]),
                result("compaction", &[1.0, 6.0], &[2.0]),
                result("open", &[312.4], &[]),
                result("stream", &[], &[3.5]),
                Measured::read(&json!({ "name": "engine", "unit": "bytes", "ours": [240_123] })),
            ],
            events: 1_000_000,
            bytes: 282_900_000,
            browser: "chrome 1".to_owned(),
            cores: 2,
        };
        let text = report.markdown();
        for line in [
            "put in the page | 2.00 ms | 4.00 ms | **0.50x** | - |",
            "without | 6.00 ms | 2.00 ms | **3.00x** | ≤ 2x |",
            "are there | 312 ms |  | 312 ms | ≤ 500 ms |",
            "by index | not measured | 3.50 ms | not measured | ≤ 3x |",
            "engine as gzip | 240.1 kB |  | 240.1 kB | ≤ 300.0 kB |",
            "page and worker | not measured |  | not measured | ≤ 15.0 kB |",
            "1,000,000 events of 282 bytes",
            "open: n.",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
        assert_eq!(report.json()["lines"][2]["measured"], 0.5);
    }
}
