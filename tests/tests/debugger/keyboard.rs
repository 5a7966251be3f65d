//! A whole session by keyboard alone: no click, no script that acts. At every stop on the way the focus is somewhere, and can be
//! seen.

use foldback_tests::{Failure, Outcome, Page, Window, browser_test};
use serde_json::{Value, json};

use crate::hunt::{cart_bug, cart_story};
use crate::person::{SOON, grouped, press_to, same, until_at, until_events};

/// More stops than any page has.
const STOPS: u32 = 120;

/// Where the focus is, and whether that can be seen: an outline, a shadow or a caret on what has it, on what it stands in, or on
/// the row that it names.
const FOCUS: &str = "
const at = document.activeElement;
if (!at || at === document.body) return null;
const row = document.getElementById(at.getAttribute('aria-activedescendant') ?? '');
const marks = one => {
  const style = getComputedStyle(one);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 && style.outlineColor !== 'rgba(0, 0, 0, 0)'
    || style.boxShadow !== 'none';
};
const box = at.getBoundingClientRect();
return {
  says: `${at.tagName.toLowerCase()}.${at.className} ${at.getAttribute('aria-label') ?? at.innerText?.slice(0, 60) ?? ''}`,
  seen: [at, at.parentElement, row].some(one => one && marks(one)) && box.width > 0 && box.height > 0,
};";

/// Where the focus is; it must be somewhere, and be seen.
fn focus(page: &Page, when: &str) -> Outcome<String> {
    // What takes the focus when something goes does so a moment later.
    let seen = page.until(&format!("a focus {when}"), SOON, FOCUS)?;
    let says = seen["says"].as_str().unwrap_or_default().to_owned();
    if seen["seen"] == Value::Bool(true) {
        Ok(says)
    } else {
        Err(Failure::new(format!("{when}, no focus is seen on {says}")))
    }
}

/// Presses a key until the body of a function says that the focus is where it is wanted. Behind its last stop the page hands the
/// focus to the browser, and takes it back at its first: that happens once on the way round.
fn press_until(page: &Page, key: &str, wanted: &str, is_there: &str) -> Outcome<()> {
    let mut last = String::new();
    let mut rounds = 0;
    for _ in 0..STOPS {
        page.press(key)?;
        if key == "Tab"
            && rounds < 2
            && page.script("return document.activeElement === document.body", &[])? == json!(true)
        {
            rounds += 1;
            continue;
        }
        last = focus(page, &format!("on the way to {wanted}, behind {last}"))?;
        let there = page.script(&format!("const at = document.activeElement; return Boolean({is_there})"), &[])?;
        if there == Value::Bool(true) {
            return Ok(());
        }
    }
    Err(Failure::new(format!("{key} does not lead to {wanted}; the last stop is {last}")))
}

/// Tabs to what a selector matches.
fn tab_to(page: &Page, selector: &str) -> Outcome<()> {
    press_until(page, "Tab", selector, &format!("at.matches({})", json!(selector)))
}

/// Tabs to a button by what it says, or by its name.
fn tab_to_button(page: &Page, name: &str) -> Outcome<()> {
    let name = json!(name);
    press_until(
        page,
        "Tab",
        &format!("the button {name}"),
        &format!(
            "at.tagName === 'BUTTON' && (at.getAttribute('aria-label') ?? at.innerText).trim().startsWith({name})"
        ),
    )
}

/// Waits until nothing matches, and the focus is somewhere all the same.
fn gone(page: &Page, selector: &str) -> Outcome<()> {
    page.until_gone(selector)?;
    focus(page, &format!("after {selector} has gone")).map(drop)
}

/// Goes from tab to tab of the inspector, and back to the one of that name.
fn inspector_tab(page: &Page, name: &str) -> Outcome<()> {
    tab_to(page, "[role=tab]")?;
    press_until(page, "ArrowRight", name, &format!("at.innerText === {}", json!(name)))?;
    page.by_css(&format!("[role=tabpanel][aria-labelledby=tab-{}]", name.to_lowercase())).map(drop)
}

