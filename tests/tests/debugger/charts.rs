//! Values followed over time: what a chart says and draws is what the log says by hand.

use foldback_tests::{Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::{SOON, choose_stream, tab, until_at};
use crate::screens::pictures;
use crate::whatif::{EVENTS, event, go, open};

/// The totals of a stream up to an event.
fn totals(stream: &str, to: u64) -> Vec<u64> {
    let own = (0..=to).map(event).filter(|(own, _)| own == stream);
    own.filter_map(|(_, data)| data["total"].as_u64()).collect()
}

fn until_chart(page: &Page, stream: &str, cursor: u64) -> Outcome<()> {
    let (all, here) = (totals(stream, EVENTS - 1), totals(stream, cursor));
    let low = all.iter().min().copied().unwrap_or_default();
    let high = all.iter().max().copied().unwrap_or_default();
    let now = here.last().copied().unwrap_or_default();
    let label = format!("/total over time: {} changes, from {low} to {high}, now {now}", all.len());
    page.by_css(&format!(".chart-plot[aria-label={}]", json!(label))).map(drop)
}

#[test]
fn a_value_is_followed_in_a_chart_beside_its_branch_and_after_a_reload() -> Outcome<()> {
    browser_test("charts", Window { width: 1440, height: 860, ..Window::default() }, |page| {
        open(page)?;
        choose_stream(page, "cart-1")?;
        go(page, 50)?;
        tab(page, "State")?;
        // By keyboard: down to the total, whose line is found by its name.
        page.script("document.querySelector('.state-tree [role=tree]').focus()", &[])?;
        let at_total = "const tree = document.querySelector('.state-tree [role=tree]');
            return document.getElementById(tree.getAttribute('aria-activedescendant'))?.querySelector('.name')?.innerText === 'total'";
        for _ in 0..6 {
            if page.script(at_total, &[])?.as_bool() == Some(true) {
                break;
            }
            page.press("ArrowDown")?;
        }
        page.press("t")?;
        until_chart(page, "cart-1", 50)?;

        // Another stream has another curve; the cursor alone does not change it.
        go(page, 45)?;
        until_chart(page, "cart-1", 45)?;
        page.script("document.querySelector('.state-tree [role=tree]').focus()", &[])?;
        page.press("Home")?;
        page.press("t")?;
        page.until_text("This has never been a number here")?;
        page.by_role("button", "Follow the whole state no longer")?.click()?;

        // A branch has a curve of its own.
        go(page, 55)?;
        page.press("x")?;
        page.by_css(".curve.branch[d]")?;
        let differ =
            "const [log, branch] = [...document.querySelectorAll('.chart .curve')].map(c => c.getAttribute('d'));
            return log.startsWith('M') && branch.startsWith('M') && log !== branch";
        page.until("a curve of the branch that is another", SOON, differ)?;
        pictures(page, "charts")?;

        // A click goes to the event that wrote what stands there.
        let middle = page.by_css(".chart-plot")?;
        middle.click()?;
        let wrote = (0..=(EVENTS - 1).div_ceil(2)).rev().find(|at| event(*at).0 == "cart-1").unwrap_or_default();
        until_at(page, wrote)?;

        page.until("the moment in the address", SOON, &format!("return location.search.includes('at={wrote}')"))?;
        page.reload()?;
        until_chart(page, "cart-1", wrote)?;
        page.by_role("button", "Follow /total no longer")?.click()?;
        page.until_gone(".charts")
    })
}
