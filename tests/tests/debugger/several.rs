//! Several files at once, and archives of them: what the page asks, the one log on one time axis, the logs of each, and what
//! the report says.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use foldback_sample::zip::{DEFLATED, Entry, zip};
use foldback_tests::{Outcome, Page, Window, browser_test};

use crate::person::{SOON, file, give, same, text_at_end, to_start, until_events};

/// A log with an event every two seconds.
fn log(stream: &str, from: u32, events: u32) -> Vec<u8> {
    let line = |n: u32| {
        let second = from + 2 * n;
        format!(
            "{{\"stream\":\"{stream}\",\"type\":\"Put\",\"time\":\"2026-03-02T10:{:02}:{:02}Z\",\"data\":{{\"n\":{n}}}}}\n",
            second / 60,
            second % 60
        )
    };
    (0..events).map(line).collect::<String>().into_bytes()
}

/// Two logs, and files that are none.
pub fn archive() -> Outcome<Vec<u8>> {
    let (even, odd) = (log("even", 0, 20), log("odd", 1, 20));
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Memory takes every byte.
    let _ = encoder.write_all(&even);
    let packed = encoder.finish().unwrap_or_default();
    let entry = |name, text| Entry { name, text, ..Entry::default() };
    Ok(zip(&[
        entry(b"logs/", b""),
        Entry { name: b"logs/even.ndjson", method: DEFLATED, text: &even, data: Some(&packed), ..Entry::default() },
        entry(b"__MACOSX/logs/._even.ndjson", b"nothing"),
        entry(b"logs/odd.ndjson", &odd),
        entry(b"logs/read me.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ]))
}

/// Waits for the question, and gives whether one log is preselected.
fn question(page: &Page, title: &str) -> Outcome<bool> {
    page.by_role("dialog", title)?;
    let checked = page.until("a choice", SOON, "return document.querySelector('.several input:checked') && [...document.querySelectorAll('.several input')].map(one => one.checked)")?;
    Ok(checked[0].as_bool() == Some(true))
}

#[test]
fn an_archive_becomes_one_log_on_one_time_axis() -> Outcome<()> {
    browser_test("several-archive", Window::default(), |page| {
        page.open("/")?;
        let path = file("both.zip", &archive()?)?;
        give(page, &path)?;
        same("one log is preselected", question(page, "What is to become of 3 files?")?, true)?;
        // Escape asks for nothing.
        page.press("Escape")?;
        page.until_gone("dialog[open]")?;
        page.until_text("No logs yet.")?;

        give(page, &path)?;
        question(page, "What is to become of 3 files?")?;
        page.by_role("button", "Import")?.click()?;
        until_events(page, 40)?;
        // Something was left out, so the report opens by itself.
        page.by_role("button", "Close")?;
        let said = text_at_end(page, "dialog[open] .files")?;
        for words in
            ["3 files", "1 of them left out", "logs/even.ndjson", "20 events", "PNG image", "another file 39 times"]
        {
            same(words, said.contains(words), true)
                .map_err(|failure| foldback_tests::Failure::new(format!("{failure}: {said}")))?;
        }
        let all = text_at_end(page, "dialog[open]")?;
        same("__MACOSX is told", all.contains("__MACOSX"), true)?;
        page.press("Escape")?;
        page.until_gone("dialog[open]")?;
        // Rows are used again as the list is scrolled: their order is that of their positions.
        let body = "const rows = [...document.querySelectorAll('.event-row')].map(row => row.innerText.trim().replace(/,/g, ''))
                .filter(text => /^\\d+\\s/.test(text)).sort((a, b) => parseInt(a) - parseInt(b));
            return rows.length > 5 && rows.every((text, at) => at === 0 || /even/.test(text) !== /even/.test(rows[at - 1]))";
        page.until("rows of both files in turns", SOON, body).map(drop)
    })
}

#[test]
fn several_files_become_a_log_each() -> Outcome<()> {
    browser_test("several-files", Window::default(), |page| {
        page.open("/")?;
        let paths = [
            file("first.ndjson", &log("a", 0, 5))?,
            file("second.ndjson", &log("b", 0, 7))?,
            file("third.txt", b"hello")?,
        ];
        let paths: Vec<String> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        page.by_css(".start input[type=file]")?.send_keys(&paths.join("\n"))?;
        question(page, "What is to become of 3 files?")?;
        page.by_role_starting("radio", "3 logs")?.click()?;
        page.by_role("button", "Import")?.click()?;
        until_events(page, 7)?;
        let error = text_at_end(page, "[role=alert] .error-panel")?;
        same("the file that is no log is named", error.contains("third.txt"), true)?;
        to_start(page)?;
        page.until_text("first.ndjson")?;
        page.until_text("second.ndjson")
    })
}

#[test]
fn the_question_fits_on_a_narrow_page() -> Outcome<()> {
    let window = Window { width: 360, height: 740, ..Window::default() };
    browser_test("several-narrow", window, |page| {
        page.open("/")?;
        page.set_dark(true)?;
        give(page, &file("both.zip", &archive()?)?)?;
        question(page, "What is to become of 3 files?")?;
        let fits = "const frame = document.querySelector('dialog[open] .dialog-frame');
            return document.documentElement.scrollWidth <= innerWidth && frame.scrollWidth <= frame.clientWidth";
        page.until("a dialog that fits", SOON, fits)?;
        page.screenshot("several-narrow-dark")?;
        // By keys alone.
        page.until("the focus on the choice", SOON, "return document.activeElement?.name === 'several'")?;
        page.press("Enter")?;
        until_events(page, 40)
    })
}
