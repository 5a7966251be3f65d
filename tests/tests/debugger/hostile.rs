//! A log that would like to be more than text: what it holds is shown, whole or to be copied, and nothing of it runs, hides, or
//! makes the page slow.

use foldback_tests::{Outcome, Page, Window, browser_test};
use serde_json::{Value, json};

use crate::person::{SOON, file, give, press_to, same, tab, until_at, until_events};

/// What would run, were it taken for a page or a link.
const LIVE: [&str; 4] = [
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 2'>",
    "javascript:window.ran=3",
    "\"><svg onload=window.ran=4>",
];
/// What turns or hides text.
const TURNED: &str = "abc\u{202e}fdp.exe\u{2066}\u{200b}\u{0}\u{7}end";
/// Elements that a page may have, however large a value is.
const ELEMENTS: u64 = 12_000;
const KEYS: u32 = 100_000;

/// The log, with names, types, tags and ids as bad as its values; what `serde_json` would not write is written here.
fn log() -> Vec<u8> {
    let mut lines: Vec<String> = Vec::new();
    let mut event = |stream: &str, kind: &str, data: &str| {
        let (stream, kind) = (json!(stream), json!(kind));
        let id = json!(format!("{}-{}", LIVE[1], lines.len()));
        let tag = json!(LIVE[0]);
        lines.push(format!(
            r#"{{"id":{id},"stream":{stream},"type":{kind},"time":"2026-01-01T00:00:{:02}Z","tags":[{tag}],"data":{data}}}"#,
            lines.len()
        ));
    };
    for text in LIVE {
        event(text, text, &json!({ text: text, "link": text }).to_string());
    }
    event(&format!("turned-{TURNED}"), TURNED, &json!({ TURNED: TURNED }).to_string());
    event(
        "names",
        "Named",
        r#"{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"toString":"kept"}"#,
    );
    event(
        "numbers",
        "Counted",
        r#"{"huge":1e400,"long":1234567890123456789012345678901234567890,"lone":"\ud800","nul":"a\u0000b"}"#,
    );
    event("long", "Long", &json!({ "text": "x".repeat(1 << 20) }).to_string());
    let members: Vec<String> = (0..KEYS).map(|key| format!(r#""key{key}":{key}"#)).collect();
    event("wide", "Wide", &format!("{{{}}}", members.join(",")));
    event("deep", "Deep", &format!("{}1{}", r#"{"a":"#.repeat(200), "}".repeat(200)));
    event("last", "Last", r#"{"done":true}"#);
    (lines.join("\n") + "\n").into_bytes()
}

/// Waits until this stands somewhere in a part of the page.
fn until_in(page: &Page, selector: &str, text: &str) -> Outcome<()> {
    let body = format!("return document.querySelector({})?.textContent.includes({})", json!(selector), json!(text));
    page.until(&format!("{text:.40?} in {selector}"), SOON, &body).map(drop)
}

/// Goes on to an event from the one before, with the keys, away from controls that have a use for them.
fn go_on(page: &Page, key: &str, to: u64) -> Outcome<()> {
    page.script("document.activeElement?.blur()", &[])?;
    press_to(page, key, to)
}

/// Nothing ran, nothing was made of what the log holds, nothing was polluted, and the page is no larger than it may be.
fn is_harmless(page: &Page, at: &str) -> Outcome<()> {
    let seen = page.script(
        "return {
           ran: window.ran ?? null, polluted: ({}).polluted ?? null, violations: window.violations,
           made: document.querySelectorAll('body script:not([src]), img, iframe[srcdoc], a[href^=javascript], [onload], [onerror]').length,
           elements: document.querySelectorAll('*').length,
         }",
        &[],
    )?;
    same(&format!("what ran at {at}"), &seen["ran"], &Value::Null)?;
    same(&format!("what was polluted at {at}"), &seen["polluted"], &Value::Null)?;
    same(&format!("violations of the policy at {at}"), &seen["violations"], &json!([]))?;
    same(&format!("elements made of the log at {at}"), &seen["made"], &json!(0))?;
    same(&format!("{} elements at {at} are few", seen["elements"]), seen["elements"].as_u64() < Some(ELEMENTS), true)
}

#[test]
fn a_hostile_log_is_only_text() -> Outcome<()> {
    browser_test("hostile", Window::default(), |page| {
        page.open("/")?;
        page.script(
            "window.violations = [];
             addEventListener('securitypolicyviolation', e => window.violations.push(e.violatedDirective));",
            &[],
        )?;
        let log = file("hostile <img src=x onerror=window.ran=5>.ndjson", &log())?;
        give(page, &log)?;
        until_events(page, 11)?;
        until_at(page, 10)?;
        for (at, text) in (0..).zip(LIVE) {
            go_on(page, if at == 0 { "Home" } else { "ArrowRight" }, at)?;
            tab(page, "State")?;
            until_in(page, ".state-tree", &json!(text).to_string())?;
            tab(page, "Event")?;
            until_in(page, ".event-tab", text)?;
            tab(page, "Diff")?;
            until_in(page, ".inspector", text)?;
            is_harmless(page, text)?;
        }
        // The list has names, types and data as text too.
        until_in(page, ".event-rows", LIVE[0])?;
        until_in(page, ".streams", "javascript")?;

        go_on(page, "ArrowRight", 4)?;
        tab(page, "State")?;
        until_in(page, ".state-tree", "abc⟨U+202E⟩fdp.exe⟨U+2066⟩⟨U+200B⟩")?;
        until_in(page, ".event-rows", "abc⟨U+202E⟩fdp.exe")?;
        let hidden = page.script(
            "const texts = [document.body.innerText, document.title];
             const named = ['title', 'aria-label', 'aria-valuetext', 'placeholder'];
             for (const element of document.querySelectorAll('*')) {
               for (const name of named) texts.push(element.getAttribute(name) ?? '');
             }
             return texts.filter(text => /[\\u202a-\\u202e\\u2066-\\u2069\\u200b\\u0000\\u0007]/.test(text))",
            &[],
        )?;
        same("characters that turn or hide text are on the page", &hidden, &json!([]))?;

        go_on(page, "ArrowRight", 5)?;
        for name in ["__proto__", "constructor", "polluted", "toString"] {
            until_in(page, ".state-tree", name)?;
        }
        is_harmless(page, "names of objects")?;

        go_on(page, "ArrowRight", 6)?;
        until_in(page, ".state-tree", "1e400")?;
        until_in(page, ".state-tree", "1234567890123456789012345678901234567890")?;

        go_on(page, "ArrowRight", 7)?;
        until_in(page, ".state-tree", "more characters")?;
        is_harmless(page, "a long string")?;

        go_on(page, "ArrowRight", 8)?;
        until_in(page, ".state-tree", "1 to 100 of 100,000")?;
        for name in ["Event", "Diff", "State"] {
            tab(page, name)?;
            is_harmless(page, &format!("100,000 keys in {name}"))?;
        }
        go_on(page, "ArrowRight", 9)?;
        until_in(page, ".stream-line", "deep")?;
        go_on(page, "ArrowRight", 10)?;
        until_in(page, ".state-tree", "done")?;
        is_harmless(page, "the end")
    })
}
