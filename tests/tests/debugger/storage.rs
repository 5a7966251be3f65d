//! The storage dialog: room, sizes, verify with its progress and its end, rename, export, delete, by keyboard and mouse.

use std::fmt::Write as _;

use foldback_tests::{Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::keys;
use crate::palette::ask;
use crate::person::{SOON, file, give, same, to_start, until_events};
use crate::screens::pictures;

/// Enough that a check of it is not over before it can be stopped.
const MANY: u64 = 150_000;

fn large() -> String {
    let mut log = String::new();
    for at in 0..MANY {
        // Writing to a string cannot fail.
        let _ =
            writeln!(log, r#"{{"stream":"s-{}","type":"T","data":{{"at":{at},"text":"event number {at}"}}}}"#, at % 50);
    }
    log
}

fn open_storage(page: &Page) -> Outcome<()> {
    ask(page, "storage")?;
    let first = "return document.querySelector('.palette li.active .palette-title')?.innerText.startsWith('Storage')";
    page.until("the command", SOON, first)?;
    page.press("Enter")?;
    page.by_role("dialog", "Storage").map(drop)
}

fn until_outcome(page: &Page, text: &str) -> Outcome<()> {
    let body = format!(
        "return [...document.querySelectorAll('.storage-outcome')].some(said => said.innerText.includes({}))",
        json!(text)
    );
    page.until(text, SOON, &body).map(drop)
}

/// Changes one byte of the last payload that is stored in any log.
const DAMAGE: &str = "
const all = await indexedDB.databases();
const opened = (request) => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error); });
for (const { name } of all.filter(({ name }) => name.startsWith('foldback:'))) {
  const db = await opened(indexedDB.open(name));
  for (const place of ['payloads', 'headers'].filter((place) => db.objectStoreNames.contains(place))) {
    const store = db.transaction(place, 'readwrite').objectStore(place);
    const [keys, values] = [await opened(store.getAllKeys()), await opened(store.getAll())];
    const last = values.at(-1);
    const bytes = last instanceof ArrayBuffer ? new Uint8Array(last) : ArrayBuffer.isView(last) ? last : null;
    if (!bytes) continue;
    bytes[bytes.length - 20] ^= 0xff;
    await opened(store.keyPath === null ? store.put(last, keys.at(-1)) : store.put(last));
    db.close();
    return place;
  }
  db.close();
}
return ''";

#[test]
fn logs_are_verified_renamed_exported_and_deleted() -> Outcome<()> {
    browser_test("storage", Window::default(), |page| {
        page.open("/")?;
        page.by_role("button", "Storage")?.click()?;
        page.by_role("dialog", "Storage")?;
        page.until_text("No logs. What you import is kept here until you delete it.")?;
        page.press("Escape")?;
        page.until_gone("dialog[open]")?;

        give(page, &file("large.ndjson", large().as_bytes())?)?;
        until_events(page, MANY)?;
        to_start(page)?;
        keys::open(page)?;
        open_storage(page)?;
        page.until_text("This page takes about")?;
        page.until_text("2 logs, ")?;
        page.by_css(".storage-room [role=status]")?.until_text("what the browser promises", |text| !text.is_empty())?;
        page.by_role("button", "Verify keys.ndjson")?.click()?;
        until_outcome(page, "Nothing is damaged. 400 events read, hash chain ")?;
        pictures(page, "storage")?;

        // Stopped as soon as it can be, and begun again.
        let stop = "new MutationObserver((_, observer) => {
              const cancel = [...document.querySelectorAll('.storage-check button')][0];
              if (cancel) { observer.disconnect(); cancel.click(); }
            }).observe(document.body, { childList: true, subtree: true });
            return true";
        page.script(stop, &[])?;
        page.by_role("button", "Verify large.ndjson")?.click()?;
        until_outcome(page, "Cancelled before all of it was read")?;
        page.by_role("button", "Verify large.ndjson")?.click()?;
        until_outcome(page, "Nothing is damaged. 150,000 events read")?;

        page.by_role("button", "Rename large.ndjson")?.click()?;
        let name = page.by_role("textbox", "Name")?;
        name.clear()?;
        name.send_keys("the large one")?;
        page.press("Tab")?;
        page.by_role("button", "Delete the large one")?.click()?;
        page.by_role("button", "Delete")?.click()?;
        page.until_text("1 log, ")?;
        page.by_role("button", "Export keys.ndjson")?.click()?;
        page.by_role("dialog", "Export this log")?;
        page.press("Escape")?;
        page.until_gone("dialog[open]")?;

        // The open log can be deleted too: the page goes back to its start.
        open_storage(page)?;
        page.by_role("button", "Delete keys.ndjson")?.click()?;
        page.by_role("button", "Delete")?.click()?;
        page.until_text("No logs. What you import is kept here until you delete it.")?;
        page.press("Escape")?;
        page.by_role("button", "Open file").map(drop)
    })
}

#[test]
fn a_damaged_log_is_told_and_its_rest_is_there() -> Outcome<()> {
    browser_test("storage-damage", Window::default(), |page| {
        keys::open(page)?;
        let damaged = page.script(&format!("return (async () => {{ {DAMAGE} }})()"), &[])?;
        same("a record was damaged", damaged.as_str().is_some_and(|place| !place.is_empty()), true)?;
        open_storage(page)?;
        page.by_role("button", "Verify keys.ndjson")?.click()?;
        until_outcome(page, "not what was written")?;
        until_outcome(page, "Everything else can still be read.")?;
        pictures(page, "storage-damage")
    })
}

#[test]
fn a_narrow_page_has_storage() -> Outcome<()> {
    browser_test("storage-narrow", Window { width: 360, height: 740, ..Window::default() }, |page| {
        keys::open(page)?;
        page.by_role("button", "keys.ndjson")?.click()?;
        page.by_role("button", "Storage")?.click()?;
        page.by_role("button", "Verify keys.ndjson")?.click()?;
        until_outcome(page, "Nothing is damaged.")?;
        pictures(page, "storage-narrow")?;
        let over = page.script("return document.querySelector('dialog[open] .dialog-frame').scrollWidth - document.querySelector('dialog[open] .dialog-frame').clientWidth", &[])?;
        same("pixels that the dialog is wider than its frame", over.as_i64() <= Some(0), true)
    })
}
