//! The engine in a worker: takes the protocol's calls as messages, asks the store, and posts the answers.
//!
//! Conversion only: what a call means is the store's business, what is drawn of an answer is the page's.

mod appends;
mod blob;
mod calls;
mod convert;
mod failure;
mod imports;
mod live;
mod logs;
mod notes;
mod overviews;
mod port;
mod reads;
mod rows;
mod states;
mod tasks;
mod upkeep;

use wasm_bindgen::JsCast as _;

pub use port::serve;

/// Serves the page that started this worker.
pub fn start() {
    let scope: web_sys::DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    std::panic::set_hook(Box::new(|info| port::crashed(&info.to_string())));
    serve(scope.unchecked_into());
}
