//! A log that is open at the moment where something went wrong: the panels, the inspector's tabs, the query, the dialogs.

use foldback_tests::{Outcome, Page};
use serde_json::json;

use super::{Scene, front};
use crate::hunt::{cart_bug, cart_story, open_carts};
use crate::person::{SOON, choose_stream, press_to, tab, until_at};

/// The carts, at the mistake.
pub const MOMENT: Scene = Scene {
    name: "log",
    open: open_at_culprit,
    screens: &[
        ("log", |page| front(page, "Events").and_then(|()| page.by_css(".event-row .data").map(drop))),
        ("log-at-the-head", at_the_head),
        ("streams", streams),
        ("streams-none-fits", no_stream_fits),
        ("tab-event", |page| shown(page, "Event", ".event-tab .tree-line")),
        ("tab-state", |page| shown(page, "State", ".state-tree .tree-line")),
        ("tab-state-who-wrote", who_wrote),
        ("tab-state-not-begun", not_begun),
        ("tab-diff", |page| shown(page, "Diff", ".diff-list li")),
        ("tab-blame", blame),
        ("tab-blame-nothing-chosen", |page| shown(page, "Blame", ".blame-tab .nothing")),
        ("tab-causality", |page| shown(page, "Causality", ".inspector-panel .causes, .inspector-panel .nothing")),
        ("tab-projection", projection),
        ("tab-projection-wrong", projection_wrong),
        ("query-offers", offers),
        ("query-hits", |page| ask(page, "type:VoucherUsed", ".event-row.miss")),
        ("query-wrong", |page| ask(page, "type:ItemAdded sku:tea", ".query-place mark")),
        ("query-no-hit", no_hit),
        ("log-menu", |page| menu(page).map(drop)),
        ("log-menu-delete", menu_delete),
        ("export", export),
        ("export-rule", export_rule),
        ("report-of-a-good-import", good_report),
        ("keys", keys),
    ],
};

/// The carts, on the stream where the mistake was made, at that event.
pub fn open_at_culprit(page: &Page) -> Outcome<String> {
    let (story, bug) = (cart_story()?, cart_bug()?);
    page.open("/")?;
    open_carts(page, &story)?;
    choose_stream(page, &bug.stream)?;
    let positions = story.positions(&bug.stream);
    until_at(page, positions.last().copied().unwrap_or_default())?;
    for &at in positions.iter().rev().skip(1).take_while(|&&at| at >= bug.position) {
        press_to(page, "Shift+ArrowLeft", at)?;
    }
    let kept = format!(
        "const a = new URLSearchParams(location.search);
         return a.get('at') === '{}' && a.get('stream') === {} && location.href",
        bug.position,
        json!(bug.stream)
    );
    Ok(page.until("the moment in the address", SOON, &kept)?.as_str().unwrap_or_default().to_owned())
}

/// Shows a tab of the inspector, and waits for what is in it.
pub fn shown(page: &Page, name: &str, selector: &str) -> Outcome<()> {
    front(page, "Details")?;
    tab(page, name)?;
    page.by_css(selector).map(drop)
}

fn at_the_head(page: &Page) -> Outcome<()> {
    page.by_role("button", "Return to the head")?.click()?;
    page.until_gone(".banner")
}

fn streams(page: &Page) -> Outcome<()> {
    front(page, "Streams")?;
    page.by_css(".stream-row .sparkline")?;
    page.by_role("tree", "Streams by category")?.click()?;
    page.by_css(".stream-row .count").map(drop)
}

fn no_stream_fits(page: &Page) -> Outcome<()> {
    front(page, "Streams")?;
    page.by_role("searchbox", "Filter streams by name")?.send_keys("no such stream")?;
    page.by_css(".streams > .nothing").map(drop)
}

