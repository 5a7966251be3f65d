//! The start page: empty, asking about files, refusing one, and with logs that are kept.

use foldback_sample::SAMPLES;
use foldback_tests::{Outcome, Page};

use super::Scene;
use crate::bad_files::all;
use crate::person::{file, give, text_at_end, to_start, until_events};
use crate::several::archive;
use crate::story::Story;

/// Without a log, and nothing that is done here makes one.
pub const EMPTY: Scene = Scene {
    name: "start",
    open: |_| Ok("/".to_owned()),
    screens: &[
        ("start-empty", empty),
        ("start-paste", paste),
        ("start-several-files", several_files),
        ("start-mapping", mapping),
        ("start-refused", refused),
        ("start-log-is-gone", log_is_gone),
    ],
};

/// With three logs.
pub const WITH_LOGS: Scene =
    Scene { name: "start-logs", open: keep_three, screens: &[("start-logs", logs), ("start-delete", delete)] };

fn empty(page: &Page) -> Outcome<()> {
    page.by_role_starting("button", SAMPLES[0].title)?;
    page.until_text("No logs yet.")
}

fn paste(page: &Page) -> Outcome<()> {
    page.by_role("button", "Paste")?.click()?;
    page.by_role("dialog", "Paste events").map(drop)
}

fn several_files(page: &Page) -> Outcome<()> {
    give(page, &file("both.zip", &archive()?)?)?;
    page.by_css("dialog[open] .several input:checked").map(drop)
}

/// Fields whose names say nothing.
fn mapping(page: &Page) -> Outcome<()> {
    let line =
        |n: u32| format!("{{\"q\":\"u{}\",\"w\":\"{}\",\"n\":{n}}}\n", n % 3, ["Joined", "Left"][n as usize % 2]);
    give(page, &file("dark.ndjson", (0..40).map(line).collect::<String>().as_bytes())?)?;
    page.by_css("dialog[open] .preview td").map(drop)
}

fn refused(page: &Page) -> Outcome<()> {
    let picture = all().into_iter().find(|bad| bad.name == "picture.png");
    give(page, &file("picture.png", &picture.map(|bad| bad.content).unwrap_or_default())?)?;
    text_at_end(page, "[role=alert] .error-panel").map(drop)
}

fn log_is_gone(page: &Page) -> Outcome<()> {
    page.open("/?log=0190c5d0-0000-7000-8000-000000000000&at=3")?;
    page.by_css("[role=alert] .error-panel")?;
    page.by_role("button", "Open file").map(drop)
}

fn keep_three(page: &Page) -> Outcome<String> {
    page.open("/")?;
    for sample in &SAMPLES[..3] {
        let story = Story::read(sample.log().as_slice())?;
        page.by_role_starting("button", sample.title)?.click()?;
        until_events(page, story.len())?;
        to_start(page)?;
    }
    Ok("/".to_owned())
}

fn logs(page: &Page) -> Outcome<()> {
    page.by_css(".kept").map(drop)
}

fn delete(page: &Page) -> Outcome<()> {
    let name = format!("Delete {}", SAMPLES[0].title);
    page.by_role("button", &name)?.click()?;
    page.by_role("button", "Keep").map(drop)
}
