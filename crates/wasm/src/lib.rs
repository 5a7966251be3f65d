//! The engine: takes the protocol's calls as messages, asks the store, and posts the answers.
//!
//! Conversion only: what a call means is the store's business, what is made of an answer is the client's.

#[cfg(feature = "debugger")]
mod about;
mod appends;
#[cfg(feature = "time")]
mod asked;
mod background;
mod blob;
mod calls;
#[cfg(feature = "debugger")]
mod causes;
#[cfg(feature = "import")]
mod chosen;
mod convert;
mod exports;
mod failure;
#[cfg(feature = "debugger")]
mod imports;
#[cfg(feature = "import")]
mod into_store;
mod live;
mod logs;
mod notes;
#[cfg(feature = "debugger")]
mod overviews;
mod place;
mod port;
mod reads;
#[cfg(feature = "import")]
mod redacted;
mod request;
#[cfg(feature = "debugger")]
mod rows;
#[cfg(feature = "debugger")]
mod samples;
#[cfg(feature = "debugger")]
mod search;
#[cfg(feature = "time")]
mod states;
mod tasks;
mod upkeep;
#[cfg(feature = "import")]
mod watched;
#[cfg(feature = "time")]
mod work;

use std::rc::Rc;

use wasm_bindgen::JsValue;

pub use port::Engine;

thread_local! {
    static ENGINE: Rc<Engine> = {
        std::panic::set_hook(Box::new(|info| ENGINE.with(|engine| engine.crash(&info.to_string()))));
        Rc::default()
    };
}

/// Serves whoever is at `port`, together with all others that this instance of the engine serves. When the engine fails, each
/// of them is told `{ crashed }` with a sentence, and answered no more.
pub fn serve(port: JsValue) {
    ENGINE.with(|engine| engine.serve(port));
}
