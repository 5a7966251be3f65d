//! The engine in a worker: takes the protocol's calls as messages, asks the store, and posts the answers.
//!
//! Conversion only: what a call means is the store's business, what is drawn of an answer is the page's.

mod blob;
mod calls;
mod convert;
mod failure;
mod imports;
mod logs;
mod notes;
mod overviews;
mod port;
mod rows;
mod states;

use wasm_bindgen::JsCast as _;

pub use port::serve;

/// Serves the page that started this worker.
pub fn start() {
    let scope: web_sys::DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    std::panic::set_hook(Box::new(|info| port::crashed(&info.to_string())));
    serve(scope.unchecked_into());
}