fn who_wrote(page: &Page) -> Outcome<()> {
    shown(page, "State", ".state-tree .tree-line button.value")?;
    page.by_css(".state-tree .tree-line.changed button.value, .state-tree .tree-line button.value")?.click()?;
    page.by_css(".blame-card .writes li").map(drop)
}

fn not_begun(page: &Page) -> Outcome<()> {
    shown(page, "State", ".state-tree .tree-line")?;
    page.script("document.activeElement.blur()", &[])?;
    press_to(page, "Home", 0)?;
    page.by_css(".state-tab .nothing").map(drop)
}

fn blame(page: &Page) -> Outcome<()> {
    shown(page, "Blame", ".blame-path input")?;
    page.by_css(".blame-path input")?.send_keys("/total\n")?;
    page.by_css(".blame-list .writes li").map(drop)
}

/// Writes a projection; the page keeps it for the log.
fn write_projection(page: &Page, text: &str, selector: &str) -> Outcome<()> {
    shown(page, "Projection", "code-editor")?;
    page.by_css("code-editor")?.click()?;
    page.press("Control+a")?;
    page.press("Delete")?;
    page.type_text(text)?;
    page.by_css(selector).map(drop)
}

fn projection(page: &Page) -> Outcome<()> {
    let text = "fromCategory('cart').foreachStream().when({ $init: () => ({ events: 0 }), $any: s => { s.events++ } })";
    write_projection(page, text, ".projection-state .tree-line button.value")
}

fn projection_wrong(page: &Page) -> Outcome<()> {
    let text = "fromAll().when({ $init: () => ({ sum: 0 }), $any: (s, e) => { s.sum += e.data.no.qty } })";
    write_projection(page, text, ".projection-tab .failure[role=alert]")
}

/// Writes a query in place of the one that is there.
fn ask(page: &Page, text: &str, selector: &str) -> Outcome<()> {
    page.by_css(".event-row")?;
    page.by_role("combobox", "Search the events")?.send_keys(text)?;
    page.by_css(".query-strip")?;
    page.by_css(selector).map(drop)
}

fn offers(page: &Page) -> Outcome<()> {
    page.by_css(".event-row")?;
    page.by_role("combobox", "Search the events")?.send_keys("type:Item")?;
    page.press("ArrowDown")?;
    page.by_css(".query-offers .active").map(drop)
}

fn no_hit(page: &Page) -> Outcome<()> {
    ask(page, "type:ItemAdded -type:ItemAdded", ".query-strip")?;
    // What is offered lies over what comes next, until the field is left.
    page.press("Tab")?;
    page.by_role("button", "Only matching")?.click()?;
    page.until_text("No event fits the query.")
}

fn menu(page: &Page) -> Outcome<()> {
    page.by_css(".log-name")?.click()?;
    page.by_role("button", "Start page").map(drop)
}

fn menu_delete(page: &Page) -> Outcome<()> {
    menu(page)?;
    page.by_role("button", "Delete this log")?.click()?;
    page.by_role("button", "Keep").map(drop)
}

fn export(page: &Page) -> Outcome<()> {
    page.by_css(".event-row .data")?;
    page.press("e")?;
    page.until("the preview", SOON, "return document.querySelector('dialog[open] .export-text')?.innerText").map(drop)
}

fn export_rule(page: &Page) -> Outcome<()> {
    export(page)?;
    page.by_role("button", "Add a rule")?.click()?;
    page.by_role("textbox", "Path")?.send_keys("/sku\t")?;
    page.by_role("textbox", "Path")?.send_keys("/code\t")?;
    page.until_text("in the first 1,000")
}

fn good_report(page: &Page) -> Outcome<()> {
    menu(page)?;
    page.by_role("button", "Import report")?.click()?;
    page.by_css("dialog[open] .grade").map(drop)
}

fn keys(page: &Page) -> Outcome<()> {
    page.by_css(".event-row .data")?;
    page.press("?")?;
    page.by_css("dialog[open] .key-list").map(drop)
}
