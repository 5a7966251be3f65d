//! Where drawn elements stand, set straight on the element: a moved cursor costs no layout and no diff.
//! Never reads anything back.

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

/// Sets one style of an element, if it is on the page.
pub fn style_node(node: NodeRef<html::Div>, name: &str, value: &str) {
    if let Some(Some(element)) = node.try_get_untracked() {
        // Fails for read-only styles alone; these are not.
        let _ = HtmlElement::style(&element).set_property(name, value);
    }
}
