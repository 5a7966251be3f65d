//! Waiting, so that others have their turn.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Lets the messages that wait come first.
pub async fn next_task() {
    wait(0, drop).await;
}

/// Waits for some milliseconds, and no longer than there is something else to wait for: it keeps no process of Node.js alive.
pub async fn idle(millis: u32) {
    wait(millis, |timer| do_not_keep_alive(&timer)).await;
}

/// Where timers, channels and the like keep a process alive they can be told not to; a browser's have nothing of it.
pub fn do_not_keep_alive(what: &JsValue) {
    if let Ok(unref) = Reflect::get(what, &"unref".into())
        && let Some(unref) = wasm_bindgen::JsCast::dyn_ref::<Function>(&unref)
    {
        // It does not throw.
        let _ = unref.call0(what);
    }
}

async fn wait(millis: u32, started: impl Fn(JsValue)) {
    let promise = Promise::new(&mut |resolve, _| {
        let global = js_sys::global();
        let set_timeout = Reflect::get(&global, &"setTimeout".into()).ok().map(Function::from);
        if let Some(set_timeout) = set_timeout {
            // It throws for a missing callback only.
            started(set_timeout.call2(&global, &resolve, &millis.into()).unwrap_or_default());
        }
    });
    // It is resolved and never rejected.
    let _ = JsFuture::from(promise).await;
}
