//! Driving the page that measures the npm package as an event store. It never measures, but for the package's size.

use std::path::Path;
use std::time::Duration;

use super::load_file::{LoadFile, write_tens};
use super::log_report::LogReport;
use super::measure::{Options, watch};
use super::sizes;
use super::table::Measured;
use crate::failure::Outcome;
use crate::session::{Session, Window};
use crate::settings::Settings;

/// With a million events a run takes minutes, of which preparing the raw store is the longest.
const LIMIT: Duration = Duration::from_secs(60 * 60);

/// The size of the logs beside the large one.
const MIDDLE: u64 = 100_000;
const SMALL: u64 = 10_000;

/// What the log is measured with.
#[derive(Clone, Debug)]
pub struct LogBench {
    /// Rounds of what takes long, and measurements to leave out.
    pub options: Options,
    /// Events of the large log.
    pub events: u64,
}

/// Writes the logs into a folder, runs everything in one page over them, and answers what was found. `say` hears of
/// the progress.
pub fn measure_log(
    settings: &Settings,
    folder: &Path,
    bench: &LogBench,
    cores: usize,
    mut say: impl FnMut(&str),
) -> Outcome<LogReport> {
    say("writing the logs");
    let files: Vec<(&str, LoadFile)> = [("large", bench.events), ("middle", MIDDLE), ("small", SMALL)]
        .into_iter()
        .map(|(name, events)| Ok((name, write_tens(folder, events)?)))
        .collect::<Outcome<_>>()?;
    let session = Session::start(settings, Window::default())?;
    let page = session.page();
    page.open("/bench/log/index.html")?;
    for (name, file) in &files {
        page.give_file(&format!("#{name}"), &file.path)?;
    }
    let results = watch(page, &bench.options, LIMIT, say)?;
    Ok(LogReport {
        results: results.iter().map(Measured::read).chain(sizes::gzipped(settings)?).collect(),
        events: bench.events,
        bytes: files.first().map_or(0, |(_, large)| large.bytes),
        browser: page.browser().to_owned(),
        cores,
    })
}
