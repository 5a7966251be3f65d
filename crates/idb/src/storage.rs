//! What the browser says about the room that this origin has. It never keeps an answer, for they change.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::navigator;

// `catch` covers browsers in which a method is missing: calling it throws then.
#[wasm_bindgen]
extern "C" {
    type StorageManager;

    #[wasm_bindgen(method, catch)]
    fn estimate(this: &StorageManager) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn persisted(this: &StorageManager) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn persist(this: &StorageManager) -> Result<Promise, JsValue>;
}

/// What the browser says about this origin's room. It rounds and pads: these are no exact numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Bytes in use.
    pub usage: Option<f64>,
    /// Bytes that may be in use.
    pub quota: Option<f64>,
    /// Whether the browser has promised not to delete anything on its own.
    pub persisted: Option<bool>,
}

impl Estimate {
    /// Bytes that are left.
    pub(crate) fn available(self) -> Option<u64> {
        // Usage may be beyond a quota that has shrunk; converting takes what is below zero as zero.
        Some((self.quota? - self.usage?) as u64)
    }
}

/// How much room there is; what the browser does not say is `None`.
pub async fn estimate() -> Estimate {
    let Some(manager) = manager() else { return Estimate::default() };
    let said = answer(manager.estimate()).await.unwrap_or(JsValue::UNDEFINED);
    let number = |name: &str| Reflect::get(&said, &name.into()).ok()?.as_f64();
    let (usage, quota) = (number("usage"), number("quota"));
    let persisted = answer(manager.persisted()).await.and_then(|said| said.as_bool());
    Estimate { usage, quota, persisted }
}

/// Asks the browser never to delete anything of this origin on its own, which may make it ask the person. Whether it
/// promised; `None` where a browser cannot be asked, or not from here: workers have no such method.
pub async fn persist() -> Option<bool> {
    answer(manager()?.persist()).await?.as_bool()
}

async fn answer(asked: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(asked.ok()?).await.ok()
}

fn manager() -> Option<StorageManager> {
    navigator::part("storage").map(JsValue::unchecked_into)
}

#[cfg(test)]
mod tests {
    use super::Estimate;

    #[test]
    fn what_is_left_is_never_less_than_nothing() {
        let of = |usage, quota| Estimate { usage, quota, persisted: None }.available();
        assert_eq!(of(Some(10.0), Some(25.0)), Some(15));
        assert_eq!(of(Some(30.0), Some(25.0)), Some(0));
        assert_eq!(of(None, Some(25.0)), None);
    }
}
