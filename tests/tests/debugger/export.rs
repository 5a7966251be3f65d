//! A log goes out of the page in every form and comes back the same; and what is hidden is hidden.

use foldback_tests::{Failure, Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::bad_files::line;
use crate::person::{SOON, file, give, same, text_at_end, to_start, until_events};

const EVENTS: u64 = 60;

/// Keeps the files that the page lets the browser save, and their names.
pub const KEEP: &str = "
if (window.saved) return;
window.saved = [];
const make = URL.createObjectURL;
URL.createObjectURL = blob => { window.saved.push({ blob }); return make.call(URL, blob) };
const click = HTMLAnchorElement.prototype.click;
HTMLAnchorElement.prototype.click = function () { window.saved.at(-1).name = this.download; click.call(this) };";

const CHOOSE: &str = "
const [selector, at] = arguments;
const select = document.querySelector(selector);
select.selectedIndex = at;
select.dispatchEvent(new Event('change', { bubbles: true }));";

/// Presses Export and gives the name and the text of the file.
fn saved(page: &Page) -> Outcome<(String, String)> {
    page.script(KEEP, &[])?;
    page.by_role("button", "Export")?.click()?;
    page.until("the file", SOON, "return document.querySelector('dialog[open] .grade') && window.saved.at(-1)?.name")?;
    let read = "const { name, blob } = window.saved.pop(); return blob.text().then(text => [name, text])";
    let read = page.script(read, &[])?;
    match (read[0].as_str(), read[1].as_str()) {
        (Some(name), Some(text)) => Ok((name.to_owned(), text.to_owned())),
        _ => Err(Failure::new(format!("the page saved {read}"))),
    }
}

fn open_export(page: &Page) -> Outcome<()> {
    page.press("e")?;
    page.by_css("dialog[open] .export-text").map(drop)
}

fn odd_events() -> Vec<u8> {
    let mut lines: String = (0..EVENTS - 3).map(line).collect();
    lines
        .push_str("{\"id\":\"x,1\",\"stream\":\"=HYPERLINK(1)\",\"type\":\"Odd \\\"one\\\"\",\"data\":{\"n\":1.10}}\n");
    lines.push_str("{\"stream\":\"tab\\tand\\u0007bell\",\"type\":\"Bell\",\"time\":1690749924123,\"data\":[1,2]}\n");
    lines.push_str(
        "{\"stream\":\"cart-1\",\"type\":\"Tagged\",\"tags\":[\"a;b\",\"c\"],\"data\":123456789012345678901}\n",
    );
    lines.into_bytes()
}

#[test]
fn a_log_goes_out_in_every_form_and_comes_back_the_same() -> Outcome<()> {
    browser_test("export", Window::default(), |page| {
        page.open("/")?;
        give(page, &file("exported.ndjson", &odd_events())?)?;
        until_events(page, EVENTS)?;
        open_export(page)?;
        let (name, first) = saved(page)?;
        same("the file's name", name.as_str(), "exported.ndjson")?;
        same("lines", first.lines().count() as u64, EVENTS)?;
        for (at, ending) in [(1, "cloudevents.json"), (2, "kurrentdb.json"), (3, "csv")] {
            page.press("Escape")?;
            page.until_gone("dialog[open]")?;
            open_export(page)?;
            page.script(CHOOSE, &[json!("dialog[open] select"), json!(at)])?;
            let (name, text) = saved(page)?;
            same("the file's ending", name.ends_with(ending), true)?;
            to_start(page)?;
            give(page, &file(&format!("exported.{ending}"), text.as_bytes())?)?;
            until_events(page, EVENTS)?;
        }
        // Through all forms one after another: byte for byte what it was.
        open_export(page)?;
        let (_, last) = saved(page)?;
        same("the log", last == first, true)?;
        same("errors", page.console_errors()?, Vec::new())
    })
}

#[test]
fn what_is_hidden_is_not_in_the_file() -> Outcome<()> {
    browser_test("export-redacted", Window { width: 360, height: 740, ..Window::default() }, |page| {
        page.open("/")?;
        give(page, &file("hidden.ndjson", &odd_events())?)?;
        until_events(page, EVENTS)?;
        open_export(page)?;
        page.until(
            "the first event",
            SOON,
            "return document.querySelector('.export-text').innerText.includes('\"n\":0')",
        )?;
        page.by_role("button", "Add a rule")?.click()?;
        page.by_role("textbox", "Path")?.send_keys("/n\t")?;
        let hashed = "return /\"n\":\"[0-9a-f-]{36}\"/.test(document.querySelector('.export-text').innerText)";
        page.until("the preview without the number", SOON, hashed)?;
        page.until_text("58 values in the first 60")?;
        page.by_role("button", "Add a rule")?.click()?;
        page.script(CHOOSE, &[json!("dialog[open] .rule:nth-of-type(2) select"), json!(2)])?;
        page.until(
            "the stream to go",
            SOON,
            "return !document.querySelector('.export-text').innerText.includes('cart-0')",
        )?;
        page.by_role("button", "Add a rule")?.click()?;
        let third = page.by_css(".rule:nth-of-type(3) .rule-path")?;
        third.send_keys("/nothing\t")?;
        page.until_text("nothing in the first 60 events")?;
        let over =
            page.script("const d = document.querySelector('dialog[open]'); return d.scrollWidth - d.clientWidth", &[])?;
        same("pixels that the dialog is too wide", over.as_i64(), Some(0))?;
        page.screenshot("export-narrow")?;
        let (name, text) = saved(page)?;
        same("the file's name", name.as_str(), "hidden-redacted.ndjson")?;
        same("a hidden number", text.contains("\"n\":1"), false)?;
        same("a hidden stream", text.contains("HYPERLINK") || text.contains("cart-1\""), false)?;
        let report = text_at_end(page, "dialog[open] [role=status]:has(.grade)")?;
        same("what the report says", (report.contains("58 values"), report.contains("found nothing")), (true, true))?;
        same("errors", page.console_errors()?, Vec::new())
    })
}
