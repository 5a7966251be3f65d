//! What the page says about bad files, what it keeps of them, and that it goes on afterwards.

use std::path::Path;

use foldback_tests::{Failure, Outcome, Page, Window, browser_test};

use crate::bad_files::{Bad, all, line, not_json};
use crate::person::{file, give, same, text_at_end, to_start, until_at, until_events};

/// One page takes all of them, one after the other, and a good one after each: none may end it.
#[test]
fn bad_files_are_told_and_what_was_good_is_kept() -> Outcome<()> {
    browser_test("bad-input", Window::default(), |page| {
        page.open("/")?;
        let good = file("good.ndjson", (0..9).map(line).collect::<String>().as_bytes())?;
        let mut wrong = Vec::new();
        for bad in all() {
            if let Err(failure) = meet(page, &bad) {
                wrong.push(format!("{}: {failure}", bad.name));
            }
            go_on(page, &good)
                .map_err(|failure| Failure::new(format!("after {}: {failure}\n{}", bad.name, wrong.join("\n"))))?;
            if !page.all_by_css(".error-panel")?.is_empty() {
                wrong.push(format!("{}: the error stays after a good file", bad.name));
            }
            to_start(page)?;
        }
        if wrong.is_empty() { Ok(()) } else { Err(Failure::new(wrong.join("\n"))) }
    })
}

/// A good file is opened as if nothing had happened.
fn go_on(page: &Page, good: &Path) -> Outcome<()> {
    to_start(page)?;
    give(page, good)?;
    until_events(page, 9)?;
    until_at(page, 8)
}

fn meet(page: &Page, bad: &Bad) -> Outcome<()> {
    give(page, &file(bad.name, &bad.content)?)?;
    let said = match bad.kept {
        None => {
            let said = text_at_end(page, "[role=alert] .error-panel")?;
            page.by_role("button", "Open file")?;
            said
        }
        Some(events) => {
            until_events(page, events)?;
            if bad.says.iter().any(|word| word.contains("left out")) {
                // Its text again, for it opens a moment after the events are there.
                page.by_role("button", "Keep what was good")?;
            } else {
                page.by_role("button", "Show the report")?.click()?;
            }
            text_at_end(page, "dialog[open]")?
        }
    };
    let all = said.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let missing: Vec<_> = bad.says.iter().filter(|word| !told(&all, word)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("it does not say {missing:?}, but: {said}")))
}

/// "Left out" and its figure stand apart in the report.
fn told(all: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    all.contains(&word) || (word == "1 record left out" && all.contains("left out 1 record"))
}

#[test]
fn a_file_is_refused_whole_where_the_person_said_so() -> Outcome<()> {
    browser_test("bad-input-refused", Window::default(), |page| {
        page.open("/")?;
        let bad = not_json();
        page.by_role("checkbox", "Refuse the whole file if a record in it cannot be read")?.click()?;
        give(page, &file("refused.ndjson", &bad.content)?)?;
        let said = text_at_end(page, "[role=alert] .error-panel")?;
        same("the error has the place", said.contains(&bad.says[1]), true)
            .map_err(|failure| Failure::new(format!("{failure}; it says {said:?}")))?;
        page.until_text("No logs yet.")?;
        page.reload()?;
        page.until_text("No logs yet.")
    })
}
