//! The pictures that people look at: the empty page, a loaded log, the diff and an error, in light and
//! dark, and a loaded log on a narrow page. It never compares them.

use foldback_tests::{Outcome, Page, Window, browser_test};

use crate::bad_files::{Bad, all};
use crate::hunt::{cart_bug, cart_story, open_carts};
use crate::person::{SOON, choose_stream, file, give, press_to, tab, text_at_end, to_start, until_at};
use crate::story::Story;

/// True when three looks in a row saw the same text and the same drawings.
const SETTLED: &str = "
const drawn = [...document.querySelectorAll('canvas')].map(c => c.width && c.height ? c.toDataURL() : '');
const now = document.body.innerText + drawn.join();
window.settled = window.settled?.now === now ? { now, looks: window.settled.looks + 1 } : { now, looks: 1 };
return document.fonts.status === 'loaded' && window.settled.looks > 2";

/// Takes a picture when drawing has settled.
fn picture(page: &Page, name: &str) -> Outcome<()> {
    page.script("window.settled = undefined", &[])?;
    page.until("drawing to settle", SOON, SETTLED)?;
    page.screenshot(name).map(drop)
}

/// A picture in light and one in dark.
pub fn pictures(page: &Page, name: &str) -> Outcome<()> {
    picture(page, &format!("{name}-light"))?;
    if page.settings().browser == foldback_tests::Browser::Firefox {
        return Ok(());
    }
    page.set_dark(true)?;
    picture(page, &format!("{name}-dark"))?;
    page.set_dark(false)
}

/// The carts at the moment when the mistake was made, on the stream where it was made.
fn open_at_culprit(page: &Page, story: &Story) -> Outcome<()> {
    let bug = cart_bug()?;
    page.open("/")?;
    open_carts(page, story)?;
    if !page.all_by_css(".strip-close")?.is_empty() {
        page.by_role("button", "Dismiss")?.click()?;
    }
    let wide = page.script("return innerWidth > 1000", &[])?;
    if wide.as_bool() == Some(true) {
        choose_stream(page, &bug.stream)?;
        page.by_role("searchbox", "Filter streams by name")?.click()?;
        page.press("Escape")?;
        page.press("Escape")?;
        page.until("all streams", SOON, "return document.querySelectorAll('.stream-row').length > 3")?;
        let positions = story.positions(&bug.stream);
        until_at(page, positions.last().copied().unwrap_or_default())?;
        for &at in positions.iter().rev().skip(1).take_while(|&&at| at >= bug.position) {
            press_to(page, "Shift+ArrowLeft", at)?;
        }
        return Ok(());
    }
    page.drag(&page.by_css(".scrub-area")?, 0.9, 0.5, 10)
}

#[test]
fn pictures_in_light_and_dark() -> Outcome<()> {
    let story = cart_story()?;
    let window = Window { width: 1440, height: 860, ..Window::default() };
    browser_test("screens", window, |page| {
        page.open("/")?;
        page.by_role("button", "Open file")?;
        page.until_text("No logs yet.")?;
        pictures(page, "empty")?;

        open_at_culprit(page, &story)?;
        page.until_text("Viewing the past.")?;
        pictures(page, "loaded")?;
        tab(page, "Diff")?;
        page.by_css(".diff-list li")?;
        pictures(page, "diff")?;

        to_start(page)?;
        let bad: Option<Bad> = all().into_iter().find(|bad| bad.name == "picture.png");
        give(page, &file("picture.png", &bad.map(|bad| bad.content).unwrap_or_default())?)?;
        text_at_end(page, "[role=alert] .error-panel")?;
        pictures(page, "error")
    })
}

#[test]
fn a_narrow_page_shows_a_log() -> Outcome<()> {
    let story = cart_story()?;
    let window = Window { width: 360, height: 740, ..Window::default() };
    browser_test("screens-narrow", window, |page| {
        open_at_culprit(page, &story)?;
        page.until_text("Viewing the past.")?;
        picture(page, "loaded-narrow-light")?;
        let over = page.script("return document.documentElement.scrollWidth - innerWidth", &[])?;
        crate::person::same("pixels that the page is wider than its window", over.as_i64() <= Some(0), true)
    })
}
