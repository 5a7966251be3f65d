//! Causes, effects and correlations, as a person follows them: by keys, by the tree, by the marks in the list.

use std::fmt::Write as _;

use foldback_tests::{Browser, Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::{SOON, file, give, position, press_to, same, tab, until_at, until_events};

/// Orders in the log.
const ORDERS: usize = 40;
/// What each order goes through, and which step caused it.
const STEPS: [(&str, &str, Option<usize>); 4] = [
    ("OrderPlaced", "order", None),
    ("StockReserved", "stock", Some(0)),
    ("PaymentRequested", "payment", Some(0)),
    ("PaymentTaken", "payment", Some(2)),
];
/// Mails of one campaign.
const MAILS: usize = 40;

/// An event of the log that is generated here.
#[derive(Default)]
struct Told {
    id: String,
    stream: String,
    kind: &'static str,
    correlation: Option<String>,
    cause: Option<String>,
}

/// Orders that overlap in time, then an event that has to do with nothing, two of one command, a circle, and a campaign.
fn log() -> Vec<Told> {
    let mut log = Vec::new();
    for time in 0..ORDERS + STEPS.len() - 1 {
        for (step, (kind, category, cause)) in STEPS.into_iter().enumerate() {
            if let Some(order) = time.checked_sub(step).filter(|order| *order < ORDERS) {
                log.push(Told {
                    id: format!("{order}/{step}"),
                    stream: format!("{category}-{order}"),
                    kind,
                    correlation: Some(format!("talk-{order}")),
                    cause: cause.map(|cause| format!("{order}/{cause}")),
                });
            }
        }
    }
    let mut add = |id: String, kind: &'static str, cause: Option<String>| {
        log.push(Told { id, stream: "other-1".into(), kind, correlation: None, cause });
    };
    add("beat".into(), "Heartbeat", None);
    add("first".into(), "PriceSet", Some("cmd-1".into()));
    add("second".into(), "PriceShown", Some("cmd-1".into()));
    add("hen".into(), "HenHatched", Some("egg".into()));
    add("egg".into(), "EggLaid", Some("hen".into()));
    add("campaign".into(), "CampaignStarted", None);
    for mail in 0..MAILS {
        add(format!("mail-{mail}"), "MailSent", Some("campaign".into()));
    }
    log
}

fn written(log: &[Told]) -> String {
    let mut text = String::new();
    for (at, told) in log.iter().enumerate() {
        let mut metadata = serde_json::Map::new();
        metadata.extend(told.correlation.clone().map(|id| ("correlation_id".to_owned(), id.into())));
        metadata.extend(told.cause.clone().map(|id| ("causation_id".to_owned(), id.into())));
        let time = format!("2026-03-02T14:{:02}:{:02}.000Z", at / 60, at % 60);
        let event = json!({
            "id": told.id, "stream": told.stream, "type": told.kind, "time": time, "data": { "at": at },
            "metadata": metadata,
        });
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{event}");
    }
    text
}

/// The position of an event by its id.
fn at(log: &[Told], id: &str) -> u64 {
    log.iter().position(|told| told.id == id).map_or(u64::MAX, |at| at as u64)
}

/// How the line of an event begins for who hears it.
fn said(log: &[Told], id: &str) -> String {
    let at = at(log, id);
    let told = log.get(at as usize);
    told.map(|told| format!("{} {at} {}", told.kind, told.stream)).unwrap_or_default()
}

fn open(page: &Page, log: &[Told]) -> Outcome<()> {
    page.open("/")?;
    give(page, &file("causes.ndjson", written(log).as_bytes())?)?;
    until_events(page, log.len() as u64)
}

/// Goes to an event, step by step.
fn go_to(page: &Page, log: &[Told], id: &str) -> Outcome<()> {
    let to = at(log, id);
    // These move the cursor wherever the focus is.
    let key = if position(page)? < to { "j" } else { "k" };
    while position(page)? != to {
        let next = if key == "j" { position(page)? + 1 } else { position(page)? - 1 };
        press_to(page, key, next)?;
    }
    until_about(page, to)
}

