//! What was found of the log, as Markdown for people and JSON for programs, each figure beside the bar it is held
//! to. It never fails for a bar that was missed: machines differ, and it is people who compare.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::figures::{grouped, median, median_of_ticks, p99, ratio, shown, write_both};
use crate::failure::Outcome;

/// What is compared.
#[derive(Clone, Copy)]
enum Figure {
    /// Theirs by ours, of medians: above 1, Foldback is faster or smaller.
    Faster,
    /// Ours by theirs, of medians: how many times more it costs.
    Dearer,
    /// The same, of the 99th percentiles.
    DearerAtWorst,
    /// Ours alone, of medians, in this unit.
    Alone(&'static str),
}

/// A line of the table.
struct Line {
    /// The measurement's name in the page.
    name: &'static str,
    title: &'static str,
    figure: Figure,
    /// What is asked for, where anything is: at least this for `Faster`, at most for the others.
    bar: Option<f64>,
}

const fn line(name: &'static str, title: &'static str, figure: Figure, bar: Option<f64>) -> Line {
    Line { name, title, figure, bar }
}

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

/// What the page answered of one measurement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Its name.
    pub name: String,
    /// What the samples are in: `ms`, `µs`, `bytes`.
    pub unit: String,
    /// Foldback's samples; empty where it was left out.
    pub ours: Vec<f64>,
    /// The others' samples; empty where there is nobody to compare with.
    pub theirs: Vec<f64>,
    /// What the reader should know, or nothing.
    pub note: String,
}

impl Measured {
    pub(super) fn read(value: &Value) -> Self {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let samples = |name: &str| {
            let all = value[name].as_array().map(Vec::as_slice).unwrap_or_default();
            all.iter().filter_map(Value::as_f64).collect()
        };
        Self {
            name: text("name"),
            unit: text("unit"),
            ours: samples("ours"),
            theirs: samples("theirs"),
            note: text("note"),
        }
    }
}

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

/// One line's figures.
struct Found {
    ours: Option<f64>,
    theirs: Option<f64>,
    /// What the bar is for.
    measured: Option<f64>,
    unit: String,
    note: String,
}

impl LogReport {
    /// The report as a Markdown table with a line about the log and the machine.
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "| the log: Foldback; the other | Foldback | the other | measured | required |\n\
             |---|--:|--:|--:|--:|\n",
        );
        let mut notes = Vec::new();
        for line in &LINES {
            let found = self.found(line);
            let is_alone = matches!(line.figure, Figure::Alone(_));
            let amount = |value| shown(value, |value| amount(value, &found.unit));
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} |",
                line.title,
                amount(found.ours),
                if is_alone { String::new() } else { amount(found.theirs) },
                if is_alone {
                    amount(found.measured)
                } else {
                    shown(found.measured, |ratio| format!("**{ratio:.2}x**"))
                },
                line.bar.map_or_else(|| "-".to_owned(), |bar| required(line.figure, bar)),
            );
            if !found.note.is_empty() {
                notes.push(format!("{}: {}.", line.name, found.note));
            }
        }
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
        let lines = LINES.iter().map(|line| {
            let found = self.found(line);
            json!({ "name": line.name, "ours": found.ours, "theirs": found.theirs, "measured": found.measured,
                "required": line.bar, "unit": found.unit })
        });
        let samples = self.results.iter().map(|result| {
            json!({ "name": result.name, "unit": result.unit, "ours": result.ours, "theirs": result.theirs,
                "p99": [p99(&result.ours), p99(&result.theirs)], "note": result.note })
        });
        json!({
            "browser": self.browser,
            "cores": self.cores,
            "events": self.events,
            "bytes": self.bytes,
            "lines": lines.collect::<Vec<_>>(),
            "samples": samples.collect::<Vec<_>>(),
        })
    }

    /// Writes `log.md` and `log.json` into a folder.
    pub fn write(&self, folder: &Path) -> Outcome<()> {
        write_both(folder, "log", &self.markdown(), &self.json())
    }

    fn found(&self, line: &Line) -> Found {
        let result = self.results.iter().find(|result| result.name == line.name).cloned().unwrap_or_default();
        let of = match line.figure {
            Figure::DearerAtWorst => p99,
            _ if result.unit == "ms" => median_of_ticks,
            Figure::Faster | Figure::Dearer | Figure::Alone(_) => median,
        };
        let (ours, theirs) = (of(&result.ours), of(&result.theirs));
        let measured = match line.figure {
            Figure::Faster => ratio(ours, theirs),
            Figure::Dearer | Figure::DearerAtWorst => ratio(theirs, ours),
            Figure::Alone(_) => ours,
        };
        Found { ours, theirs, measured, unit: result.unit, note: result.note }
    }
}

fn amount(value: f64, unit: &str) -> String {
    match unit {
        "ms" if value >= 10_000.0 => format!("{:.1} s", value / 1e3),
        "ms" if value >= 100.0 => format!("{value:.0} ms"),
        "bytes" if value >= 10_000.0 => format!("{:.1} kB", value / 1e3),
        "bytes" => format!("{value:.1} bytes"),
        _ => format!("{value:.2} {unit}"),
    }
}

fn required(figure: Figure, bar: f64) -> String {
    match figure {
        Figure::Faster => format!("≥ {bar}x"),
        Figure::Dearer | Figure::DearerAtWorst => format!("≤ {bar}x"),
        Figure::Alone(unit) => format!("≤ {}", amount(bar, unit)),
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
