//! Parts of `navigator`, on a page and in a worker alike. It never assumes that one is there.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A part of `navigator`, where the browser has it.
pub fn part(name: &str) -> Option<JsValue> {
    let get = |from: &JsValue, name: &str| Reflect::get(from, &name.into()).ok().filter(|value| value.is_object());
    get(&get(&js_sys::global(), "navigator")?, name)
}
