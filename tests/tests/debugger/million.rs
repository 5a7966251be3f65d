//! A large log: imported, scrubbed, right at every position, and there again after a reload. 200,000 events, or
//! 1,000,000 where `FOLDBACK_LONG` is set.
//!
//! Durations, frames and long tasks on the page's thread are printed to be read and never asserted: they are the
//! machine's as much as the page's.

use std::fs::{self, File};
use std::io::{self, Write};
use std::time::Duration;

use foldback_tests::bench::{LoadFile, write_load};
use foldback_tests::{Doing, Failure, Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::{SOON, folder, give, grouped, position, same, shown_state, text_at_end, until_at, until_events};
use crate::probe::{self, Seen};
use crate::story::Story;

/// Where the mouse presses on the scrubber, as parts of its width.
const PLACES: [f64; 12] = [0.31, 0.87, 0.05, 0.62, 0.44, 0.97, 0.18, 0.73, 0.52, 0.11, 0.81, 0.26];

#[test]
fn a_large_log_is_scrubbed() -> Outcome<()> {
    browser_test("million", Window::default(), |page| {
        page.allow(Duration::from_secs(if page.settings().long { 400 } else { 150 }));
        let load = write_load(&folder()?, if page.settings().long { 1_000_000 } else { 200_000 })?;
        let story = Story::read(File::open(&load.path).doing(|| "open the log".to_owned())?)?;
        page.open("/")?;
        let import = import(page, &load)?;
        let seen = drag(page)?;
        let mut jumps = PLACES.map(|place| jump(page, &story, place)).into_iter().collect::<Outcome<Vec<_>>>()?;
        jumps.sort_by(f64::total_cmp);
        let reload = reload(page, &story)?;
        let mut out = io::stderr();
        writeln!(
            out,
            "| events | bytes | import | frames | p95 | longest | long tasks | state, median | slowest | reload |\n\
             | {} | {} | {import} | {} | {:.1} ms | {:.1} ms | {:?} | {:.1} ms | {:.1} ms | {reload:.0} ms |",
            load.events,
            load.bytes,
            seen.frames.len(),
            seen.frame(0.95),
            seen.frame(1.0),
            seen.long,
            jumps.get(jumps.len() / 2).copied().unwrap_or_default(),
            jumps.last().copied().unwrap_or_default(),
        )
        .doing(|| "print the figures".to_owned())?;
        fs::remove_file(&load.path).doing(|| "remove the log".to_owned())?;
        Ok(())
    })
}

/// Imports it and answers how long that took, in the page's words.
fn import(page: &Page, load: &LoadFile) -> Outcome<String> {
    give(page, &load.path)?;
    page.by_css(".strip.importing")?;
    // Once more, for a command waits a minute at most.
    if until_events(page, load.events).is_err() {
        until_events(page, load.events)?;
    }
    until_at(page, load.events - 1)?;
    let said = text_at_end(page, ".strip[role=status]")?;
    let took = said.split(" in ").nth(1).and_then(|rest| rest.split(".\n").next()).unwrap_or(&said);
    Ok(took.lines().next().unwrap_or_default().trim_end_matches('.').to_owned())
}

/// Drags the thumb over the whole scrubber and back, for about four seconds.
fn drag(page: &Page) -> Outcome<Seen> {
    let area = page.by_css(".scrub-area")?;
    page.drag(&area, 0.99, 0.95, 5)?;
    probe::start(page)?;
    page.drag(&area, 0.98, 0.02, 125)?;
    page.drag(&area, 0.02, 0.9, 125)?;
    let seen = probe::end(page)?;
    same("the page drew frames", seen.frames.len() > 20, true)?;
    probe::watch_inspector(page)?;
    Ok(seen)
}

/// Presses on the scrubber; the state shown is that of the event there. Answers milliseconds.
fn jump(page: &Page, story: &Story, place: f64) -> Outcome<f64> {
    let before = position(page)?;
    page.drag(&page.by_css(".scrub-area")?, place, place, 1)?;
    let moved =
        format!("return document.querySelector('.position-now strong').innerText !== {}", json!(grouped(before)));
    page.until("another position", SOON, &moved)?;
    let at = position(page)?;
    shows_state(page, story, at)?;
    probe::drawn_after(page)
}

/// The State tab shows the state of the event's stream. Answers the page's clock when it was seen.
fn shows_state(page: &Page, story: &Story, at: u64) -> Outcome<f64> {
    let (stream, revision) = story.stream_at(at)?;
    let clock =
        page.until(&format!("{stream} at {at}, revision {revision}"), SOON, &probe::shows_revision(stream, revision))?;
    let right = story.state(stream, at)?;
    let seen = shown_state(page)?;
    let mut compared = 0;
    for (name, value) in right.as_object().into_iter().flatten() {
        if value.is_string() || value.is_i64() {
            same(&format!("{name} of {stream} at {at}"), seen[name].as_str(), Some(value.to_string().as_str()))?;
            compared += 1;
        }
    }
    if compared == 0 {
        return Err(Failure::new(format!("nothing to compare in {right}")));
    }
    Ok(clock.as_f64().unwrap_or(f64::NAN))
}

/// Reloads; the same log is there at the same position. Answers milliseconds until it was seen.
fn reload(page: &Page, story: &Story) -> Outcome<f64> {
    let at = position(page)?;
    let kept = format!("return new URLSearchParams(location.search).get('at') === '{at}'");
    page.until("the position in the address", SOON, &kept)?;
    page.reload()?;
    until_at(page, at)?;
    let clock = shows_state(page, story, at)?;
    let all = format!("/ {}", grouped(story.len()));
    same("events after a reload", page.by_css(".position-now .of")?.text()?, all)?;
    Ok(clock)
}
