//! The room that the browser gives this page, and whether it promises to keep what is there.
//! Never counts a log: the engine says how large each is.

use js_sys::{Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

/// What the browser says. It rounds and pads: these are no exact numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Room {
    /// Bytes in use.
    pub usage: Option<f64>,
    /// Bytes that may be in use.
    pub quota: Option<f64>,
    /// Whether it has promised not to delete anything on its own.
    pub persisted: Option<bool>,
}

/// Asks for it; what a browser does not say is left out.
pub async fn room() -> Room {
    let Some(manager) = manager() else { return Room::default() };
    let said = answer(manager.estimate()).await.unwrap_or_default();
    let number = |name: &str| Reflect::get(&said, &name.into()).ok().and_then(|value| value.as_f64());
    let persisted = answer(manager.persisted()).await.and_then(|said| said.as_bool());
    Room { usage: number("usage"), quota: number("quota"), persisted }
}

/// Asks the browser for its promise. Gives whether it gave it, where it can.
pub async fn ask_to_keep() -> Option<bool> {
    answer(manager()?.persist()).await?.as_bool()
}

async fn answer(asked: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(asked.ok()?).await.ok()
}

/// None where the page did not come over a safe connection.
fn manager() -> Option<StorageManager> {
    let manager = window().navigator().storage();
    (!manager.is_undefined()).then_some(manager)
}
