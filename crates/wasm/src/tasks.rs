//! Waiting, so that others have their turn.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen_futures::JsFuture;

/// Lets the messages that wait come first.
pub async fn next_task() {
    sleep(0).await;
}

/// Waits for some milliseconds.
pub async fn sleep(millis: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        let global = js_sys::global();
        let set_timeout = Reflect::get(&global, &"setTimeout".into()).ok().map(Function::from);
        if let Some(set_timeout) = set_timeout {
            // It throws for a missing callback only.
            let _ = set_timeout.call2(&global, &resolve, &millis.into());
        }
    });
    // It is resolved and never rejected.
    let _ = JsFuture::from(promise).await;
}
