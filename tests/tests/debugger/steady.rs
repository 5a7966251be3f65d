//! Nothing on the page jumps while it loads: not the start page, and not a log that a link opens.

use foldback_tests::{Browser, Outcome, Page, Window, browser_test};

use crate::hunt::{cart_story, open_carts};
use crate::person::{SOON, same, until_events};

/// What moved by itself since the page was opened: how much, and what.
const SHIFTS: &str = "
return new Promise(done => {
  const shifts = [];
  new PerformanceObserver(list => shifts.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => setTimeout(() => done(shifts.filter(shift => !shift.hadRecentInput && shift.value > 0.001).map(shift =>
    `${shift.value.toFixed(4)}: ${shift.sources.map(({ node, previousRect: a, currentRect: b }) =>
      `${node?.className || node?.nodeName} from ${a.x},${a.y} ${a.width}x${a.height} to ${b.x},${b.y} ${b.width}x${b.height}`).join('; ')}`)), 100));
})";

fn nothing_moved(page: &Page, what: &str) -> Outcome<()> {
    let moved = page.script(SHIFTS, &[])?;
    same(what, moved.as_array().map(Vec::as_slice).unwrap_or_default(), &[])
}

#[test]
fn nothing_jumps_while_a_page_loads() -> Outcome<()> {
    let story = cart_story()?;
    for (name, width, height) in [("steady", 1280, 800), ("steady-narrow", 360, 740)] {
        browser_test(name, Window { width, height, ..Window::default() }, |page| {
            if page.settings().browser == Browser::Firefox {
                // It does not measure this.
                return Ok(());
            }
            page.open("/")?;
            page.by_role_starting("button", "Habit tracker")?;
            page.until_text("No logs yet.")?;
            nothing_moved(page, "on the start page")?;
            open_carts(page, &story)?;
            page.until("the log in the address", SOON, "return location.search.includes('at=')")?;
            page.reload()?;
            until_events(page, story.len())?;
            page.until(
                "its state or its events",
                SOON,
                "return document.querySelector('.state-tree .tree-line, .event-row .data')?.innerText",
            )?;
            nothing_moved(page, "while a log is opened by a link")
        })?;
    }
    Ok(())
}
