//! Every screen of the debugger, once: [`SCENES`] lists them, and whoever looks at all of them (the pictures, axe, the
//! widths) walks through that list. A new screen is one more function in a scene, and one more line in its list.
//!
//! It never says what a screen must look like.

mod axe;
mod imports;
mod log;
mod pictures;
mod start;
mod tools;

use std::time::Duration;

use foldback_tests::{Failure, Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::SOON;

/// Screens that have the same beginning.
pub struct Scene {
    name: &'static str,
    /// Makes what the screens show, once, and answers the address that each of them begins at.
    open: fn(&Page) -> Outcome<String>,
    screens: &'static [Screen],
}

/// A screen: its name, and how a person gets there from the address that its scene begins at.
type Screen = (&'static str, fn(&Page) -> Outcome<()>);

/// All of them.
const SCENES: [Scene; 6] =
    [start::EMPTY, start::WITH_LOGS, imports::RUNNING, imports::ENDED, log::MOMENT, tools::AT_WORK];

/// How large a page is, in CSS pixels, and how many pixels of the screen each of those is wide.
#[derive(Clone, Copy)]
pub struct Size {
    name: &'static str,
    width: u32,
    height: u32,
    ratio: f64,
}

const PHONE: Size = Size { name: "360", width: 360, height: 740, ratio: 1.0 };
const LAPTOP: Size = Size { name: "1280", width: 1280, height: 800, ratio: 1.0 };
/// 3,840 pixels wide at 150 %, as most screens of that size are used.
const LARGE: Size = Size { name: "2560", width: 2560, height: 1440, ratio: 1.5 };
/// The laptop at 200 %: a browser that zooms gives the page half as many pixels, each twice as wide.
const LAPTOP_AT_200: Size = Size { name: "1280-at-200-percent", width: 640, height: 400, ratio: 2.0 };

/// A scene at four sizes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(20 * 60);

/// Shows each screen at each of these sizes, in a browser for each scene, and calls `look` there. The variable
/// `FOLDBACK_SCREENS` chooses screens by the beginnings of their names.
fn walk(test: &str, sizes: &[Size], mut look: impl FnMut(&Page, Size, &str) -> Outcome<()>) -> Outcome<()> {
    let wanted = std::env::var("FOLDBACK_SCREENS").unwrap_or_default();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.split(',').any(|start| name.starts_with(start));
    let window = Window { width: LAPTOP.width, height: LAPTOP.height, ..Window::default() };
    let mut failures = Vec::new();
    for scene in SCENES {
        let screens: Vec<&Screen> = scene.screens.iter().filter(|(name, _)| is_wanted(name)).collect();
        if screens.is_empty() {
            continue;
        }
        browser_test(&format!("{test}-{}", scene.name), window, |page| {
            page.allow(PATIENCE);
            let home = (scene.open)(page)?;
            for &size in sizes {
                page.resize(size.width, size.height, size.ratio)?;
                for (name, show) in &screens {
                    page.open(&home)?;
                    // One that fails does not hide what is wrong with the others.
                    if let Err(failure) = show(page).and_then(|()| look(page, size, name)) {
                        page.screenshot(&format!("failed-{test}-{name}-{}", size.name))?;
                        failures.push(format!("{name} ({}): {failure}", size.name));
                    }
                }
            }
            Ok(())
        })?;
    }
    match failures.as_slice() {
        [] => Ok(()),
        some => Err(Failure::new(format!("{} screens:\n  {}", some.len(), some.join("\n  ")))),
    }
}

/// Makes the page light, then dark, and calls `look` with the theme's name.
fn in_both_themes(page: &Page, mut look: impl FnMut(&'static str) -> Outcome<()>) -> Outcome<()> {
    look("light")?;
    if page.settings().browser == foldback_tests::Browser::Firefox {
        return Ok(());
    }
    page.set_dark(true)?;
    let looked = look("dark");
    page.set_dark(false)?;
    looked
}

/// True when three looks in a row saw the same text and the same drawings.
const SETTLED: &str = "
const drawn = [...document.querySelectorAll('canvas')].map(c => c.width && c.height ? c.toDataURL() : '');
const now = document.body.innerText + drawn.join();
window.settled = window.settled?.now === now ? { now, looks: window.settled.looks + 1 } : { now, looks: 1 };
return document.fonts.status === 'loaded' && window.settled.looks > 2";

/// Waits until drawing has settled.
fn settled(page: &Page) -> Outcome<()> {
    page.script("window.settled = undefined", &[])?;
    page.until("drawing to settle", SOON, SETTLED).map(drop)
}

/// A picture in light and one in dark, of what a test has come to.
pub fn pictures(page: &Page, name: &str) -> Outcome<()> {
    in_both_themes(page, |theme| {
        settled(page)?;
        page.screenshot(&format!("{name}-{theme}")).map(drop)
    })
}

/// Brings a group of panels to the front, where there is no room for all.
fn front(page: &Page, panels: &str) -> Outcome<()> {
    let body = format!(
        "const tabs = document.querySelector('.views');
         if (!tabs) return false;
         if (!tabs.checkVisibility()) return true;
         const tab = [...tabs.querySelectorAll('button')].find(tab => tab.innerText === {});
         tab.click();
         return tab.getAttribute('aria-pressed') === 'true'",
        json!(panels)
    );
    page.until(&format!("the panels {panels}"), SOON, &body).map(drop)
}

/// How many pixels the page, or a dialog on it, is wider than it can be shown.
fn too_wide(page: &Page) -> Outcome<f64> {
    let over = "const wide = [document.documentElement, ...document.querySelectorAll('dialog[open]')];
        return Math.max(...wide.map(one => one.scrollWidth - one.clientWidth))";
    Ok(page.script(over, &[])?.as_f64().unwrap_or(f64::INFINITY))
}
