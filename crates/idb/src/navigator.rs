//! Parts of `navigator`, on a page and in a worker alike. It never assumes that one is there.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A part of `navigator`, where the browser has it.
pub fn part(name: &str) -> Option<JsValue> {
    value(name).filter(JsValue::is_object)
}

/// Whether this is Chromium or made of it, as all of them say: Chrome, Edge, Opera, Android's WebView. On iOS they are WebKit and
/// do not say so.
pub fn is_chromium() -> bool {
    thread_local! {
        // It stays what it is, and every commit asks.
        static IS: bool = value("userAgent").and_then(|agent| agent.as_string()).is_some_and(|agent| agent.contains("Chrome/"));
    }
    IS.with(|is| *is)
}

fn value(name: &str) -> Option<JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok().filter(JsValue::is_object)?;
    Reflect::get(&navigator, &name.into()).ok()
}
