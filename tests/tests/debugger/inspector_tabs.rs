//! The row of the inspector's tabs: all fit beside the other panels, and on a narrow page the one that is shown is in view.

use foldback_tests::{Outcome, Window, browser_test};
use serde_json::json;

use crate::hunt::{cart_story, open_carts};
use crate::person::{SOON, same};

/// How many tabs there must be room for.
const TABS: u64 = 8;

/// Gives the row as many tabs as it must have room for, should there be fewer.
const FILL: &str = "
const row = document.querySelector('[role=tablist]');
for (const name of ['What-if', 'Flips']) {
  if (row.children.length >= arguments[0]) break;
  const tab = row.lastElementChild.cloneNode();
  tab.removeAttribute('id');
  tab.ariaSelected = 'false';
  tab.textContent = name;
  row.append(tab);
}
return [row.children.length, row.scrollWidth - row.clientWidth];";

#[test]
fn eight_tabs_fit() -> Outcome<()> {
    let story = cart_story()?;
    browser_test("tabs-wide", Window { width: 1280, height: 800, ..Window::default() }, |page| {
        page.open("/")?;
        open_carts(page, &story)?;
        page.by_role("tab", "State")?;
        for (width, height) in [(1280, 800), (1440, 900), (1920, 1080), (560, 900)] {
            page.resize(width, height, 1.0)?;
            if width < 900 {
                page.by_role("button", "Details")?.click()?;
            }
            let seen = page.script(FILL, &[json!(TABS)])?;
            same(&format!("tabs at {width}, and pixels that do not fit"), seen, json!([TABS, 0]))?;
            page.screenshot(&format!("tabs-{width}"))?;
        }
        Ok(())
    })
}

#[test]
fn the_tab_that_is_shown_is_in_view() -> Outcome<()> {
    let story = cart_story()?;
    browser_test("tabs-narrow", Window { width: 360, height: 740, ..Window::default() }, |page| {
        page.open("/")?;
        open_carts(page, &story)?;
        page.by_role("button", "Details")?.click()?;
        page.by_role("tab", "State")?.click()?;
        page.script(FILL, &[json!(TABS)])?;
        for key in ["End", "Home", "End"] {
            page.press(key)?;
            let in_view = "
                const [row, tab] = ['[role=tablist]', '[role=tab][aria-selected=true]'].map(one =>
                  document.querySelector(one).getBoundingClientRect());
                return document.activeElement.ariaSelected === 'true' && tab.left >= row.left && tab.right <= row.right";
            page.until(&format!("the tab after {key} in view"), SOON, in_view)?;
        }
        page.screenshot("tabs-narrow").map(drop)
    })
}