#[test]
fn a_whole_session_by_keyboard_alone() -> Outcome<()> {
    let (story, bug) = (cart_story()?, cart_bug()?);
    browser_test("keyboard", Window { width: 1280, height: 800, ..Window::default() }, |page| {
        page.allow(std::time::Duration::from_secs(300));
        page.open("/")?;
        page.by_role_starting("button", "Shopping cart")?;
        tab_to_button(page, "Shopping cart")?;
        page.press("Enter")?;
        until_events(page, story.len())?;
        focus(page, "after the log was imported")?;

        // A stream is found and chosen, and its events walked.
        tab_to(page, "#stream-filter")?;
        page.type_text(&bug.stream)?;
        page.until(
            "the filtered streams",
            SOON,
            &format!(
                "const rows = [...document.querySelectorAll('.stream-row:not(.category)')];
             return rows.length > 0 && rows.every(row => row.title.includes({}))",
                json!(bug.stream)
            ),
        )?;
        tab_to(page, "[role=tree]")?;
        press_until(
            page,
            "ArrowDown",
            "the stream",
            &format!(
                "document.getElementById(at.getAttribute('aria-activedescendant'))?.title.startsWith({})",
                json!(format!("{}:", bug.stream))
            ),
        )?;
        page.press("Enter")?;
        let chosen =
            format!("return document.querySelector('.stream-line .stream')?.innerText === {}", json!(bug.stream));
        page.until("the stream", SOON, &chosen)?;
        let positions = story.positions(&bug.stream);
        until_at(page, positions.last().copied().unwrap_or_default())?;
        for &at in positions.iter().rev().skip(1).take_while(|&&at| at >= bug.position) {
            press_to(page, "Shift+ArrowLeft", at)?;
        }

        // The state: its tree, who wrote a value, and back.
        inspector_tab(page, "Event")?;
        inspector_tab(page, "State")?;
        tab_to(page, ".state-tree [role=tree]")?;
        press_until(
            page,
            "ArrowDown",
            "the total",
            "document.getElementById(at.getAttribute('aria-activedescendant'))
            ?.querySelector('.name')?.innerText === 'total'",
        )?;
        page.press("b")?;
        page.by_css(".blame-card .writes li.latest")?
            .until_text("the writer", |text| text.contains(&grouped(bug.position)))?;
        tab_to_button(page, "Close who wrote the value")?;
        page.press("Enter")?;
        gone(page, ".blame-card")?;
        inspector_tab(page, "Diff")?;
        page.by_css(".diff-list li")?;
        inspector_tab(page, "Blame")?;
        tab_to(page, ".blame-path input")?;
        page.type_text("/total")?;
        page.press("Enter")?;
        page.by_css(".blame-list .writes li")?;
        inspector_tab(page, "Causality")?;
        page.by_css(".causes [role=treeitem]")?;

        // A search, from anywhere, and its hits.
        page.press("/")?;
        page.type_text("type:VoucherUsed")?;
        page.by_css(".event-row.hit")?;
        page.press("Tab")?;
        focus(page, "behind the query")?;
        let here = crate::person::position(page)?;
        page.press(".")?;
        page.until(
            "the next hit",
            SOON,
            &format!("return +document.querySelector('.position-now strong').innerText.replace(',', '') > {here}"),
        )?;
        press_to(page, ",", here)?;
        page.press("/")?;
        page.press("Escape")?;
        press_until(page, "Escape", "the middle of the page", "at.id !== 'query'")?;
        gone(page, ".query-strip")?;

        // The timeline.
        let name = "return document.querySelector('.timeline-plot')?.ariaLabel ?? document.querySelector('.timeline canvas')?.ariaLabel";
        let whole = page.script(name, &[])?;
        page.press("w")?;
        page.until(
            "a closer view",
            SOON,
            &format!("return (() => {{ {name} }})() !== {whole} && document.querySelector('.scrub-viewed')"),
        )?;
        // What is selected first, then all.
        page.press("f")?;
        page.press("f")?;
        page.until("the whole log", SOON, &format!("return (() => {{ {name} }})() === {whole}"))?;

        // The menu of the log and what it opens.
        for (item, dialog) in
            [("Export", "Export this log"), ("Import report", "Import report"), ("Paste events", "Paste events")]
        {
            tab_to(page, ".log-name")?;
            page.press("Enter")?;
            tab_to_button(page, item)?;
            page.press("Enter")?;
            page.by_role("dialog", dialog)?;
            focus(page, &format!("in {dialog}"))?;
            page.press("Escape")?;
            gone(page, "dialog[open]")?;
        }
        page.press("?")?;
        page.by_role("dialog", "Keys")?;
        focus(page, "in the list of keys")?;
        page.press("Escape")?;
        gone(page, "dialog[open]")?;

        // A question about deleting is asked, and denied.
        tab_to(page, ".log-name")?;
        page.press("Enter")?;
        tab_to_button(page, "Delete this log")?;
        page.press("Enter")?;
        page.by_role("button", "Keep")?;
        same("the harmless answer has the focus", focus(page, "at the question")?.contains("Keep"), true)?;
        page.press("Enter")?;
        gone(page, ".sure")?;
        press_until(page, "Tab", "the start page's button", "at.innerText === 'Start page'")?;
        page.press("Enter")?;
        page.by_role("button", "Open file")?;
        focus(page, "on the start page").map(drop)
    })
}
