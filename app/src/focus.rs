//! Where the focus goes when a command says so.
//! Never takes it by itself.

use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// Into the query.
pub fn query() {
    by_id("query");
}

/// To the element of an id, if it is there.
pub fn by_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Fails for elements that cannot have the focus alone.
        let _ = element.focus();
    }
}
