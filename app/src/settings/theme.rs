//! The theme that was chosen, over what the system prefers: the rules of the style sheets for a dark system are made to hold
//! always, never, or as the system says.
//! Never a colour: the style sheet has them once.

use std::cell::RefCell;

use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::{CssMediaRule, CssStyleSheet, Element};

/// The condition of the rules for a dark system.
const DARK: &str = "(prefers-color-scheme: dark)";

thread_local! {
    // Once its condition is another, nothing tells such a rule from others.
    static RULES: RefCell<Vec<CssMediaRule>> = const { RefCell::new(Vec::new()) };
}

/// Shows a theme: `light`, `dark`, or the system's.
pub fn show(theme: &str) {
    let (dark, light) = match theme {
        "dark" => ("all", "not all"),
        "light" => ("not all", "all"),
        _ => (DARK, "(prefers-color-scheme: light)"),
    };
    RULES.with_borrow_mut(|rules| {
        if rules.is_empty() {
            *rules = found();
        }
        rules.iter().for_each(|rule| rule.media().set_media_text(dark));
    });
    set("data-theme", theme);
    // The frame of the browser around the page.
    let metas = document().query_selector_all("meta[name=theme-color]");
    for (at, media) in [light, dark].into_iter().enumerate() {
        let meta = metas.as_ref().ok().and_then(|metas| metas.get(at as u32));
        if let Some(meta) = meta.and_then(|meta| meta.dyn_into::<Element>().ok()) {
            // Every name of an attribute is a good one.
            let _ = meta.set_attribute("media", media);
        }
    }
}

/// How close rows stand.
pub fn density(density: &str) {
    set("data-density", density);
}

fn set(name: &str, value: &str) {
    let Some(root) = document().document_element() else { return };
    // Every name of an attribute is a good one.
    let _ = if value.is_empty() { root.remove_attribute(name) } else { root.set_attribute(name, value) };
}

/// The rules for a dark system in the page's own style sheets.
fn found() -> Vec<CssMediaRule> {
    let sheets = document().style_sheets();
    let sheets = (0..sheets.length()).filter_map(|at| sheets.get(at)?.dyn_into::<CssStyleSheet>().ok());
    // A sheet from elsewhere cannot be read, and there is none.
    let rules = sheets.filter_map(|sheet| sheet.css_rules().ok());
    let rules = rules.flat_map(|rules| (0..rules.length()).filter_map(move |at| rules.get(at)));
    let rules = rules.filter_map(|rule| rule.dyn_into::<CssMediaRule>().ok());
    rules.filter(|rule| rule.media().media_text().contains("prefers-color-scheme: dark")).collect()
}
