//! A log of a gigabyte: the memory that its import takes, as the system counts it for the browser's process, and how soon a
//! cancelled import has gone. It compares nothing: what is measured stands beside what is required.

use std::fmt::Write as _;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::figures::{grouped, write_both};
use super::load_file::LoadFile;
use crate::failure::{Failure, Outcome};
use crate::page::{Page, WAIT};
use crate::processes::renderer_memory;
use crate::profile::Profile;
use crate::session::{Session, Window};
use crate::settings::Settings;

/// One step is over after this.
const LIMIT: Duration = Duration::from_secs(5 * 60);

/// How often memory is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Looks between two questions to the page, which take its processor time.
const LOOKS: u32 = 50;

/// Bytes of memory that the index of a log takes an event, as the benchmark of the log measures them.
const INDEX: f64 = 40.0;

/// How often a cancelled import is measured, each further into the log.
const CANCELS: u32 = 5;

/// What was found.
#[derive(Clone, Debug)]
pub struct Large {
    load: LoadFile,
    /// Bytes of the page's process before anything, at most during the import, and after it.
    memory: [u64; 3],
    millis: f64,
    /// Of each cancelled import, milliseconds until it had ended and how many logs and databases were left.
    cancelled: Vec<(f64, u64)>,
    browser: String,
}

/// Imports the log, then cancels five more imports of it.
pub fn measure_large(settings: &Settings, load: &LoadFile, mut say: impl FnMut(&str)) -> Outcome<Large> {
    let profile = Profile::new()?;
    let session = Session::start_in(settings, Window::default(), &profile)?;
    let page = session.page();
    page.open("/bench/large.html")?;
    page.give_file("#large", &load.path)?;
    page.until("the benchmark's page", WAIT, "return typeof window.start === 'function'")?;
    let memory = || renderer_memory(profile.folder());
    let before = memory()?;
    let mut most = before;
    say("importing");
    let imported = step(page, &[json!("import")], || {
        most = most.max(memory()?);
        Ok(())
    })?;
    if imported["events"].as_u64() != Some(load.events) {
        return Err(Failure::new(format!("{} events were imported of {}", imported["events"], load.events)));
    }
    let after = memory()?;
    step(page, &[json!("clean"), imported["log"].clone()], || Ok(()))?;
    let mut cancelled = Vec::new();
    for part in 1..=CANCELS {
        say(&format!("cancelled import {part} of {CANCELS}"));
        let at = load.bytes * u64::from(part) / u64::from(CANCELS + 1);
        let end = step(page, &[json!("cancel"), json!(at)], || Ok(()))?;
        if end["ended"] != "Aborted" {
            return Err(Failure::new(format!("the cancelled import ended as {}", end["ended"])));
        }
        let left = |what: &str| end[what].as_u64().unwrap_or(u64::MAX);
        cancelled.push((end["millis"].as_f64().unwrap_or(f64::NAN), left("logs").saturating_add(left("databases"))));
    }
    let millis = imported["millis"].as_f64().unwrap_or(f64::NAN);
    let browser = page.browser().to_owned();
    Ok(Large { load: load.clone(), memory: [before, most, after], millis, cancelled, browser })
}

/// Runs one step of the page and calls `look` again and again meanwhile.
fn step(page: &Page, args: &[Value], mut look: impl FnMut() -> Outcome<()>) -> Outcome<Value> {
    page.script("void window.start(...arguments)", args)?;
    let start = Instant::now();
    while start.elapsed() < LIMIT {
        for _ in 0..LOOKS {
            look()?;
            sleep(LOOK_AGAIN);
        }
        let mut state = page.script("return window.large", &[])?;
        if let Some(failure) = state["failure"].as_str() {
            return Err(Failure::new(failure.to_owned()));
        }
        if state["result"].is_object() {
            return Ok(state["result"].take());
        }
    }
    Err(Failure::new(format!("{args:?} took longer than {LIMIT:?}")))
}

impl Large {
    /// The findings as a Markdown table.
    pub fn markdown(&self) -> String {
        let megabytes = |bytes: f64| format!("{:.0} MB", bytes / 1e6);
        let [before, most, after] = self.memory.map(|bytes| bytes as f64);
        let index = INDEX * self.load.events as f64;
        let slowest = self.cancelled.iter().map(|(millis, _)| *millis).fold(0.0, f64::max);
        let left: u64 = self.cancelled.iter().map(|(_, left)| *left).sum();
        let mut text = String::from("| a large import | measured | required |\n|---|--:|--:|\n");
        let above = megabytes(most - before - index);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| memory at most, above the resident index | {above} | < 300 MB |");
        let _ =
            writeln!(text, "| slowest of {} cancelled imports | {slowest:.0} ms | < 200 ms |", self.cancelled.len());
        let _ = writeln!(text, "| logs and databases that they left | {left} | 0 |");
        let _ = writeln!(
            text,
            "\n{} events, {:.0} MB, in {:.1} s. The page's process: {} before, {} at most, {} after; its index takes {}. {}.",
            grouped(self.load.events),
            self.load.bytes as f64 / 1e6,
            self.millis / 1e3,
            megabytes(before),
            megabytes(most),
            megabytes(after),
            megabytes(index),
            self.browser
        );
        text
    }

    /// Writes the table and the numbers.
    pub fn write(&self, folder: &Path) -> Outcome<()> {
        let cancelled: Vec<f64> = self.cancelled.iter().map(|(millis, _)| *millis).collect();
        let numbers = json!({
            "events": self.load.events, "bytes": self.load.bytes, "memory": self.memory, "millis": self.millis,
            "cancelled": cancelled, "browser": self.browser,
        });
        write_both(folder, "large", &self.markdown(), &numbers)
    }
}
