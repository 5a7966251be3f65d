//! Measurements as a table: each figure beside the bar it is held to. It never fails for a bar that was missed: machines
//! differ, and it is people who compare.

use std::fmt::Write;

use serde_json::{Value, json};

use super::figures::{median, median_of_ticks, p99, ratio, shown};

/// What is compared.
#[derive(Clone, Copy)]
pub(super) enum Figure {
    /// Theirs by ours, of medians: above 1, Foldback is faster or smaller.
    Faster,
    /// Ours by theirs, of medians: how many times more it costs.
    Dearer,
    /// The same, of the 99th percentiles.
    DearerAtWorst,
    /// Ours alone, of medians, in this unit.
    Alone(&'static str),
    /// Ours alone, of the 99th percentile, in this unit.
    AloneAtWorst(&'static str),
}

/// A line of the table.
pub(super) struct Line {
    /// The measurement's name in the page.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) figure: Figure,
    /// What is asked for, where anything is: at least this for `Faster`, at most for the others.
    pub(super) bar: Option<f64>,
}

pub(super) const fn line(name: &'static str, title: &'static str, figure: Figure, bar: Option<f64>) -> Line {
    Line { name, title, figure, bar }
}

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

/// One line's figures.
struct Found {
    ours: Option<f64>,
    theirs: Option<f64>,
    /// What the bar is for.
    measured: Option<f64>,
    unit: String,
    note: String,
}

/// The lines as Markdown, without a heading, and the notes below them.
pub(super) fn rows<'a>(lines: impl IntoIterator<Item = &'a Line>, results: &[Measured]) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut notes = Vec::new();
    for line in lines {
        let found = found(line, results);
        let is_alone = matches!(line.figure, Figure::Alone(_) | Figure::AloneAtWorst(_));
        let amount = |value| shown(value, |value| amount(value, &found.unit));
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            line.title,
            amount(found.ours),
            if is_alone { String::new() } else { amount(found.theirs) },
            if is_alone { amount(found.measured) } else { shown(found.measured, |ratio| format!("**{ratio:.2}x**")) },
            line.bar.map_or_else(|| "-".to_owned(), |bar| required(line.figure, bar)),
        );
        if !found.note.is_empty() {
            notes.push(format!("{}: {}.", line.name, found.note));
        }
    }
    (text, notes)
}

/// The figures of the lines, as JSON.
pub(super) fn numbers<'a>(lines: impl IntoIterator<Item = &'a Line>, results: &[Measured]) -> Value {
    let lines = lines.into_iter().map(|line| {
        let found = found(line, results);
        json!({ "name": line.name, "ours": found.ours, "theirs": found.theirs, "measured": found.measured,
            "required": line.bar, "unit": found.unit })
    });
    Value::Array(lines.collect())
}

/// Every single sample, as JSON.
pub(super) fn samples(results: &[Measured]) -> Value {
    let samples = results.iter().map(|result| {
        json!({ "name": result.name, "unit": result.unit, "ours": result.ours, "theirs": result.theirs,
            "p99": [p99(&result.ours), p99(&result.theirs)], "note": result.note })
    });
    Value::Array(samples.collect())
}

fn found(line: &Line, results: &[Measured]) -> Found {
    let result = results.iter().find(|result| result.name == line.name).cloned().unwrap_or_default();
    let of = match line.figure {
        Figure::DearerAtWorst | Figure::AloneAtWorst(_) => p99,
        _ if result.unit == "ms" => median_of_ticks,
        Figure::Faster | Figure::Dearer | Figure::Alone(_) => median,
    };
    let (ours, theirs) = (of(&result.ours), of(&result.theirs));
    let measured = match line.figure {
        Figure::Faster => ratio(ours, theirs),
        Figure::Dearer | Figure::DearerAtWorst => ratio(theirs, ours),
        Figure::Alone(_) | Figure::AloneAtWorst(_) => ours,
    };
    Found { ours, theirs, measured, unit: result.unit, note: result.note }
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
        Figure::Alone(unit) | Figure::AloneAtWorst(unit) => format!("≤ {}", amount(bar, unit)),
    }
}
