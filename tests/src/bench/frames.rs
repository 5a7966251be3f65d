//! How smoothly the debugger moves with a million events open: what its thread does for each frame of each gesture, how
//! soon a key's state is on the screen, when the page is first painted, and the memory that the tab takes.
//!
//! Everything is done by the browser's own input events. Intervals between frames are the page's own; its work is the
//! processor time of its thread, as the browser traces it, so that other programs on the machine do not count.

mod gestures;
mod report;
mod work;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub use report::FramesReport;

use self::gestures::{GESTURES, Gesture};
use self::report::{Keys, Moved};
use self::work::Work;
use super::figures::grouped;
use super::load_file::{LoadFile, write_thousand};
use crate::failure::{Doing, Failure, Outcome};
use crate::page::{Page, WAIT};
use crate::processes::renderer_memory;
use crate::profile::Profile;
use crate::session::{Session, Window};
use crate::settings::Settings;

/// The whole run.
const LIMIT: Duration = Duration::from_secs(20 * 60);
/// The import of the log.
const IMPORT: Duration = Duration::from_secs(4 * 60);
/// Pages that are opened in a browser that has never seen them.
const PAINTS: usize = 3;
/// Presses of a key whose states are waited for.
const PRESSES: u32 = 60;
/// Memory is looked at this often, until it has not changed much for so many looks.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
const CALM: usize = 8;
const MUCH: u64 = 4_000_000;

const WINDOW: Window = Window { width: 1280, height: 800, dark: false, reduced_motion: false };
const PROBE: &str = include_str!("frames/probe.js");

/// Writes the log into a folder, opens it in the page, and answers what was found. `say` hears of the progress.
pub fn measure_frames(
    settings: &Settings,
    folder: &Path,
    events: u64,
    cores: usize,
    mut say: impl FnMut(&str),
) -> Outcome<FramesReport> {
    say("writing the log");
    let load = write_thousand(folder, events)?;
    let paints = (0..PAINTS).map(|_| first_paint(settings)).collect::<Outcome<_>>()?;
    let profile = Profile::new()?;
    let session = Session::start_in(settings, WINDOW, &profile)?;
    let page = session.page();
    page.allow(LIMIT);
    page.open("/")?;
    say("importing");
    import(page, &load)?;
    // An import leaves memory behind that is no business of a log that is open.
    page.reload()?;
    until_open(page, events, WAIT)?;
    page.script(PROBE, &[])?;
    let memory = calm_memory(&profile)?;
    let mut moved = Vec::new();
    for gesture in &GESTURES {
        say(gesture.title);
        moved.push(perform(page, gesture)?);
    }
    say("pressing a key");
    let keys = press(page, &load)?;
    let after = calm_memory(&profile)?;
    let browser = page.browser().to_owned();
    Ok(FramesReport { events, cores, browser, paints, moved, keys, memory: [memory, after] })
}

/// Milliseconds until a browser that has never seen the page paints something of it.
fn first_paint(settings: &Settings) -> Outcome<f64> {
    let session = Session::start(settings, WINDOW)?;
    session.page().open("/")?;
    let painted = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
    Ok(session.page().until("the first paint", WAIT, painted)?.as_f64().unwrap_or(f64::NAN))
}

fn import(page: &Page, load: &LoadFile) -> Outcome<()> {
    page.by_role("button", "Open file")?;
    page.give_file(".start input[type=file]", &load.path)?;
    until_open(page, load.events, IMPORT)
}

/// Waits until the log is there, whole, and the state at its end is shown.
fn until_open(page: &Page, events: u64, limit: Duration) -> Outcome<()> {
    let body = format!(
        "return !document.querySelector('.importing') &&
           document.querySelector('.position-now .of')?.textContent === {} &&
           document.querySelectorAll('.state-tree .tree-line').length > 1",
        json!(format!("/ {}", grouped(events)))
    );
    page.until(&format!("{events} events"), limit, &body).map(drop)
}

/// Does a gesture and answers what the browser and the page saw meanwhile.
fn perform(page: &Page, gesture: &Gesture) -> Outcome<Moved> {
    (gesture.before)(page)?;
    sleep(LOOK_AGAIN);
    page.start_trace()?;
    page.script("foldbackProbe.start()", &[])?;
    let start = Instant::now();
    (gesture.act)(page)?;
    let took = start.elapsed().as_secs_f64();
    let seen = page.script("return foldbackProbe.end()", &[])?;
    let work = Work::of(&page.end_trace()?);
    if work.frames.is_empty() {
        return Err(Failure::new(format!("{}: the trace holds no frame", gesture.title)));
    }
    Ok(Moved { title: gesture.title, took, intervals: numbers(&seen["frames"]), long: numbers(&seen["long"]), work })
}

/// Presses a key again and again, and answers how soon each state was on the screen.
fn press(page: &Page, load: &LoadFile) -> Outcome<Keys> {
    gestures::middle(page)?;
    let shown = page.until("a position", WAIT, "return document.querySelector('.position-now strong')?.textContent")?;
    let shown = shown.as_str().unwrap_or_default().replace(',', "");
    let first: u64 = shown.parse().doing(|| format!("read the position {shown:?}"))?;
    let expected = states(load, first, first + u64::from(PRESSES) + 1)?;
    page.script("foldbackProbe.expect(arguments[0]); foldbackProbe.start()", &[expected])?;
    page.press_often("ArrowRight", PRESSES, 150)?;
    let seen = page.script("return foldbackProbe.end()", &[])?;
    let answers = numbers(&seen["answers"]);
    let missed = u64::from(PRESSES) - (answers.len() as u64).min(PRESSES.into());
    Ok(Keys { answers, missed })
}

/// Stream and note that State has to show at each of some positions, by the position.
fn states(load: &LoadFile, from: u64, to: u64) -> Outcome<Value> {
    let file = File::open(&load.path).doing(|| format!("open {}", load.path.display()))?;
    let (mut counts, mut expected) = (HashMap::<String, u64>::new(), serde_json::Map::new());
    for (position, line) in (0..to).zip(BufReader::new(file).lines()) {
        let line = line.doing(|| format!("read {}", load.path.display()))?;
        let stream = line.split_once("\"stream\":").and_then(|(_, rest)| rest.split('"').nth(1));
        let stream = stream.ok_or_else(|| Failure::new(format!("event {position} has no stream")))?;
        let count = counts.entry(stream.to_owned()).or_default();
        if position >= from {
            expected.insert(position.to_string(), json!([stream, format!("After revision {}.", grouped(*count))]));
        }
        *count += 1;
    }
    Ok(Value::Object(expected))
}

/// Bytes of memory of the tab's process once they no longer change much: the log is open and its states are folded.
fn calm_memory(profile: &Profile) -> Outcome<u64> {
    let start = Instant::now();
    let mut looks: Vec<u64> = Vec::new();
    while start.elapsed() < IMPORT {
        looks.push(renderer_memory(profile.folder())?);
        let last = looks.get(looks.len().saturating_sub(CALM)..).unwrap_or_default();
        if let (CALM, Some(most), Some(least)) = (last.len(), last.iter().max(), last.iter().min())
            && most - least < MUCH
        {
            return Ok(*most);
        }
        sleep(LOOK_AGAIN);
    }
    Err(Failure::new(format!("the memory of the tab has not come to rest within {IMPORT:?}")))
}

fn numbers(of: &Value) -> Vec<f64> {
    of.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}
