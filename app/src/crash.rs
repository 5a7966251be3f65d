//! The last words of the page: a bug that stops it is said on the page and in the console, not hidden.
//! Never tries to go on.

use std::panic;

use wasm_bindgen::JsValue;
use web_sys::{console, window};

/// From now on a panic is told.
pub fn tell() {
    panic::set_hook(Box::new(|why| {
        let text = why.to_string();
        console::error_1(&JsValue::from_str(&text));
        let Some(document) = window().and_then(|window| window.document()) else { return };
        let (Some(body), Ok(note)) = (document.body(), document.create_element("p")) else { return };
        // Only what the standard library offers can be relied on here: a failure to tell is not told.
        let _ = note.set_attribute("role", "alert");
        let _ = note.set_attribute("class", "crash");
        note.set_text_content(Some(&format!(
            "Foldback stopped because of an error of its own ({text}). Reload the page: your logs are kept."
        )));
        let _ = body.append_child(&note);
    }));
}