/// Waits until the tree is the one around an event.
fn until_about(page: &Page, at: u64) -> Outcome<()> {
    let about = format!("return document.querySelector('.cause-line.here')?.id === 'cause-event_{at}'");
    page.until(&format!("the tree around {at}"), SOON, &about).map(drop)
}

/// Levels and names of the tree's lines, those of events without times.
fn tree(page: &Page) -> Outcome<Vec<String>> {
    let lines = page.script(
        "const text = l => l.innerText.trim().split(/\\s+/).slice(0, l.classList.contains('event') ? 3 : undefined).join(' ');
         return [...document.querySelectorAll('.causes [role=treeitem]')].map(l => `${l.ariaLevel} ${text(l)}`)",
        &[],
    )?;
    Ok(lines.as_array().into_iter().flatten().filter_map(|line| Some(line.as_str()?.to_owned())).collect())
}

#[test]
fn causes_and_effects_are_followed_by_keys_and_by_mouse() -> Outcome<()> {
    let log = log();
    browser_test("causality", Window::default(), |page| {
        open(page, &log)?;
        press_to(page, "Home", 0)?;
        tab(page, "Causality")?;
        let order = |step: usize| at(&log, &format!("0/{step}"));

        // Along the correlation, and along causes.
        for step in 1..STEPS.len() {
            press_to(page, "o", order(step))?;
        }
        page.press("o")?;
        page.until_text("This is the last event with its correlation id")?;
        press_to(page, "O", order(2))?;
        press_to(page, "[", order(0))?;
        press_to(page, "]", order(1))?;
        press_to(page, "[", order(0))?;

        // The whole conversation stands in the tree.
        until_about(page, 0)?;
        let line = |level: u32, step: usize| format!("{level} {}", said(&log, &format!("0/{step}")));
        same("the tree", tree(page)?, vec![line(1, 0), line(2, 1), line(2, 2), line(3, 3)])?;
        page.by_role("heading", "Correlation correlation_id")?;
        page.until_text("Event 1 of 4 with this id")?;
        let marked = "return [...document.querySelectorAll('.event-row.related .position')].map(p => p.innerText)";
        let marked = page.script(marked, &[])?;
        let group: Vec<String> = (0..STEPS.len()).map(|step| order(step).to_string()).collect();
        same("rows that are marked", marked, json!(group))?;
        page.until(
            "strokes in the timeline",
            SOON,
            "return document.querySelector('.timeline-marks path').getAttribute('d')?.split('M').length >= 3",
        )?;

        // A click goes there, and so do the keys of a tree.
        page.by_role_starting("treeitem", &said(&log, "0/3"))?.click()?;
        until_at(page, order(3))?;
        until_about(page, order(3))?;
        press_to(page, "ArrowUp", order(3))?;
        press_to(page, "Enter", order(2))?;
        until_about(page, order(2))?;
        let requested = page.by_role_starting("treeitem", &said(&log, "0/2"))?;
        same("the line that is looked at", requested.attribute("aria-current")?.as_deref(), Some("true"))?;
        same("and open", requested.attribute("aria-expanded")?.as_deref(), Some("true"))?;
        page.press("ArrowLeft")?;
        page.until(
            "the line folded",
            SOON,
            "return document.querySelectorAll('.causes [role=treeitem]').length === 3",
        )?;
        page.press("ArrowRight")?;
        page.until(
            "the line unfolded",
            SOON,
            "return document.querySelectorAll('.causes [role=treeitem]').length === 4",
        )?;

        page.by_role("button", "Next event with this correlation id")?.click()?;
        until_at(page, order(3))?;
        page.by_role("button", "Previous event with this correlation id")?.click()?;
        until_at(page, order(2))?;

        // The tab is part of the address, which keeps up with the moment a little later.
        let kept = format!(
            "const a = new URLSearchParams(location.search); return a.get('at') === '{}' && a.get('tab') === 'causality'",
            order(2)
        );
        page.until("the tab and the moment in the address", SOON, &kept)?;
        page.reload()?;
        until_about(page, order(2))
    })
}

