//! Driving the benchmark's page: it is handed the logs, started, and asked now and then how far it is. It
//! never measures: durations are taken in the page.

use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::load_file::LoadFile;
use crate::failure::{Failure, Outcome};
use crate::page::{Page, WAIT};
use crate::session::{Session, Window};
use crate::settings::Settings;

/// A whole run takes about two minutes on two cores; a page that hangs is given up after this.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// Seldom, because asking takes the page's processor time.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// What to measure.
#[derive(Clone, Debug)]
pub struct Options {
    /// How often each contender is measured.
    pub rounds: u32,
    /// What to leave out: contenders of the import (`bare`, `foldback`, `dexie`, `sqlite`), or measurements of
    /// the log; `foldback` leaves only the others' figures.
    pub without: Vec<String>,
}

/// One contender's durations over one log.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// `bare`, `foldback`, `dexie` or `sqlite`.
    pub contender: String,
    /// Events of the log.
    pub events: u64,
    /// Milliseconds, one for each round.
    pub millis: Vec<f64>,
}

/// Runs everything in one page and answers the runs and the browser's name and version. `say` hears of
/// the progress.
pub fn measure(
    settings: &Settings,
    loads: &[LoadFile],
    options: &Options,
    say: impl FnMut(&str),
) -> Outcome<(Vec<Run>, String)> {
    let session = Session::start(settings, Window::default())?;
    let page = session.page();
    page.open("/bench/index.html")?;
    for load in loads {
        page.give_file(&format!("#load-{}", load.events), &load.path)?;
    }
    let results = watch(page, options, LIMIT, say)?;
    Ok((results.iter().map(run).collect(), page.browser().to_owned()))
}

/// Sets off the page's measurements and waits for their results.
pub(super) fn watch(page: &Page, options: &Options, limit: Duration, mut say: impl FnMut(&str)) -> Outcome<Vec<Value>> {
    page.allow(limit);
    // A module may not have run yet when the driver calls its page loaded.
    page.until("the benchmark's page", WAIT, "return typeof window.start === 'function'")?;
    // Not awaited: a script that runs for minutes would outlast the driver's patience.
    page.script("void window.start(arguments[0], arguments[1])", &[json!(options.rounds), json!(options.without)])?;
    let start = Instant::now();
    let mut last = String::new();
    while start.elapsed() < limit {
        sleep(ASK_AGAIN);
        let mut state = page.script("return window.bench", &[])?;
        if let Some(failure) = state["failure"].as_str() {
            let console = page.console_errors().unwrap_or_default().join("\n  ");
            return Err(Failure::new(format!("{failure}\nconsole: {console}")));
        }
        if let Value::Array(results) = state["results"].take() {
            return Ok(results);
        }
        let progress = state["progress"].as_str().unwrap_or_default();
        if progress != last {
            say(progress);
            progress.clone_into(&mut last);
        }
    }
    Err(Failure::new(format!("no result within {limit:?}; it was at {last}")))
}

fn run(result: &Value) -> Run {
    let millis = result["millis"].as_array().map(Vec::as_slice).unwrap_or_default();
    Run {
        contender: result["name"].as_str().unwrap_or_default().to_owned(),
        events: result["events"].as_u64().unwrap_or_default(),
        millis: millis.iter().filter_map(Value::as_f64).collect(),
    }
}
