//! What a person does with the debugger while its frames are looked at, about ten seconds each. It never measures.

use crate::failure::Outcome;
use crate::page::Page;

/// One gesture.
pub(super) struct Gesture {
    pub(super) title: &'static str,
    /// Makes ready, unwatched.
    pub(super) before: fn(&Page) -> Outcome<()>,
    pub(super) act: fn(&Page) -> Outcome<()>,
}

pub(super) const GESTURES: [Gesture; 5] = [
    Gesture { title: "drag the scrubber", before: leave_controls, act: drag_scrubber },
    Gesture { title: "zoom the timeline", before: show_all, act: zoom_timeline },
    Gesture { title: "pan the timeline", before: come_closer, act: pan_timeline },
    Gesture { title: "hold →", before: middle, act: hold_key },
    Gesture { title: "scroll the list", before: leave_controls, act: scroll_list },
];

/// Nothing has the focus that keys would go to.
fn leave_controls(page: &Page) -> Outcome<()> {
    page.script("document.activeElement?.blur()", &[]).map(drop)
}

fn show_all(page: &Page) -> Outcome<()> {
    leave_controls(page)?;
    page.press("f")
}

fn come_closer(page: &Page) -> Outcome<()> {
    show_all(page)?;
    page.press_often("w", 8, 30)
}

/// All of the log is shown again, and the cursor stands in the middle of it.
pub(super) fn middle(page: &Page) -> Outcome<()> {
    show_all(page)?;
    page.drag(&page.by_css(".scrub-area")?, 0.5, 0.5, 1)?;
    leave_controls(page)
}

fn drag_scrubber(page: &Page) -> Outcome<()> {
    let area = page.by_css(".scrub-area")?;
    page.drag(&area, 0.98, 0.02, 300)?;
    page.drag(&area, 0.02, 0.9, 300)
}

fn zoom_timeline(page: &Page) -> Outcome<()> {
    let plot = page.by_css(".timeline-plot")?;
    for _ in 0..3 {
        page.wheel(&plot, 0, -60, 100)?;
        page.wheel(&plot, 0, 60, 100)?;
    }
    Ok(())
}

fn pan_timeline(page: &Page) -> Outcome<()> {
    let plot = page.by_css(".timeline-plot")?;
    for _ in 0..3 {
        page.drag(&plot, 0.9, 0.1, 100)?;
        page.drag(&plot, 0.1, 0.9, 100)?;
    }
    Ok(())
}

/// As fast as keyboards repeat.
fn hold_key(page: &Page) -> Outcome<()> {
    page.hold("ArrowRight", 300, 33)
}

fn scroll_list(page: &Page) -> Outcome<()> {
    let list = page.by_css(".event-list")?;
    for _ in 0..3 {
        page.wheel(&list, 0, -120, 100)?;
        page.wheel(&list, 0, 120, 100)?;
    }
    Ok(())
}
