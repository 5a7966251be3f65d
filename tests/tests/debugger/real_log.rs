//! A real log of incidents, followed along one of them: what the page shows is what the file says.

use std::fs::File;

use flate2::read::GzDecoder;
use foldback_tests::logs::real_log;
use foldback_tests::{Doing, Failure, Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::{SOON, choose_stream, give, press_to, same, shown_state, text_at_end, until_at, until_events};
use crate::story::Story;

const STATUS: &str = "lifecycle:transition";

#[test]
fn an_incident_is_followed_through_its_states() -> Outcome<()> {
    let Some(path) = real_log("xes/derived_bpic2013_incidents.ndjson.gz") else { return Ok(()) };
    let story = Story::read(GzDecoder::new(File::open(&path).doing(|| "open the real log".to_owned())?))?;
    same("events in the file", story.len(), 65_533)?;
    same("streams in the file", story.streams.len(), 7_554)?;
    let (incident, positions) = incident(&story)?;
    browser_test("real-log", Window::default(), |page| {
        page.open("/")?;
        give(page, &path)?;
        until_events(page, 65_533)?;
        same("streams", text_at_end(page, ".streams .panel-head .count")?.as_str(), "7,554")?;
        choose_stream(page, &incident)?;
        for &at in positions.iter().rev().skip(1) {
            press_to(page, "Shift+ArrowLeft", at)?;
        }
        until_at(page, positions[0])?;
        shows(page, &story, &incident, positions[0], 0)?;
        for (revision, &at) in positions.iter().enumerate().skip(1) {
            press_to(page, "Shift+ArrowRight", at)?;
            shows(page, &story, &incident, at, revision)?;
        }
        Ok(())
    })
}

/// An incident with eight to twelve events and at least four statuses on its way.
fn incident(story: &Story) -> Outcome<(String, Vec<u64>)> {
    let statuses = |positions: &[u64]| {
        let mut all: Vec<_> =
            positions.iter().filter_map(|&at| Some(story.event(at).ok()?["data"][STATUS].to_string())).collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    };
    let fitting = story.streams.iter().filter(|(_, positions)| (8..=12).contains(&positions.len()));
    let found = fitting.filter(|(_, positions)| statuses(positions) > 3).min_by_key(|(stream, _)| stream.as_str());
    let found = found.ok_or_else(|| Failure::new("no incident has as many statuses"))?;
    Ok((found.0.clone(), found.1.clone()))
}

fn shows(page: &Page, story: &Story, incident: &str, at: u64, revision: usize) -> Outcome<()> {
    let right = story.state(incident, at)?;
    let body = format!(
        "return document.querySelector('.state-tab .note')?.innerText === 'After revision {revision}.' &&
           [...document.querySelectorAll('.state-tree .tree-line')].some(l =>
             l.querySelector('.name')?.innerText === {} && l.querySelector('button.value')?.innerText === {})",
        json!(STATUS),
        json!(right[STATUS].to_string())
    );
    page.until(&format!("{STATUS} {} at {at}, revision {revision}", right[STATUS]), SOON, &body)?;
    let seen = shown_state(page)?;
    for (name, value) in right.as_object().into_iter().flatten() {
        same(&format!("{name} at {at}"), seen[name].as_str(), Some(value.to_string().as_str()))?;
    }
    Ok(())
}