#[test]
fn what_is_odd_is_said_plainly() -> Outcome<()> {
    let log = log();
    browser_test("causality-odd", Window::default(), |page| {
        open(page, &log)?;
        tab(page, "Causality")?;

        // All effects of one cause: as many as fit, the others on demand.
        press_to(page, "[", at(&log, "campaign"))?;
        until_about(page, at(&log, "campaign"))?;
        same("lines", tree(page)?.len(), 12)?;
        page.by_role("treeitem", &format!("{} more effects", MAILS - 10))?.click()?;
        let all = format!("return document.querySelectorAll('.causes [role=treeitem]').length === {}", MAILS + 1);
        page.until("all effects", SOON, &all)?;

        go_to(page, &log, "egg")?;
        let hen = at(&log, "hen");
        same(
            "the circle",
            tree(page)?,
            vec![
                format!("1 {}", said(&log, "hen")),
                format!("2 {}", said(&log, "egg")),
                format!("3 Event {hen} again, above: the causes go round in a circle."),
            ],
        )?;
        page.until_text("The causes go round in a circle")?;

        go_to(page, &log, "second")?;
        same(
            "a cause that is not in the log",
            tree(page)?,
            vec![
                "1 Not in this log causation_id cmd-1 A command, or an event that was cut off. Those below name it as their cause.".to_owned(),
                format!("2 {}", said(&log, "first")),
                format!("2 {}", said(&log, "second")),
            ],
        )?;
        page.press("[")?;
        page.until_text("This event names no cause that is in the log")?;
        page.press("o")?;
        page.until_text("This event has no correlation id")?;

        let beat = at(&log, "beat");
        press_to(page, "k", beat + 1)?;
        press_to(page, "k", beat)?;
        page.until_text("This event names no correlation and no cause, and no event names it.").map(drop)
    })
}

/// True when nothing has been drawn anew for a moment.
const SETTLED: &str = "
const now = document.body.innerText;
window.settled = window.settled?.now === now ? { now, looks: window.settled.looks + 1 } : { now, looks: 1 };
return document.fonts.status === 'loaded' && window.settled.looks > 3";

fn pictures(page: &Page, name: &str) -> Outcome<()> {
    page.until("drawing to settle", SOON, SETTLED)?;
    page.screenshot(&format!("{name}-light"))?;
    if page.settings().browser == Browser::Firefox {
        return Ok(());
    }
    page.set_dark(true)?;
    page.screenshot(&format!("{name}-dark"))?;
    page.set_dark(false)
}

#[test]
fn pictures_of_causes() -> Outcome<()> {
    let log = log();
    for (name, width, height) in
        [("causality", 1280, 800), ("causality-wide", 2560, 1300), ("causality-narrow", 360, 740)]
    {
        browser_test(name, Window { width, height, ..Window::default() }, |page| {
            open(page, &log)?;
            if !page.all_by_css(".strip-close")?.is_empty() {
                page.by_role("button", "Dismiss")?.click()?;
            }
            press_to(page, "Home", 0)?;
            press_to(page, "o", at(&log, "0/1"))?;
            press_to(page, "o", at(&log, "0/2"))?;
            if width < 900 {
                page.by_role("button", "Details")?.click()?;
            }
            tab(page, "Causality")?;
            until_about(page, at(&log, "0/2"))?;
            pictures(page, name)?;
            let over = page.script("return document.documentElement.scrollWidth - innerWidth", &[])?;
            same("pixels that the page is wider than its window", over.as_i64() <= Some(0), true)?;
            // On a tab this key goes to the last tab.
            page.script("document.activeElement.blur()", &[])?;
            press_to(page, "End", log.len() as u64 - 1)?;
            press_to(page, "[", at(&log, "campaign"))?;
            until_about(page, at(&log, "campaign"))?;
            pictures(page, &format!("{name}-many"))?;
            go_to(page, &log, "egg")?;
            pictures(page, &format!("{name}-circle"))?;
            go_to(page, &log, "second")?;
            pictures(page, &format!("{name}-missing"))?;
            press_to(page, "k", at(&log, "first"))?;
            press_to(page, "k", at(&log, "beat"))?;
            page.until_text("This event names no correlation")?;
            pictures(page, &format!("{name}-none"))
        })?;
    }
    Ok(())
}
