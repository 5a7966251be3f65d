//! What tabs tell each other: that a log has news. It only wakes them up; what the news is, each reads for itself.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::BroadcastChannel;

use crate::logs::LogStore;
use crate::tasks::do_not_keep_alive;

/// A log's channel to the other tabs and workers of this origin.
pub struct Live {
    /// Nothing where the browser has no such channels; then readers look again now and then.
    channel: Option<BroadcastChannel>,
    _listener: Option<Closure<dyn FnMut()>>,
}

impl Drop for Live {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
    }
}

impl Live {
    /// Hears and tells nothing.
    pub fn silent() -> Self {
        Self { channel: None, _listener: None }
    }

    /// Listens for news of a log, and has its store take them up.
    pub fn new(log: &str, store: Weak<LogStore>) -> Self {
        let channel = BroadcastChannel::new(&format!("foldback:{log}")).ok();
        let pending = Rc::new(Cell::new(0u32));
        let listener = Closure::<dyn FnMut()>::new(move || {
            // One look is enough for all that has been told until it begins.
            pending.set(pending.get().saturating_add(1));
            if pending.get() > 1 {
                return;
            }
            let (store, pending) = (store.clone(), pending.clone());
            spawn_local(async move {
                while pending.get() > 0 {
                    pending.set(1);
                    let Some(store) = store.upgrade() else { return };
                    // Whoever reads next meets the same failure and is told of it.
                    let _ = store.refresh().await;
                    pending.set(pending.get() - 1);
                }
            });
        });
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
            do_not_keep_alive(channel);
        }
        Self { channel, _listener: Some(listener) }
    }

    /// Tells the others that there is something new.
    pub fn tell(&self) {
        if let Some(channel) = &self.channel {
            // Nobody's being told is no reason to fail what has been done.
            let _ = channel.post_message(&JsValue::TRUE);
        }
    }
}
