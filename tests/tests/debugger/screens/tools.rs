//! What a person works with on an open log: a branch, flips, a chart, a plan that undoes, bookmarks, the palette, settings, storage.

use foldback_tests::{Outcome, Page};

use super::log::{open_at_culprit, shown};
use super::{Scene, front};
use crate::palette::ask;
use crate::person::tab;

/// The carts, at the mistake, with the tools.
pub const AT_WORK: Scene = Scene {
    name: "tools",
    open: open_at_culprit,
    screens: &[
        // Empty at the first size alone: branches stay with the log.
        ("tab-what-if-first", |page| shown(page, "What-if", ".whatif-tab .nothing, .whatif-edits")),
        ("tab-flips-first", flips_first),
        ("tab-flips", flips),
        ("tab-flips-wrong", flips_wrong),
        ("tab-state-chart", chart),
        ("bookmark-note", |page| {
            page.by_css(".event-row .data")?;
            page.press("m")?;
            page.by_css(".bookmark-box input, .bookmark-box textarea").map(drop)
        }),
        ("bookmarks", bookmarks),
        ("palette", |page| ask(page, "go").and_then(|()| page.by_css(".palette li.active").map(drop))),
        ("palette-nothing", |page| ask(page, "qqqqzz")),
        ("settings", |page| {
            page.by_role("button", "Settings")?.click()?;
            page.by_role("dialog", "Settings").map(drop)
        }),
        ("storage", |page| {
            ask(page, "storage")?;
            page.by_css(".palette li.active")?;
            page.press("Enter")?;
            page.by_role("dialog", "Storage").map(drop)
        }),
        // The last ones: the branch stays with the log.
        ("tab-what-if", |page| branch(page).map(drop)),
        ("tab-what-if-change", |page| {
            branch(page)?;
            page.by_role("button", "Change…")?.click()?;
            page.by_css(".whatif-form").map(drop)
        }),
        ("tab-diff-of-a-branch", |page| {
            branch(page)?;
            tab(page, "Diff")?;
            page.by_role("button", "Log against branch")?.click()?;
            page.by_css(".diff-list li, .diff-tab .nothing").map(drop)
        }),
        ("undo", |page| {
            shown(page, "Event", ".event-tab .tree-line")?;
            page.by_role("button", "Undo this event…")?.click()?;
            page.by_css(".undo").map(drop)
        }),
    ],
};

/// Without a condition: the one of the size before stays with the log.
fn flips_first(page: &Page) -> Outcome<()> {
    shown(page, "Flips", ".flips-tab")?;
    // A field that a driver clears says nothing of it.
    page.by_role("textbox", "Condition in jq")?.click()?;
    page.press("Control+a")?;
    page.press("Delete")?;
    page.by_css(".flips-tab .nothing").map(drop)
}

fn flips(page: &Page) -> Outcome<()> {
    shown(page, "Flips", ".flips-tab")?;
    let field = page.by_role("textbox", "Condition in jq")?;
    field.clear()?;
    field.send_keys(".total < 0")?;
    page.by_css(".flip-list .flip").map(drop)
}

fn flips_wrong(page: &Page) -> Outcome<()> {
    shown(page, "Flips", ".flips-tab")?;
    let field = page.by_role("textbox", "Condition in jq")?;
    field.clear()?;
    field.send_keys(".total <")?;
    page.by_css(".flips-tab .failure[role=alert]").map(drop)
}

/// Follows the total, once: what is followed stays with the log.
fn chart(page: &Page) -> Outcome<()> {
    shown(page, "State", ".state-tree .tree-line button.value")?;
    if page.all_by_css(".chart-plot")?.is_empty() {
        page.script("document.querySelector('.state-tree [role=tree]').focus()", &[])?;
        page.press("End")?;
        page.press("t")?;
    }
    page.by_css(".chart").map(drop)
}

fn bookmarks(page: &Page) -> Outcome<()> {
    page.by_css(".event-row .data")?;
    page.press("m")?;
    page.by_css(".bookmark-box input, .bookmark-box textarea")?;
    page.type_text("here it went wrong")?;
    page.press("Enter")?;
    front(page, "Streams")
}

/// Skips the event at the cursor in a branch, if it is not yet.
fn branch(page: &Page) -> Outcome<()> {
    shown(page, "What-if", ".whatif-tab")?;
    page.by_css(".whatif-event")?;
    if page.all_by_css(".whatif-edits .whatif-go")?.is_empty() {
        page.script("document.activeElement.blur()", &[])?;
        page.press("x")?;
    }
    page.by_css(".whatif-edits .whatif-go").map(drop)
}
