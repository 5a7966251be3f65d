//! One call on its way through the engine: what came with it, whether it is still wanted, and what it answers.

use std::cell::Cell;
use std::rc::Rc;

use foldback_protocol::{ErrorInfo, Progress};
use futures::channel::oneshot;
use js_sys::ArrayBuffer;
use serde::Serialize;
use wasm_bindgen::JsValue;
use web_sys::Blob;

use crate::port::Client;

/// What a call answers: a value, bytes that are transferred, and a file.
pub struct Answer {
    pub value: JsValue,
    pub bytes: Option<Vec<u8>>,
    pub file: Option<Blob>,
}

impl Answer {
    /// An answer without bytes.
    pub fn of(value: &impl Serialize) -> Result<Self, ErrorInfo> {
        Ok(Self { value: to_js(value)?, bytes: None, file: None })
    }

    /// An answer with bytes.
    pub fn with(value: &impl Serialize, bytes: Vec<u8>) -> Result<Self, ErrorInfo> {
        Ok(Self { value: to_js(value)?, bytes: Some(bytes), file: None })
    }

    /// An answer that is a file.
    pub fn file(file: Blob) -> Self {
        Self { value: JsValue::UNDEFINED, bytes: None, file: Some(file) }
    }
}

pub fn to_js(value: &impl Serialize) -> Result<JsValue, ErrorInfo> {
    serde_wasm_bindgen::to_value(value).map_err(|error| ErrorInfo::new("Internal", error.to_string()))
}

/// Why a call ends before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Whoever asked does not want it any more.
    Cancelled,
    /// Whoever asked has closed the store that it waits for.
    Closed,
}

/// What ends a call before it is done.
#[derive(Default)]
pub struct Cancel {
    why: Cell<Option<Why>>,
    waiting: Cell<Option<oneshot::Sender<()>>>,
}

impl Cancel {
    /// Whether it is to end.
    pub fn get(&self) -> bool {
        self.why.get().is_some()
    }

    /// Ends it.
    pub fn set(&self, why: Why) {
        self.why.set(Some(why));
        if let Some(waiting) = self.waiting.take() {
            // The call may have ended by itself.
            let _ = waiting.send(());
        }
    }

    /// Returns when it is to end, and says why.
    pub async fn asked(&self) -> Why {
        loop {
            if let Some(why) = self.why.get() {
                return why;
            }
            let (sender, receiver) = oneshot::channel();
            self.waiting.set(Some(sender));
            // The sender is kept as long as this is.
            let _ = receiver.await;
        }
    }
}

/// One call, to its end: reports progress, and knows whether it was cancelled.
pub struct Request {
    pub client: Rc<Client>,
    pub id: u32,
    pub cancelled: Rc<Cancel>,
    /// The file that the call reads.
    pub file: Option<Blob>,
    /// The files that it reads, where they are several.
    #[cfg(feature = "import")]
    pub files: Vec<Blob>,
    /// The bytes that came with the call.
    pub bytes: Option<ArrayBuffer>,
}

impl Request {
    /// Reports how far the call has got.
    pub fn progress(&self, progress: &Progress) {
        if let Ok(value) = to_js(progress) {
            self.client.send(&[("id", self.id.into()), ("progress", value)], None);
        }
    }
}
