//! The engine for apps: what `wasm-bindgen --target web` makes the npm package's engine of. It starts nothing by itself.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Serves whoever is at `port`, which is anything that has `postMessage` and `onmessage`: a worker's `self`, a `MessagePort`, an
/// object of this thread. All ports of one instance share the stores that are open in it.
#[wasm_bindgen]
pub fn serve(port: JsValue) {
    foldback_wasm::serve(port);
}
