//! A claim on a name that no other tab or worker can have at the same time, and that ends with whoever holds it.
//!
//! It tells an import that is running from one that was killed. Nothing's correctness rests on it.

use futures::channel::oneshot;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::navigator;

// web-sys has Web Locks only behind its flag for unstable APIs, which would have to be set for every crate.
#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method)]
    fn request(this: &LockManager, name: &str, options: &JsValue, callback: &Function) -> Promise;
}

/// A claim. Dropping it gives the name free.
#[derive(Debug)]
pub struct Claim {
    release: Option<Function>,
    _callback: Option<Closure<dyn FnMut(JsValue) -> Promise>>,
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            // Calling a promise's resolver cannot throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

impl Claim {
    /// A claim on what nobody else can have.
    pub fn unneeded() -> Self {
        Self { release: None, _callback: None }
    }

    /// Claims `name`; `None` when someone else has it. Where the browser has no Web Locks every claim is granted.
    pub async fn take(name: &str) -> Option<Self> {
        let Some(locks) = lock_manager() else {
            return Some(Self::unneeded());
        };
        let (sender, granted) = oneshot::channel();
        let mut sender = Some(sender);
        // The lock is held until the promise that the callback returns is settled.
        let callback = Closure::<dyn FnMut(JsValue) -> Promise>::new(move |lock: JsValue| {
            let sender = sender.take();
            if lock.is_null() {
                sender.map(|sender| sender.send(None));
                return Promise::resolve(&JsValue::UNDEFINED);
            }
            let mut release = None;
            let held = Promise::new(&mut |resolve, _| release = Some(resolve));
            sender.map(|sender| sender.send(release));
            held
        });
        let options = JsValue::from(js_sys::Object::new());
        Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE).ok()?;
        let _settled = locks.request(&format!("foldback:{name}"), &options, callback.as_ref().unchecked_ref());
        let release = granted.await.ok()??;
        Some(Self { release: Some(release), _callback: Some(callback) })
    }
}

fn lock_manager() -> Option<LockManager> {
    navigator::part("locks").map(JsCast::unchecked_into)
}
