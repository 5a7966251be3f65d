//! What a handler can reach: nothing but its event and its state. And that the page goes on whatever it does.

use std::time::Duration;

use foldback_tests::{Outcome, Window, browser_test};
use serde_json::json;

use super::{CARTS, EACH, leave_controls, open, until_state, until_wrong, write};
use crate::person::{press_to, same, until_at};

/// What a worker or a page has, and a handler must not find.
const FORBIDDEN: &str = "fetch XMLHttpRequest WebSocket EventSource WebTransport indexedDB caches localStorage sessionStorage \
    document window parent top frames opener postMessage onmessage importScripts Worker SharedWorker MessageChannel MessagePort \
    BroadcastChannel navigator setTimeout setInterval queueMicrotask eval Function crypto URL Blob close addEventListener dispatchEvent";

#[test]
fn a_handler_finds_neither_network_nor_storage_nor_page_nor_engine() -> Outcome<()> {
    browser_test("sandbox-handler", Window::default(), |page| {
        open(page, "sandbox-handler.ndjson")?;
        let looks = format!(
            "fromAll().when({{ $init: () => ({{ n: 0 }}), $any: (s) => {{ s.n++; if (s.n > 1) return; \
               s.found = '{FORBIDDEN}'.split(' ').filter((name) => {{ try {{ return globalThis[name] !== undefined; }} catch {{ return true; }} }}).join(); \
               try {{ s.made = typeof (() => 0).constructor('return 1'); }} catch (error) {{ s.made = 'no'; }} }} }})"
        );
        write(page, &looks)?;
        until_state(page, &json!({ "n": (CARTS * EACH).to_string(), "found": "\"\"", "made": "\"no\"" }))?;
        // Loading code is syntax, which cannot be taken away: such a text is refused.
        write(page, "fromAll().when({ $any: () => { import('./engine.js'); } })")?;
        until_wrong(page, &["cannot load other code"])
    })
}

#[test]
fn the_frame_itself_has_no_way_out() -> Outcome<()> {
    browser_test("sandbox-frame", Window::default(), |page| {
        open(page, "sandbox-frame.ndjson")?;
        until_state(page, &json!({ "events": EACH.to_string(), "last": "\"CartPaid\"" }))?;
        let frame = page.by_css("iframe")?;
        same("what the frame is allowed", frame.attribute("sandbox")?.as_deref(), Some("allow-scripts"))?;
        let here = page.url()?;
        // Code that runs in the frame, and in a worker of the frame, with everything that these have: policy and origin alone stand
        // in its way.
        let tried = page.in_frame(&frame, |frame| frame.script(WAYS_OUT, &[json!(here)]))?;
        let right = json!({
            "origin": "null", "fetch": "TypeError", "fetchInWorker": "TypeError", "importInWorker": "TypeError",
            "image": "error", "script": "error", "localStorage": "SecurityError", "indexedDB": "SecurityError",
            "cookie": "SecurityError", "parent": "SecurityError", "parentStorage": "SecurityError", "worker": "refused",
        });
        same("ways out", tried, right)?;
        // What the policy has refused is on the console, and is what was to be seen.
        let complaints = page.console_errors()?;
        let policy =
            |complaint: &String| complaint.contains("Content Security Policy") || complaint.contains("sandbox");
        let others: Vec<&String> = complaints.iter().filter(|complaint| !policy(complaint)).collect();
        same("other complaints", others, Vec::new())?;
        leave_controls(page)?;
        press_to(page, "ArrowLeft", CARTS * EACH - 2)
    })
}

/// Each way by the name of the error that it ends with. `arguments[0]` is the page's address.
const WAYS_OUT: &str = "
const [page] = arguments;
const ended = async (call) => { try { await call(); return 'done'; } catch (error) { return error.name; } };
const loaded = (tag, what) => new Promise((resolve) => {
  const element = document.createElement(tag);
  element.onload = () => resolve('load');
  element.onerror = () => resolve('error');
  element.src = what;
  document.head.append(element);
});
const inWorker = (code) => new Promise((resolve) => {
  const text = `(async () => { try { await (${code}); postMessage('done'); } catch (error) { postMessage(error.name); } })()`;
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => resolve(message);
});
const away = (url) => new Promise((resolve) => {
  try {
    const worker = new Worker(url);
    worker.onmessage = () => resolve('started');
    worker.onerror = () => resolve('refused');
  } catch { resolve('refused'); }
});
return (async () => ({
  origin: self.origin,
  fetch: await ended(() => fetch(page)),
  fetchInWorker: await inWorker(`fetch(${JSON.stringify(page)})`),
  importInWorker: await inWorker(`import(${JSON.stringify(new URL('/foldback.js', page).href)})`),
  image: await loaded('img', new URL('/icon.svg', page).href),
  script: await loaded('script', new URL('/editor.js', page).href),
  localStorage: await ended(() => localStorage.length),
  indexedDB: await ended(() => indexedDB.open('x')),
  cookie: await ended(() => document.cookie),
  parent: await ended(() => parent.document.title),
  parentStorage: await ended(() => parent.localStorage),
  worker: await away(new URL('/engine_loader.js', page).href),
}))();";

#[test]
fn a_handler_without_an_end_is_stopped_and_named_while_the_page_goes_on() -> Outcome<()> {
    browser_test("sandbox-loop", Window::default(), |page| {
        page.allow(Duration::from_secs(180));
        open(page, "sandbox-loop.ndjson")?;
        until_state(page, &json!({ "events": EACH.to_string(), "last": "\"CartPaid\"" }))?;
        // The first event of revision 5 is at 30.
        write(
            page,
            "fromAll().foreachStream().when({ $any: (s, e) => { s.n = e.sequenceNumber; while (e.sequenceNumber === 5); } })",
        )?;
        page.by_css(".projection-told progress")?;
        // While it runs, the page steps and shows.
        leave_controls(page)?;
        let last = CARTS * EACH - 1;
        press_to(page, "ArrowLeft", last - 1)?;
        until_wrong(page, &["ItemAdded in cart-0", "does not come to an end", "position 30"])?;
        until_at(page, last - 1)?;
        until_state(page, &json!({ "events": EACH.to_string(), "last": "\"CartPaid\"" }))?;
        // The next one runs as if nothing had been.
        write(page, "fromAll().when({ $init: () => ({ n: 0 }), $any: (s) => { s.n++; } })")?;
        until_state(page, &json!({ "n": last.to_string() }))?;
        same("nothing is wrong any more", page.all_by_css(".projection-tab .failure")?.len(), 0)?;
        // A text that does not come to an end before any event says so too.
        write(page, "while (true);")?;
        until_wrong(page, &["does not come to an end before any event"])?;
        until_state(page, &json!({ "n": last.to_string() }))
    })
}
